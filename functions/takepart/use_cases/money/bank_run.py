"""The bank's part of the payment run: what is due goes into a batch, once, whatever crashes and however often it runs.

A batch is planned in one write, its claims are marked one by one, and it is sealed in one write. Every step has the
same name in every run, so two runs at once, or a second after a crash, do the same things and find them done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails, WrongBankDetails
from takepart.domain.batches import batch as batches_domain
from takepart.domain.batches.batch import (
    MOST_PAYMENTS,
    BankLine,
    Batch,
    BatchRow,
    BatchState,
    Planned,
    got_in,
    left_out,
    reference_of,
)
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim, ClaimAction
from takepart.domain.claims.parts import GIFT, PaymentState
from takepart.domain.ids import BatchId, ClaimId, StepId
from takepart.domain.journal import Job
from takepart.domain.money import PaymentMethod
from takepart.domain.policy import Policy, UnknownCharity
from takepart.domain.policy.paying import Charity
from takepart.domain.refused import Closed, Refused
from takepart.domain.working_days import Holidays, bacs_entry_date, is_run_day
from takepart.use_cases.claims.ports import Approvals, CannotOpen, Claims, OpenBankSafe
from takepart.use_cases.doing import Change, do, until_kept
from takepart.use_cases.money.ports import BankFileWriter, Batches, DuePayments, PaymentFiles
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.stores import DamagedRecord

_MOST_BATCHES: Final = 50
"""In one run: far more than a day of any council's claims."""
_TRIES: Final = 8


class NotAsSealed(Exception):
    """A batch's file was lost, and what it is made from no longer gives the same bytes."""


@dataclass(frozen=True, kw_only=True)
class BankWorld:
    """Everything the bank's part needs, in one place."""

    claims: Claims
    due: DuePayments
    batches: Batches
    safe: OpenBankSafe
    approvals: Approvals
    files: PaymentFiles
    write_file: BankFileWriter
    policy: Policy
    holidays: Holidays
    most: int = MOST_PAYMENTS


@dataclass(frozen=True, kw_only=True)
class BankRun:
    """What a run did: the day's batches as they stand, and whether it was a day for the bank at all."""

    day: date
    is_run_day: bool
    batches: tuple[Batch, ...] = ()


def _never() -> bool:
    return False


def run_bank_payments(day: date, *, world: BankWorld, now: datetime, hurry: Callable[[], bool] = _never) -> BankRun:
    """Plan, mark and seal the day's batches, and finish what an earlier run left open, until time is short.

    On a day that is no run day, nothing new is planned. A damaged record holds up nothing but itself: what it is
    about is paid once it can be read again. Raises StoreUnavailable: run it again, and it goes on; and after all the
    others NotAsSealed, so that a person looks.
    """
    lost: list[NotAsSealed] = []
    for unfinished in world.batches.unfinished():
        if hurry():
            break
        with _apart(lost):
            finish_batch(unfinished, world=world, now=now, hurry=hurry)
    runs = is_run_day(day, policy=world.policy, holidays=world.holidays)
    done: list[Batch] = []
    for number in range(1, _MOST_BATCHES + 1) if runs else ():
        name = batches_domain.batch_id(day, number)
        if hurry():
            break
        with _apart(lost):  # The next number takes what is due: a claim is in one batch, whatever its plan says.
            batch = world.batches.get(name) or _open(name, day, world=world, now=now)
            if batch is None:
                break
            done.append(finish_batch(name, world=world, now=now, hurry=hurry))
    if lost:
        raise lost[0]
    return BankRun(day=day, is_run_day=runs, batches=tuple(batch for batch in done if batch.rows))


@contextmanager
def _apart(lost: list[NotAsSealed]) -> Iterator[None]:
    """A damaged record, which is alarmed where it is read, and a batch whose file is lost hold up nothing else."""
    try:
        with suppress(DamagedRecord):
            yield
    except NotAsSealed as error:
        lost.append(error)


def finish_batch(name: BatchId, *, world: BankWorld, now: datetime, hurry: Callable[[], bool] = _never) -> Batch:
    """Bring a batch as far as it goes by itself: an open one is sealed, a sealed one has its file.

    One that time is too short for stays open, and the next run marks the rest of its plan.
    """
    batch = _kept(name, world=world)
    if batch.state is BatchState.OPEN:
        marked = []
        for planned in batch.plan:
            if hurry():
                return batch
            marked.append(_mark(planned, batch, world=world, now=now))
        rows, content = _fill(batch, [each for each in marked if each is not None], world=world)
        sha256 = hashlib.sha256(content).hexdigest()
        if rows:
            world.files.put(name, content, sha256=sha256)
        with suppress(ChangedMeanwhile):  # Another run sealed it: what that one kept is the batch.
            world.batches.save(batches_domain.seal(batch, _step("seal", name, now), rows=rows, sha256=sha256))
        batch = _kept(name, world=world)
    if batch.state is BatchState.SEALED and not world.files.has(name, sha256=batch.sha256):
        world.files.put(name, file_of(batch, world=world), sha256=batch.sha256)
    release(batch, claims=world.claims, now=now)
    if settle_batch(name, claims=world.claims, batches=world.batches, now=now):
        batch = _kept(name, world=world)
    return batch


def file_of(batch: Batch, *, world: BankWorld) -> bytes:
    """The bytes of a sealed batch's file, made again. Raises NotAsSealed when they differ: then a person must look."""
    try:
        lines = [BankLine(account=_account(r, world=world), amount=r.amount, reference=r.reference) for r in batch.rows]
    except (CannotOpen, WrongBankDetails) as error:
        raise NotAsSealed(batch.id) from error
    content = world.write_file(lines, profile=batch.profile, pay_date=batch.pay_date, batch=batch.id)
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise NotAsSealed(batch.id)
    return content


def _open(name: BatchId, day: date, *, world: BankWorld, now: datetime) -> Batch | None:
    plan = _plan(world.due.due_by(PaymentMethod.BANK), world=world)
    if not plan:
        return None
    opened = batches_domain.open_batch(
        _step("open", name, now),
        id=name,
        day=day,
        plan=plan,
        pay_date=bacs_entry_date(day, world.holidays),
        profile=world.policy.bank_file,
    )
    with suppress(ChangedMeanwhile):  # Another run opened it: its plan is the plan.
        world.batches.add(opened)
    return _kept(name, world=world)


def _step(what: str, name: BatchId, now: datetime) -> Step:
    """Named alike in every run, so that it is taken once."""
    return Step(Job.PAYMENTS.actor, now, StepId(f"{what}-{name}"))


def _plan(claims: Iterable[Claim], *, world: BankWorld) -> tuple[Planned, ...]:
    """What to pay, the earliest promise first. A second payment of one claim follows the first one's step.

    A claim that is not as it was approved is left out: it is in nobody's way.
    """
    plan: list[Planned] = []
    for claim in claims:
        ready = paying.ready_for_bank(claim)
        if len(plan) + len(ready) > world.most:
            break
        with suppress(DamagedRecord):
            world.approvals.check(claim)
            plan.extend(
                Planned(claim=claim.id, payment=payment.id, amount=payment.amount, version=claim.version + place)
                for place, payment in enumerate(ready)
            )
    return tuple(plan)


def _mark(planned: Planned, batch: Batch, *, world: BankWorld, now: datetime) -> tuple[Planned, Claim] | None:
    """Put one payment in the batch, if nothing happened to its claim since it was planned; the claim when it is in.

    A claim that cannot be read is not.
    """

    def attempt() -> tuple[Planned, Claim] | None:
        claim = _claim(planned.claim, world=world)
        inside = got_in(claim, planned, batch.id)
        if inside is not None:
            return (planned, claim) if inside else None
        if claim.version < planned.version:
            return None  # The step before it, of the same claim, did not get in.
        world.approvals.check(claim)
        after = paying.batch(
            claim,
            Step(Job.PAYMENTS.actor, now, planned.step(batch.id)),
            payment=planned.payment,
            amount=planned.amount,
            batch_id=batch.id,
        )
        world.claims.save(after)
        return planned, after

    with suppress(Refused, DamagedRecord):
        return until_kept(attempt, tries=_TRIES)
    return None


def _fill(batch: Batch, marked: Sequence[tuple[Planned, Claim]], *, world: BankWorld) -> tuple[list[BatchRow], bytes]:
    """The rows that can be paid, and the file they make. One whose account cannot be opened is left out."""
    rows: list[BatchRow] = []
    lines: list[BankLine] = []
    for planned, claim in marked:
        if not left_out(claim, planned, batch.id):
            continue  # Taken out since, by a run that sealed the batch before this one.
        try:
            row = _row(planned, claim, batch=batch, policy=world.policy)
            lines.append(BankLine(account=_account(row, world=world), amount=row.amount, reference=row.reference))
        except (CannotOpen, UnknownCharity, WrongBankDetails):
            continue
        rows.append(row)
    return rows, world.write_file(lines, profile=batch.profile, pay_date=batch.pay_date, batch=batch.id)


def _row(planned: Planned, claim: Claim, *, batch: Batch, policy: Policy) -> BatchRow:
    charity = policy.charity(claim.gift.charity) if planned.payment == GIFT and claim.gift else None
    to = charity or claim.bank
    if to is None:
        raise CannotOpen(claim.id)
    return BatchRow(
        claim=claim.id,
        payment=planned.payment,
        amount=planned.amount,
        payee=charity.name if charity else claim.claimant.name,
        reference=reference_of(claim.id, planned.payment, length=batch.profile.reference_length),
        to=to,
        is_new=charity is None and any(e.action == ClaimAction.CONFIRM_BANK_DETAILS.value for e in claim.journal),
    )


def _account(row: BatchRow, *, world: BankWorld) -> BankDetails:
    if isinstance(row.to, Charity):
        return BankDetails.parse(name=row.to.name, sort_code=row.to.sort_code, account_number=row.to.account_number)
    return world.safe.open(row.to, owner=row.claim)


def _kept(name: BatchId, *, world: BankWorld) -> Batch:
    batch = world.batches.get(name)
    if batch is None:
        raise StoreUnavailable(name)
    return batch


def _claim(claim_id: ClaimId, *, world: BankWorld) -> Claim:
    claim = world.claims.get(claim_id)
    if claim is None:
        raise StoreUnavailable(claim_id)
    return claim


_TRIES_TO_SETTLE: Final = 8


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

    return until_kept(attempt, tries=_TRIES_TO_SETTLE)


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
