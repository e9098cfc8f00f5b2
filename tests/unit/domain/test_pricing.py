"""What a session pays, under policies made for the question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import COSTS, FARES, MILEAGE, Flag, LineKind
from takepart.domain.money import MOST_PENCE_TYPED, Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy.rates import BeyondLimit, PaidAs, Travel, Unit
from takepart.domain.pricing import MOST_DESCRIPTION, MOST_LINES, Cost, Facts, Journey, Unpriceable, price
from tests.policies import WIRRAL, a_policy, a_rate

DAY = date(2026, 5, 14)


def facts(**changes: Any) -> Facts:
    made = Facts(activity_type=ActivityTypeId("talk"), day=DAY, part_of_day=PartOfDay.MORNING, minutes=60)
    return replace(made, **changes)


def by(kind: LineKind, miles: str) -> Journey:
    return Journey(kind=kind, miles=Decimal(miles))


def test_the_rate_in_force_on_the_day_of_the_activity_counts() -> None:
    """A claim sent after a rise is still paid what was promised on the day."""
    policy = a_policy(
        a_rate(starts=date(2025, 1, 1), ends=date(2026, 4, 5), fee=Money(18_00)),
        a_rate(starts=date(2026, 4, 6), ends=date(2026, 12, 31), fee=Money(20_00)),
    )

    assert price(facts(day=date(2025, 1, 1)), policy=policy).fee == Money(18_00)
    assert price(facts(day=date(2026, 4, 5)), policy=policy).fee == Money(18_00)
    assert price(facts(day=date(2026, 4, 6)), policy=policy).fee == Money(20_00)
    assert price(facts(day=date(2026, 12, 31)), policy=policy).fee == Money(20_00)
    for outside in (date(2024, 12, 31), date(2027, 1, 1)):
        with pytest.raises(Unpriceable) as refused:
            price(facts(day=outside), policy=policy)
        assert refused.value.field == "day"


@pytest.mark.parametrize(
    ("unit", "limit", "beyond", "minutes", "agreed", "units", "flags"),
    [
        (Unit.SESSION, 120, BeyondLimit.AGREED_SECOND_UNIT, 1, 1, 1, set()),
        (Unit.SESSION, 120, BeyondLimit.AGREED_SECOND_UNIT, 240, 1, 1, {Flag.OVER_LIMIT}),
        (Unit.SESSION, 120, BeyondLimit.AGREED_SECOND_UNIT, 240, 2, 2, {Flag.MORE_AGREED}),
        (Unit.SESSION, 120, BeyondLimit.AGREED_SECOND_UNIT, 241, 2, 2, {Flag.MORE_AGREED, Flag.OVER_LIMIT}),
        (Unit.SESSION, 120, BeyondLimit.AGREED_SECOND_UNIT, 241, 3, 3, {Flag.MORE_AGREED}),
        (Unit.SESSION, 120, BeyondLimit.AGREED_SECOND_UNIT, 100, 3, 1, set()),
        (Unit.SESSION, 120, BeyondLimit.STOP, 240, 2, 1, {Flag.OVER_LIMIT}),
        (Unit.SESSION, None, BeyondLimit.STOP, 600, 3, 1, set()),
        (Unit.HOUR, None, BeyondLimit.STOP, 61, 1, 2, set()),
        (Unit.HOUR, 180, BeyondLimit.STOP, 180, 1, 3, set()),
        (Unit.HOUR, 180, BeyondLimit.STOP, 181, 9, 3, {Flag.OVER_LIMIT}),
        (Unit.HOUR, 180, BeyondLimit.AGREED_SECOND_UNIT, 181, 4, 4, {Flag.MORE_AGREED}),
        (Unit.HOUR, 180, BeyondLimit.AGREED_SECOND_UNIT, 60, 4, 1, set()),
        (Unit.DAY, 480, BeyondLimit.STOP, 481, 1, 1, {Flag.OVER_LIMIT}),
        (Unit.HALF_DAY, 210, BeyondLimit.AGREED_SECOND_UNIT, 420, 2, 2, {Flag.MORE_AGREED}),
    ],
)
def test_part_of_a_unit_is_a_whole_one_and_a_rate_stops_at_its_limit(
    unit: Unit, limit: int | None, beyond: BeyondLimit, minutes: int, agreed: int, units: int, flags: set[Flag]
) -> None:
    """More than the limit is paid only where the policy allows it and it was agreed first."""
    policy = a_policy(a_rate(unit=unit, limit_minutes=limit, beyond_limit=beyond, fee=Money(7_00)))

    (line,) = price(facts(minutes=minutes, agreed_units=agreed), policy=policy).lines

    assert (line.amount, line.flags) == (Money(7_00) * units, frozenset(flags))


def test_travel_on_an_inclusive_rate_is_priced_and_flagged_and_never_refused() -> None:
    """The approver decides. Parking and tolls are part of the journey; other costs carry no such flag."""
    journeys = (by(LineKind.CAR, "10"), Journey(kind=LineKind.BUS, fare=Money(4_50)))
    costs = (
        Cost(kind=LineKind.CHILDCARE, amount=Money(12_00)),
        Cost(kind=LineKind.PARKING, amount=Money(8_00)),
        Cost(kind=LineKind.TOLL, amount=Money(2_10)),
        Cost(kind=LineKind.OVERNIGHT, amount=Money(60_00)),
    )
    none: set[Flag] = set()

    flags = {
        travel: [
            line.flags
            for line in price(facts(journeys=journeys, costs=costs), policy=a_policy(a_rate(travel=travel))).lines
        ]
        for travel in Travel
    }

    assert flags == {
        Travel.ON_TOP: [none] * 7,
        Travel.INCLUDED: [none, *[{Flag.TRAVEL_INCLUDED}] * 2, none, *[{Flag.TRAVEL_INCLUDED}] * 2, none],
        Travel.NOT_STATED: [none, *[{Flag.TRAVEL_NOT_STATED}] * 2, none, *[{Flag.TRAVEL_NOT_STATED}] * 2, none],
    }


@pytest.mark.parametrize(
    ("kind", "day", "pence", "basis"),
    [
        (LineKind.CAR, date(2026, 4, 5), 563, "12.5 miles by car at 45p a mile"),
        (LineKind.CAR, date(2026, 4, 6), 688, "12.5 miles by car at 55p a mile"),
        (LineKind.MOTORCYCLE, date(2026, 4, 6), 300, "12.5 miles by motorbike at 24p a mile"),
        (LineKind.BICYCLE, date(2026, 4, 6), 250, "12.5 miles by bicycle at 20p a mile"),
        (LineKind.PASSENGER, date(2026, 4, 6), 63, "12.5 miles with a passenger at 5p a mile"),
    ],
)
def test_miles_are_paid_by_the_rate_of_their_day_and_rounded_half_up(
    kind: LineKind, day: date, pence: int, basis: str
) -> None:
    """12.5 miles at 45p are 562.5p, so £5.63."""
    _, line = price(facts(day=day, journeys=(by(kind, "12.5"),)), policy=a_policy()).lines

    assert (line.amount, line.basis) == (Money(pence), basis)


def test_a_journey_past_ten_thousand_miles_is_one_line_at_two_rates_rounded_once() -> None:
    """7.5 at 55p and 5 at 25p are 537.5p: rounding each part would give a penny too much."""
    quote = price(facts(journeys=(by(LineKind.CAR, "12.5"),), miles_before=Decimal("9992.5")), policy=a_policy())

    assert quote.lines[1].amount == Money(538)
    assert quote.lines[1].basis == "12.5 miles by car: 7.5 at 55p a mile and 5 at 25p a mile"


def test_journeys_of_one_claim_use_up_the_threshold_together_and_only_by_car() -> None:
    """Bicycles, motorbikes and passengers neither count towards it nor change at it."""
    journeys = (by(LineKind.BICYCLE, "9"), by(LineKind.CAR, "10"), by(LineKind.PASSENGER, "10"), by(LineKind.CAR, "10"))

    quote = price(facts(journeys=journeys, miles_before=Decimal(9985)), policy=a_policy())

    assert [line.basis for line in quote.lines[1:]] == [
        "9 miles by bicycle at 20p a mile",
        "10 miles by car at 55p a mile",
        "10 miles with a passenger at 5p a mile",
        "10 miles by car: 5 at 55p a mile and 5 at 25p a mile",
    ]


@pytest.mark.parametrize("before", ["10000", "10000.1", "12345"])
def test_beyond_the_threshold_every_mile_by_car_is_at_the_lower_rate(before: str) -> None:
    """Whoever is past it stays past it until the tax year ends."""
    quote = price(facts(journeys=(by(LineKind.CAR, "1"),), miles_before=Decimal(before)), policy=a_policy())

    assert (quote.lines[1].basis, quote.lines[1].amount) == ("1 mile by car at 25p a mile", Money(25))


def test_a_dear_cost_is_flagged_and_priced() -> None:
    """Each kind may have its own amount; the rest share one."""
    costs = (
        Cost(kind=LineKind.MEALS, amount=Money(15_00)),
        Cost(kind=LineKind.MEALS, amount=Money(15_01)),
        Cost(kind=LineKind.CHILDCARE, amount=Money(100_00)),
        Cost(kind=LineKind.CHILDCARE, amount=Money(100_01)),
    )

    quote = price(facts(costs=costs), policy=a_policy())

    assert [line.flags for line in quote.lines[1:]] == [set(), {Flag.OVER_RATE}, set(), {Flag.OVER_RATE}]
    assert quote.expenses == Money(230_02)


def test_a_fee_and_its_costs_add_up_apart() -> None:
    """Only the fee can count as earnings; costs are always money, also beside a voucher."""
    policy = a_policy(a_rate(paid_as=PaidAs.VOUCHER))

    quote = price(facts(costs=(Cost(kind=LineKind.OTHER, amount=Money(99)),)), policy=policy)

    assert (quote.fee, quote.expenses, quote.total) == (Money(20_00), Money(99), Money(20_99))
    assert [line.paid_as for line in quote.lines] == [PaidAs.VOUCHER, PaidAs.MONEY]
    assert quote.policy_version == policy.recorded_version


def test_unpaid_work_has_its_costs_paid_and_no_fee_line() -> None:
    """A role can be voluntary; nobody pays to take part."""
    quote = price(facts(journeys=(by(LineKind.BICYCLE, "3"),)), policy=a_policy(a_rate(fee=Money(0))))

    assert [line.kind for line in quote.lines] == [LineKind.BICYCLE]


def test_the_basis_never_repeats_what_the_person_wrote() -> None:
    """Their words may name people and places; the basis is for anyone to read."""
    journey = Journey(kind=LineKind.TAXI, fare=Money(9_00), description="from home")

    line = price(facts(journeys=(journey,)), policy=a_policy()).lines[1]

    assert (line.basis, line.description) == ("Taxi fare, as paid", "from home")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"activity_type": ActivityTypeId("tallk")}, ["activity_type"]),
        ({"activity_type": ActivityTypeId("")}, ["activity_type"]),
        ({"day": date(1999, 1, 1)}, ["day"]),
        ({"minutes": 0}, ["minutes"]),
        ({"minutes": -5}, ["minutes"]),
        ({"minutes": 25 * 60}, ["minutes"]),
        ({"minutes": 721}, ["minutes"]),
        ({"agreed_units": 0}, ["agreed_units"]),
        ({"agreed_units": 49}, ["agreed_units"]),
        ({"miles_before": Decimal(-1)}, ["miles_before"]),
        ({"miles_before": Decimal("NaN")}, ["miles_before"]),
        ({"journeys": (by(LineKind.CAR, "0"),)}, ["journeys.0.miles"]),
        ({"journeys": (by(LineKind.CAR, "-3"),)}, ["journeys.0.miles"]),
        ({"journeys": (by(LineKind.CAR, "NaN"),)}, ["journeys.0.miles"]),
        ({"journeys": (by(LineKind.CAR, "Infinity"),)}, ["journeys.0.miles"]),
        ({"journeys": (by(LineKind.CAR, "1E+30"),)}, ["journeys.0.miles"]),
        ({"journeys": (by(LineKind.CAR, "2000.1"),)}, ["journeys.0.miles"]),
        ({"journeys": (by(LineKind.CAR, "1.25"),)}, ["journeys.0.miles"]),
        ({"journeys": (Journey(kind=LineKind.CAR),)}, ["journeys.0.miles"]),
        (
            {"journeys": (Journey(kind=LineKind.CAR, miles=Decimal(1), fare=Money(5)),)},
            ["journeys.0.fare"],
        ),
        ({"journeys": (Journey(kind=LineKind.BUS),)}, ["journeys.0.fare"]),
        ({"journeys": (Journey(kind=LineKind.BUS, fare=Money(0)),)}, ["journeys.0.fare"]),
        ({"journeys": (Journey(kind=LineKind.BUS, fare=Money(-1)),)}, ["journeys.0.fare"]),
        ({"journeys": (Journey(kind=LineKind.BUS, fare=Money(1), miles=Decimal(1)),)}, ["journeys.0.miles"]),
        ({"journeys": (Journey(kind=LineKind.MEALS, fare=Money(1)),)}, ["journeys.0.kind"]),
        ({"journeys": (Journey(kind=LineKind.FEE, miles=Decimal(1)),)}, ["journeys.0.kind"]),
        ({"costs": (Cost(kind=LineKind.FEE, amount=Money(1)),)}, ["costs.0.kind"]),
        ({"costs": (Cost(kind=LineKind.ADJUSTMENT, amount=Money(1)),)}, ["costs.0.kind"]),
        ({"costs": (Cost(kind=LineKind.BUS, amount=Money(1)),)}, ["costs.0.kind"]),
        ({"costs": (Cost(kind=LineKind.OTHER, amount=Money(1_000_000_01)),)}, ["costs.0.amount"]),
        (
            {"costs": (Cost(kind=LineKind.OTHER, amount=Money(1), description="a" * 501),)},
            ["costs.0.description"],
        ),
        ({"costs": (Cost(kind=LineKind.OTHER, amount=Money(1)),) * (MOST_LINES + 1)}, ["journeys"]),
        (
            {
                "minutes": 0,
                "journeys": (by(LineKind.CAR, "1"), Journey(kind=LineKind.BUS)),
                "costs": (Cost(kind=LineKind.MEALS, amount=Money(-1)),),
            },
            ["minutes", "journeys.1.fare", "costs.0.amount"],
        ),
    ],
)
def test_facts_with_no_price_are_refused_with_every_reason(changes: dict[str, Any], fields: list[str]) -> None:
    """Each problem names its field, so that a form can put the words beside it."""
    with pytest.raises(Unpriceable) as refused:
        price(facts(**changes), policy=a_policy())

    assert [problem.field for problem in refused.value.problems] == fields
    assert (refused.value.field, refused.value.reason) == (fields[0], refused.value.problems[0].reason)


def test_miles_on_a_day_without_mileage_are_refused() -> None:
    """The fee may be older than the mileage."""
    policy = a_policy(a_rate(starts=date(1990, 1, 1)))

    with pytest.raises(Unpriceable) as refused:
        price(facts(day=date(2000, 1, 1), journeys=(by(LineKind.CAR, "1"),)), policy=policy)

    assert refused.value.field == "day"


def test_every_kind_of_expense_has_one_place() -> None:
    """A new kind must be by the mile, a fare or a cost."""
    assert MILEAGE | FARES | COSTS | {LineKind.FEE, LineKind.ADJUSTMENT} == set(LineKind)
    assert len(MILEAGE) + len(FARES) + len(COSTS) + 2 == len(LineKind)


def test_a_focus_group_is_never_guessed() -> None:
    """It is priced twice in the schedule; the session says which of the two it is."""
    volunteer = price(facts(activity_type=ActivityTypeId("volunteer-session")), policy=WIRRAL)
    focus = price(facts(activity_type=ActivityTypeId("focus-group")), policy=WIRRAL)

    assert (volunteer.fee, focus.fee) == (Money(10_00), Money(20_00))
    with pytest.raises(Unpriceable):
        price(facts(activity_type=ActivityTypeId("Focus group")), policy=WIRRAL)


def test_what_is_just_within_a_limit_has_a_price() -> None:
    """The most lines, the largest amount and the longest description."""
    costs = (Cost(kind=LineKind.OTHER, amount=Money(1)),) * (MOST_LINES - 1)
    largest = Cost(kind=LineKind.OTHER, amount=Money(MOST_PENCE_TYPED), description="x" * MOST_DESCRIPTION)

    assert len(price(facts(costs=(*costs, largest)), policy=a_policy()).lines) == MOST_LINES + 1


@pytest.mark.parametrize(
    ("activity", "days", "words"),
    [("meeting", 2, "Make one claim for each day"), ("conference", 6, "Enter a whole number from 1 to 5")],
)
def test_too_many_days_say_how_many_one_claim_may_have(activity: str, days: int, words: str) -> None:
    """One day where the rate is for a session; up to the rate's most where it is for days."""
    with pytest.raises(Unpriceable) as refused:
        price(facts(activity_type=ActivityTypeId(activity), days=days), policy=WIRRAL)

    assert [problem.reason for problem in refused.value.problems] == [words]
