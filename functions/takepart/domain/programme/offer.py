"""The offer: what a person is promised before they say yes, kept word for word as they saw it.

Sources: Wirral policy, section 7 (pay is clear at the outset) and appendix 1 (travel, childcare, personal assistant and
special transport are agreed beforehand).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy import Policy
from takepart.domain.policy.paying import VoucherRules
from takepart.domain.policy.rates import NoRateThatDay, PaidAs, Rate, Travel
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session
from takepart.domain.refused import Refused
from takepart.domain.working_days import Holidays, promised_day

if TYPE_CHECKING:  # heavy, and who only reads offers prices none
    from takepart.domain.pricing import Facts


@dataclass(frozen=True, kw_only=True)
class AgreedCost:
    """A cost that was agreed before the session: up to this much of it is paid back."""

    kind: LineKind
    most: Money


@dataclass(frozen=True, kw_only=True)
class PayDay:
    """By one way of paying, the day on which it should be there."""

    way: PaymentMethod
    by: date


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One session's offer to one person. Later changes of the policy do not change it."""

    activity_type: ActivityTypeId
    day: date
    part_of_day: PartOfDay
    minutes: int
    """On each day."""
    fee: Money
    paid_as: PaidAs
    basis: str
    travel: Travel
    policy_version: str
    words: tuple[str, ...]
    """The notices on benefits, tax and saying no, and on whom we pay, as they were shown."""
    shown_at: datetime
    agreed: tuple[AgreedCost, ...] = ()
    days: int = 1
    """On how many days in a row it meets."""
    agreed_units: int = 1
    """How many units of the fee were agreed for the session before it."""
    comes: tuple[PayDay, ...] = ()
    """When the money comes, by each way that there is to choose, for whoever sends their claim on its last day."""

    @property
    def last_day(self) -> date:
        """The last of its days in a row: the first on which a claim for all of them can be sent."""
        return self.day + timedelta(days=self.days - 1)

    @property
    def wording(self) -> str:
        """A digest of the notices: which wording it was."""
        return hashlib.sha256("\n\n".join(self.words).encode()).hexdigest()[:12]

    @property
    def facts(self) -> Facts:
        """What the claim that follows is priced by."""
        from takepart.domain.pricing import Facts

        return Facts(
            activity_type=self.activity_type,
            day=self.day,
            part_of_day=self.part_of_day,
            minutes=self.minutes,
            days=self.days,
            agreed_units=self.agreed_units,
        )

    def is_for(self, session: Session) -> bool:
        """Whether the session is still as it was offered: a move can change what it pays, and so can an agreement."""
        offered = (self.day, self.part_of_day, self.minutes, self.days, self.agreed_units)
        return offered == (session.day, session.part_of_day, session.minutes, session.days, session.paid_units)


def offer_for(
    session: Session, *, policy: Policy, holidays: Holidays, now: datetime, agreed: tuple[AgreedCost, ...] = ()
) -> Offer:
    """The offer for a session, priced as its claim will be. Raises Refused where no rate fits."""
    from takepart.domain.pricing import Facts, Unpriceable, price, unpaid_words

    facts = Facts(
        activity_type=session.activity_type,
        day=session.day,
        part_of_day=session.part_of_day,
        minutes=session.minutes,
        days=session.days,
        agreed_units=session.paid_units,
    )
    try:
        rate = policy.activity_type(session.activity_type).rate_on(session.day)
        if 1 < session.days > rate.most_days:
            raise Refused(session.id, reason=ProgrammeRefusal.TOO_MANY_DAYS)
        quote = price(facts, policy=policy)
    except (Unpriceable, NoRateThatDay) as error:
        raise Refused(session.id, reason=ProgrammeRefusal.NO_RATE) from error
    said = [policy.wording.eligibility] if policy.wording.eligibility else []
    fee = next((line for line in quote.lines if line.kind is LineKind.FEE), None)
    return Offer(
        activity_type=session.activity_type,
        day=session.day,
        part_of_day=session.part_of_day,
        minutes=session.minutes,
        days=session.days,
        fee=quote.fee,
        paid_as=rate.paid_as,
        basis=fee.basis if fee else unpaid_words(rate),
        travel=rate.travel,
        policy_version=quote.policy_version,
        words=(policy.wording.benefits, policy.wording.tax, policy.wording.your_choice, *said),
        shown_at=now,
        agreed=agreed,
        agreed_units=session.paid_units,
        comes=tuple(
            PayDay(way=way, by=promised_day(way, sent_on=session.last_day, policy=policy, holidays=holidays))
            for way in _ways(rate, quote.fee, policy.vouchers)
        ),
    )


def _ways(rate: Rate, fee: Money, vouchers: VoucherRules) -> Iterator[PaymentMethod]:
    """A fee that is paid in vouchers is one; costs are never."""
    in_vouchers = bool(fee) and rate.paid_as is PaidAs.VOUCHER
    if not in_vouchers or rate.travel is not Travel.INCLUDED:
        yield from (PaymentMethod.BANK, PaymentMethod.CASH)
    if fee and vouchers.fits(fee):
        yield PaymentMethod.VOUCHER
