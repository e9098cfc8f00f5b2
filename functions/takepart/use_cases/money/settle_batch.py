"""What became of a batch is told to its claims: paid, or sent back. Safe to run twice, late, and after a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from takepart.domain.batches import batch as batches_domain
from takepart.domain.batches.batch import Batch, BatchState
from takepart.domain.batches.rows import Planned, Row, left_out
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentState
from takepart.domain.ids import BatchId, ClaimId, StepId
from takepart.domain.journal import Job, has_step
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.money.ports import Batches
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.stores import DamagedRecord

_TRIES: Final = 8


def settle_batch(name: BatchId, *, claims: Claims, batches: Batches, now: datetime) -> bool:
    """Mark each payment of a batch that was sent, and each that came back; whether the batch is settled by it.

    While a claim of it cannot be read the others are told, and the batch stays as it is: each run looks again.
    Raises StoreUnavailable, to be tried again: what was marked stays marked.
    """
    for _ in range(_TRIES):
        batch = batches.get(name)
        if batch is None or batch.state not in (BatchState.SENT, BatchState.EMPTY):
            return False
        told = [release(batch, claims=claims, now=now)]
        told += [_keep(row.claim, partial(_after, row=row, batch=batch, now=now), claims=claims) for row in batch.rows]
        if not all(told):
            return False
        try:
            batches.save(batches_domain.settle(batch, at=now))
        except ChangedMeanwhile:
            continue  # More came back while we were at it.
        return True
    raise StoreUnavailable(name)


def release(batch: Batch, *, claims: Claims, now: datetime) -> bool:
    """Payments that got into a batch and not into its file fail at once: participants are asked for new details.

    Whether every claim could be told.
    """
    paid = {(row.claim, row.payment) for row in batch.rows}
    left = [planned for planned in batch.plan if (planned.claim, planned.payment) not in paid]
    steps = [(each.claim, partial(_left_out, planned=each, batch=batch, now=now)) for each in left]
    told = [_keep(claim, step, claims=claims) for claim, step in steps]
    return all(told)


def _keep(claim_id: ClaimId, step: Callable[[Claim], Claim | None], *, claims: Claims) -> bool:
    """Keep a claim's next step, on what it is now, if there is one to take; whether the claim could be read."""
    for _ in range(_TRIES):
        try:
            claim = claims.get(claim_id)
        except DamagedRecord:
            return False
        after = step(claim) if claim else None
        if after is None:
            return True
        try:
            claims.save(after)
        except ChangedMeanwhile:
            continue
        return True
    raise StoreUnavailable(claim_id)


def _left_out(claim: Claim, *, planned: Planned, batch: Batch, now: datetime) -> Claim | None:
    if not left_out(claim, planned, batch.id):
        return None
    return paying.bounce(
        claim,
        payment=planned.payment,
        batch_id=batch.id,
        by=Job.PAYMENTS.actor,
        at=now,
        step=StepId(f"left-out-{batch.id}-{planned.payment}"),
    )


def _after(claim: Claim, *, row: Row, batch: Batch, now: datetime) -> Claim | None:
    """The claim's next step for this row, or nothing when it knows already."""
    payment = claim.payment(row.payment)
    if payment.batch != batch.id:
        return None
    if row.reference in batch.returned:
        step = row.returned_step(batch.id)
        if has_step(claim.journal, step) or payment.state not in (PaymentState.BATCHED, PaymentState.PAID):
            return None
        return paying.bounce(
            claim,
            payment=row.payment,
            batch_id=batch.id,
            by=batch.returned_by(row.reference),
            at=now,
            step=step,
            reason=batch.returned[row.reference],
        )
    if payment.state is not PaymentState.BATCHED or batch.arrives is None:
        return None
    return paying.pay_by_bank(
        claim,
        payment=row.payment,
        batch_id=batch.id,
        arrives=batch.arrives,
        at=now,
        step=row.sent_step(batch.id),
    )
