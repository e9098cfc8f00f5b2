"""What people said, in DynamoDB: one item each, one write a step. Its key is the hash of a code that we do not keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one, read_passing
from takepart.adapters.rows import without_nothing
from takepart.domain.ids import StaffId
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Change, Feedback, Sender, State
from takepart.domain.voice.texts import By, Text
from takepart.use_cases.voice.ports import Some

_SK: Final = "FEEDBACK"
_ON_A_PAGE: Final = 200
_RESTS: Final = "feedback-rests"
_PAGE: Final = 25


class FeedbackTable:
    """The port ``Feedbacks``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: FeedbackId) -> Feedback | None:
        """One of them as it is now."""
        stored = self._aggregates.get(_pk(id), _SK)
        return read_one(_read, stored)

    def many(self, ids: Sequence[FeedbackId]) -> Sequence[Feedback]:
        """Several, those that are there."""
        return read_each(_read, self._aggregates.many([(_pk(id), _SK) for id in ids]))

    def add(self, feedback: Feedback) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored(feedback))

    def save(self, feedback: Feedback) -> None:
        """Keep the next step."""
        self._aggregates.save(_stored(feedback))

    def save_both(self, one: Feedback, other: Feedback) -> None:
        """Keep the next step of two, or of none."""
        self._aggregates.save_together([_stored(one), _stored(other)])

    def in_state(self, state: State, *, start: str | None = None, newest: bool = False) -> Some[Feedback]:
        """Those that stand in one place."""
        found, after = self._aggregates.on_board(f"feedback:{state.value}", start=start, limit=_PAGE, newest=newest)
        return Some(things=read_each(_read, found), next=after)

    def alerts(self, *, most: int = _ON_A_PAGE) -> Iterator[Feedback]:
        """Those with an alert that nobody has taken, the least told first."""
        return read_passing(_read, self._aggregates.due("alert", most=most))

    def resting(self, since: date) -> Iterator[Feedback]:
        """Those that have rested since that day or longer."""
        return read_passing(_read, self._aggregates.due(_RESTS, until=since.isoformat()))


def text_bodies(texts: Sequence[Text]) -> list[dict[str, Any]]:
    """Texts as plain maps."""
    return [{"seq": text.seq, "by": text.by.value, "words": text.words} for text in texts]


def read_texts(bodies: Sequence[Mapping[str, Any]]) -> tuple[Text, ...]:
    """Texts from plain maps."""
    return tuple(Text(seq=int(each["seq"]), by=By(each["by"]), words=each["words"]) for each in bodies)


def optional_day(written: str | None) -> date | None:
    """A day that may not be there."""
    return date.fromisoformat(written) if written else None


def _pk(id: FeedbackId) -> str:
    return f"FEEDBACK#{id}"


def _stored(feedback: Feedback) -> Stored:
    body = {
        "venue": feedback.venue,
        "said_on": feedback.said_on.isoformat(),
        "texts": text_bodies(feedback.texts),
        "sender": {"name": feedback.sender.name, "email": feedback.sender.email} if feedback.sender else None,
        "reply_by": feedback.reply_by.isoformat(),
        "suspected": list(feedback.suspected),
        "alert": feedback.alert or None,
        "harm": feedback.harm or None,
        "taken_by": feedback.taken_by,
        "answered_on": feedback.answered_on.isoformat() if feedback.answered_on else None,
        "merged_into": feedback.merged_into,
        "also": list(feedback.also),
        "led_to": list(feedback.led_to),
        "asked_change": feedback.asked_change,
        "change": feedback.change.value if feedback.change else None,
    }
    keys = {"board": f"feedback:{feedback.state.value}", "board_at": f"{feedback.said_on}#{feedback.id[:8]}"}
    if feedback.alert:
        keys |= {"due": "alert", "due_on": f"{feedback.alert:04}"}
    elif feedback.rests_since:
        keys |= {"due": _RESTS, "due_on": feedback.rests_since.isoformat()}
    return Stored(
        pk=_pk(feedback.id),
        sk=_SK,
        state=feedback.state.value,
        journal=feedback.journal,
        body=without_nothing(body),
        keys=keys,
    )


def _read(stored: Stored) -> Feedback:
    body = stored.body
    sender = body.get("sender")
    return Feedback(
        id=FeedbackId(stored.pk.partition("#")[2]),
        state=State(stored.state),
        journal=stored.journal,
        venue=body.get("venue", ""),
        said_on=date.fromisoformat(body["said_on"]),
        texts=read_texts(body.get("texts", ())),
        sender=Sender(name=sender["name"], email=sender["email"]) if sender else None,
        reply_by=date.fromisoformat(body["reply_by"]),
        suspected=tuple(body.get("suspected", ())),
        alert=int(body.get("alert", 0)),
        harm=bool(body.get("harm", False)),
        taken_by=StaffId(body["taken_by"]) if "taken_by" in body else None,
        answered_on=optional_day(body.get("answered_on")),
        merged_into=FeedbackId(body["merged_into"]) if "merged_into" in body else None,
        also=tuple(FeedbackId(each) for each in body.get("also", ())),
        led_to=tuple(body.get("led_to", ())),
        asked_change=body.get("asked_change", ""),
        change=Change(body["change"]) if "change" in body else None,
    )
