"""Finance hears of a promise that may be broken, once a day, while it can still be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.claims.claim import CLOSED, ClaimState
from takepart.domain.ids import ClaimId, DraftId
from takepart.use_cases.money.letters import promise_letters, promises_at_risk, warn_of_promises
from takepart.use_cases.ports import Queue
from tests.builders import a_claim, an_approved_claim
from tests.fakes import FakeQueues
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL


@pytest.mark.parametrize(
    ("today", "at_risk"),
    [
        (date(2026, 12, 2), False),
        (date(2026, 12, 3), True),  # Thursday: Monday is two working days away
        (date(2026, 12, 5), True),
        (date(2026, 12, 9), True),
    ],
)
def test_a_promise_is_at_risk_two_working_days_before_its_day(today: date, at_risk: bool) -> None:
    """The claim was promised for Monday 7 December 2026."""
    claims = FakeClaims(an_approved_claim())

    assert bool(promises_at_risk(today=today, claims=claims, holidays=england())) is at_risk


@pytest.mark.parametrize("state", [state for state in ClaimState if state not in CLOSED])
def test_a_claim_that_will_miss_its_day_is_at_risk_whoever_has_it(state: ClaimState) -> None:
    """To be decided, asked about, to be paid, or sent back: the person waits for their money in all of these."""
    claims = FakeClaims(replace(an_approved_claim(), state=state))

    assert promises_at_risk(today=date(2026, 12, 9), claims=claims, holidays=england())


def test_what_is_closed_or_has_nothing_to_come_is_not_at_risk() -> None:
    """Nobody waits for money there."""
    closed = [
        replace(an_approved_claim(), id=ClaimId(f"BBBB-000{n}"), draft=DraftId(str(n)), state=state)
        for n, state in enumerate(sorted(CLOSED))
    ]
    claims = FakeClaims(a_claim(lines=()), *closed)

    assert promises_at_risk(today=date(2026, 12, 9), claims=claims, holidays=england()) == ()


def test_finance_gets_one_letter_a_day_with_the_earliest_promise_first() -> None:
    """The event and the letters' keys are the same however often the job runs."""
    later = an_approved_claim()
    first = an_approved_claim(id=ClaimId("BBBB-BBBB"), draft=DraftId("b"), promised=date(2026, 12, 1))
    claims, queues = FakeClaims(later, first), FakeQueues()

    for _ in range(2):
        warn_of_promises(today=date(2026, 12, 4), claims=claims, queues=queues, holidays=england())
    one, two = queues.put_on[Queue.MAIL]
    letters = promise_letters(one, claims=claims, policy=WIRRAL, holidays=england())

    assert one == two
    assert [letter.to for letter in letters] == [member.email for member in WIRRAL.finance()]
    assert len({letter.key for letter in letters}) == 3
    assert letters[0].values["claims"] == (first, later)


def test_nothing_is_sent_when_every_promise_is_safe() -> None:
    """No news, no letter."""
    queues = FakeQueues()

    warn_of_promises(
        today=date(2026, 11, 24), claims=FakeClaims(an_approved_claim()), queues=queues, holidays=england()
    )

    assert queues.put_on[Queue.MAIL] == []
