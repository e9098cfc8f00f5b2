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
from takepart.domain.lines import COSTS, FARES, MILEAGE, Flag, LineKind
from takepart.domain.money import MOST_PENCE_TYPED, NOTHING, Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy import Policy, UnknownActivityType
from takepart.domain.policy.rates import BeyondLimit, MileageRate, NoRateThatDay, PaidAs, Rate, Travel, Unit
from takepart.domain.words import counted, how_long

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


def fee_basis(rate: Rate, *, units: int, agreed: bool) -> str:
    """``1 session of up to 2 hours at £20, travel included``; ``3 hours at £15 an hour``."""
    if rate.unit is Unit.HOUR:
        words = f"{counted(units, 'hour')} at {rate.fee} an hour"
    else:
        length = f" of up to {how_long(rate.limit_minutes)}" if rate.limit_minutes else ""
        words = f"{counted(units, rate.unit.plain)}{length} at {rate.fee}{' each' if units > 1 else ''}"
    vouchers = " in shopping vouchers" if rate.paid_as is PaidAs.VOUCHER else ""
    return f"{words}{vouchers}{', as agreed before' if agreed else ''}{_TRAVEL[rate.travel]}"


def mileage_basis(kind: LineKind, parts: Sequence[tuple[Decimal, Money]]) -> str:
    """``12 miles by car at 55p a mile``; past the threshold, ``... 10 at 55p a mile and 2 at 25p a mile``."""
    if len(parts) == 1:
        (miles, per_mile) = parts[0]
        return f"{miles_in_words(miles)} {_BY[kind]} at {pence(per_mile)} a mile"
    whole = sum((miles for miles, _ in parts), Decimal(0))
    split = " and ".join(f"{plain_number(miles)} at {pence(per_mile)} a mile" for miles, per_mile in parts)
    return f"{miles_in_words(whole)} {_BY[kind]}: {split}"


def cost_basis(kind: LineKind) -> str:
    """``Bus fare, as paid``, for whoever reads it: the amount is beside it already."""
    return f"{_FARE.get(kind, kind.plain)}, as paid"


def miles_in_words(miles: Decimal) -> str:
    """``1 mile``, ``12.5 miles``."""
    return f"{plain_number(miles)} mile{'' if miles == 1 else 's'}"


def plain_number(number: Decimal) -> str:
    """``12`` and ``12.5``, never ``12.0`` or ``1E+1``."""
    return f"{number:.1f}".removesuffix(".0")


def pence(amount: Money) -> str:
    """``55p`` under a pound, ``£1.20`` above."""
    return f"{amount.pence}p" if 0 <= amount.pence < 100 else str(amount)


MOST_MILES: Final = Decimal(2000)
"""Nobody drives further than this in a day: it is a slip."""
MOST_UNITS: Final = 12
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """One cost other than travel: childcare, a personal assistant, meals, or something else."""

    kind: LineKind
    amount: Money
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """All that a price depends on, besides the policy."""

    activity_type: ActivityTypeId
    day: date
    part_of_day: PartOfDay
    minutes: int
    journeys: tuple[Journey, ...] = ()
    costs: tuple[Cost, ...] = ()
    agreed_units: int = 1
    """How many units of the rate were agreed in writing before the session."""
    miles_before: Decimal = Decimal(0)
    """Miles by car that this person was already paid for in the same tax year."""


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
        lines=(*_fee(facts, rate), *_journeys(facts, rate, policy), *_costs(facts, policy)),
        activity_type=facts.activity_type,
        day=facts.day,
        policy_version=policy.recorded_version,
    )


def units_for(rate: Rate, *, minutes: int, agreed: int) -> tuple[int, int]:
    """How many units a length of time takes, and how many of them are paid.

    Part of a unit is a whole one. A rate stops at its limit, unless the policy lets more be agreed first and it was.
    """
    if rate.unit is Unit.HOUR:
        taken, covered = _parts(minutes, 60), _parts(rate.limit_minutes or minutes, 60)
    else:
        taken, covered = (_parts(minutes, rate.limit_minutes) if rate.limit_minutes else 1), 1
    if rate.beyond_limit is BeyondLimit.AGREED_SECOND_UNIT:
        covered = max(covered, agreed)
    return taken, min(taken, covered)


def split_miles(miles: Decimal, *, before: Decimal, rate: MileageRate) -> tuple[tuple[Decimal, Money], ...]:
    """Split miles by car at the tax year's threshold: miles and pence a mile, the full rate first.

    Source: HMRC approved mileage; only miles by car count towards it.
    """
    full = min(miles, max(rate.car_threshold - before, Decimal(0)))
    parts = ((full, rate.car), (miles - full, rate.car_after))
    return tuple((each, per_mile) for each, per_mile in parts if each)


def _parts(minutes: int, length: int) -> int:
    return -(-minutes // length)


def _fee(facts: Facts, rate: Rate) -> Iterator[QuotedLine]:
    if not rate.fee:
        return  # Unpaid work still has its costs paid.
    taken, paid = units_for(rate, minutes=facts.minutes, agreed=facts.agreed_units)
    _, without_agreement = units_for(rate, minutes=facts.minutes, agreed=1)
    more = paid > without_agreement
    flags = {flag for flag, raised in ((Flag.OVER_LIMIT, taken > paid), (Flag.MORE_AGREED, more)) if raised}
    yield QuotedLine(
        kind=LineKind.FEE,
        amount=rate.fee * paid,
        paid_as=rate.paid_as,
        basis=fee_basis(rate, units=paid, agreed=more),
        description="",
        flags=frozenset(flags),
    )


_TRAVEL_FLAG: Final = {Travel.INCLUDED: Flag.TRAVEL_INCLUDED, Travel.NOT_STATED: Flag.TRAVEL_NOT_STATED}


def _journeys(facts: Facts, rate: Rate, policy: Policy) -> Iterator[QuotedLine]:
    by_car = facts.miles_before
    for journey in facts.journeys:
        if journey.miles is None:
            amount, basis = journey.fare or NOTHING, cost_basis(journey.kind)
        else:
            per_mile = policy.mileage.rate_on(facts.day)
            if journey.kind is LineKind.CAR:
                parts = split_miles(journey.miles, before=by_car, rate=per_mile)
                by_car += journey.miles
            else:
                parts = ((journey.miles, per_mile.per_mile(journey.kind)),)
            # Rounded once a line, however many rates it spans.
            amount = Money.round_half_up(sum((miles * each.pence for miles, each in parts), Decimal(0)))
            basis = mileage_basis(journey.kind, parts)
        flag = _TRAVEL_FLAG.get(rate.travel)
        yield _expense(journey.kind, amount, basis, journey.description, {flag} if flag else set(), policy)


def _costs(facts: Facts, policy: Policy) -> Iterator[QuotedLine]:
    for cost in facts.costs:
        yield _expense(cost.kind, cost.amount, cost_basis(cost.kind), cost.description, set(), policy)


def _expense(
    kind: LineKind, amount: Money, basis: str, description: str, flags: set[Flag], policy: Policy
) -> QuotedLine:
    if amount > policy.claims.most_for(kind):
        flags.add(Flag.OVER_RATE)
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
            policy.mileage.rate_on(facts.day)
        except NoRateThatDay:
            yield PriceProblem("day", "We do not pay for miles on that day. Check the date")
    for number, cost in enumerate(facts.costs):
        yield from _cost_problems(cost, f"costs.{number}")


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
