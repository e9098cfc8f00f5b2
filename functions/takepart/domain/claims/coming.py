"""What is still to come from a claim, to whom, and by when: the words for it are made here, once, and true everywhere.

A fee can go to charity or be declined, cash can have been given at the session, vouchers are no money in an account: so
"your money should be with you by" is said only where money is on its way to the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from takepart.domain.claims.claim import UNDECIDED, Claim, ClaimState
from takepart.domain.claims.parts import GIFT, ON_THE_DAY, Payment, PaymentState, split
from takepart.domain.money import NOTHING, Money, PaymentMethod
from takepart.domain.uk_time import local_date
from takepart.domain.words import long_day
from takepart.domain.working_days import DAYS_AFTER_INPUT, Holidays, add_working_days, working_days_before

_ENDED: Final = frozenset({ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.NOTHING_TO_PAY})
_LEAD: Final = {PaymentMethod.BANK: DAYS_AFTER_INPUT + 1, PaymentMethod.CASH: 1, PaymentMethod.VOUCHER: 1}
"""Working days before the promised day on which a decision is still in time. A bank transfer takes two of them after
the day on which it is put in (domain: BACS), and it is put in in the morning: so it is decided the day before."""


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What has not reached anybody yet, and what the person has."""

    money: Money = NOTHING
    vouchers: Money = NOTHING
    gift: Money = NOTHING
    had: Money = NOTHING
    """What the person got already."""

    @property
    def to_person(self) -> bool:
        """Whether anything is still to come to the person."""
        return bool(self.money or self.vouchers)

    @property
    def is_anything(self) -> bool:
        """Whether anything is still to be paid at all."""
        return self.to_person or bool(self.gift)

    @property
    def is_theirs(self) -> bool:
        """Whether the person gets, or got, anything."""
        return self.to_person or bool(self.had)


def is_on_its_way(payment: Payment, *, today: date) -> bool:
    """Whether the bank has it and the account should not have it before a day to come."""
    sent = payment.state is PaymentState.PAID and payment.method is PaymentMethod.BANK
    return sent and payment.arrives is not None and payment.arrives > today


def arrives(claim: Claim, *, today: date) -> date | None:
    """Once all is paid: the day on which the last of it should be in the person's account, while that is to come."""
    sent = [each.arrives for each in claim.payments if each.id != GIFT and is_on_its_way(each, today=today)]
    return max((day for day in sent if day), default=None) if claim.state is ClaimState.PAID else None


def still_to_come(claim: Claim) -> Coming:
    """What is to be paid as the claim stands: by its lines until it is approved, by its payments from then on."""
    payments: tuple[Payment, ...] = claim.payments
    if claim.state in UNDECIDED:
        payments = split(claim.lines, method=claim.method, gift=claim.gift, advance=claim.advance)
    had = [p for p in payments if p.state is PaymentState.PAID and p.id != GIFT]
    due = [p for p in payments if p.state is not PaymentState.PAID and claim.state not in _ENDED]
    return Coming(
        money=Money.total(p.amount for p in due if p.id != GIFT and p.method is not PaymentMethod.VOUCHER),
        vouchers=Money.total(p.amount for p in due if p.method is PaymentMethod.VOUCHER),
        gift=Money.total(p.amount for p in due if p.id == GIFT),
        had=Money.total(p.amount for p in had),
    )


def in_words(claim: Claim, *, charity: str) -> tuple[str, ...]:
    """Whole sentences for the person: what comes, to whom, by when; or that nothing does."""
    coming, day = still_to_come(claim), long_day(claim.promised)
    said: list[str] = []
    if coming.to_person:
        said.append(f"Your {_things(coming)} should be with you by {day}.")
    if coming.gift:
        said.append(f"Your fee of {coming.gift} should be with {charity} by {day}.")
        if not coming.to_person:
            said.append("Nothing more is paid to you." if coming.had else "Nothing is paid to you.")
    if not said:
        said.append(_nothing(claim, coming))
    return tuple(said)


def late_in_words(claim: Claim, *, charity: str) -> str:
    """What we said would have happened by a day that is over."""
    coming, day = still_to_come(claim), long_day(claim.promised)
    if coming.to_person:
        return f"We said you would have your {_things(coming)} by {day}."
    return f"We said that {charity} would have your fee by {day}."


def is_late(claim: Claim, *, today: date) -> bool:
    """Whether the promised day went by and something is still to be paid."""
    return today > claim.promised and still_to_come(claim).is_anything


def decide_by(claim: Claim, *, today: date, deputy_after_days: int, holidays: Holidays) -> date | None:
    """The last working day on which a decision comes before the deputy and keeps the promise; None: today, at once."""
    last = working_days_before(deputy_day(claim, deputy_after_days=deputy_after_days, holidays=holidays), 1, holidays)
    coming = still_to_come(claim)
    if coming.is_anything:
        ways = {PaymentMethod.BANK} if coming.gift else set()
        if coming.money:
            ways.add(PaymentMethod.CASH if claim.method is PaymentMethod.VOUCHER else claim.method)
        if coming.vouchers:
            ways.add(PaymentMethod.VOUCHER)
        last = min(last, working_days_before(claim.promised, max(_LEAD[way] for way in ways), holidays))
    return last if last > today else None


def deputy_day(claim: Claim, *, deputy_after_days: int, holidays: Holidays) -> date:
    """The day from which a decision that nobody took can go to a deputy, so many working days after the turn began."""
    return add_working_days(local_date(claim.turn.since), deputy_after_days, holidays)


def _things(coming: Coming) -> str:
    if coming.money and coming.vouchers:
        return "money and vouchers"
    return "vouchers" if coming.vouchers else "money"


def _nothing(claim: Claim, coming: Coming) -> str:
    if claim.state in _ENDED:
        return "Nothing is paid for this claim."
    if coming.had and all(payment.id in (ON_THE_DAY, GIFT) for payment in claim.payments):
        return f"There is nothing more to pay. You got {coming.had} in cash on the day."
    return (
        "There is nothing more to pay." if coming.had or claim.gift else "There is nothing to pay you for this claim."
    )
