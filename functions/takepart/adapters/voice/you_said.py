""" "You said, we did" in DynamoDB: one item each, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.domain.uk_time import local_date
from takepart.domain.voice.you_said import YouSaid, YouSaidState
from takepart.use_cases.voice.ports import Some

_PAGE: Final = 20
_MOST: Final = 500
_CONSENT: Final = "consent-ends"
_RESTS: Final = "you-said-rests"


def _board(state: YouSaidState) -> str:
    return f"you-said:{state.value}"


def _keys(you_said: YouSaid) -> dict[str, str]:
    if you_said.state is YouSaidState.ERASED:
        return {}
    since = you_said.published_on or local_date(you_said.journal[0].at)
    keys = {"board": _board(you_said.state), "board_at": f"{since}#{you_said.id}"}
    if you_said.state is YouSaidState.PUBLISHED and you_said.ask_on:
        keys |= {"due": "ask-change", "due_on": you_said.ask_on.isoformat()}
    elif shown := [thing.consent.until for thing in (you_said.quote, you_said.photo) if thing]:
        keys |= {"due": _CONSENT, "due_on": min(shown).isoformat()}
    elif you_said.rests_since:
        keys |= {"due": _RESTS, "due_on": you_said.rests_since.isoformat()}
    return keys


class YouSaidTable(Store[YouSaid]):
    """The port ``YouSaids``."""

    shape = Shape(YouSaid, pk="YOU-SAID#{id}", sk="YOU-SAID", keys=_keys)

    def in_state(self, state: YouSaidState, *, start: str | None = None) -> Some[YouSaid]:
        """Those that stand in one place, the newest first."""
        found, after = self.page(_board(state), start=start, limit=_PAGE, newest=True)
        return Some(things=found, next=after)

    def all_in(self, state: YouSaidState) -> Sequence[YouSaid]:
        """All of them."""
        return self.every(_board(state), newest=True)

    def count(self, state: YouSaidState) -> int:
        """How many stand in one place."""
        return self.count_of(_board(state), most=_MOST)

    def to_ask(self, today: date) -> Iterator[YouSaid]:
        """Those whose people should be asked by now."""
        return self.due("ask-change", until=today.isoformat())

    def resting(self, since: date) -> Iterator[YouSaid]:
        """Those that are not public, and had their last step on that day or before."""
        return self.due(_RESTS, until=since.isoformat())

    def consent_over(self, today: date) -> Iterator[YouSaid]:
        """Those with a quote or a photo whose consent is over; while its people are still to be asked, later."""
        yesterday = today - timedelta(days=1)
        return self.due(_CONSENT, until=yesterday.isoformat())
