"""Cash for an approved claim, from a float, in one write; and the participant's word that they have their money."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import duties, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import MONEY, Payment, PaymentState
from takepart.domain.claims.refusals import ClaimRefusal
from takepart.domain.floats import cash_float
from takepart.domain.ids import ClaimId, FloatId, StepId
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.again import until_kept
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import read
from takepart.use_cases.money.cash_on_the_day import HANDLES_CASH
from takepart.use_cases.money.ports import Floats

_TRIES: Final = 8


def pay_cash(
    claim_id: ClaimId,
    *,
    float_id: FloatId,
    by: StaffMember,
    claims: Claims,
    floats: Floats,
    step: StepId,
    now: datetime,
) -> Claim:
    """Hand over what is due in cash. Pressed twice, it is paid once.

    Raises Refused, also for somebody who has had a part in the claim, ChangedMeanwhile or StoreUnavailable.
    """
    if not by.roles & HANDLES_CASH:
        raise Refused(claim_id, reason=MoneyRefusal.NOT_ALLOWED)
    giving = Step(journals.staff(by.id), now, step)

    def attempt() -> Claim:
        claim, cash = read(claims, claim_id), floats.get(float_id)
        if cash is None:
            raise Refused(claim_id, reason=MoneyRefusal.NO_SUCH_FLOAT)
        if claim.has(giving):
            return claim
        due = cash_due(claim)
        if due is None:
            raise Refused(claim_id, reason=MoneyRefusal.NOTHING_DUE)
        paid = cash_float.pay_out(cash, giving, amount=due.amount, claim=claim.id)
        if duties.why_not(claim, ClaimDuty.HAND_OVER, decider(by)) is ClaimRefusal.HANDS_OVER_OWN:
            raise Refused(claim_id, reason=MoneyRefusal.OWN_CLAIM)
        after = paying.pay_in_cash(claim, giving, by=decider(by), amount=due.amount, float_id=float_id)
        floats.save_with(after, paid)
        return after

    return until_kept(attempt, tries=_TRIES)


def cash_due(claim: Claim) -> Payment | None:
    """What is to be handed over for a claim in cash, if anything."""
    return next(
        (
            payment
            for payment in claim.payments
            if payment.id == MONEY and payment.method is PaymentMethod.CASH and payment.state is PaymentState.DUE
        ),
        None,
    )
