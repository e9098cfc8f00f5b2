"""The money leaves: by bank batch, by voucher or in cash, each part of a claim once.

A payment moves DUE → BATCHED → PAID by bank and DUE → PAID otherwise; one that bounced is FAILED until its participant
has put the bank details right. Every move is on the claim's own state, so a second run changes nothing.

Paid once, by guards: who holds that of one person, one morning's activity and one kind of line. A claim that was typed
names no session, so it stands for whichever there was that morning: it shares with nobody. Claims that attendance
prepared name their sessions, so two different ones can both be paid. The guard is one text, written on condition of
what it was: whoever comes second reads who was first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from takepart.domain.aggregate import Step
from takepart.domain.claims import duties
from takepart.domain.claims.claim import NOBODY, PARTICIPANT, PAYMENTS, Claim, ClaimAction, ClaimState
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import GIFT, MONEY, VOUCHER, ClaimRefusal, Decider, Payment, PaymentId, PaymentState
from takepart.domain.ids import BatchId, ClaimId
from takepart.domain.journal import Fact
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.refused import Refused


def batch(claim: Claim, step: Step, *, payment: PaymentId, amount: Money, batch_id: BatchId) -> Claim:
    """Put one bank payment in a batch. From then on it is that batch's: it is sent, or it fails."""
    due = _payment(claim, payment, PaymentState.DUE)
    if due.method is not PaymentMethod.BANK:
        raise Refused(claim.id, reason=ClaimRefusal.PAYMENT_NOT_DUE)
    _is(claim, due, amount)
    changed = replace(due, state=PaymentState.BATCHED, batch=batch_id)
    facts: dict[str, Fact] = {"payment": payment, "pence": amount.pence, "batch": batch_id, "try": due.tries}
    return claim.acted(ClaimAction.BATCH, step, facts=facts, payments=claim.replace_payment(changed))


def pay_by_bank(claim: Claim, step: Step, *, payment: PaymentId, batch_id: BatchId, arrives: date) -> Claim:
    """The batch went to the bank. ``arrives`` is the day the money is in the account."""
    sent = _payment(claim, payment, PaymentState.BATCHED)
    if sent.batch != batch_id:
        raise Refused(claim.id, reason=ClaimRefusal.PAYMENT_NOT_DUE)
    facts: dict[str, Fact] = {"batch": batch_id, "arrives": arrives.isoformat()}
    return _paid(claim, step, replace(sent, arrives=arrives), facts=facts)


def issue_voucher(claim: Claim, step: Step, *, serials: tuple[str, ...], amount: Money) -> Claim:
    """Vouchers from the stock settle the voucher part. The serials are written down with the claim."""
    due = next(
        (p for p in claim.payments if p.method is PaymentMethod.VOUCHER and p.state is PaymentState.DUE),
        None,
    )
    if due is None:
        raise Refused(claim.id, reason=ClaimRefusal.PAYMENT_NOT_DUE)
    _is(claim, due, amount)
    facts: dict[str, Fact] = {"serials": " ".join(serials)}
    changed = replace(due, proof=serials, arrives=step.today)
    return _paid(claim, step, changed, facts=facts)


def pay_in_cash(claim: Claim, step: Step, *, by: Decider, amount: Money, float_id: str) -> Claim:
    """A worker who has had no part in the claim hands the money over from a float."""
    due = _payment(claim, MONEY, PaymentState.DUE)
    if due.method is not PaymentMethod.CASH:
        raise Refused(claim.id, reason=ClaimRefusal.PAYMENT_NOT_DUE)
    _is(claim, due, amount)
    duties.check(claim, ClaimDuty.HAND_OVER, by)
    facts: dict[str, Fact] = {"float": float_id}
    changed = replace(due, proof=(float_id,), arrives=step.today)
    return _paid(claim, step, changed, facts=facts)


def bounce(claim: Claim, step: Step, *, payment: PaymentId, batch_id: BatchId, reason: str = "") -> Claim:
    """The bank sent it back, or could not be asked to take it: the participant is asked to put their details right.

    A gift is not theirs to put right: it waits until the office has corrected the charity's account in the policy.
    """
    failed = claim.payment(payment)
    if failed.state not in (PaymentState.BATCHED, PaymentState.PAID) or failed.batch != batch_id:
        raise Refused(claim.id, reason=ClaimRefusal.PAYMENT_NOT_DUE, detail=failed.state.value)
    gift = payment == GIFT
    facts: dict[str, Fact] = {"payment": payment, "pence": failed.amount.pence, "batch": batch_id, "try": failed.tries}
    return claim.acted(
        ClaimAction.BOUNCE_GIFT if gift else ClaimAction.BOUNCE,
        step,
        facts=facts,
        note=reason,
        turn=PARTICIPANT if not gift else (PAYMENTS if claim.is_closed else None),
        payments=claim.replace_payment(replace(failed, state=PaymentState.FAILED, arrives=None)),
    )


def retry_gift(claim: Claim, step: Step) -> Claim:
    """The charity's account was corrected in the policy: the gift is due again, once."""
    failed = _payment(claim, GIFT, PaymentState.FAILED)
    changed = replace(failed, state=PaymentState.DUE, batch=None, tries=failed.tries + 1)
    return claim.acted(
        ClaimAction.RETRY_GIFT,
        step,
        facts={"payment": GIFT, "try": changed.tries},
        payments=claim.replace_payment(changed),
    )


def acknowledge(claim: Claim, step: Step, *, payment: PaymentId, witness: Decider | None = None) -> Claim:
    """The participant says that they have it, by their own link; or a member of staff who saw it does, beside them.

    ``witness`` is that member of staff: never whoever decided the claim or handed the money over.
    """
    got = _payment(claim, payment, PaymentState.PAID)
    facts: dict[str, Fact] = {"payment": payment, "pence": got.amount.pence}
    if witness is not None:
        duties.check(claim, ClaimDuty.WITNESS, witness)
        if payment == VOUCHER and not got.handed_over:
            raise Refused(claim.id, reason=ClaimRefusal.NOT_HANDED_OVER)
        facts["witness"] = witness.id
    payments = claim.replace_payment(replace(got, acknowledged=True))
    return claim.acted(ClaimAction.ACKNOWLEDGE, step, facts, payments=payments)


def hand_over_vouchers(claim: Claim, step: Step, *, by: Decider) -> Claim:
    """A member of staff gives vouchers by hand. That they came, the person says, or a colleague who saw it."""
    given = _payment(claim, VOUCHER, PaymentState.PAID)
    duties.check(claim, ClaimDuty.HAND_OVER, by)
    if given.handed_over or given.acknowledged:
        raise Refused(claim.id, reason=ClaimRefusal.HANDED_OVER_BEFORE)
    facts: dict[str, Fact] = {"payment": VOUCHER, "pence": given.amount.pence}
    payments = claim.replace_payment(replace(given, handed_over=True))
    return claim.acted(ClaimAction.HAND_OVER, step, facts, payments=payments)


def ready_for_bank(claim: Claim) -> tuple[Payment, ...]:
    """The payments that a run may put in a batch, in a fixed order.

    While new bank details wait to be confirmed the money waits too, however long: the person has said that the old
    account is not right. They can give details again; finance hears each day of a promise at risk.
    """
    return tuple(
        payment
        for payment in claim.payments
        if payment.state is PaymentState.DUE
        and payment.method is PaymentMethod.BANK
        and (payment.id == GIFT or (claim.bank is not None and claim.bank_held is None))
    )


def _paid(claim: Claim, step: Step, payment: Payment, *, facts: dict[str, Fact]) -> Claim:
    payments = claim.replace_payment(replace(payment, state=PaymentState.PAID))
    last = all(other.state is PaymentState.PAID for other in payments)
    return claim.acted(
        ClaimAction.PAY_LAST if last and claim.state is ClaimState.APPROVED else ClaimAction.PAY,
        step,
        facts={"payment": payment.id, "pence": payment.amount.pence, "try": payment.tries, **facts},
        turn=NOBODY if last else None,
        payments=payments,
    )


def _payment(claim: Claim, payment_id: PaymentId, state: PaymentState) -> Payment:
    payment = claim.payment(payment_id)
    if payment.state is not state:
        raise Refused(claim.id, reason=ClaimRefusal.PAYMENT_NOT_DUE, detail=payment.state.value)
    return payment


def _is(claim: Claim, payment: Payment, amount: Money) -> None:
    if payment.amount != amount:
        raise Refused(claim.id, reason=ClaimRefusal.WRONG_AMOUNT)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A claim that is approved, and the id of its session where it has one."""

    claim: ClaimId
    session: str = ""

    def is_in_the_way_of(self, other: Holder) -> bool:
        """Whether both cannot be paid."""
        return self.claim != other.claim and not (self.session and other.session and self.session != other.session)


class PaidBefore(Exception):
    """Another claim holds the guard for the same session."""

    def __init__(self, claim: ClaimId) -> None:
        super().__init__(claim)
        self.claim = claim


def spelled(*holders: Holder) -> str:
    """The holders as one text: ``K7M4-9QXR``, or ``K7M4-9QXR@3f9a+X2B4-7HJK@77c0``."""
    return "+".join(sorted(f"{each.claim}@{each.session}" if each.session else each.claim for each in holders))


def holders_in(text: str) -> tuple[Holder, ...]:
    """The holders that were spelled."""
    pairs = (each.partition("@") for each in text.split("+") if each)
    return tuple(Holder(claim=ClaimId(claim), session=session) for claim, _, session in pairs)


def joined(held: str, mine: Holder, *, was_withdrawn: Callable[[ClaimId], bool]) -> str:
    """The guard with one more holder. A claim that was withdrawn before it was paid lets go, and never comes back.

    Raises PaidBefore.
    """
    left = []
    for each in holders_in(held):
        if each.is_in_the_way_of(mine):
            if not was_withdrawn(each.claim):
                raise PaidBefore(each.claim)
            continue
        if each.claim != mine.claim:
            left.append(each)
    return spelled(*left, mine)
