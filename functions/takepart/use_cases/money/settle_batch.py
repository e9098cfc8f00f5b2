"""What became of a batch is told to its claims: paid, or sent back. Safe to run twice, late, and after a crash."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.batches import batch as batches_domain
from takepart.domain.batches.batch import Batch, BatchState
from takepart.domain.batches.rows import BatchRow, Planned, left_out
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentState
from takepart.domain.ids import BatchId, ClaimId, StepId
from takepart.domain.journal import Job
from takepart.domain.refused import Closed
from takepart.use_cases.again import until_kept
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import Change, do
from takepart.use_cases.money.ports import Batches
from takepart.use_cases.stores import DamagedRecord

_TRIES: Final = 8


def settle_batch(name: BatchId, *, claims: Claims, batches: Batches, now: datetime) -> bool:
    """Mark each payment of a batch that was sent, and each that came back; whether the batch is settled by it.

    While a claim of it cannot be read the others are told, and the batch stays as it is: each run looks again.
    Raises ChangedMeanwhile or StoreUnavailable, to be tried again: what was marked stays marked.
    """

    def attempt() -> bool:
        batch = batches.get(name)
        if batch is None or batch.state not in (BatchState.SENT, BatchState.EMPTY):
            return False
        told = [release(batch, claims=claims, now=now)]
        told += [_tell_row(row, batch, claims=claims, now=now) for row in batch.rows]
        if all(told):
            step = Step(Job.PAYMENTS.actor, now, StepId(f"settle-{name}-{batch.version}"))
            batches.save(batches_domain.settle(batch, step))
        return all(told)

    return until_kept(attempt, tries=_TRIES)


def release(batch: Batch, *, claims: Claims, now: datetime) -> bool:
    """Payments that got into a batch and not into its file fail at once: participants are asked for new details.

    Whether every claim could be told.
    """
    paid = {(row.claim, row.payment) for row in batch.rows}
    left = [planned for planned in batch.plan if (planned.claim, planned.payment) not in paid]
    told = [_tell_left_out(planned, batch, claims=claims, now=now) for planned in left]
    return all(told)


def _tell_left_out(planned: Planned, batch: Batch, *, claims: Claims, now: datetime) -> bool:
    def change(claim: Claim, step: Step) -> Claim:
        if not left_out(claim, planned, batch.id):
            return claim
        return paying.bounce(claim, step, payment=planned.payment, batch_id=batch.id)

    step = Step(Job.PAYMENTS.actor, now, StepId(f"left-out-{batch.id}-{planned.payment}"))
    return _tell(planned.claim, step, change, claims=claims)


def _tell_row(row: BatchRow, batch: Batch, *, claims: Claims, now: datetime) -> bool:
    """Tell a claim that a payment went to the bank, or came back from it, unless it knows already."""

    def came_back(claim: Claim, step: Step) -> Claim:
        payment = claim.payment(row.payment)
        if payment.batch != batch.id or payment.state not in (PaymentState.BATCHED, PaymentState.PAID):
            return claim
        return paying.bounce(
            claim,
            step,
            payment=row.payment,
            batch_id=batch.id,
            reason=batch.returned[row.reference],
        )

    def went(claim: Claim, step: Step) -> Claim:
        payment = claim.payment(row.payment)
        if payment.batch != batch.id or payment.state is not PaymentState.BATCHED or batch.arrives is None:
            return claim
        return paying.pay_by_bank(
            claim,
            step,
            payment=row.payment,
            batch_id=batch.id,
            arrives=batch.arrives,
        )

    if row.reference in batch.returned:
        step = Step(batch.returned_by(row.reference), now, row.returned_step(batch.id))
        return _tell(row.claim, step, came_back, claims=claims)
    return _tell(row.claim, Step(Job.PAYMENTS.actor, now, row.sent_step(batch.id)), went, claims=claims)


def _tell(claim_id: ClaimId, step: Step, change: Change[Claim], *, claims: Claims) -> bool:
    """Keep a claim's next step, on what it is now, if there is one to take; whether the claim could be read."""
    with suppress(Closed):  # A claim that is gone has nothing to be told.
        try:
            do(claims, claim_id, step, change)
        except DamagedRecord:
            return False
    return True
