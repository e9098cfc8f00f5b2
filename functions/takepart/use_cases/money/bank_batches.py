"""What finance does with a batch: open it by a link, say that it went to the bank, say what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.bacs import bacs_entry_date
from takepart.domain.batches import batch as batches_domain
from takepart.domain.batches.batch import Batch, BatchState
from takepart.domain.batches.returns import Returns, read_returns
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import BatchId, ClaimId, StaffId, StepId
from takepart.domain.journal import has_step
from takepart.domain.links import Link, Purpose
from takepart.domain.money_refusals import CannotDo, MoneyRefusal
from takepart.domain.policy import Policy, Role, StaffMember, UnknownStaff
from takepart.domain.uk_time import local_date
from takepart.domain.working_days import Holidays
from takepart.use_cases.claims.open_decision import Closed, NothingToDecide, read_link
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.money.ports import Batches, PaymentFiles
from takepart.use_cases.ports import ChangedMeanwhile, LinkReader


@dataclass(frozen=True, kw_only=True)
class OpenBatch:
    """What the page of one batch needs. ``link`` is what it was opened with, if by an email."""

    batch: Batch
    member: StaffMember
    file: str
    """A short-lived address of the bank's file; empty while there is none."""
    link: Link | None = None

    @property
    def can_send(self) -> bool:
        """Whether "sent to the bank" is still to be said."""
        return self.batch.state is BatchState.SEALED


def open_batch_link(
    token: str, *, links: LinkReader, batches: Batches, files: PaymentFiles, policy: Policy, now: datetime
) -> OpenBatch:
    """The batch that a link is for, sent or not: a used link shows who sent it and when. Nothing changes.

    Raises NothingToDecide when the link is forged, expired or no longer anyone's, or StoreUnavailable.
    """
    link = read_link(token, purpose=Purpose.BATCH, links=links, now=now)
    batch = batches.get(BatchId(link.about))
    if batch is None or batch.turn != link.turn or not batch.turn:
        raise NothingToDecide(Closed.GONE, link=link)
    try:
        member = policy.staff_member(link.staff)
    except UnknownStaff as error:
        raise NothingToDecide(Closed.NOT_YOURS, link=link) from error
    if Role.FINANCE not in member.roles:
        raise NothingToDecide(Closed.NOT_YOURS, link=link)
    return OpenBatch(batch=batch, member=member, file=_file(batch, files), link=link)


def open_batch(name: BatchId, *, by: StaffMember, batches: Batches, files: PaymentFiles) -> OpenBatch:
    """The batch, for somebody who is signed in. Only finance gets the file. Raises CannotDo."""
    batch = batches.get(name)
    if batch is None:
        raise CannotDo(name, reason=MoneyRefusal.NOT_FOUND)
    return OpenBatch(batch=batch, member=by, file=_file(batch, files) if Role.FINANCE in by.roles else "")


def batch_sent(
    name: BatchId, *, by: StaffMember, batches: Batches, holidays: Holidays, step: StepId, now: datetime
) -> Batch:
    """Finance says that the file went to the bank today; the money is there when BACS says.

    Pressed twice, it happens once. Raises CannotDo (with words to show), or StoreUnavailable.
    """
    batch = _for_finance(name, by=by, batches=batches)
    if has_step(batch.journal, step):
        return batch
    arrives = bacs_entry_date(local_date(now), holidays)
    after = batches_domain.send(batch, by=by.id, arrives=arrives, at=now, step=step)
    return _save(after, batches=batches)


def ask_for_batch_link(name: BatchId, *, to: StaffId, batches: Batches, step: StepId, now: datetime) -> None:
    """An expired link was opened: its holder gets a fresh one, if the batch still waits. Raises CannotDo."""
    batch = batches.get(name)
    if batch is None:
        raise CannotDo(name, reason=MoneyRefusal.NOT_FOUND)
    if not has_step(batch.journal, step):
        _save(batches_domain.ask_for_link(batch, by=journals.staff(to), to=to, at=now, step=step), batches=batches)


def record_returns(
    name: BatchId, text: str, *, by: StaffMember, batches: Batches, step: StepId, now: datetime
) -> Returns:
    """What came back, typed or from the bank's file: all of it is kept, or with any problem none of it.

    Their participants are asked to put their details right by what follows from the event. Raises CannotDo.
    """
    batch = _for_finance(name, by=by, batches=batches)
    if not batch.was_sent:
        raise CannotDo(name, reason=MoneyRefusal.NOT_SENT)
    returns = read_returns(text, batch=batch)
    if returns.problems or not returns.references or has_step(batch.journal, step):
        return returns
    _save(batches_domain.came_back(batch, references=returns.references, by=by.id, at=now, step=step), batches=batches)
    return returns


def retry_gift(claim_id: ClaimId, *, by: StaffMember, claims: Claims, step: StepId, now: datetime) -> Claim:
    """The charity's account was put right in the policy: a gift that failed is due again.

    Raises CannotDo or CannotAct.
    """
    if Role.FINANCE not in by.roles:
        raise CannotDo(claim_id, reason=MoneyRefusal.NOT_ALLOWED)
    claim = claims.get(claim_id)
    if claim is None:
        raise CannotDo(claim_id, reason=MoneyRefusal.NOT_FOUND)
    if has_step(claim.journal, step):
        return claim
    after = paying.retry_gift(claim, by=by.id, at=now, step=step)
    try:
        claims.save(after)
    except ChangedMeanwhile as changed:
        raise CannotDo(claim_id, reason=MoneyRefusal.OUT_OF_DATE) from changed
    return after


def _for_finance(name: BatchId, *, by: StaffMember, batches: Batches) -> Batch:
    if Role.FINANCE not in by.roles:
        raise CannotDo(name, reason=MoneyRefusal.NOT_ALLOWED)
    batch = batches.get(name)
    if batch is None:
        raise CannotDo(name, reason=MoneyRefusal.NOT_FOUND)
    return batch


def _file(batch: Batch, files: PaymentFiles) -> str:
    return files.link(batch.id, sha256=batch.sha256) if batch.sha256 else ""


def _save(batch: Batch, *, batches: Batches) -> Batch:
    try:
        batches.save(batch)
    except ChangedMeanwhile as changed:
        raise CannotDo(batch.id, reason=MoneyRefusal.OUT_OF_DATE) from changed
    return batch
