"""What a person is owed for one session, and how that was worked out in words that a nine-year-old can read.

It is the one function behind every quote, offer and claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from takepart.domain.fee_choice import Quote, QuotedLine
from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import COSTS, FARES, MILEAGE, OF_THE_JOURNEY, Flag, LineKind
from takepart.domain.money import MOST_PENCE_TYPED, NOTHING, Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy import Policy, UnknownActivityType
from takepart.domain.policy.rates import BeyondLimit, MileageRate, NoRateThatDay, PaidAs, Rate, Travel, Unit
from takepart.domain.words import counted, how_long, short_day

_BY = {
    LineKind.CAR: "by car",
    LineKind.MOTORCYCLE: "by motorbike",
    LineKind.BICYCLE: "by bicycle",
    LineKind.PASSENGER: "with a passenger",
}
_FARE = {LineKind.BUS: "Bus fare", LineKind.TRAIN: "Train fare", LineKind.TAXI: "Taxi fare"}
_TRAVEL = {
    Travel.INCLUDED: ", travel included",
    Travel.ON_TOP: ", and your travel on top",
    Travel.NOT_STATED: "",
}


def fee_basis(rate: Rate, *, units: int, agreed: bool, minutes: int = 0, days: int = 1) -> str:
    """``1 session of up to 2 hours at £20, travel included``; ``1 hour 15 minutes at £11.50 an hour``."""
    fee = rate.fee_for(minutes)
    if rate.unit is Unit.HOUR:
        words = f"{how_long(units * rate.part_minutes)} at {fee} an hour"
    elif rate.unit is Unit.DAY and days > 1 == units:
        words, days = f"{counted(days, 'day')}{_length(rate, minutes)} at {fee} each", 1
    else:
        words = f"{counted(units, rate.unit.plain)}{_length(rate, minutes)} at {fee}{' each' if units > 1 else ''}"
    each_day = f"{counted(days, 'day')}, each {words}" if days > 1 else words
    vouchers = " in shopping vouchers" if rate.paid_as is PaidAs.VOUCHER else ""
    return f"{each_day}{vouchers}{', as agreed before' if agreed else ''}{_TRAVEL[rate.travel]}{and_reward(rate)}"


def and_reward(rate: Rate) -> str:
    """``, and a certificate``."""
    return f", and {rate.reward}" if rate.reward else ""


def unpaid_words(rate: Rate) -> str:
    """What something without a fee gives."""
    instead = f"You get {rate.reward}, and we" if rate.reward else "We"
    return f"This is not paid. {instead} pay back what it costs you"


def _length(rate: Rate, minutes: int) -> str:
    """`` of up to 2 hours``, `` of more than 4 hours``: the lengths that pay the same."""
    over = next((each.over_minutes for each in reversed(rate.longer) if minutes > each.over_minutes), None)
    if over is not None:
        return f" of more than {how_long(over)}"
    most = rate.longer[0].over_minutes if rate.longer else rate.limit_minutes
    return f" of up to {how_long(most)}" if most else ""


def fee_words(rate: Rate) -> tuple[tuple[Money, str, str], ...]:
    """What a rate pays, as the page says it: each fee, for what (``a session``), and for how long."""
    unit = f"{'an' if rate.unit is Unit.HOUR else 'a'} {rate.unit.plain}"
    more = [f"paid for each {how_long(rate.part_minutes)} that you begin"] if rate.part_minutes != _HOUR else []
    more += [f"for each day, up to {counted(rate.most_days, 'day')}"] if rate.most_days > 1 else []
    if not rate.longer:
        length = [f"for up to {how_long(rate.limit_minutes)}"] if rate.limit_minutes else []
        return ((rate.fee, unit, ", ".join([*length, *more])),)
    steps = (0, *(each.over_minutes for each in rate.longer))
    return tuple(
        (rate.fee_for(over + 1), unit, ", ".join([f"for{_length(rate, over + 1).removeprefix(' of')}", *more]))
        for over in steps
    )


def mileage_basis(kind: LineKind, parts: Sequence[tuple[Decimal, Decimal]], *, vehicle: str = "") -> str:
    """``12 miles by car at 55p a mile``; past the threshold, ``... 10 at 55p a mile and 2 at 25p a mile``."""
    by = f"by {vehicle}" if vehicle else _BY[kind]
    if len(parts) == 1:
        (miles, per_mile) = parts[0]
        return f"{miles_in_words(miles)} {by} at {pence(per_mile)} a mile"
    whole = sum((miles for miles, _ in parts), Decimal(0))
    split = " and ".join(f"{plain_number(miles)} at {pence(per_mile)} a mile" for miles, per_mile in parts)
    return f"{miles_in_words(whole)} {by}: {split}"


def mileage_words(kind: LineKind, rate: MileageRate, *, today: date) -> str:
    """``55p a mile``; by car with the threshold and the day from which it counts."""
    return f"{pence(rate.per_mile(kind))} a mile" if kind is not LineKind.CAR else car_words("", rate, today=today)


def car_words(vehicle: str, rate: MileageRate, *, today: date) -> str:
    """The same of one of the policy's own vehicles, or of any car."""
    full, after = rate.by_car(vehicle)
    words = f"{pence(full)} a mile"
    if after == full:
        return words
    since = short_day(rate.year_of(today))
    return f"{words}, and {pence(after)} a mile after the first {rate.car_threshold:,} miles from {since} on"


def miles_assumed(facts: Facts, policy: Policy) -> str:
    """What a price says of miles by car while it is not known who drives; empty where it makes no difference."""
    cars = [journey.vehicle for journey in facts.journeys if journey.kind is LineKind.CAR]
    if not cars:
        return ""
    rate = policy.mileage.rate_on(facts.day)
    later = dict.fromkeys(pence(after) for full, after in map(rate.by_car, cars) if after != full)
    if not later:
        return ""
    since = short_day(rate.year_of(facts.day))
    return (
        f"This counts the miles by car as your first since {since}. "
        f"After {rate.car_threshold:,} miles we pay {' or '.join(later)} a mile, for claims in the order they come."
    )


def cost_basis(kind: LineKind, place: str = "") -> str:
    """``Bus fare, as paid``, ``Overnight stay in London, as paid``: the amount is beside it already."""
    return f"{_FARE.get(kind, kind.plain)}{f' in {place}' if place else ''}, as paid"


def miles_in_words(miles: Decimal) -> str:
    """``1 mile``, ``12.5 miles``."""
    return f"{plain_number(miles)} mile{'' if miles == 1 else 's'}"


def plain_number(number: Decimal) -> str:
    """``12`` and ``12.5``, never ``12.0`` or ``1E+1``."""
    return f"{number:.1f}".removesuffix(".0")


def pence(amount: Money | Decimal) -> str:
    """``55p`` and ``37.4p`` under a pound, ``£1.20`` above."""
    number = Decimal(amount.pence) if isinstance(amount, Money) else amount
    if 0 <= number < _HUNDRED:
        return f"{plain_number(number)}p"
    return str(amount) if isinstance(amount, Money) else f"£{number / 100:.3f}".removesuffix("0")


_HOUR: Final = 60
_HUNDRED: Final = 100
MOST_MILES: Final = Decimal(2000)
"""Nobody drives further than this in a day: it is a slip."""
MOST_UNITS: Final = 48
MOST_LINES: Final = 30
"""Journeys and costs together, so that a claim stays a small item."""
MOST_DESCRIPTION: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """One trip to or from the session: miles for a car, motorbike, bicycle or passenger; a fare for the rest."""

    kind: LineKind
    miles: Decimal | None = None
    fare: Money | None = None
    description: str = ""
    vehicle: str = ""
    """Which of the policy's own cars it was; empty for any other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """One cost other than a fare or miles: childcare, meals, parking, or something else."""

    kind: LineKind
    amount: Money
    description: str = ""
    place: str = ""
    """Which of the policy's places it was in, where that matters; empty anywhere else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """All that a price depends on, besides the policy."""

    activity_type: ActivityTypeId
    day: date
    part_of_day: PartOfDay
    minutes: int
    journeys: tuple[Journey, ...] = ()
    costs: tuple[Cost, ...] = ()
    days: int = 1
    """Days in a row, each as long as ``minutes`` says; ``day`` is the first."""
    agreed_units: int = 1
    """How many units of the rate were agreed before the session, by our own record, never by what is typed."""
    extra_asked: bool = False
    """Whether the person says that more units were agreed. It pays nothing: whoever decides is told."""
    miles_before: Decimal = Decimal(0)
    """Miles by car that this person was already paid for in the same year of the policy's threshold."""


@dataclass(frozen=True, slots=True)
class PriceProblem:
    """One fact that cannot be priced: its field (``minutes``, ``journeys.0.miles``) and what to do about it."""

    field: str
    reason: str


class Unpriceable(ValueError):
    """The facts have no price. ``problems`` lists them all; ``field`` and ``reason`` are the first one's."""

    def __init__(self, *problems: PriceProblem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.reason}" for problem in problems))
        self.problems = problems
        self.field, self.reason = problems[0].field, problems[0].reason


def price(facts: Facts, *, policy: Policy) -> Quote:
    """Price a session under a policy, by the rates in force on its day (Wirral policy, appendix 1).

    Nothing is refused for being dear or for a journey that the fee includes: such a line is flagged, and a person
    decides. Raises Unpriceable, with every problem, for facts that no rate fits.
    """
    problems = list(_problems(facts, policy))
    if problems:
        raise Unpriceable(*problems)
    rate = policy.activity_type(facts.activity_type).rate_on(facts.day)
    return Quote(
        lines=(*_fee(facts, rate), *_journeys(facts, policy), *_costs(facts, policy)),
        activity_type=facts.activity_type,
        day=facts.day,
        policy_version=policy.recorded_version,
    )


def units_for(rate: Rate, *, minutes: int, agreed: int) -> tuple[int, int]:
    """How many units a length of time takes, and how many of them are paid.

    Part of a unit is a whole one, and so is a part of an hour that is paid by itself. A rate stops at its limit, unless
    the policy lets more be agreed first and it was.
    """
    if rate.unit is Unit.HOUR:
        part = rate.part_minutes
        taken, covered = _parts(minutes, part), _parts(rate.limit_minutes or minutes, part)
    else:
        taken, covered = (_parts(minutes, rate.limit_minutes) if rate.limit_minutes else 1), 1
    if rate.beyond_limit is BeyondLimit.AGREED_SECOND_UNIT:
        covered = max(covered, agreed)
    return taken, min(taken, covered)


def most_units(rate: Rate, *, minutes: int) -> int:
    """How many units of the fee can be agreed to for a length of time; 1 where there is nothing to agree."""
    taken, paid = units_for(rate, minutes=minutes, agreed=1)
    more = rate.beyond_limit is BeyondLimit.AGREED_SECOND_UNIT and taken > paid
    return min(taken, MOST_UNITS) if more else 1


def split_miles(
    miles: Decimal, *, before: Decimal, rate: MileageRate, vehicle: str = ""
) -> tuple[tuple[Decimal, Decimal], ...]:
    """Split miles by car at the year's threshold: miles and pence a mile, the full rate first.

    Source: HMRC approved mileage; only miles by car count towards it.
    """
    full = min(miles, max(rate.car_threshold - before, Decimal(0)))
    each, later = rate.by_car(vehicle)
    parts = ((full, each), (miles - full, later))
    return tuple((some, per_mile) for some, per_mile in parts if some)


def _parts(minutes: int, length: int) -> int:
    return -(-minutes // length)


def _fee(facts: Facts, rate: Rate) -> Iterator[QuotedLine]:
    fee = rate.fee_for(facts.minutes)
    if not fee:
        return  # Unpaid work still has its costs paid.
    taken, paid = units_for(rate, minutes=facts.minutes, agreed=facts.agreed_units)
    _, without_agreement = units_for(rate, minutes=facts.minutes, agreed=1)
    more = paid > without_agreement
    part = rate.part_minutes if rate.unit is Unit.HOUR else _HOUR
    over = taken > paid
    raised = {Flag.OVER_LIMIT: over, Flag.MORE_AGREED: more, Flag.EXTRA_ASKED: over and facts.extra_asked}
    yield QuotedLine(
        kind=LineKind.FEE,
        amount=Money.round_half_up(Decimal(fee.pence * paid * facts.days * part) / _HOUR),
        paid_as=rate.paid_as,
        basis=fee_basis(rate, units=paid, agreed=more, minutes=facts.minutes, days=facts.days),
        description="",
        flags=frozenset(flag for flag, is_so in raised.items() if is_so),
    )


_TRAVEL_FLAG: Final = {Travel.INCLUDED: Flag.TRAVEL_INCLUDED, Travel.NOT_STATED: Flag.TRAVEL_NOT_STATED}


def _journeys(facts: Facts, policy: Policy) -> Iterator[QuotedLine]:
    by_car = facts.miles_before
    for journey in facts.journeys:
        if journey.miles is None:
            amount, basis = journey.fare or NOTHING, cost_basis(journey.kind)
        else:
            per_mile = policy.mileage.rate_on(facts.day)
            if journey.kind is LineKind.CAR:
                parts = split_miles(journey.miles, before=by_car, rate=per_mile, vehicle=journey.vehicle)
                by_car += journey.miles
            else:
                parts = ((journey.miles, per_mile.per_mile(journey.kind)),)
            # Rounded once a line, however many rates it spans.
            amount = Money.round_half_up(sum((miles * each for miles, each in parts), Decimal(0)))
            names = {each.id: each.name for each in per_mile.vehicles}
            basis = mileage_basis(journey.kind, parts, vehicle=names.get(journey.vehicle, ""))
        yield _expense(journey.kind, amount, basis, journey.description, facts, policy)


def _costs(facts: Facts, policy: Policy) -> Iterator[QuotedLine]:
    rules = policy.claims
    for cost in facts.costs:
        matters = any((each.kind, each.place) == (cost.kind, cost.place) for each in rules.ceilings)
        place = cost.place if matters else ""
        basis = cost_basis(cost.kind, place)
        yield _expense(cost.kind, cost.amount, basis, cost.description, facts, policy, place=place)


def _expense(
    kind: LineKind, amount: Money, basis: str, description: str, facts: Facts, policy: Policy, *, place: str = ""
) -> QuotedLine:
    rate = policy.activity_type(facts.activity_type).rate_on(facts.day)
    most = policy.claims.most_for(kind, minutes=facts.minutes, days=facts.days, place=place)
    flags = {Flag.OVER_RATE} if amount > most else set()
    if kind in OF_THE_JOURNEY and rate.travel in _TRAVEL_FLAG:
        flags.add(_TRAVEL_FLAG[rate.travel])
    return QuotedLine(
        kind=kind,
        amount=amount,
        paid_as=PaidAs.MONEY,
        basis=basis,
        description=description,
        flags=frozenset(flags),
    )


def _problems(facts: Facts, policy: Policy) -> Iterator[PriceProblem]:
    try:
        policy.activity_type(facts.activity_type).rate_on(facts.day)
    except UnknownActivityType:
        yield PriceProblem("activity_type", "Choose an activity from the list")
    except NoRateThatDay:
        yield PriceProblem("day", "We do not pay for this activity on that day. Check the date")
    if facts.minutes <= 0:
        yield PriceProblem("minutes", "Enter how long it took. It must be more than 0 minutes")
    elif facts.minutes > policy.claims.longest_minutes:
        yield PriceProblem("minutes", f"It must be {how_long(policy.claims.longest_minutes)} or less")
    yield from _days_problems(facts, policy)
    if not 1 <= facts.agreed_units <= MOST_UNITS:
        yield PriceProblem("agreed_units", f"Enter a whole number from 1 to {MOST_UNITS}")
    if not facts.miles_before.is_finite() or facts.miles_before < 0:
        yield PriceProblem("miles_before", "Enter the miles you were paid for already. It must be 0 or more")
    if len(facts.journeys) + len(facts.costs) > MOST_LINES:
        yield PriceProblem("journeys", f"Put at most {MOST_LINES} journeys and costs on one claim")
        return
    for number, journey in enumerate(facts.journeys):
        yield from _journey_problems(journey, f"journeys.{number}")
    if any(journey.kind in MILEAGE for journey in facts.journeys):
        try:
            rate = policy.mileage.rate_on(facts.day)
        except NoRateThatDay:
            yield PriceProblem("day", "We do not pay for miles on that day. Check the date")
        else:
            listed = {"", *(each.id for each in rate.vehicles)}
            for number, journey in enumerate(facts.journeys):
                if journey.vehicle not in listed:
                    yield PriceProblem(f"journeys.{number}.vehicle", "Choose which car it was, from the list")
    for number, cost in enumerate(facts.costs):
        yield from _cost_problems(cost, f"costs.{number}")


def _days_problems(facts: Facts, policy: Policy) -> Iterator[PriceProblem]:
    try:
        most = policy.activity_type(facts.activity_type).rate_on(facts.day).most_days
    except (UnknownActivityType, NoRateThatDay):
        return
    if not 1 <= facts.days <= most:
        allowed = "Make one claim for each day" if most == 1 else f"Enter a whole number from 1 to {most}"
        yield PriceProblem("days", allowed)


def _journey_problems(journey: Journey, at: str) -> Iterator[PriceProblem]:
    if journey.kind in MILEAGE:
        if journey.fare is not None:
            yield PriceProblem(f"{at}.fare", "Tell us the miles, not an amount. We work out what they pay")
        yield from _miles_problems(journey.miles, f"{at}.miles")
    elif journey.kind in FARES:
        if journey.miles is not None:
            yield PriceProblem(f"{at}.miles", "Tell us the fare, not the miles")
        yield from _amount_problems(journey.fare, f"{at}.fare")
    else:
        yield PriceProblem(f"{at}.kind", "Choose how you travelled")
    yield from _description_problems(journey.description, at)


def _cost_problems(cost: Cost, at: str) -> Iterator[PriceProblem]:
    if cost.kind not in COSTS:
        yield PriceProblem(f"{at}.kind", "Choose what you paid for")
    yield from _amount_problems(cost.amount, f"{at}.amount")
    yield from _description_problems(cost.description, at)


def _miles_problems(miles: Decimal | None, at: str) -> Iterator[PriceProblem]:
    if miles is None:
        yield PriceProblem(at, "Enter how many miles")
    elif not miles.is_finite() or miles <= 0:
        yield PriceProblem(at, "The miles must be more than 0")
    elif miles > MOST_MILES:
        yield PriceProblem(at, f"The miles must be {MOST_MILES:,} or less")
    elif miles != round(miles, 1):
        yield PriceProblem(at, "Enter the miles with one number after the point at most, like 12.5")


def _amount_problems(amount: Money | None, at: str) -> Iterator[PriceProblem]:
    if amount is None:
        yield PriceProblem(at, "Enter an amount of money")
    elif amount <= NOTHING:
        yield PriceProblem(at, "The amount must be more than £0")
    elif amount.pence > MOST_PENCE_TYPED:
        yield PriceProblem(at, "The amount is too large. Check it and type it again")


def _description_problems(description: str, at: str) -> Iterator[PriceProblem]:
    if len(description) > MOST_DESCRIPTION:
        yield PriceProblem(f"{at}.description", f"Use {MOST_DESCRIPTION} letters or fewer")
