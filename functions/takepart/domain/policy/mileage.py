"""Mileage: so many pence a mile, and fewer after so many miles by car in one tax year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.policy.rates import NoRateThatDay
from takepart.domain.policy_keys import Key


@dataclass(frozen=True, kw_only=True)
class MileageRate:
    """Pence a mile between two days, both included. Sources: HMRC approved amounts, or the tenant's own."""

    starts: date
    ends: date | None
    car: Money
    """What a mile by car pays."""
    car_after: Money
    """What each mile by car pays once the threshold is passed."""
    car_threshold: Annotated[Decimal, Key(unit="miles", name="car_threshold_miles")]
    """Miles by car in one tax year (6 April to 5 April) that are paid at the full rate."""
    motorcycle: Money
    """What a mile by motorcycle pays."""
    bicycle: Money
    """What a mile by bicycle pays."""
    passenger: Money
    """What a driver gets for each mile with a passenger, on top."""

    def covers(self, day: date) -> bool:
        """Whether the rate is in force on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def per_mile(self, kind: LineKind) -> Money:
        """The rate for a kind of journey, before any threshold. Raises KeyError for a kind that is not by the mile."""
        return {
            LineKind.CAR: self.car,
            LineKind.MOTORCYCLE: self.motorcycle,
            LineKind.BICYCLE: self.bicycle,
            LineKind.PASSENGER: self.passenger,
        }[kind]


@dataclass(frozen=True, kw_only=True)
class Mileage:
    """Every mileage rate there has been, oldest first, without gaps."""

    rates: Annotated[tuple[MileageRate, ...], Key(name="mileage")]

    def rate_on(self, day: date) -> MileageRate:
        """The rate in force on the day of the journey. Raises NoRateThatDay."""
        for rate in self.rates:
            if rate.covers(day):
                return rate
        raise NoRateThatDay("mileage", day)


def tax_year_start(day: date) -> date:
    """The 6 April that a day's tax year began on: 5 April 2026 belongs to the year that began in 2025."""
    this_year = date(day.year, 4, 6)
    return this_year if day >= this_year else date(day.year - 1, 4, 6)
