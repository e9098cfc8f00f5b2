"""What a claim holds of a person ends: bank details after the policy's days, everything else after its years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, keeping, participating, paying
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import MONEY, SealedBankDetails
from takepart.domain.ids import BatchId, ClaimId, DraftId, FloatId, StepId
from takepart.domain.money import PaymentMethod
from takepart.use_cases.claims.forget_claims import Forgotten, forget_claims
from tests.builders import CASHIER, FINANCE_1, WORKER, a_claim, an_approved_claim
from tests.policies import WIRRAL

OVER = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DETAILS = SealedBankDetails(ciphertext=b"sealed", last_digits="678", fingerprint="f" * 32)
BATCH = BatchId("2026-05-04-1")
NAME, WORDS = "Participant One", "She told me on the phone"


@pytest.fixture
def claims(claims_table: str) -> ClaimsTable:
    return ClaimsTable(Aggregates(claims_table))


def a_closed_claim(
    n: int = 0, *, state: ClaimState = ClaimState.PAID, over: datetime = OVER, bank: bool = True
) -> Claim:
    """One that came there by its steps, the last of them at ``over``."""
    values: dict[str, Any] = {"id": ClaimId(f"BBBB-BBB{n}"), "draft": DraftId(str(n)), "at": over - timedelta(hours=2)}
    if not bank:
        values |= {"bank": None, "method": PaymentMethod.CASH}
    if state is ClaimState.NOTHING_TO_PAY:
        values["lines"] = ()
    claim = _ENDED[state](over, values)
    lines = tuple(replace(line, description=WORDS, why=WORDS) for line in claim.lines)
    return replace(claim, notes=MappingProxyType({1: WORDS}), lines=lines)


def _step(by: str, at: datetime) -> Step:
    return Step(journals.Actor(by), at, StepId("last"))


def _paid(over: datetime, values: dict[str, Any]) -> Claim:
    claim, run = an_approved_claim(**values), _step(journals.Job.PAYMENTS.actor, over)
    due = claim.payment(MONEY)
    if due.method is PaymentMethod.CASH:
        by_hand = _step(journals.staff(CASHIER.id), over)
        return paying.pay_in_cash(claim, by_hand, by=CASHIER, amount=due.amount, float_id=FloatId("box"))
    batched = paying.batch(claim, run, payment=MONEY, amount=due.amount, batch_id=BATCH)
    sent = Step(run.by, over, StepId("sent"))
    return paying.pay_by_bank(batched, sent, payment=MONEY, batch_id=BATCH, arrives=over.date())


def _refused(over: datetime, values: dict[str, Any]) -> Claim:
    return deciding.refuse(a_claim(**values), _step(journals.staff(WORKER.id), over), by=WORKER, reason=WORDS)


def _withdrawn(over: datetime, values: dict[str, Any]) -> Claim:
    claim = a_claim(**values)
    return participating.withdraw(claim, _step(journals.person(claim.person), over))


def _nothing_to_pay(over: datetime, values: dict[str, Any]) -> Claim:
    step, approver = _step(journals.staff(WORKER.id), over), journals.staff(FINANCE_1.id)
    return deciding.confirm(a_claim(**values), step, by=WORKER, decisions=(), approver=approver)


_ENDED: dict[ClaimState, Callable[[datetime, dict[str, Any]], Claim]] = {
    ClaimState.PAID: _paid,
    ClaimState.APPROVED: lambda _, values: an_approved_claim(**values),
    ClaimState.REFUSED: _refused,
    ClaimState.WITHDRAWN: _withdrawn,
    ClaimState.NOTHING_TO_PAY: _nothing_to_pay,
}


def night(claims: ClaimsTable, day: date) -> Forgotten:
    at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    return forget_claims(claims=claims, retention=WIRRAL.retention, now=at)


def kept(claims: ClaimsTable, n: int = 0) -> Claim:
    found = claims.get(ClaimId(f"BBBB-BBB{n}"))
    assert found is not None
    return found


def test_bank_details_go_after_their_days_and_not_a_day_before(claims: ClaimsTable) -> None:
    """Once, however often the job runs; the claim of a person stays theirs, and one that is open is left alone."""
    claims.add(a_closed_claim(0))
    claims.add(a_closed_claim(1, state=ClaimState.APPROVED))
    last = OVER.date() + timedelta(days=WIRRAL.retention.bank_details_days)

    assert night(claims, last) == Forgotten(bank_details=0, people=0)
    assert night(claims, last + timedelta(days=1)) == Forgotten(bank_details=1, people=0)
    assert night(claims, last + timedelta(days=2)) == Forgotten(bank_details=0, people=0)

    assert kept(claims).bank is None
    assert kept(claims).claimant.name == NAME
    assert kept(claims, 1).bank == DETAILS


def test_the_person_goes_after_whole_financial_years_and_the_figures_stay(claims: ClaimsTable) -> None:
    """Paid in May 2026, kept to the end of March 2033: the year that began in April 2026, and six more."""
    claims.add(a_closed_claim(bank=False))
    before = kept(claims)

    assert night(claims, date(2033, 3, 31)).people == 0
    assert night(claims, date(2033, 4, 1)).people == 1
    assert night(claims, date(2033, 4, 2)).people == 0

    after = kept(claims)
    assert after.claimant.erased
    stored = str(Aggregates("ClaimsTable").get(f"CLAIM#{after.id}", "CLAIM"))
    assert NAME not in stored and WORDS not in stored and "example.com" not in stored
    assert [(line.kind, line.claimed, line.allowed) for line in after.lines] == [
        (line.kind, line.claimed, line.allowed) for line in before.lines
    ]
    assert (after.payments, after.promised, after.journal[:-1]) == (before.payments, before.promised, before.journal)


def test_a_claim_of_the_last_day_of_a_financial_year_is_of_that_year() -> None:
    """31 March and 1 April are a year apart."""
    assert keeping.person_cut_off(date(2033, 3, 31), WIRRAL.retention) == date(2026, 4, 1)
    assert keeping.person_cut_off(date(2033, 4, 1), WIRRAL.retention) == date(2027, 4, 1)


@pytest.mark.parametrize("state", [ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.NOTHING_TO_PAY])
def test_what_was_never_paid_ends_too(claims: ClaimsTable, state: ClaimState) -> None:
    """Bank details and person, in one night when both are over."""
    claims.add(a_closed_claim(state=state))

    assert night(claims, date(2034, 1, 1)) == Forgotten(bank_details=0, people=1)
    assert kept(claims).bank is None and kept(claims).claimant.erased
