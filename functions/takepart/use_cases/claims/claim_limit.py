"""How many claims one mailbox may send in an hour: every claim writes to it, and a form cannot tell whose it is.

Without a limit a stranger could fill somebody's mailbox through ``POST /api/claims``. Nothing that was typed is lost:
the form keeps it, and the next hour takes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from takepart.domain.ids import PersonId

MOST_AN_HOUR: Final = 30
"""A parent who sends a year's claims for three children in one evening stays below it."""


class Counters(Protocol):
    """Counters that end by themselves."""

    def count(self, name: str, *, until: datetime) -> int:
        """Count one more of something; how many it is now."""


class TooManyClaims(Exception):
    """This mailbox has sent as many claims as an hour takes. Nothing was kept; the same form can be sent later."""


def count_claim(person: PersonId, *, counters: Counters, now: datetime) -> None:
    """Count a claim of a person's mailbox. Raises TooManyClaims or StoreUnavailable."""
    mailbox = person.partition(".")[0]  # what everyone who shares it has in common (a person's id is mailbox and name)
    hour = now.astimezone(UTC).strftime("%Y-%m-%dT%H")
    if counters.count(f"claims#{mailbox}#{hour}", until=now + timedelta(hours=2)) > MOST_AN_HOUR:
        raise TooManyClaims(mailbox)
