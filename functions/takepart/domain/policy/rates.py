"""The schedule of payments: what each activity pays, from which day to which day, and what a mile of the way pays."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar

from takepart.domain.ids import ActivityTypeId, StaffId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy_keys import Key


class Unit(PlainWord):
    """What one fee buys."""

    SESSION = "session", "session"
    HOUR = "hour", "hour"
    HALF_DAY = "half-day", "half day"
    DAY = "day", "day"
    TASK = "task", "task"
    """A piece of work, however long it takes: a document to read, say. Each size of task is an activity of its own."""


class PaidAs(StrEnum):
    """Money or a shopping voucher. For benefits the two are the same: both are earnings."""

    MONEY = "money"
    VOUCHER = "voucher"


class Travel(StrEnum):
    """Whether the fee already covers the journey. Where the schedule does not say, nor do we."""

    ON_TOP = "on-top"
    INCLUDED = "included"
    NOT_STATED = "not-stated"


class BeyondLimit(StrEnum):
    """What happens to a session that runs past what the fee covers."""

    AGREED_SECOND_UNIT = "agreed-second-unit"
    """More is paid if the budget holder agreed to it in writing before the session."""
    STOP = "stop"
    """No more is paid, whatever was agreed."""


class NoRateThatDay(LookupError):
    """The schedule pays nothing on that day: the day is before the first rate or after the last."""

    def __init__(self, what: str, day: date) -> None:
        super().__init__(f"{what} has no rate on {day.isoformat()}")
        self.what, self.day = what, day


@dataclass(frozen=True, kw_only=True)
class Span:
    """From one day to another, both included; until further notice without a last one."""

    starts: date
    ends: date | None

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


SpanT = TypeVar("SpanT", bound=Span)


def _on(day: date, spans: tuple[SpanT, ...], what: str) -> SpanT:
    """The one in force on a day. Raises NoRateThatDay."""
    for span in spans:
        if span.covers(day):
            return span
    raise NoRateThatDay(what, day)


@dataclass(frozen=True, kw_only=True)
class Longer:
    """The fee of a session that takes longer."""

    over_minutes: Annotated[int, Key(1, 1440, "minutes")]
    """Longer than this: a session of just this length still has the fee before."""
    fee: Money
    """What it pays instead."""


@dataclass(frozen=True, kw_only=True)
class Rate(Span):
    """What an activity pays between two days, both included."""

    fee: Money
    """What one unit pays."""
    unit: Unit
    """What one fee buys."""
    paid_as: PaidAs
    """Money, or a shopping voucher."""
    travel: Travel
    """Whether the fee covers the journey."""
    limit_minutes: Annotated[int | None, Key(1, 1440, "minutes")]
    """How long one unit lasts at most; for a rate by the hour, how much time is paid at most. None: no limit."""
    beyond_limit: BeyondLimit = BeyondLimit.AGREED_SECOND_UNIT
    """What happens to a session that runs on."""
    part_minutes: Annotated[int, Key(1, 60, "minutes")] = 60
    """For a rate by the hour, the part of it that is paid once it is begun: 15 pays by the quarter hour."""
    longer: tuple[Longer, ...] = ()
    """Other fees for longer sessions, the shortest first."""
    most_days: Annotated[int, Key(1, 14, "days in a row")] = 1
    """How many days in a row can be claimed for together. Each pays what its length pays."""
    reward: Annotated[str, Key(most=60)] = ""
    """What people get beside a fee or in its place, in the middle of a sentence: ``a certificate``."""

    def fee_for(self, minutes: int) -> Money:
        """What one unit pays when a day of it takes this long."""
        return next((each.fee for each in reversed(self.longer) if minutes > each.over_minutes), self.fee)


@dataclass(frozen=True, kw_only=True)
class ActivityType:
    """A row of the schedule of payments, under the name people know it by."""

    id: ActivityTypeId
    name: str
    summary: Annotated[str, Key(most=200)]
    """What people do, in a sentence."""
    confirmers: Annotated[tuple[StaffId, ...], Key(least=1)]
    """Who can say that somebody was there, first choice first."""
    rates: tuple[Rate, ...]
    """What it pays, the oldest rate first."""
    cost_centre: Annotated[str, Key(most=20)] = ""
    """Where finance books what it costs."""
    ledger_code: Annotated[str, Key(most=20)] = ""
    """As what finance books it."""
    vat_code: Annotated[str, Key(most=10)] = ""
    """The code for its VAT, which is none on what people are paid: finance says how its ledger writes that."""
    training: tuple[str, ...] = ()
    """The courses that people do before it: an interview panel needs interviewing (Wirral policy, section 6)."""

    def rate_on(self, day: date) -> Rate:
        """The rate in force on the day of the activity, which is not always today's. Raises NoRateThatDay."""
        return _on(day, self.rates, self.name)


PenceAMile = Annotated[Decimal, Key(kind="pence_a_mile")]


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """A car of which a mile pays something else, by the size of its engine or by what drives it."""

    id: Annotated[str, Key(kind="name_of")]
    name: Annotated[str, Key(most=60)]
    """As it stands in the middle of a sentence: ``car up to 1,200 cc``."""
    a_mile: PenceAMile
    """What a mile by it pays."""
    a_mile_after: PenceAMile
    """What each mile by it pays once the threshold for cars is passed."""


@dataclass(frozen=True, kw_only=True)
class MileageRate(Span):
    """Pence a mile between two days, both included. Sources: HMRC approved amounts, or the tenant's own."""

    car: PenceAMile
    """What a mile by car pays."""
    car_after: PenceAMile
    """What each mile by car pays once the threshold is passed."""
    car_threshold: Annotated[Decimal, Key(unit="miles", name="car_threshold_miles")]
    """Miles by car in one year that are paid at the full rate."""
    motorcycle: PenceAMile
    """What a mile by motorcycle pays."""
    bicycle: PenceAMile
    """What a mile by bicycle pays."""
    passenger: PenceAMile
    """What a driver gets for each mile with a passenger, on top."""
    year_starts: Annotated[str, Key(kind="month_and_day")] = "04-06"
    """The month and day on which the year of the threshold starts. Left out: the tax year."""
    vehicles: tuple[Vehicle, ...] = ()
    """Cars that pay otherwise. People say which one theirs is; whoever does not know is paid as for any car."""

    def by_car(self, vehicle: str) -> tuple[Decimal, Decimal]:
        """What a mile by a car pays, and what once the threshold is passed. Raises LookupError for one not listed."""
        if not vehicle:
            return self.car, self.car_after
        return {each.id: (each.a_mile, each.a_mile_after) for each in self.vehicles}[vehicle]

    def year_of(self, day: date) -> date:
        """The day on which the year of a journey began: 5 April 2026 is in the tax year of 2025."""
        return year_start(day, self.year_starts)

    def the_year(self, day: date) -> tuple[date, date]:
        """The first and the last day of the year of a journey."""
        starts = self.year_of(day)
        return starts, year_end(starts)

    def per_mile(self, kind: LineKind) -> Decimal:
        """The rate in pence for a kind of journey, before any threshold. Raises KeyError for one not by the mile."""
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
        return _on(day, self.rates, "mileage")


def year_start(day: date, starts: str) -> date:
    """The day on which the year began that a day is in, of years that start on a month and day: ``04-06``."""
    month, first = map(int, starts.split("-"))
    this_year = date(day.year, month, first)
    return this_year if day >= this_year else date(day.year - 1, month, first)


def year_end(starts: date) -> date:
    """A year's last day, from its first."""
    return date(starts.year + 1, starts.month, starts.day) - timedelta(days=1)


def tax_year_start(day: date) -> date:
    """The 6 April that a day's tax year began on: 5 April 2026 belongs to the year that began in 2025."""
    return year_start(day, "04-06")
