"""What the year's people were paid: a claim for most of what they came to, decided, and sent by bank or voucher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from infra.local.year.programme import Came
from infra.local.year.recorded import Recorded
from infra.local.year.world import World
from takepart.adapters.claims.claims_table import ClaimsTable, due_ways
from takepart.adapters.money.bank_file import write_bank_file
from takepart.adapters.money.batches_table import BatchesTable
from takepart.adapters.money.vouchers_table import StocksTable, VouchersTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.batches.batch import Batch, BatchRow
from takepart.domain.batches.sent_file import GivenFile
from takepart.domain.claims import deciding, keeping, participating
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import Claimant
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import BatchId, ClaimId, DraftId, StaffId, StepId
from takepart.domain.money import PaymentMethod
from takepart.domain.policy.rates import PaidAs
from takepart.domain.pricing import Facts
from takepart.use_cases.claims.assignment import decider, next_approver
from takepart.use_cases.claims.ports import Page, Receipt
from takepart.use_cases.claims.submit_claim import ClaimForm, ClaimWorld, submit_claim
from takepart.use_cases.money.bank_batches import BatchWorld, batch_sent
from takepart.use_cases.money.bank_run import BankWorld, run_bank_payments, settle_batch
from takepart.use_cases.money.issue_vouchers import VoucherWorld, issue_vouchers
from takepart.use_cases.programme.prepared_claim import recorded

WORKER, FINANCE, RELEASER = StaffId("participation-worker"), StaffId("finance-1"), StaffId("finance-3")
OPEN_DAYS = 12
"""Claims for sessions of these last days are still on their way."""
LATE_AGO = 58
"""Of the sessions so many days ago, one claim lay with finance for weeks: a promise that was not kept."""


class NoReceipts:
    """Nobody claimed a cost."""

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:  # noqa: ARG002 - the port's own names
        """None."""
        return ()


class BatchesInMemory(BatchesTable):
    """Batches whose rows are written later, too."""

    _rows_kept: ClassVar[dict[BatchId, tuple[BatchRow, ...]]] = {}

    def __init__(self, recorded: Recorded, table: str) -> None:
        super().__init__(recorded, table)
        self._recorded = recorded

    def _keep_rows(self, batch: Batch) -> None:
        self._rows_kept[batch.id] = batch.rows
        self._recorded.beside += self.rows_of(batch)

    def _filled(self, batch: Batch) -> Batch:
        return replace(batch, rows=self._rows_kept[batch.id])


@dataclass(frozen=True, kw_only=True)
class Due:
    """The claims that wait for money now."""

    claims: ClaimsTable

    def due_by(self, method: PaymentMethod) -> Sequence[Claim]:
        """Those that were approved, the earliest promise first."""
        found = [
            claim
            for claim in self.claims.in_state(ClaimState.APPROVED, limit=10_000).claims
            if method.value in due_ways(claim).split("+")
        ]
        return sorted(found, key=lambda claim: (claim.promised, claim.id))


@dataclass(frozen=True, kw_only=True)
class Promised:
    """The port ``PromisedClaims``, of the claims in memory."""

    claims: ClaimsTable

    def in_state(self, state: ClaimState, *, who: str | None = None, start: str | None = None, limit: int = 50) -> Page:
        """All of them at once."""
        return self.claims.in_state(state, who=who, start=start, limit=max(limit, 10_000))

    def paid_between(self, since: date, until: date) -> Iterator[Claim]:
        """Those that were paid between two days."""
        for claim in self.in_state(ClaimState.PAID).claims:
            if since <= claim.turn.since.date() <= until:
                yield claim


class OwnAccounts(ClaimsTable):
    """Claims of people who share no account."""

    def same_account(self, _fingerprint: str, /) -> Sequence[ClaimId]:
        """Nobody else's."""
        return ()


def live(came: Sequence[Came], world: World) -> None:
    """Claims for most of the times that people came, and a bank run each week."""
    claims = OwnAccounts(world.table("ClaimsTable"))
    asked: list[tuple[int, Claim]] = []
    for place, each in enumerate(came):
        ago = (world.today - each.session.day).days
        if place % 6 != 5 or ago <= OPEN_DAYS:
            asked.append((ago, _sent(each, ago, claims, world)))
    late = next((claim.id for ago, claim in asked if ago == LATE_AGO), None)
    steps = [(ago - (28 if claim.id == late else 3), claim.id, ago) for ago, claim in asked]
    decided: dict[int, list[ClaimId]] = {}
    for when, id, ago in steps:
        if ago > OPEN_DAYS:
            decided.setdefault(max(when, 0), []).append(id)
    for ago in range(max(decided, default=0), -1, -1):
        for id in decided.get(ago, ()):
            _agree(id, ago, claims, world)
        if world.day(ago).weekday() == 3 and ago:
            _bank_run(ago, claims, world)
    for place, claim in enumerate(claim for ago, claim in asked if ago <= OPEN_DAYS):
        _on_its_way(claim, place, claims, world)
    for claim in claims.in_state(ClaimState.PAID, limit=10_000).claims:
        ends = keeping.closed_on(claim) + timedelta(days=world.policy.retention.bank_details_days + 1)
        if claim.bank and ends < world.today:
            at = world.at((world.today - ends).days, "03:00")
            claims.save(
                keeping.erase_bank(
                    claim, Step(journals.Job.REMINDERS.actor, at, StepId(f"erase-bank-{claim.turn.seq}"))
                )
            )


def _sent(each: Came, ago: int, claims: ClaimsTable, world: World) -> Claim:
    offer, details = each.sign_up.offer, each.person.details
    assert each.sign_up.draft is not None and details is not None  # noqa: S101 - they were there
    by_bank = offer.paid_as is PaidAs.MONEY
    number = int(each.person.id[:6], 16)
    form = ClaimForm(
        draft_id=each.sign_up.draft,
        claimant=Claimant(name=details.name, email=details.email),
        facts=Facts(
            activity_type=offer.activity_type, day=offer.day, part_of_day=offer.part_of_day, minutes=offer.minutes
        ),
        fee_choice=FeeChoice.as_offered(),
        method=PaymentMethod.BANK if by_bank else PaymentMethod.VOUCHER,
        bank=BankDetails.parse(name=details.name, sort_code="12-34-56", account_number=f"{number:08}")
        if by_bank
        else None,
    )
    return submit_claim(
        form,
        world=ClaimWorld(
            claims=claims,
            receipts=NoReceipts(),
            identities=world.identities,
            safe=world.safe,
            policy=world.policy,
            holidays=world.holidays,
        ),
        now=world.at(max(ago - 1, 0), "18:20"),
        recorded=recorded(each.sign_up),
        recorded_by=world.policy.staff_member(WORKER),
    ).claim


def _confirm(claim: Claim, ago: int, claims: ClaimsTable, world: World) -> Claim:
    by = decider(world.policy.staff_member(WORKER))
    approver = next_approver(world.policy, claim, after=by)
    confirmed = deciding.confirm(
        claim,
        Step(journals.staff(by.id), world.at(max(ago, 0), "11:05"), StepId(f"example-confirm-{claim.id}")),
        by=by,
        decisions=(),
        approver=journals.staff(approver.id),
    )
    claims.save(confirmed)
    return confirmed


def _agree(id: ClaimId, ago: int, claims: ClaimsTable, world: World) -> None:
    claim = claims.get(id)
    assert claim is not None  # noqa: S101 - it was sent
    confirmed = _confirm(claim, ago, claims, world)
    _approve(confirmed, ago, claims, world)


def _approve(claim: Claim, ago: int, claims: ClaimsTable, world: World) -> None:
    at = world.at(ago, "14:40")
    approved = deciding.approve(
        claim,
        Step(journals.staff(decider(world.policy.staff_member(FINANCE)).id), at, StepId(f"example-approve-{claim.id}")),
        by=decider(world.policy.staff_member(FINANCE)),
        decisions=(),
        second_approver=None,
    )
    claims.save(replace(approved, approval=world.approvals.seal(approved)))
    if PaymentMethod.VOUCHER.value in due_ways(approved):
        table = world.table("ClaimsTable")
        vouchers = VoucherWorld(
            claims=claims,
            due=Due(claims=claims),
            vouchers=VouchersTable(table),
            stocks=StocksTable(table),
            approvals=world.approvals,
            policy=world.policy,
        )
        issue_vouchers(claim.id, world=vouchers, now=at + timedelta(minutes=1))


def _bank_run(ago: int, claims: ClaimsTable, world: World) -> None:
    """The run of the morning; finance sends the file in the afternoon."""
    if not Due(claims=claims).due_by(PaymentMethod.BANK):
        return
    batches = BatchesInMemory(world.table("ClaimsTable"), world.names["ClaimsTable"])
    bank = BankWorld(
        claims=claims,
        due=Due(claims=claims),
        batches=batches,
        safe=world.safe,
        approvals=world.approvals,
        files=world.files,
        write_file=write_bank_file,
        policy=world.policy,
        holidays=world.holidays,
    )
    run = run_bank_payments(world.day(ago), world=bank, now=world.at(ago, "10:00"))
    for batch in run.batches:
        afternoon = world.at(ago, "15:10")
        batch_sent(
            batch.id,
            by=world.policy.staff_member(RELEASER),
            given=GivenFile(payments=len(batch.rows), total=batch.total),
            world=BatchWorld(batches=batches, claims=claims, policy=world.policy, holidays=world.holidays),
            step=StepId(f"example-sent-{batch.id}"),
            now=afternoon,
        )
        settle_batch(batch.id, claims=claims, batches=batches, now=afternoon + timedelta(minutes=2))


def _on_its_way(claim: Claim, place: int, claims: ClaimsTable, world: World) -> None:
    """What a board shows: waiting for the worker, for finance, for an answer, for money; refused, or taken back."""
    worker = decider(world.policy.staff_member(WORKER))
    at, step = world.at(2, "09:30"), StepId(f"example-step-{claim.id}")
    if place % 6 == 1:
        _confirm(claim, 2, claims, world)
    elif place % 6 == 2:
        claims.save(participating.withdraw(claim, Step(journals.person(claim.person), at, step)))
    elif place % 6 == 3:
        claims.save(
            deciding.ask(
                claim, Step(journals.staff(worker.id), at, step), by=worker, question="Were you there for both hours?"
            )
        )
    elif place % 6 == 4:
        _approve(_confirm(claim, 3, claims, world), 2, claims, world)
    elif place % 6 == 5:
        claims.save(
            deciding.refuse(
                claim, Step(journals.staff(worker.id), at, step), by=worker, reason="You told us that you left early."
            )
        )
