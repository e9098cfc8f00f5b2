"""What somebody was paid, against the limits that matter for benefits: only what they chose to take counts.

Money and vouchers both count; costs paid back and fees declined or given away do not. The limits are the policy's,
since they change every April.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.lines import LineKind
from takepart.domain.money import NOTHING, Money
from takepart.domain.policy.rates import tax_year_start
from takepart.domain.policy.rules import EarningsLimit, PersonLimit

ADULT_FROM: Final = 16
"""From this age on somebody can get benefits of their own."""
_NOT_EARNED = frozenset({ClaimState.REFUSED, ClaimState.WITHDRAWN, ClaimState.NOTHING_TO_PAY})


@dataclass(frozen=True, kw_only=True)
class EarningsTally:
    """Fees for sessions in one stretch of time."""

    starts: date
    ends: date
    earned: Money

    def left_of(self, limit: Money) -> Money:
        """What is left before the limit; nothing when it is reached."""
        return max(limit - self.earned, NOTHING)


def tally(claims: Iterable[Claim], *, starts: date, ends: date) -> EarningsTally:
    """The fees of sessions between two days, both included."""
    earned = Money.total(
        line.allowed
        for claim in claims
        if starts <= claim.day <= ends and claim.state not in _NOT_EARNED
        for line in claim.lines
        if line.kind is LineKind.FEE
    )
    return EarningsTally(starts=starts, ends=ends, earned=earned)


def over_limit(limit: PersonLimit, earlier: Iterable[Claim], *, day: date, fee: Money) -> bool:
    """Whether a fee on a day takes a person past a limit, with what they claimed before in that time."""
    starts, ends = limit.span(day)
    within = [tally([claim], starts=starts, ends=ends).earned for claim in earlier]
    times = sum(1 for earned in within if earned)
    return (limit.times is not None and times + 1 > limit.times) or (
        limit.fees is not None and Money.total([*within, fee]) > limit.fees
    )


@dataclass(frozen=True, kw_only=True)
class FeesSoFar:
    """For whoever approves a claim: its person's fees in the week and the tax year of its day, this one among them."""

    week: EarningsTally
    year: EarningsTally
    past: tuple[EarningsLimit, ...]
    """The amounts that matter for tax or benefits and that they have come past."""


def fees_so_far(claims: Iterable[Claim], *, day: date, limits: Iterable[EarningsLimit]) -> FeesSoFar:
    """The fees of one person around a day, against the policy's amounts (Wirral policy: tell DWP)."""
    every = list(claims)
    week, year = this_week(every, today=day), this_tax_year(every, today=day)
    past = (each for each in limits if (week if each.weekly else year).earned > each.amount)
    return FeesSoFar(week=week, year=year, past=tuple(past))


def matters_to(age: int | None) -> bool:
    """Whether benefits and tax are somebody's own question: not a child's. Where no age is known, it may be."""
    return age is None or age >= ADULT_FROM


def this_week(claims: Iterable[Claim], *, today: date) -> EarningsTally:
    """Monday to Sunday."""
    monday = today - timedelta(days=today.weekday())
    return tally(claims, starts=monday, ends=monday + timedelta(days=6))


def this_tax_year(claims: Iterable[Claim], *, today: date) -> EarningsTally:
    """6 April to 5 April."""
    starts = tax_year_start(today)
    return tally(claims, starts=starts, ends=date(starts.year + 1, 4, 5))
