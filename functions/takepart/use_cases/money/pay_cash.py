"""Cash for an approved claim, from a float, in one write; and the participant's word that they have their money."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from takepart.domain.claims import duties, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import Duty
from takepart.domain.claims.parts import MONEY, Payment, PaymentId, PaymentState
from takepart.domain.claims.refusals import Refusal
from takepart.domain.floats import cash_float
from takepart.domain.ids import ClaimId, FloatId, StepId
from takepart.domain.journal import has_step
from takepart.domain.money_refusals import CannotDo, MoneyRefusal
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import StaffMember
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.money.cash_on_the_day import HANDLES_CASH
from takepart.use_cases.money.ports import Floats
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable

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

    Raises CannotAct for somebody who has had a part in the claim, CannotDo or StoreUnavailable.
    """
    if not by.roles & HANDLES_CASH:
        raise CannotDo(claim_id, reason=MoneyRefusal.NOT_ALLOWED)
    for _ in range(_TRIES):
        claim, cash = claims.get(claim_id), floats.get(float_id)
        if claim is None or cash is None:
            raise CannotDo(claim_id, reason=MoneyRefusal.NOT_FOUND)
        if has_step(claim.journal, step):
            return claim
        due = cash_due(claim)
        if due is None:
            raise CannotDo(claim_id, reason=MoneyRefusal.NOTHING_DUE)
        paid = cash_float.pay_out(cash, amount=due.amount, claim=claim.id, by=by.id, at=now, step=step)
        if duties.why_not(claim, Duty.HAND_OVER, decider(by)) is Refusal.HANDS_OVER_OWN:
            raise CannotDo(claim_id, reason=MoneyRefusal.OWN_CLAIM)
        after = paying.pay_in_cash(claim, by=decider(by), amount=due.amount, float_id=float_id, at=now, step=step)
        try:
            floats.save_with(after, paid)
        except ChangedMeanwhile:
            continue
        return after
    raise StoreUnavailable(claim_id)


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


def acknowledge_payment(
    claim_id: ClaimId,
    *,
    payment: PaymentId,
    claims: Claims,
    step: StepId,
    now: datetime,
    witness: StaffMember | None = None,
) -> Claim:
    """The participant says that they have the money, by their own link or on the phone of a worker, the witness.

    Said twice, it is written down once. Raises CannotAct, CannotDo or StoreUnavailable.
    """
    for _ in range(_TRIES):
        claim = claims.get(claim_id)
        if claim is None:
            raise CannotDo(claim_id, reason=MoneyRefusal.NOT_FOUND)
        if claim.payment(payment).acknowledged:
            return claim
        saw = decider(witness) if witness else None
        after = paying.acknowledge(claim, payment=payment, at=now, step=step, witness=saw)
        try:
            claims.save(after)
        except ChangedMeanwhile:
            continue
        return after
    raise StoreUnavailable(claim_id)
