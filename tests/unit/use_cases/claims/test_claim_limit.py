"""One mailbox sends so many claims in an hour and no more: the letters of a claim are not a weapon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from takepart.domain.ids import PersonId
from takepart.use_cases.claims.claim_limit import MOST_AN_HOUR, TooManyClaims, count_claim
from tests.fakes import FakeSessions

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def test_a_mailbox_is_stopped_whatever_name_is_typed() -> None:
    """A stranger can type any name beside somebody's address."""
    counters = FakeSessions()
    for number in range(MOST_AN_HOUR):
        count_claim(PersonId(f"mailbox.name{number}"), counters=counters, now=NOW)

    with pytest.raises(TooManyClaims):
        count_claim(PersonId("mailbox.another"), counters=counters, now=NOW)


def test_others_and_the_next_hour_are_free() -> None:
    """Somebody else's claims count for nobody here, and an hour later it goes on."""
    counters = FakeSessions()
    for _ in range(MOST_AN_HOUR + 5):
        counters.count("claims#mailbox#2026-11-23T10", until=NOW)

    count_claim(PersonId("other.name"), counters=counters, now=NOW)
    count_claim(PersonId("mailbox.name"), counters=counters, now=NOW + timedelta(hours=1))
