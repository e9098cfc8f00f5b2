"""The money leaves: by bank batch, by voucher or in cash, each part of a claim once.

A payment moves DUE → BATCHED → PAID by bank and DUE → PAID otherwise; one that bounced is FAILED until its participant
has put the bank details right. Every move is on the claim's own state, so a second run changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.claims import duties
from takepart.domain.claims.claim import NOBODY, PARTICIPANT, PAYMENTS, Claim
from takepart.domain.claims.duties import Duty
from takepart.domain.claims.parts import GIFT, MONEY, VOUCHER, Decider, Payment, PaymentId, PaymentState
from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.claims.states import Action, State
from takepart.domain.ids import BatchId, StaffId, StepId
from takepart.domain.journal import Actor, Fact, Job
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.uk_time import local_date

HELD_DAYS: Final = 14
"""Days for which payments wait for new bank details to be confirmed: as long as the link to confirm them works."""


def batch(claim: Claim, *, payment: PaymentId, amount: Money, batch_id: BatchId, at: datetime, step: StepId) -> Claim:
    """Put one bank payment in a batch. From then on it is that batch's: it is sent, or it fails."""
    due = _payment(claim, payment, PaymentState.DUE)
    if due.method is not PaymentMethod.BANK:
        raise CannotAct(claim.id, reason=Refusal.PAYMENT_NOT_DUE)
    _is(claim, due, amount)
    changed = replace(due, state=PaymentState.BATCHED, batch=batch_id)
    facts: dict[str, Fact] = {"payment": payment, "pence": amount.pence, "batch": batch_id, "try": due.tries}
    return claim.step(
        Action.BATCH, by=Job.PAYMENTS.actor, at=at, step=step, facts=facts, payments=claim.replace_payment(changed)
    )


def pay_by_bank(
    claim: Claim, *, payment: PaymentId, batch_id: BatchId, arrives: date, at: datetime, step: StepId
) -> Claim:
    """The batch went to the bank. ``arrives`` is the day the money is in the account."""
    sent = _payment(claim, payment, PaymentState.BATCHED)
    if sent.batch != batch_id:
        raise CannotAct(claim.id, reason=Refusal.PAYMENT_NOT_DUE)
    facts: dict[str, Fact] = {"batch": batch_id, "arrives": arrives.isoformat()}
    return _paid(claim, replace(sent, arrives=arrives), by=Job.PAYMENTS.actor, facts=facts, at=at, step=step)


def issue_voucher(claim: Claim, *, serials: tuple[str, ...], amount: Money, at: datetime, step: StepId) -> Claim:
    """Vouchers from the stock settle the voucher part. The serials are written down with the claim."""
    due = next(
        (p for p in claim.payments if p.method is PaymentMethod.VOUCHER and p.state is PaymentState.DUE),
        None,
    )
    if due is None:
        raise CannotAct(claim.id, reason=Refusal.PAYMENT_NOT_DUE)
    _is(claim, due, amount)
    facts: dict[str, Fact] = {"serials": " ".join(serials)}
    changed = replace(due, proof=serials, arrives=local_date(at))
    return _paid(claim, changed, by=Job.PAYMENTS.actor, facts=facts, at=at, step=step)


def pay_in_cash(claim: Claim, *, by: Decider, amount: Money, float_id: str, at: datetime, step: StepId) -> Claim:
    """A worker who has had no part in the claim hands the money over from a float."""
    due = _payment(claim, MONEY, PaymentState.DUE)
    if due.method is not PaymentMethod.CASH:
        raise CannotAct(claim.id, reason=Refusal.PAYMENT_NOT_DUE)
    _is(claim, due, amount)
    duties.check(claim, Duty.HAND_OVER, by)
    facts: dict[str, Fact] = {"float": float_id}
    changed = replace(due, proof=(float_id,), arrives=local_date(at))
    return _paid(claim, changed, by=journals.staff(by.id), facts=facts, at=at, step=step)


def bounce(
    claim: Claim, *, payment: PaymentId, batch_id: BatchId, by: Actor, at: datetime, step: StepId, reason: str = ""
) -> Claim:
    """The bank sent it back, or could not be asked to take it: the participant is asked to put their details right.

    A gift is not theirs to put right: it waits until the office has corrected the charity's account in the policy.
    """
    failed = claim.payment(payment)
    if failed.state not in (PaymentState.BATCHED, PaymentState.PAID) or failed.batch != batch_id:
        raise CannotAct(claim.id, reason=Refusal.PAYMENT_NOT_DUE, detail=failed.state.value)
    gift = payment == GIFT
    facts: dict[str, Fact] = {"payment": payment, "pence": failed.amount.pence, "batch": batch_id, "try": failed.tries}
    return claim.step(
        Action.BOUNCE_GIFT if gift else Action.BOUNCE,
        by=by,
        at=at,
        step=step,
        facts=facts,
        note=reason,
        turn=PARTICIPANT if not gift else (PAYMENTS if claim.is_closed else None),
        payments=claim.replace_payment(replace(failed, state=PaymentState.FAILED, arrives=None)),
    )


def retry_gift(claim: Claim, *, by: StaffId, at: datetime, step: StepId) -> Claim:
    """The charity's account was corrected in the policy: the gift is due again, once."""
    failed = _payment(claim, GIFT, PaymentState.FAILED)
    changed = replace(failed, state=PaymentState.DUE, batch=None, tries=failed.tries + 1)
    return claim.step(
        Action.RETRY_GIFT,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"payment": GIFT, "try": changed.tries},
        payments=claim.replace_payment(changed),
    )


def acknowledge(
    claim: Claim, *, payment: PaymentId, at: datetime, step: StepId, witness: Decider | None = None
) -> Claim:
    """The participant says that they have it, by their own link; or a member of staff who saw it does, beside them.

    ``witness`` is that member of staff: never whoever decided the claim or handed the money over.
    """
    got = _payment(claim, payment, PaymentState.PAID)
    facts: dict[str, Fact] = {"payment": payment, "pence": got.amount.pence}
    if witness is not None:
        duties.check(claim, Duty.WITNESS, witness)
        facts["witness"] = witness.id
    return _acknowledged(claim, got, by=journals.person(claim.person), facts=facts, at=at, step=step)


def hand_over_vouchers(claim: Claim, *, by: Decider, witness: Decider | None, at: datetime, step: StepId) -> Claim:
    """Vouchers go from hand to hand: one member of staff gives them and another one sees it."""
    got = _payment(claim, VOUCHER, PaymentState.PAID)
    duties.check(claim, Duty.HAND_OVER, by)
    if witness is None or witness.id == by.id:
        raise CannotAct(claim.id, reason=Refusal.NO_WITNESS)
    duties.check(claim, Duty.WITNESS, witness)
    if duties.in_the_way(Duty.WITNESS, witness, [(Duty.HAND_OVER, by)]):
        raise CannotAct(claim.id, reason=Refusal.NO_WITNESS)
    facts: dict[str, Fact] = {"payment": VOUCHER, "pence": got.amount.pence, "witness": witness.id}
    return _acknowledged(claim, got, by=journals.staff(by.id), facts=facts, at=at, step=step)


def _acknowledged(
    claim: Claim, got: Payment, *, by: Actor, facts: dict[str, Fact], at: datetime, step: StepId
) -> Claim:
    changed = replace(got, acknowledged=True)
    return claim.step(Action.ACKNOWLEDGE, by=by, at=at, step=step, facts=facts, payments=claim.replace_payment(changed))


def ready_for_bank(claim: Claim, *, today: date) -> tuple[Payment, ...]:
    """The payments that a run may put in a batch, in a fixed order.

    While new bank details wait to be confirmed the money waits too, as long as their link works: the person has said
    that the old account is not right.
    """
    return tuple(
        payment
        for payment in claim.payments
        if payment.state is PaymentState.DUE
        and payment.method is PaymentMethod.BANK
        and (payment.id == GIFT or (claim.bank is not None and not _details_held(claim, today)))
    )


def _details_held(claim: Claim, today: date) -> bool:
    if claim.bank_held is None:
        return False
    offered = next((e.at for e in reversed(claim.journal) if e.action == Action.OFFER_BANK_DETAILS.value), None)
    return offered is not None and local_date(offered) + timedelta(days=HELD_DAYS) >= today


def _paid(claim: Claim, payment: Payment, *, by: Actor, facts: dict[str, Fact], at: datetime, step: StepId) -> Claim:
    payments = claim.replace_payment(replace(payment, state=PaymentState.PAID))
    last = all(other.state is PaymentState.PAID for other in payments)
    return claim.step(
        Action.PAY_LAST if last and claim.state is State.APPROVED else Action.PAY,
        by=by,
        at=at,
        step=step,
        facts={"payment": payment.id, "pence": payment.amount.pence, "try": payment.tries, **facts},
        turn=NOBODY if last else None,
        payments=payments,
    )


def _payment(claim: Claim, payment_id: PaymentId, state: PaymentState) -> Payment:
    payment = claim.payment(payment_id)
    if payment.state is not state:
        raise CannotAct(claim.id, reason=Refusal.PAYMENT_NOT_DUE, detail=payment.state.value)
    return payment


def _is(claim: Claim, payment: Payment, amount: Money) -> None:
    if payment.amount != amount:
        raise CannotAct(claim.id, reason=Refusal.WRONG_AMOUNT)
