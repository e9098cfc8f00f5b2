"""What finance does with a batch: open it by a link, say that it went to the bank, say what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.batches import batch as batches_domain
from takepart.domain.batches.batch import Batch, BatchState, Returns, read_returns
from takepart.domain.batches.sent_file import GivenFile, check_given
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import ClaimDuty, Taken, in_the_way, taken
from takepart.domain.claims.parts import Decider
from takepart.domain.ids import BatchId, ClaimId, StaffId, StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy import Policy, Role, StaffMember, UnknownStaff
from takepart.domain.refused import Refused
from takepart.domain.working_days import Holidays, bacs_entry_date
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import do, read
from takepart.use_cases.money.ports import Batches, PaymentFiles
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import LinkReader


@dataclass(frozen=True, kw_only=True)
class OpenBatch:
    """What the page of one batch needs. ``link`` is what it was opened with, if by an email."""

    batch: Batch
    member: StaffMember
    link: Link | None = None

    @property
    def has_file(self) -> bool:
        """Whether there is a file of the bank's that they may have: finance alone may."""
        return bool(self.batch.sha256) and Role.FINANCE in self.member.roles

    def link_to_file(self, files: PaymentFiles) -> str:
        """An address of it that lives for minutes; empty without one."""
        return files.link(self.batch.id, sha256=self.batch.sha256) if self.has_file else ""

    @property
    def can_send(self) -> bool:
        """Whether "sent to the bank" is still to be said."""
        return self.batch.state is BatchState.SEALED


def open_batch_link(token: str, *, links: LinkReader, batches: Batches, policy: Policy, now: datetime) -> OpenBatch:
    """The batch that a link is for, sent or not: a used link shows who sent it and when. Nothing changes.

    Raises NothingToDecide when the link is forged, expired or no longer anyone's, or StoreUnavailable.
    """
    link = read_link(token, purpose=Purpose.BATCH, links=links, now=now)
    batch = batches.get(BatchId(link.about))
    if batch is None or batch.turn != link.turn or not batch.turn:
        raise NothingToDecide(LinkClosed.GONE, link=link)
    try:
        member = policy.staff_member(link.staff)
    except UnknownStaff as error:
        raise NothingToDecide(LinkClosed.NOT_YOURS, link=link) from error
    if Role.FINANCE not in member.roles:
        raise NothingToDecide(LinkClosed.NOT_YOURS, link=link)
    return OpenBatch(batch=batch, member=member, link=link)


def open_batch(name: BatchId, *, by: StaffMember, batches: Batches) -> OpenBatch:
    """The batch, for somebody who is signed in. Raises Refused."""
    batch = batches.get(name)
    if batch is None:
        raise Refused(name, reason=MoneyRefusal.NOT_FOUND)
    return OpenBatch(batch=batch, member=by)


@dataclass(frozen=True, kw_only=True)
class BatchWorld:
    """Everything that sending a batch, or writing down what came back, needs, in one place."""

    batches: Batches
    claims: Claims
    policy: Policy
    holidays: Holidays


def part_in_the_way(batch: Batch, by: StaffMember, *, world: BatchWorld) -> ClaimDuty | None:
    """The part of somebody that keeps them from what comes next to a batch, to send it or to say what came back; None
    when they may. Both look at every claim."""
    duty = ClaimDuty.RETURN if batch.was_sent else ClaimDuty.RELEASE
    return in_the_way(duty, decider(by), _parts(batch, world.claims), small=world.policy.approval.small_team)


def releasers(batch: Batch, *, claims: Claims, policy: Policy) -> tuple[StaffMember, ...]:
    """Who in finance may send a batch to the bank; where everybody had a part all of them, so that somebody hears."""
    parts, small = _parts(batch, claims), policy.approval.small_team
    finance = policy.finance()
    free = tuple(each for each in finance if not in_the_way(ClaimDuty.RELEASE, decider(each), parts, small=small))
    return free or finance


def _parts(batch: Batch, claims: Claims) -> list[Taken]:
    """Who has had which part in a batch and its claims."""
    sent = batch.sent_entry
    parts = [(ClaimDuty.RELEASE, Decider(id=StaffId(sent.by.removeprefix("staff:")), email=""))] if sent else []
    inside = claims.many(list(dict.fromkeys(row.claim for row in batch.rows)))
    return parts + [part for claim in inside for part in taken(claim)]


def batch_sent(
    name: BatchId,
    *,
    found: Batch | None = None,
    by: StaffMember,
    given: GivenFile,
    world: BatchWorld,
    step: StepId,
    now: datetime,
) -> Batch:
    """Finance says what they gave to the bank today: somebody who has had no part in any claim of it.

    It is what we made, to the last sign or in number and sum; the money is there when BACS says. Pressed twice, it
    happens once. ``found`` is the batch as this press has read it.
    Raises Refused, ChangedMeanwhile or StoreUnavailable.
    """
    sending = _by_finance(by, name, step=step, now=now)
    arrives = bacs_entry_date(sending.today, world.holidays)

    def send(batch: Batch, step: Step) -> Batch:
        if batch.was_sent:
            raise Refused(name, reason=MoneyRefusal.SENT_BEFORE)
        if part_in_the_way(batch, by, world=world):
            raise Refused(name, reason=MoneyRefusal.HAD_A_PART)
        return batches_domain.send(batch, step, arrives=arrives, checked=check_given(batch, given))

    return do(world.batches, name, sending, send, found=found)


def ask_for_batch_link(name: BatchId, *, to: StaffId, batches: Batches, step: StepId, now: datetime) -> None:
    """An expired link was opened: its holder gets a fresh one, if the batch still waits. Raises Refused."""
    asking = Step(journals.staff(to), now, step)
    do(batches, name, asking, lambda batch, step: batches_domain.ask_for_link(batch, step, to=to))


def record_returns(
    name: BatchId, text: str, *, by: StaffMember, world: BatchWorld, step: StepId, now: datetime
) -> Returns:
    """What came back, typed or from the bank's file: each line that is right is kept, each other one is told.

    Their participants are asked to put their details right by what follows from the event. Raises Refused.
    """
    telling = _by_finance(by, name, step=step, now=now)
    batch = read(world.batches, name)
    if not batch.was_sent:
        raise Refused(name, reason=MoneyRefusal.NOT_SENT)
    if part_in_the_way(batch, by, world=world):
        raise Refused(name, reason=MoneyRefusal.HAD_A_PART)
    returns = read_returns(text, batch=batch)
    if returns.references:
        references = returns.references
        do(world.batches, name, telling, lambda one, step: batches_domain.came_back(one, step, references=references))
    return returns


def retry_gift(claim_id: ClaimId, *, by: StaffMember, claims: Claims, step: StepId, now: datetime) -> Claim:
    """The charity's account was put right in the policy: a gift that failed is due again. Raises Refused."""
    trying = _by_finance(by, claim_id, step=step, now=now)
    return do(claims, claim_id, trying, paying.retry_gift)


def _by_finance(by: StaffMember, about: str, *, step: StepId, now: datetime) -> Step:
    if Role.FINANCE not in by.roles:
        raise Refused(about, reason=MoneyRefusal.NOT_ALLOWED)
    return Step(journals.staff(by.id), now, step)
