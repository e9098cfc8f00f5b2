"""Complaints in DynamoDB: one item each, listed for their handler, the next date first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one, read_passing
from takepart.adapters.rows import without_nothing
from takepart.adapters.voice.feedback import optional_day, read_texts, text_bodies
from takepart.domain.ids import StaffId
from takepart.domain.voice.complaint import Complainant, Complaint, ComplaintId, State

_SK: Final = "COMPLAINT"
_NOBODY: Final = "nobody"
_MOST: Final = 200
_RESTS: Final = "complaint-rests"


class ComplaintsTable:
    """The port ``Complaints``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: ComplaintId) -> Complaint | None:
        """One of them as it is now."""
        stored = self._aggregates.get(_pk(id), _SK)
        return read_one(_read, stored)

    def add(self, complaint: Complaint) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored(complaint))

    def save(self, complaint: Complaint) -> None:
        """Keep the next step."""
        self._aggregates.save(_stored(complaint))

    def with_handler(self, handler: StaffId | None, *, is_open: bool = True) -> Sequence[Complaint]:
        """Those of one handler, or those that nobody handles yet."""
        found, _ = self._aggregates.on_board(_board(handler, is_open=is_open), limit=_MOST)
        return read_each(_read, found)

    def overdue(self, today: date) -> Iterator[Complaint]:
        """Those whose next date has passed and was not told yet."""
        yesterday = today - timedelta(days=1)
        return read_passing(_read, self._aggregates.due("complaint", until=yesterday.isoformat()))

    def resting(self, since: date) -> Iterator[Complaint]:
        """Those that have been done since that day or longer."""
        return read_passing(_read, self._aggregates.due(_RESTS, until=since.isoformat()))


def _pk(id: ComplaintId) -> str:
    return f"COMPLAINT#{id}"


def _board(handler: StaffId | None, *, is_open: bool) -> str:
    return f"complaint:{'open' if is_open else 'done'}:{handler or _NOBODY}"


def _stored(complaint: Complaint) -> Stored:
    who = complaint.complainant
    body = {
        "track": complaint.track,
        "complainant": without_nothing(
            {"name": who.name, "email": who.email, "phone": who.phone, "for_whom": who.for_whom}
        ),
        "texts": text_bodies(complaint.texts),
        "received_on": complaint.received_on.isoformat(),
        "stage": complaint.stage,
        "started_on": complaint.started_on.isoformat(),
        "acknowledge_by": complaint.acknowledge_by.isoformat(),
        "due": complaint.due.isoformat(),
        "most": complaint.most.isoformat(),
        "acknowledged_on": complaint.acknowledged_on.isoformat() if complaint.acknowledged_on else None,
        "handler": complaint.handler,
        "handled": [{"stage": stage, "by": staff} for stage, staff in complaint.handled],
        "late": complaint.late or None,
        "warned_for": [day.isoformat() for day in complaint.warned_for],
    }
    keys = {
        "board": _board(complaint.handler, is_open=complaint.is_open),
        "board_at": f"{complaint.next_date}#{complaint.id}",
    }
    if complaint.is_open and complaint.next_date not in complaint.warned_for:
        keys |= {"due": "complaint", "due_on": complaint.next_date.isoformat()}
    elif complaint.rests_since:
        keys |= {"due": _RESTS, "due_on": complaint.rests_since.isoformat()}
    if complaint.state is State.ERASED:
        keys = {}
    return Stored(
        pk=_pk(complaint.id),
        sk=_SK,
        state=complaint.state.value,
        journal=complaint.journal,
        body=without_nothing(body),
        keys=keys,
    )


def _read(stored: Stored) -> Complaint:
    body = stored.body
    who = body.get("complainant", {})
    return Complaint(
        id=ComplaintId(stored.pk.partition("#")[2]),
        track=body["track"],
        state=State(stored.state),
        journal=stored.journal,
        complainant=Complainant(
            name=who.get("name", ""),
            email=who.get("email", ""),
            phone=who.get("phone", ""),
            for_whom=who.get("for_whom", ""),
        ),
        texts=read_texts(body.get("texts", ())),
        received_on=date.fromisoformat(body["received_on"]),
        stage=int(body["stage"]),
        started_on=date.fromisoformat(body["started_on"]),
        acknowledge_by=date.fromisoformat(body["acknowledge_by"]),
        due=date.fromisoformat(body["due"]),
        most=date.fromisoformat(body["most"]),
        acknowledged_on=optional_day(body.get("acknowledged_on")),
        handler=StaffId(body["handler"]) if "handler" in body else None,
        handled=tuple((each["stage"], StaffId(each["by"])) for each in body.get("handled", ())),
        late=bool(body.get("late", False)),
        warned_for=tuple(date.fromisoformat(day) for day in body.get("warned_for", ())),
    )
