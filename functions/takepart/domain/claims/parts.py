"""What a claim is made of: the person, the lines, the money on its way, whose turn it is; and why a step is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from takepart.domain.bank_details import NameCheck, Whose
from takepart.domain.email_addresses import same_mailbox
from takepart.domain.fee_choice import Gift, QuotedLine
from takepart.domain.ids import BatchId, ClaimId, LineId, StaffId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import NOTHING, Money, PaymentMethod
from takepart.domain.plain_reason import PlainReason
from takepart.domain.policy.rates import PaidAs

PaymentId = NewType("PaymentId", str)
"""Which part of a claim's money: ``money``, ``voucher``, ``gift`` or ``on-the-day``."""

MONEY = PaymentId("money")
VOUCHER = PaymentId("voucher")
GIFT = PaymentId("gift")
ON_THE_DAY = PaymentId("on-the-day")


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who claims, as they told us. Empty once the person is erased."""

    name: str
    email: str
    phone: str = ""
    under_16: bool = False

    @property
    def erased(self) -> bool:
        """Whether this person's details were deleted."""
        return not self.email


@dataclass(frozen=True, kw_only=True)
class Decider:
    """A member of staff who decides. The email is there to keep duties separate."""

    id: StaffId
    email: str

    def is_person(self, email: str) -> bool:
        """Whether an address is this person's."""
        return bool(email) and same_mailbox(self.email, email)


@dataclass(frozen=True, kw_only=True)
class AmountChange:
    """A decider made one line's amount another: whoever decides next is shown it, with the reason."""

    before: Money
    after: Money
    by: StaffId
    why: str = ""

    @property
    def is_raise(self) -> bool:
        """Whether it became more."""
        return self.after > self.before


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """One fee or cost. ``allowed`` is what the last decision left of ``claimed``; ``why`` says why they differ."""

    id: LineId
    kind: LineKind
    claimed: Money
    allowed: Money
    paid_as: PaidAs
    basis: str
    description: str = ""
    why: str = ""
    flags: frozenset[Flag] = frozenset()
    names: ClaimId | None = None
    """For an adjustment: the earlier claim that it puts right."""
    changes: tuple[AmountChange, ...] = ()
    """Every change of its amount since it was sent, the first one first."""


@dataclass(frozen=True, kw_only=True)
class LineDecision:
    """What a decider makes of one line. A changed amount needs a reason (community-care: be honest)."""

    line: LineId
    amount: Money
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SealedBankDetails:
    """Bank details that only the payment run can open. ``fingerprint`` shows that two claims share an account.

    ``name`` is the account's, open for those who decide: whose account is paid is theirs to know. The numbers are not.
    """

    ciphertext: bytes
    last_digits: str
    fingerprint: str
    name: str = ""
    whose: Whose | None = None
    """Whose it is, as the person says. None where nobody said."""
    checked: NameCheck = NameCheck.NOT_CHECKED

    @property
    def digest(self) -> str:
        """What a journal keeps of it: other details have another, and nobody works the details out of it."""
        told = [each for each in (self.whose, self.checked) if each and each is not NameCheck.NOT_CHECKED]
        said = json.dumps([self.ciphertext.hex(), self.last_digits, self.fingerprint, self.name, *told])
        return hashlib.sha256(said.encode()).hexdigest()


class PaymentState(StrEnum):
    """Where one payment stands."""

    DUE = "due"
    BATCHED = "batched"
    PAID = "paid"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One sum on its way by one method. ``proof`` is the voucher serials or the float's entry."""

    id: PaymentId
    method: PaymentMethod
    amount: Money
    state: PaymentState = PaymentState.DUE
    batch: BatchId | None = None
    arrives: date | None = None
    proof: tuple[str, ...] = ()
    handed_over: bool = False
    """For vouchers: whether a member of staff wrote down that they gave them."""
    acknowledged: bool = False
    tries: int = 1

    @property
    def by_hand(self) -> bool:
        """Whether it goes from hand to hand: then somebody says that it came."""
        return self.method is not PaymentMethod.BANK

    @property
    def to_acknowledge(self) -> bool:
        """Whether we wrote down that it was given, and nobody has said yet that it came."""
        return self.by_hand and self.state is PaymentState.PAID and not self.acknowledged


class WaitsFor(StrEnum):
    """Who must act, when it is no member of staff."""

    PARTICIPANT = "participant"
    PAYMENTS = "payments"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is, since when. A one-time link names ``seq``, the entry that opened the turn, and dies with it."""

    seq: int
    who: str
    since: datetime

    def is_of(self, staff_id: StaffId) -> bool:
        """Whether this member of staff must act."""
        return self.who == f"staff:{staff_id}"


def split(
    lines: tuple[ClaimLine, ...], *, method: PaymentMethod, gift: Gift | None, advance: Payment | None
) -> tuple[Payment, ...]:
    """The payments that settle the lines: vouchers for what is paid in vouchers, the rest by the way chosen.

    Someone who chose vouchers for a fee gets their costs in cash, since no voucher fits a bus fare.
    Cash handed over on the day counts towards the money part (Wirral policy, appendix 1: cash on the day).
    """
    vouchers = Money.total(line.allowed for line in lines if goes_by_voucher(line, method))
    money = Money.total(line.allowed for line in lines if not goes_by_voucher(line, method))
    payments: list[Payment] = []
    if advance is not None:
        payments.append(advance)
        money = max(money - advance.amount, NOTHING)
    if money > NOTHING:
        by = PaymentMethod.CASH if method is PaymentMethod.VOUCHER else method
        payments.append(Payment(id=MONEY, method=by, amount=money))
    if vouchers > NOTHING:
        payments.append(Payment(id=VOUCHER, method=PaymentMethod.VOUCHER, amount=vouchers))
    if gift is not None and gift.amount > NOTHING:
        payments.append(Payment(id=GIFT, method=PaymentMethod.BANK, amount=gift.amount))
    return tuple(payments)


def goes_by_voucher(line: ClaimLine | QuotedLine, method: PaymentMethod) -> bool:
    """Whether a line is settled in vouchers: by its rate, or because the person chose vouchers for a fee."""
    return line.paid_as is PaidAs.VOUCHER or (line.kind is LineKind.FEE and method is PaymentMethod.VOUCHER)


def way_of(line: ClaimLine | QuotedLine, method: PaymentMethod) -> PaymentMethod:
    """How one line travels, when the person chose ``method``.

    Costs are never vouchers, since no voucher fits a bus fare: they come in cash to someone who chose vouchers.
    """
    if goes_by_voucher(line, method):
        return PaymentMethod.VOUCHER
    return PaymentMethod.CASH if method is PaymentMethod.VOUCHER else method


class ClaimRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NOT_IN_THIS_STATE = "not-in-this-state", "This cannot be done to the claim as it stands now."
    DECIDER_IS_CLAIMANT = (
        "decider-is-claimant",
        "You cannot decide your own claim, or one of your household. Someone else must.",
    )
    DECIDED_BEFORE = "decided-before", "You have already had a part in this claim. A different person must decide now."
    HANDS_OVER_OWN = "hands-over-own", "You cannot pay your own claim, or one of your household. Someone else must."
    HAD_A_PART_IN_THE_MONEY = (
        "had-a-part-in-the-money",
        "You have already had a part in this claim. A different person must hand the money over, and another see it.",
    )
    WITNESS_HANDED_OVER = (
        "witness-handed-over",
        "You handed it over. The person says on their own page that they have it, or a colleague who saw it does.",
    )
    IS_TO_DECIDE = (
        "is-to-decide",
        "This claim waits for your decision. So the person says that they have their money, or another colleague does.",
    )
    HANDED_OVER_BEFORE = "handed-over-before", "These vouchers were handed over already."
    NOT_HANDED_OVER = "not-handed-over", "Nobody has said yet that they gave them. Whoever gave them says so first."
    NOT_YOUR_TURN = "not-your-turn", "This claim is with somebody else now."
    NO_REASON = "no-reason", "Say why, in plain words. The person who claimed will read it.", "reason"
    TOO_MANY_NOTES = (
        "too-many-notes",
        "So much was said about this claim that no more fits. Decide it, or call the person.",
        "reason",
    )
    UNKNOWN_LINE = "unknown-line", "That line is not part of this claim."
    MORE_THAN_CONFIRMED = "more-than-confirmed", "You can approve what was confirmed, or less. You cannot approve more."
    ABOVE_THE_RATE = (
        "above-the-rate",
        "That is more than we pay for this. Only who holds the budget can agree to it. Pass the claim on to them.",
    )
    NOT_IN_STEPS = "not-in-steps", "Vouchers cannot make up this amount. They come in steps: choose one that they can."
    LESS_THAN_NOTHING = "less-than-nothing", "The amount must be £0 or more."
    NOTHING_LEFT = "nothing-left", "Every line would be £0. To pay nothing, refuse the claim and say why."
    NOT_AS_APPROVED = "not-as-approved", "The second approver agrees to the same amounts, or sends the claim back."
    NO_OTHER_PERSON = "no-other-person", "Choose a colleague who has had no part in this claim."
    MONEY_ON_ITS_WAY = "money-on-its-way", "The money is already on its way, so this cannot be changed now."
    PAYMENT_NOT_DUE = "payment-not-due", "This payment is not waiting to be paid."
    WRONG_AMOUNT = "wrong-amount", "The amount is not the one that was approved."
    NO_BANK_DETAILS = "no-bank-details", "There are no bank details to pay this to."
    NOTHING_HELD = "nothing-held", "There are no new bank details waiting to be confirmed."
    PAID_BEFORE = "paid-before", "This was already approved on another claim for the same session."
    SIGN_IN_FIRST = (
        "sign-in-first",
        "A claim of this much can only be approved by someone who is signed in. Sign in first.",
    )
    NOT_THEIR_CLAIM = "not-their-claim", "We know no such claim of this person. Check the reference."
    TOO_MANY_LINKS = (
        "too-many-links",
        "We have sent enough links for this claim today. Use the newest one, or try tomorrow.",
    )
