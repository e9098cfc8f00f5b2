"""A quote, line by line and in plain words, and what is claimed of it: the whole fee, less, none, or for a charity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from takepart.domain.ids import ActivityTypeId, CharityId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import NOTHING, Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy.rates import PaidAs


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotedLine:
    """One amount and why it is that much."""

    kind: LineKind
    amount: Money
    paid_as: PaidAs
    basis: str
    """How the amount was worked out, for everyone to read: ``12 miles by car at 55p a mile``. No personal data."""
    description: str
    """The person's own words, which may name people and places."""
    flags: frozenset[Flag]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """The lines for one session, under one version of one policy. The claim that follows is paid by the same lines."""

    lines: tuple[QuotedLine, ...]
    activity_type: ActivityTypeId
    day: date
    policy_version: str

    @property
    def total(self) -> Money:
        """Fee and expenses together, in money and vouchers."""
        return Money.total(line.amount for line in self.lines)

    @property
    def fee(self) -> Money:
        """What can count as earnings, in money or vouchers."""
        return Money.total(line.amount for line in self.lines if line.kind is LineKind.FEE)

    @property
    def expenses(self) -> Money:
        """Costs paid back, which are not earnings."""
        return Money.total(line.amount for line in self.lines if line.kind is not LineKind.FEE)

    @property
    def flags(self) -> frozenset[Flag]:
        """Every flag on any line."""
        return frozenset(flag for line in self.lines for flag in line.flags)


class FeeWish(PlainWord):
    """The four answers."""

    AS_OFFERED = "as-offered", "Pay me the fee"
    LESS = "less", "Pay me less than the fee"
    DECLINE = "decline", "I do not want a fee"
    CHARITY = "charity", "Give my fee to a charity"


class ImpossibleChoice(ValueError):
    """The choice does not fit the fee. ``field`` and ``reason`` are for the person who chose."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeChoice:
    """One answer, with the amount or the charity that goes with it."""

    wish: FeeWish
    amount: Money | None = None
    charity: CharityId | None = None

    @classmethod
    def as_offered(cls) -> FeeChoice:
        """Take the whole fee."""
        return cls(wish=FeeWish.AS_OFFERED)

    @classmethod
    def less(cls, amount: Money) -> FeeChoice:
        """Take this much of it."""
        return cls(wish=FeeWish.LESS, amount=amount)

    @classmethod
    def decline(cls) -> FeeChoice:
        """Take none of it."""
        return cls(wish=FeeWish.DECLINE)

    @classmethod
    def to_charity(cls, charity: CharityId) -> FeeChoice:
        """Give all of it away."""
        return cls(wish=FeeWish.CHARITY, charity=charity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Gift:
    """A fee that goes to a charity instead. It is not the participant's, so it is no line of theirs."""

    charity: CharityId
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What is claimed after the choice. Expenses are as they were."""

    lines: tuple[QuotedLine, ...]
    gift: Gift | None
    flags: frozenset[Flag]
    """Every flag of the quote, also those of a fee that was given away: it is still paid by someone."""

    @property
    def total(self) -> Money:
        """What the participant is owed, without the gift."""
        return Money.total(line.amount for line in self.lines)

    @property
    def fee(self) -> Money:
        """What is recorded as the participant's fee."""
        return Money.total(line.amount for line in self.lines if line.kind is LineKind.FEE)


def apply_choice(quote: Quote, choice: FeeChoice) -> Chosen:
    """Record only what the person chose, so that what they gave up is never counted as their earnings.

    A fee declined or given away leaves no fee line. Raises ImpossibleChoice when the amount is not between £0 and
    the fee, or when no charity is named; whether the policy gives to that charity is ``Policy.charity``'s to say.
    """
    costs = tuple(line for line in quote.lines if line.kind is not LineKind.FEE)
    fees = tuple(line for line in quote.lines if line.kind is LineKind.FEE)
    if choice.wish is FeeWish.AS_OFFERED:
        return Chosen(lines=quote.lines, gift=None, flags=quote.flags)
    if choice.wish is FeeWish.DECLINE:
        return Chosen(lines=costs, gift=None, flags=frozenset(flag for line in costs for flag in line.flags))
    if choice.wish is FeeWish.CHARITY:
        if choice.charity is None:
            raise ImpossibleChoice("charity", "Choose a charity")
        gift = Gift(charity=choice.charity, amount=quote.fee) if quote.fee > NOTHING else None
        return Chosen(lines=costs, gift=gift, flags=quote.flags)
    amount = _less(choice.amount, quote.fee)
    return Chosen(lines=(*(_reduced(line, amount) for line in fees), *costs), gift=None, flags=quote.flags)


def _less(amount: Money | None, fee: Money) -> Money:
    if amount is None:
        raise ImpossibleChoice("amount", "Enter how much of the fee you want")
    if amount <= NOTHING:
        raise ImpossibleChoice("amount", "The amount must be more than £0. If you want no fee, choose that answer")
    if amount > fee:
        raise ImpossibleChoice("amount", f"The amount must be {fee} or less")
    return amount


def _reduced(line: QuotedLine, amount: Money) -> QuotedLine:
    """The fee line at the amount chosen; its words no longer say what was offered."""
    vouchers = " in shopping vouchers" if line.paid_as is PaidAs.VOUCHER else ""
    return replace(line, amount=amount, basis=f"{amount}{vouchers}, the fee that you chose")
