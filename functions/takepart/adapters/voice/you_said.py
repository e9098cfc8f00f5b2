""" "You said, we did" in DynamoDB: one item each, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from takepart.adapters.store import Shape
from takepart.adapters.voice.by_state import ByState, listed, resting
from takepart.domain.uk_time import local_date
from takepart.domain.voice.you_said import YouSaid, YouSaidState

_CONSENT = "consent-ends"


def _keys(you_said: YouSaid) -> dict[str, str]:
    if you_said.state is YouSaidState.ERASED:
        return {}
    since = you_said.published_on or local_date(you_said.journal[0].at)
    keys = listed("you-said", you_said.state, f"{since}#{you_said.id}")
    if you_said.state is YouSaidState.PUBLISHED and you_said.ask_on:
        return keys | {"due": "ask-change", "due_on": you_said.ask_on.isoformat()}
    if shown := [thing.consent.until for thing in (you_said.quote, you_said.photo) if thing]:
        return keys | {"due": _CONSENT, "due_on": min(shown).isoformat()}
    return keys | resting("you-said", you_said)


class YouSaidTable(ByState[YouSaid, YouSaidState]):
    """The port ``YouSaids``."""

    shape, board = Shape(YouSaid, pk="YOU-SAID#{id}", sk="YOU-SAID", keys=_keys), "you-said"
    on_a_page = 20

    def to_ask(self, today: date) -> Iterator[YouSaid]:
        """Those whose people should be asked by now."""
        return self.due("ask-change", until=today.isoformat())

    def consent_over(self, today: date) -> Iterator[YouSaid]:
        """Those with a quote or a photo whose consent is over; while its people are still to be asked, later."""
        return self.due(_CONSENT, until=(today - timedelta(days=1)).isoformat())
