"""A quote: what the schedule pays for what a person did, line by line and in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money
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
