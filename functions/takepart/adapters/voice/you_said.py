""" "You said, we did" in DynamoDB: one item each, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one, read_passing
from takepart.adapters.rows import without_nothing
from takepart.adapters.voice.feedback import optional_day
from takepart.domain.ids import StaffId
from takepart.domain.uk_time import local_date
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.consent import Consent, GivenBy, Photo, Quote, UseFor
from takepart.domain.voice.feedback import Change
from takepart.domain.voice.you_said import Decision, Source, State, Words, YouSaid, YouSaidId
from takepart.use_cases.voice.ports import Some

_SK: Final = "YOU-SAID"
_PAGE: Final = 20
_CONSENT: Final = "consent-ends"
_RESTS: Final = "you-said-rests"


class YouSaidTable:
    """The port ``YouSaids``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: YouSaidId) -> YouSaid | None:
        """One of them as it is now."""
        stored = self._aggregates.get(_pk(id), _SK)
        return read_one(_read, stored)

    def many(self, ids: Sequence[YouSaidId]) -> Sequence[YouSaid]:
        """Several, those that are there."""
        return read_each(_read, self._aggregates.many([(_pk(id), _SK) for id in ids]))

    def add(self, you_said: YouSaid) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored(you_said))

    def save(self, you_said: YouSaid) -> None:
        """Keep the next step."""
        self._aggregates.save(_stored(you_said))

    def in_state(self, state: State, *, start: str | None = None) -> Some[YouSaid]:
        """Those that stand in one place, the newest first."""
        found, after = self._aggregates.on_board(f"you-said:{state.value}", start=start, limit=_PAGE, newest=True)
        return Some(things=read_each(_read, found), next=after)

    def to_ask(self, today: date) -> Iterator[YouSaid]:
        """Those whose people should be asked by now."""
        return read_passing(_read, self._aggregates.due("ask-change", until=today.isoformat()))

    def resting(self, since: date) -> Iterator[YouSaid]:
        """Those that are not public, and had their last step on that day or before."""
        return read_passing(_read, self._aggregates.due(_RESTS, until=since.isoformat()))

    def consent_over(self, today: date) -> Iterator[YouSaid]:
        """Those with a quote or a photo whose consent is over; while its people are still to be asked, later."""
        yesterday = today - timedelta(days=1)
        return read_passing(_read, self._aggregates.due(_CONSENT, until=yesterday.isoformat()))


def _pk(id: YouSaidId) -> str:
    return f"YOU-SAID#{id}"


def _stored(you_said: YouSaid) -> Stored:
    words = you_said.words
    body = {
        "words": without_nothing(
            {
                "said": words.said,
                "by_how_many": words.by_how_many,
                "source": words.source.value,
                "decision": words.decision.value,
                "did": words.did,
                "by_when": words.by_when.isoformat() if words.by_when else None,
                "outcome": words.outcome,
                "team": words.team,
            }
        ),
        "sources": list(you_said.sources),
        "writer": you_said.writer,
        "checker": you_said.checker,
        "published_on": you_said.published_on.isoformat() if you_said.published_on else None,
        "ask_on": you_said.ask_on.isoformat() if you_said.ask_on else None,
        "counts": {change.value: number for change, number in you_said.counts.items()},
        "quote": _quote_body(you_said.quote),
        "photo": _photo_body(you_said.photo),
    }
    since = you_said.published_on or local_date(you_said.journal[0].at)
    keys = {"board": f"you-said:{you_said.state.value}", "board_at": f"{since}#{you_said.id}"}
    if you_said.state is State.PUBLISHED and you_said.ask_on:
        keys |= {"due": "ask-change", "due_on": you_said.ask_on.isoformat()}
    elif shown := [thing.consent.until for thing in (you_said.quote, you_said.photo) if thing]:
        keys |= {"due": _CONSENT, "due_on": min(shown).isoformat()}
    elif you_said.rests_since:
        keys |= {"due": _RESTS, "due_on": you_said.rests_since.isoformat()}
    if you_said.state is State.ERASED:
        keys = {}
    return Stored(
        pk=_pk(you_said.id),
        sk=_SK,
        state=you_said.state.value,
        journal=you_said.journal,
        body=without_nothing(body),
        keys=keys,
    )


def _read(stored: Stored) -> YouSaid:
    body, words = stored.body, stored.body["words"]
    return YouSaid(
        id=YouSaidId(stored.pk.partition("#")[2]),
        state=State(stored.state),
        journal=stored.journal,
        words=Words(
            said=words.get("said", ""),
            by_how_many=int(words["by_how_many"]),
            source=Source(words["source"]),
            decision=Decision(words["decision"]),
            did=words.get("did", ""),
            by_when=optional_day(words.get("by_when")),
            outcome=words.get("outcome", ""),
            team=words.get("team", ""),
        ),
        sources=tuple(FeedbackId(each) for each in body.get("sources", ())),
        writer=StaffId(body["writer"]),
        checker=StaffId(body["checker"]) if "checker" in body else None,
        published_on=optional_day(body.get("published_on")),
        ask_on=optional_day(body.get("ask_on")),
        counts=MappingProxyType({Change(name): int(number) for name, number in body.get("counts", {}).items()}),
        quote=_read_quote(body.get("quote")),
        photo=_read_photo(body.get("photo")),
    )


def _quote_body(quote: Quote | None) -> dict[str, Any]:
    return {"text": quote.text, "named_as": quote.named_as, **quote.consent.facts} if quote else {}


def _read_quote(body: Mapping[str, Any] | None) -> Quote | None:
    return Quote(text=body["text"], named_as=body["named_as"], consent=_read_consent(body)) if body else None


def _photo_body(photo: Photo | None) -> dict[str, Any]:
    if photo is None:
        return {}
    return {"content_type": photo.content_type, "size": photo.size, "alt": photo.alt, **photo.consent.facts}


def _read_photo(body: Mapping[str, Any] | None) -> Photo | None:
    if not body:
        return None
    return Photo(
        content_type=body["content_type"], size=int(body["size"]), alt=body["alt"], consent=_read_consent(body)
    )


def _read_consent(body: Mapping[str, Any]) -> Consent:
    return Consent(
        given_by=GivenBy(body["given_by"]),
        on=date.fromisoformat(body["on"]),
        until=date.fromisoformat(body["until"]),
        use=UseFor(body["use"]),
    )
