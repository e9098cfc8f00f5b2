"""The claim: what one participant did, what it cost them, and everything that was decided about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.claims.parts import (
    ON_THE_DAY,
    Claimant,
    ClaimLine,
    ClaimRefusal,
    Decider,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
    Turn,
    WaitsFor,
)
from takepart.domain.fee_choice import Gift
from takepart.domain.flags import flags_of_account
from takepart.domain.ids import (
    ActivityTypeId,
    ClaimId,
    DraftId,
    LineId,
    PersonId,
    SessionKey,
    StaffId,
    StepId,
    first_id,
)
from takepart.domain.journal import Actor, Fact
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused


class ClaimState(PlainWord):
    """Where a claim stands, as the office says it."""

    WITH_WORKER = "with-worker", "To confirm"
    WITH_FINANCE = "with-finance", "To approve"
    WITH_SECOND_APPROVER = "with-second-approver", "To approve a second time"
    ASKED_BY_WORKER = "asked-by-worker", "Waiting for an answer to their worker"
    ASKED_BY_FINANCE = "asked-by-finance", "Question asked before it is approved"
    ASKED_BY_SECOND_APPROVER = "asked-by-second-approver", "Question asked by the second approver"
    APPROVED = "approved", "To pay"
    NEEDS_BANK_DETAILS = "needs-bank-details", "Payment came back"
    PAID = "paid", "Paid"
    NOTHING_TO_PAY = "nothing-to-pay", "Nothing to pay"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"


class ClaimAction(PlainWord):
    """What can be done to a claim. The value is what the journal calls it, then how a history says it."""

    SEND = "sent", "sent the claim, for {money}"
    CONFIRM = "confirmed", "confirmed {money} and passed it to finance"
    CONFIRM_WITHOUT_PAY = "confirmed-without-pay", "confirmed that they took part. There is nothing to pay"
    APPROVE_FIRST = "approved-first", "approved {money}, as the first of two"
    APPROVE = "approved", "approved {money} to be paid"
    APPROVE_ALREADY_PAID = "approved-already-paid", "approved {money}, which was paid on the day"
    REFUSE = "refused", "refused the claim"
    ASK = "asked", "asked a question"
    ANSWER = "answered", "answered"
    PASS_ON = "passed-on", "passed it to {to}"
    NUDGE = "nudged", "sent a reminder"
    ESCALATE = "escalated", "passed it to {to}, since nobody had decided"
    SEND_LINK = "link-asked-for", "sent a fresh link to {to}"
    ADD_RECEIPT = "receipt-added", "added a receipt"
    WITHDRAW = "withdrawn", "took the claim back"
    OFFER_BANK_DETAILS = "bank-details-offered", "gave new bank details"
    CONFIRM_BANK_DETAILS = "bank-details-confirmed", "confirmed the new bank details"
    BATCH = "put-in-batch", "put {money} in batch {batch}"
    PAY = "paid-part", "{paid}"
    PAY_LAST = "paid", "{paid}. All is paid"
    BOUNCE = "payment-failed", "recorded that the bank sent {money} back"
    BOUNCE_GIFT = "gift-failed", "recorded that the bank sent the gift of {money} back"
    RETRY_GIFT = "gift-retried", "put the gift up for payment again"
    HAND_OVER = "handed-over", "gave them the vouchers"
    """Vouchers went from hand to hand."""
    ACKNOWLEDGE = "receipt-acknowledged", "said that the money came"
    AMEND = "noted", "added a note"
    REOPEN = "reopened", "opened the claim again"
    ERASE_BANK = "bank-details-erased", "deleted the bank details"
    ERASE = "person-erased", "deleted the person's details"


WITH_STAFF: Final = frozenset({ClaimState.WITH_WORKER, ClaimState.WITH_FINANCE, ClaimState.WITH_SECOND_APPROVER})
ASKED: Final = frozenset({ClaimState.ASKED_BY_WORKER, ClaimState.ASKED_BY_FINANCE, ClaimState.ASKED_BY_SECOND_APPROVER})
UNDECIDED: Final = WITH_STAFF | ASKED
WITH_PARTICIPANT: Final = ASKED | {ClaimState.NEEDS_BANK_DETAILS}
WITH_SOMEBODY: Final = WITH_STAFF | WITH_PARTICIPANT
"""Where somebody must act: they are reminded. What is approved is paid without anybody being asked."""
CLOSED: Final = frozenset({ClaimState.PAID, ClaimState.NOTHING_TO_PAY, ClaimState.REFUSED, ClaimState.WITHDRAWN})

_ASKING: Final = {
    ClaimState.WITH_WORKER: ClaimState.ASKED_BY_WORKER,
    ClaimState.WITH_FINANCE: ClaimState.ASKED_BY_FINANCE,
    ClaimState.WITH_SECOND_APPROVER: ClaimState.ASKED_BY_SECOND_APPROVER,
}

TRANSITIONS: Final[Mapping[tuple[ClaimState, ClaimAction], ClaimState]] = MappingProxyType(
    {
        (ClaimState.WITH_WORKER, ClaimAction.CONFIRM): ClaimState.WITH_FINANCE,
        (ClaimState.WITH_WORKER, ClaimAction.CONFIRM_WITHOUT_PAY): ClaimState.NOTHING_TO_PAY,
        (ClaimState.WITH_FINANCE, ClaimAction.APPROVE): ClaimState.APPROVED,
        (ClaimState.WITH_FINANCE, ClaimAction.APPROVE_FIRST): ClaimState.WITH_SECOND_APPROVER,
        (ClaimState.WITH_SECOND_APPROVER, ClaimAction.APPROVE): ClaimState.APPROVED,
        (ClaimState.WITH_FINANCE, ClaimAction.APPROVE_ALREADY_PAID): ClaimState.PAID,
        (ClaimState.WITH_SECOND_APPROVER, ClaimAction.APPROVE_ALREADY_PAID): ClaimState.PAID,
        **{(state, ClaimAction.REFUSE): ClaimState.REFUSED for state in WITH_STAFF},
        **{(state, ClaimAction.ASK): asked for state, asked in _ASKING.items()},
        **{(asked, ClaimAction.ANSWER): state for state, asked in _ASKING.items()},
        **{(state, ClaimAction.PASS_ON): state for state in WITH_STAFF},
        **{(state, ClaimAction.NUDGE): state for state in WITH_SOMEBODY},
        **{(state, ClaimAction.ESCALATE): state for state in WITH_STAFF},
        **{(state, ClaimAction.SEND_LINK): state for state in ClaimState},
        **{(state, ClaimAction.ADD_RECEIPT): state for state in UNDECIDED},
        **{
            (state, ClaimAction.WITHDRAW): ClaimState.WITHDRAWN
            for state in UNDECIDED | {ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS}
        },
        **{
            (state, action): state
            for state in UNDECIDED | {ClaimState.APPROVED}
            for action in (ClaimAction.OFFER_BANK_DETAILS, ClaimAction.CONFIRM_BANK_DETAILS)
        },
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.OFFER_BANK_DETAILS): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.CONFIRM_BANK_DETAILS): ClaimState.APPROVED,
        (ClaimState.APPROVED, ClaimAction.BATCH): ClaimState.APPROVED,
        (ClaimState.APPROVED, ClaimAction.PAY): ClaimState.APPROVED,
        (ClaimState.APPROVED, ClaimAction.PAY_LAST): ClaimState.PAID,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.BATCH): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.PAY): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.APPROVED, ClaimAction.BOUNCE): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.PAID, ClaimAction.BOUNCE): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.APPROVED, ClaimAction.BOUNCE_GIFT): ClaimState.APPROVED,
        (ClaimState.PAID, ClaimAction.BOUNCE_GIFT): ClaimState.APPROVED,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.BOUNCE_GIFT): ClaimState.NEEDS_BANK_DETAILS,
        (ClaimState.APPROVED, ClaimAction.RETRY_GIFT): ClaimState.APPROVED,
        (ClaimState.NEEDS_BANK_DETAILS, ClaimAction.RETRY_GIFT): ClaimState.NEEDS_BANK_DETAILS,
        **{
            (state, ClaimAction.HAND_OVER): state
            for state in (ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, ClaimState.PAID)
        },
        **{
            (state, ClaimAction.ACKNOWLEDGE): state
            for state in (*UNDECIDED, ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, ClaimState.PAID)
        },
        **{
            (state, ClaimAction.AMEND): state for state in (ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS, *CLOSED)
        },
        (ClaimState.REFUSED, ClaimAction.REOPEN): ClaimState.WITH_FINANCE,
        **{(state, action): state for state in CLOSED for action in (ClaimAction.ERASE_BANK, ClaimAction.ERASE)},
    }
)
"""Every pair that is not here is refused. SEND is not here: it makes the claim."""


@dataclass(frozen=True, kw_only=True)
class NewClaim:
    """What somebody claims, as it is when it is sent."""

    id: ClaimId
    draft: DraftId
    person: PersonId
    claimant: Claimant
    activity_type: ActivityTypeId
    session: SessionKey
    day: date
    part_of_day: PartOfDay
    minutes: int
    days: int = 1
    """Days in a row, ``day`` the first, each as long as ``minutes``."""
    lines: tuple[ClaimLine, ...]
    method: PaymentMethod
    policy_version: str
    promised: date
    car_miles: Decimal = Decimal(0)
    gift: Gift | None = None
    bank: SealedBankDetails | None = None
    flags: frozenset[Flag] = frozenset()
    payments: tuple[Payment, ...] = ()
    """Cash that a worker handed over at the session: the claim is then sent by that worker."""
    recorded_by: Decider | None = None
    """Who wrote down that the person was there, where the claim comes from a record of attendance."""
    also: tuple[PersonId, ...] = ()
    """What else its person was known to be called when it was sent: their name or mailbox changed."""
    household: tuple[StaffId, ...] = ()
    """Members of staff who are of the claimant's household, or are paid into the same account: in each duty they are
    the claimant."""


MOST_NOTES: Final = 30_000
"""Characters of all that is said about one claim, questions and answers above all: it is one record of limited size."""
MOST_ANSWERED: Final = 2_000
"""Characters of an answer to a question."""
_ALWAYS_SAID: Final = frozenset({ClaimAction.ANSWER, ClaimAction.REFUSE})


@dataclass(frozen=True, kw_only=True)
class Claim(NewClaim, Aggregate):
    """One person, one session, one or more lines, and what became of it. Every change is one entry and one write."""

    TRANSITIONS: ClassVar = TRANSITIONS
    NOT_NOW: ClassVar = ClaimRefusal.NOT_IN_THIS_STATE

    state: ClaimState
    turn: Turn
    bank_held: SealedBankDetails | None = None
    confirmed_by: Decider | None = None
    approved_by: tuple[Decider, ...] = ()
    notes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Free text, by the number of the journal entry that holds its digest."""
    approval: str = ""
    """The seal over its approval, which only whoever decides can make: nothing is paid without it."""

    @property
    def names(self) -> tuple[PersonId, ...]:
        """Everything its person is called, as what is paid once goes by it."""
        return tuple(dict.fromkeys(first_id(each) for each in (self.person, *self.also)))

    @property
    def sent_at(self) -> datetime:
        """When the participant sent it."""
        return self.journal[0].at

    @property
    def claimed(self) -> Money:
        """What was asked for."""
        return Money.total(line.claimed for line in self.lines)

    @property
    def allowed(self) -> Money:
        """What the decisions so far leave of it, for the participant."""
        return Money.total(line.allowed for line in self.lines)

    @property
    def to_approve(self) -> Money:
        """What an approver answers for: the participant's money and a gift to charity."""
        return self.allowed + (self.gift.amount if self.gift else Money(0))

    @property
    def paid(self) -> Money:
        """What has gone out and not come back, gifts included."""
        return Money.total(payment.amount for payment in self.payments if payment.state is PaymentState.PAID)

    @property
    def advance(self) -> Payment | None:
        """Cash handed over at the session, before any decision."""
        return next((payment for payment in self.payments if payment.id == ON_THE_DAY), None)

    def payee_digest(self, step: StepId) -> str:
        """What the journal keeps of who is paid; ``step`` is the one that it was sent by."""
        charity = self.gift.charity if self.gift else ""
        payee = [self.person, self.claimant.name, self.claimant.email, charity]
        return journals.digest_of(json.dumps(payee), step=step)

    def line(self, line_id: LineId) -> ClaimLine:
        """The line with this id. Raises Refused when there is none."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise Refused(self.id, reason=ClaimRefusal.UNKNOWN_LINE)

    def payment(self, payment_id: PaymentId) -> Payment:
        """The payment with this id. Raises Refused when there is none."""
        for payment in self.payments:
            if payment.id == payment_id:
                return payment
        raise Refused(self.id, reason=ClaimRefusal.PAYMENT_NOT_DUE)

    def acted(
        self,
        action: ClaimAction,
        step: Step,
        facts: Mapping[str, Fact] | None = None,
        *,
        note: str = "",
        turn: str | None = None,
        **changes: Any,
    ) -> Claim:
        """The claim after one step, a note beside its journal. ``turn`` names who must act next. Raises Refused."""
        told = dict(facts or {})
        if note:
            self._has_room(action, note)
            told["note"] = journals.digest_of(note, step=step.press)
            changes["notes"] = MappingProxyType({**self.notes, self.version + 1: note})
        if turn is not None:
            changes["turn"] = Turn(seq=self.version + 1, who=turn, since=step.at.astimezone(UTC))
        return self.took(action, step, told, **changes)

    def _has_room(self, action: ClaimAction, note: str) -> None:
        """Whether another note fits: a question leaves room for its answer, and to say no is always possible."""
        answered = MOST_ANSWERED if action is ClaimAction.ASK else 0
        if action not in _ALWAYS_SAID and sum(map(len, self.notes.values())) + len(note) + answered > MOST_NOTES:
            raise Refused(self.id, reason=ClaimRefusal.TOO_MANY_NOTES)

    def replace_payment(self, changed: Payment) -> tuple[Payment, ...]:
        """The payments with one of them changed."""
        return tuple(changed if payment.id == changed.id else payment for payment in self.payments)

    @property
    def is_with_staff(self) -> bool:
        """Whether a member of staff must decide."""
        return self.state in WITH_STAFF

    @property
    def is_asked(self) -> bool:
        """Whether the participant has a question to answer."""
        return self.state in ASKED

    @property
    def asker(self) -> StaffId:
        """Who asked the last question; empty when nobody did."""
        asked = next((entry for entry in reversed(self.journal) if entry.action == ClaimAction.ASK.value), None)
        return StaffId(str(asked.facts.get("asker", "")) if asked else "")

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is expected of anyone."""
        return self.state in CLOSED


def send(new: NewClaim, step: Step, *, confirmer: Actor) -> Claim:
    """A new claim, with the worker or budget holder of its activity."""
    facts: dict[str, Fact] = {
        "activity": new.activity_type,
        "session": new.session,
        "policy": new.policy_version,
        "promised": new.promised.isoformat(),
        "method": new.method.value,
        "pence": Money.total(line.claimed for line in new.lines).pence,
        **{f"line {line.id} {line.kind.value}": line.claimed.pence for line in new.lines},
    }
    if new.gift:
        facts["gift"] = new.gift.amount.pence
    if new.payments:
        facts[CASH_ON_THE_DAY] = Money.total(payment.amount for payment in new.payments).pence
    values: dict[str, Any] = {each.name: getattr(new, each.name) for each in fields(new)}
    values["flags"] |= flags_of_account(person=new.claimant.name, account=new.bank.name if new.bank else "")
    if new.bank:
        facts[SEALED] = new.bank.digest
    facts |= household_facts(new.household, step)
    if new.recorded_by:
        facts[RECORDER] = new.recorded_by.id
    turn = Turn(seq=1, who=confirmer, since=step.at.astimezone(UTC))
    claim = Claim(state=ClaimState.WITH_WORKER, turn=turn, **values)
    return claim.written(ClaimAction.SEND, step, {**facts, PAYEE: claim.payee_digest(step.press)})


def kinds_allowed(claim: Claim) -> frozenset[LineKind]:
    """The kinds of line that this claim pays for: each may be paid once for a person and session.

    A fee that goes to charity is a fee that was paid. An adjustment is apart, since it names the claim that it puts
    right.
    """
    kinds = {line.kind for line in claim.lines if line.allowed and line.kind is not LineKind.ADJUSTMENT}
    if claim.gift and claim.gift.amount:
        kinds.add(LineKind.FEE)
    return frozenset(kinds)


def household_facts(household: tuple[StaffId, ...], step: Step) -> dict[str, Fact]:
    """What the journal keeps of who is of the household: a digest, since it is about people."""
    return {HOUSEHOLD: journals.digest_of(" ".join(household), step=step.press)} if household else {}


NOBODY: str = WaitsFor.NOBODY.value
PARTICIPANT: str = WaitsFor.PARTICIPANT.value
PAYMENTS: str = WaitsFor.PAYMENTS.value
PAYEE: Final = "payee"
SEALED: Final = "sealed"
HOUSEHOLD: Final = "household"
RECORDER: Final = "recorded by"
"""The facts of an entry that hold the digests of who is paid, of their sealed bank details and of their household; and
who recorded that they were there."""
CASH_ON_THE_DAY: Final = "cash on the day"
"""The fact of a claim's first entry that says how much its sender handed over at the session."""
