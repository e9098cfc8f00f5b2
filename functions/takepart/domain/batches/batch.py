"""A payment batch: planned once, sealed once, sent once. What came back from the bank is written beside it.

OPEN → SEALED → SENT → DONE, and back to SENT when something came back that its claim does not know of yet. A batch that
nothing can be paid from goes OPEN → EMPTY → DONE. A run that crashes, or runs twice, must never pay twice.

What came back is read from a bank's own CSV, or from references that somebody typed, one a line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import GIFT, PaymentId, PaymentState, SealedBankDetails
from takepart.domain.flags import flags_of_account
from takepart.domain.ids import BatchId, ClaimId, StaffId, StepId
from takepart.domain.journal import Actor, Entry, Fact, Job, has_step
from takepart.domain.money import NOTHING, Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy.paying import BankFileProfile, Charity
from takepart.domain.refused import Refused
from takepart.domain.sheets import (
    MOST_CHARACTERS,
    RowProblem,
    amounts_in,
    below_headings,
    cell,
    heading,
    is_total,
    pence_of,
    read_sheet,
    shown,
    wrong_total,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One payment that a batch may hold. It gets in only as the very next step after ``version`` of its claim.

    So every run comes to the same answer, whatever else happens to the claim: the entry that follows is ours or not.
    """

    claim: ClaimId
    payment: PaymentId
    amount: Money
    version: int

    def step(self, batch: BatchId) -> StepId:
        """The name of the step that puts it in, the same for every run."""
        return StepId(f"batch-{batch}-{self.payment}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRow:
    """One payment in the bank's file, with all that its line is made from. The amount and the account never change."""

    claim: ClaimId
    payment: PaymentId
    amount: Money
    payee: str
    """The full name; the file has a short one."""
    reference: str
    to: SealedBankDetails | Charity
    is_new: bool = False
    """Whether the account was given after the claim was sent."""

    @property
    def account_name(self) -> str:
        """The name on the account that is paid; empty when it was not kept."""
        return self.to.name

    @property
    def differs(self) -> bool:
        """Whether that is another name than the payee's: a parent's or a carer's, say."""
        return bool(flags_of_account(person=self.payee, account=self.account_name))

    def sent_step(self, batch: BatchId) -> StepId:
        """The name of the step that says it went to the bank."""
        return StepId(f"sent-{batch}-{self.payment}")

    def returned_step(self, batch: BatchId) -> StepId:
        """The name of the step that says it came back."""
        return StepId(f"returned-{batch}-{self.payment}")


def got_in(claim: Claim, planned: Planned, batch: BatchId) -> bool | None:
    """Whether a planned payment is in the batch; None while that is open."""
    if claim.version <= planned.version:
        return None
    return claim.journal[planned.version].step == planned.step(batch)


def left_out(claim: Claim, planned: Planned, batch: BatchId) -> bool:
    """Whether a payment that got in is still held by a batch that closed without it."""
    if not has_step(claim.journal, planned.step(batch)):
        return False
    payment = claim.payment(planned.payment)
    return payment.state is PaymentState.BATCHED and payment.batch == batch


MOST_REFERENCE: Final = 18
"""The most letters a reference has in any bank's file."""


def reference_of(claim: ClaimId, payment: PaymentId, *, length: int) -> str:
    """What the bank's file calls a payment, no two alike: the claim's reference, marked when it is a gift."""
    reference = f"{claim}-GIFT" if payment == GIFT else str(claim)
    if len(reference) <= length:
        return reference
    return claim.replace("-", "") + ("G" if payment == GIFT else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class BankLine:
    """Who gets how much, and the words on their statement."""

    account: BankDetails
    amount: Money
    reference: str


ROWS: Final = "rows"
"""The fact of the entry that sealed a batch that holds the digest of its rows."""
_BATCH_ID: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[1-9][0-9]{0,3}", re.ASCII)
MOST_PAYMENTS: Final = 500
"""Payments in one batch: what one person can check, and one run can finish."""


class BatchState(PlainWord):
    """Where a batch stands, as finance says it."""

    OPEN = "open", "Being made"
    EMPTY = "empty", "Nothing to pay"
    SEALED = "sealed", "Ready for the bank"
    SENT = "sent", "Sent to the bank"
    DONE = "done", "Done"


class BatchAction(PlainWord):
    """What can be done to a batch. The value is what the journal calls it, then how a history says it."""

    OPEN = "opened", "planned the batch, with {payments}"
    CLOSE_EMPTY = "closed-empty", "closed the batch, since nothing could be paid"
    SEAL = "sealed", "made the file, with {payments} of {money} in all"
    SEND_LINK = "link-asked-for", "asked for a fresh link"
    SEND = "sent", "said that the file went to the bank, to arrive on {arrives}"
    CAME_BACK = "came-back", "said that {payments} came back, {money} in all: {references}"
    SETTLE = "settled", "told every claim what became of it"


UNFINISHED: Final = (BatchState.OPEN, BatchState.EMPTY, BatchState.SEALED, BatchState.SENT)
"""Where a run still has something to look after."""


@dataclass(frozen=True, kw_only=True)
class Batch(Aggregate):
    """One batch. The plan never changes once it is open, nor the rows once it is sealed."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (BatchState.OPEN, BatchAction.CLOSE_EMPTY): BatchState.EMPTY,
            (BatchState.OPEN, BatchAction.SEAL): BatchState.SEALED,
            (BatchState.SEALED, BatchAction.SEND_LINK): BatchState.SEALED,
            (BatchState.SEALED, BatchAction.SEND): BatchState.SENT,
            (BatchState.SENT, BatchAction.CAME_BACK): BatchState.SENT,
            (BatchState.DONE, BatchAction.CAME_BACK): BatchState.SENT,
            (BatchState.SENT, BatchAction.SETTLE): BatchState.DONE,
            (BatchState.EMPTY, BatchAction.SETTLE): BatchState.DONE,
        }
    )
    """Every pair that is not here is refused. OPEN is not here: it makes the batch."""
    NOT_NOW: ClassVar = MoneyRefusal.NOT_IN_THIS_STATE

    id: BatchId
    day: date
    state: BatchState
    plan: tuple[Planned, ...]
    pay_date: date
    """The day the file asks for: when the money is there if it is sent on the day of the run."""
    profile: BankFileProfile
    """As it was on that day, so that the file can be made again to the byte."""
    rows: tuple[BatchRow, ...] = ()
    total: Money = NOTHING
    sha256: str = ""
    """Of the file's bytes."""
    arrives: date | None = None
    """The day the money is there, known once it is sent."""
    returned: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The references that came back, and why, in the bank's words."""

    @property
    def was_sent(self) -> bool:
        """Whether it went to the bank."""
        return self.arrives is not None

    @property
    def turn(self) -> int:
        """The journal entry that asks finance to act: a link names it, and dies with it."""
        return next((e.seq for e in self.journal if e.action == BatchAction.SEAL.value), 0)

    @property
    def sent_entry(self) -> Entry | None:
        """Who sent it, and when."""
        return next((e for e in self.journal if e.action == BatchAction.SEND.value), None)

    def returned_by(self, reference: str) -> Actor:
        """Who said that this payment came back."""
        told = (e for e in self.journal if reference in str(e.facts.get("references", "")).split())
        return next((entry.by for entry in told), Job.OFFICE.actor)

    def row(self, reference: str) -> BatchRow | None:
        """The row with this reference, however it was typed."""
        wanted = plain_reference(reference)
        return next((row for row in self.rows if plain_reference(row.reference) == wanted), None)


def batch_id(day: date, number: int) -> BatchId:
    """The name of a day's first, second ... batch, the same in every run: ``2026-11-24-1``."""
    return BatchId(f"{day.isoformat()}-{number}")


def is_batch_id(text: str) -> bool:
    """Whether a text is the name of a batch, there or not."""
    return _BATCH_ID.fullmatch(text) is not None


def open_batch(
    step: Step, *, id: BatchId, day: date, plan: Sequence[Planned], pay_date: date, profile: BankFileProfile
) -> Batch:
    """A new batch with what it may hold."""
    blank = Batch(id=id, day=day, state=BatchState.OPEN, plan=tuple(plan), pay_date=pay_date, profile=profile)
    pence = Money.total(planned.amount for planned in plan).pence
    return blank.written(BatchAction.OPEN, step, {"payments": len(plan), "pence": pence})


def seal(batch: Batch, step: Step, *, rows: Sequence[BatchRow], sha256: str) -> Batch:
    """Close the batch with the rows that got in; from here on it is what it is."""
    left = len(batch.plan) - len(rows)
    if not rows:
        return batch.took(BatchAction.CLOSE_EMPTY, step, {"left out": left})
    total = Money.total(row.amount for row in rows)
    facts: dict[str, Fact] = {"payments": len(rows), "pence": total.pence, "sha256": sha256, "left out": left}
    facts[ROWS] = rows_digest(rows)
    return batch.took(BatchAction.SEAL, step, facts, rows=tuple(rows), total=total, sha256=sha256)


def ask_for_link(batch: Batch, step: Step, *, to: StaffId) -> Batch:
    """Send a fresh link to somebody in finance."""
    return batch.took(BatchAction.SEND_LINK, step, {"to": to})


def send(batch: Batch, step: Step, *, arrives: date, checked: str) -> Batch:
    """Finance says that the file went to the bank. ``arrives`` is the day the money is there.

    ``checked`` says how it was held against what we made: see ``sent_file``.
    """
    if batch.was_sent:
        raise Refused(batch.id, reason=MoneyRefusal.SENT_BEFORE)
    arrives = max(arrives, batch.pay_date)
    facts: dict[str, Fact] = {
        "payments": len(batch.rows),
        "pence": batch.total.pence,
        "sha256": batch.sha256,
        "arrives": arrives.isoformat(),
        "checked": checked,
    }
    return batch.took(BatchAction.SEND, step, facts, arrives=arrives)


def came_back(batch: Batch, step: Step, *, references: Mapping[str, str]) -> Batch:
    """The bank sent payments back. A reference that was entered before is not entered again.

    Raises Refused when the batch was not sent, when a reference is not in it, or when none is new.
    """
    if not batch.was_sent:
        raise Refused(batch.id, reason=MoneyRefusal.NOT_SENT)
    new: dict[str, str] = {}
    for typed, reason in references.items():
        row = batch.row(typed)
        if row is None:
            raise Refused(batch.id, reason=MoneyRefusal.NOT_FOUND, detail=typed)
        if row.reference not in batch.returned:
            new[row.reference] = reason
    if not new:
        raise Refused(batch.id, reason=MoneyRefusal.NOTHING_CAME_BACK)
    pence = Money.total(row.amount for row in batch.rows if row.reference in new).pence
    facts: dict[str, Fact] = {"payments": len(new), "pence": pence, "references": " ".join(sorted(new))}
    return batch.took(BatchAction.CAME_BACK, step, facts, returned=MappingProxyType({**batch.returned, **new}))


def rows_digest(rows: Sequence[BatchRow]) -> str:
    """Of who is paid how much, by which reference and into which account, as it was sealed."""
    said = [
        [row.claim, row.payment, row.amount.pence, row.payee, row.reference, *(["new"] if row.is_new else [])]
        + ([row.to.digest] if isinstance(row.to, SealedBankDetails) else [row.to.sort_code, row.to.account_number])
        for row in rows
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def settle(batch: Batch, step: Step) -> Batch:
    """Every claim knows what became of its payment."""
    facts: dict[str, Fact] = {"payments": len(batch.rows) - len(batch.returned), "came back": len(batch.returned)}
    return batch.took(BatchAction.SETTLE, step, facts)


def plain_reference(typed: str) -> str:
    """A reference without what people and banks change: case, spaces and hyphens."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


_REFERENCES: Final = ("reference", "ref", "claim", "yourreference", "paymentreference", "customerreference")
_REASONS: Final = ("reason", "why", "returnreason", "reasondescription", "description", "narrative", "code")
_AMOUNTS: Final = ("amount", "value", "paymentamount", "amountgbp", "returnedamount", "credit", "debit")
_LONGEST_REASON: Final = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Returns:
    """What was read: the lines that are right, and those that need another look, each with its number."""

    references: Mapping[str, str]
    """Reference, as it stands in the batch, to the bank's reason."""
    problems: tuple[RowProblem, ...] = ()
    known: tuple[str, ...] = ()
    """References that were entered before: nothing happens to them again."""


def read_returns(text: str, *, batch: Batch) -> Returns:
    """Find the references, amounts and reasons of one batch: a bank's own file, or what somebody typed.

    Titles above the headings are passed over, and so are rows of totals that fit. A line is a problem when it fits no
    payment of the batch, or says another amount than we paid; the others are used all the same.
    """
    if len(text) > MOST_CHARACTERS:
        return Returns(references={}, problems=(RowProblem(line=1, plain="This file is too large."),))
    lines, heads = below_headings(read_sheet(text), _REFERENCES, unless=partial(_row_of, batch))
    reference_at, reason_at, amount_at = (heading(heads, names) for names in (_REFERENCES, _REASONS, _AMOUNTS))
    found: dict[str, str] = {}
    problems: list[RowProblem] = []
    known: list[str] = []
    stated = 0
    for number, cells in lines:
        typed = cell(cells, reference_at if heads else 0)
        row = _row_of(batch, [typed, *cells])
        amounts = amounts_in(cells, amount_at)
        may_be = {pence for each in amounts for pence in pence_of(each)}
        if row is None and is_total(cells):
            problems += wrong_total(number, cells, amount_at, stated=stated)
            continue
        right = row is not None and (not amounts or row.amount.pence in may_be)
        stated += row.amount.pence if row is not None and right else min(may_be, default=0)
        if row is None:
            words = f"{shown(typed)} is not a reference in this batch." if typed else "There is no reference here."
            problems.append(RowProblem(line=number, plain=words))
        elif not right:
            words = f"{row.reference}: the file says {shown(amounts[0])}. We paid {row.amount}. Ask the bank about it."
            problems.append(RowProblem(line=number, plain=words))
        elif row.reference in batch.returned:
            known.append(row.reference)
        elif row.reference in found:
            problems.append(RowProblem(line=number, plain=f"{row.reference} is here twice."))
        else:
            found[row.reference] = cell(cells, reason_at if heads else 1)[:_LONGEST_REASON]
    if not lines:
        problems.append(RowProblem(line=1, plain="There are no references here."))
    return Returns(references=MappingProxyType(found), problems=tuple(problems), known=tuple(known))


def _row_of(batch: Batch, cells: Sequence[str]) -> BatchRow | None:
    """The payment that one of these cells names, the first first: a bank may have a reference of its own as well."""
    rows = (batch.row(each) for each in cells if plain_reference(each))
    return next((row for row in rows if row), None)
