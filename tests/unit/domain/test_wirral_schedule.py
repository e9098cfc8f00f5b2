"""Every row of the schedule of payments (Wirral policy, appendix 1), before and after the mileage of April 2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from takepart.domain.ids import ActivityTypeId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy.rates import PaidAs
from takepart.domain.pricing import Cost, Facts, Journey, price
from tests.policies import WIRRAL

ON_TOP: frozenset[Flag] = frozenset()
INCLUDED = frozenset({Flag.TRAVEL_INCLUDED})
NOT_STATED = frozenset({Flag.TRAVEL_NOT_STATED})
OVER = {Flag.OVER_LIMIT}
FINE: set[Flag] = set()

MILEAGE = [
    (date(2026, 4, 5), Money(4_50), "10 miles by car at 45p a mile"),
    (date(2026, 4, 6), Money(5_50), "10 miles by car at 55p a mile"),
]
# activity, minutes, fee in pence, the fee line's flags, how it is paid, its travel's flags, its basis
VOLUNTEER = "1 session at £10 in shopping vouchers, and your travel on top"
PANEL = "1 session of up to 3 hours at £30, travel included"
MEETING = "1 session of up to 2 hours at £20, travel included"
CONFERENCE = "1 day at £50, travel included"
FOCUS = "1 session at £20 in shopping vouchers, travel included"
HALF_DAY = "1 half day of up to 4 hours at £60"
ROWS = [
    ("volunteer-session", 15, 10_00, FINE, PaidAs.VOUCHER, ON_TOP, VOLUNTEER),
    ("volunteer-session", 480, 10_00, FINE, PaidAs.VOUCHER, ON_TOP, VOLUNTEER),
    ("young-peoples-training", 15, 10_00, FINE, PaidAs.VOUCHER, ON_TOP, VOLUNTEER),
    ("young-peoples-training", 480, 10_00, FINE, PaidAs.VOUCHER, ON_TOP, VOLUNTEER),
    ("recruitment-panel", 179, 30_00, FINE, PaidAs.MONEY, INCLUDED, PANEL),
    ("recruitment-panel", 180, 30_00, FINE, PaidAs.MONEY, INCLUDED, PANEL),
    ("recruitment-panel", 181, 30_00, OVER, PaidAs.MONEY, INCLUDED, PANEL),
    ("staff-training", 1, 30_00, FINE, PaidAs.MONEY, INCLUDED, PANEL),
    ("staff-training", 180, 30_00, FINE, PaidAs.MONEY, INCLUDED, PANEL),
    ("staff-training", 181, 30_00, OVER, PaidAs.MONEY, INCLUDED, PANEL),
    ("meeting", 119, 20_00, FINE, PaidAs.MONEY, INCLUDED, MEETING),
    ("meeting", 120, 20_00, FINE, PaidAs.MONEY, INCLUDED, MEETING),
    ("meeting", 121, 20_00, OVER, PaidAs.MONEY, INCLUDED, MEETING),
    ("children-in-care-council", 60, 20_00, FINE, PaidAs.MONEY, INCLUDED, MEETING),
    ("children-in-care-council", 120, 20_00, FINE, PaidAs.MONEY, INCLUDED, MEETING),
    ("children-in-care-council", 121, 20_00, OVER, PaidAs.MONEY, INCLUDED, MEETING),
    ("conference", 60, 50_00, FINE, PaidAs.MONEY, INCLUDED, CONFERENCE),
    ("conference", 720, 50_00, FINE, PaidAs.MONEY, INCLUDED, CONFERENCE),
    ("focus-group", 60, 20_00, FINE, PaidAs.VOUCHER, INCLUDED, FOCUS),
    ("focus-group", 480, 20_00, FINE, PaidAs.VOUCHER, INCLUDED, FOCUS),
    ("panel-member-half-day", 30, 60_00, FINE, PaidAs.MONEY, NOT_STATED, HALF_DAY),
    ("panel-member-half-day", 240, 60_00, FINE, PaidAs.MONEY, NOT_STATED, HALF_DAY),
    ("panel-member-half-day", 241, 60_00, OVER, PaidAs.MONEY, NOT_STATED, HALF_DAY),
    ("panel-member-hourly", 1, 15_00, FINE, PaidAs.MONEY, NOT_STATED, "1 hour at £15 an hour"),
    ("panel-member-hourly", 60, 15_00, FINE, PaidAs.MONEY, NOT_STATED, "1 hour at £15 an hour"),
    ("panel-member-hourly", 61, 30_00, FINE, PaidAs.MONEY, NOT_STATED, "2 hours at £15 an hour"),
    ("panel-member-hourly", 180, 45_00, FINE, PaidAs.MONEY, NOT_STATED, "3 hours at £15 an hour"),
]


@pytest.mark.parametrize(("day", "miles_pay", "miles_basis"), MILEAGE)
@pytest.mark.parametrize(("activity", "minutes", "fee", "flagged", "paid_as", "travel", "basis"), ROWS)
def test_a_row_pays_what_the_schedule_says(
    activity: str,
    minutes: int,
    fee: int,
    flagged: set[Flag],
    paid_as: PaidAs,
    travel: frozenset[Flag],
    basis: str,
    day: date,
    miles_pay: Money,
    miles_basis: str,
) -> None:
    """The fee is the same on both sides of the change; only the mileage moves. Inclusive travel is flagged."""
    facts = Facts(
        activity_type=ActivityTypeId(activity),
        day=day,
        part_of_day=PartOfDay.MORNING,
        minutes=minutes,
        journeys=(Journey(kind=LineKind.CAR, miles=Decimal(10)),),
    )

    quote = price(facts, policy=WIRRAL)

    fee_line, car = quote.lines
    assert (fee_line.amount, fee_line.paid_as, fee_line.basis) == (Money(fee), paid_as, basis)
    assert fee_line.flags == flagged
    assert (car.amount, car.paid_as, car.basis, car.flags) == (miles_pay, PaidAs.MONEY, miles_basis, travel)
    assert quote.total == Money(fee) + miles_pay


@pytest.mark.parametrize(
    ("activity", "minutes", "fee", "basis"),
    [
        ("recruitment-panel", 181, 60_00, "2 sessions of up to 3 hours at £30 each, as agreed before, travel included"),
        ("recruitment-panel", 360, 60_00, "2 sessions of up to 3 hours at £30 each, as agreed before, travel included"),
        ("meeting", 121, 40_00, "2 sessions of up to 2 hours at £20 each, as agreed before, travel included"),
        ("panel-member-half-day", 480, 120_00, "2 half days of up to 4 hours at £60 each, as agreed before"),
    ],
)
def test_a_second_unit_is_paid_when_it_was_agreed_before(activity: str, minutes: int, fee: int, basis: str) -> None:
    """The schedule has no price past its limit: an agreement beforehand gives it one, and the approver checks."""
    facts = Facts(
        activity_type=ActivityTypeId(activity),
        day=date(2026, 5, 14),
        part_of_day=PartOfDay.ALL_DAY,
        minutes=minutes,
        agreed_units=2,
    )

    (line,) = price(facts, policy=WIRRAL).lines

    assert (line.amount, line.basis, line.flags) == (Money(fee), basis, frozenset({Flag.MORE_AGREED}))


def test_the_schedule_has_its_nine_activities_and_both_prices_of_a_panel_member() -> None:
    """A panel member's two prices are two activities, and so are the two prices of a focus group."""
    assert {row[0] for row in ROWS} == {activity_type.id for activity_type in WIRRAL.activity_types}
    assert len(WIRRAL.activity_types) == 10


@pytest.mark.parametrize(
    ("kind", "pence", "flags"),
    [
        (LineKind.PARKING, 8_00, {Flag.TRAVEL_INCLUDED}),
        (LineKind.PARKING, 10_01, {Flag.TRAVEL_INCLUDED, Flag.OVER_RATE}),
        (LineKind.TOLL, 10_01, {Flag.TRAVEL_INCLUDED, Flag.OVER_RATE}),
        (LineKind.OVERNIGHT, 90_00, set()),
        (LineKind.OVERNIGHT, 90_01, {Flag.OVER_RATE}),
    ],
)
def test_parking_tolls_and_a_night_have_ceilings_of_their_own(kind: LineKind, pence: int, flags: set[Flag]) -> None:
    """What the policy says for each; parking and tolls are part of a journey that a meeting's fee includes."""
    facts = Facts(
        activity_type=ActivityTypeId("meeting"),
        day=date(2026, 5, 14),
        part_of_day=PartOfDay.EVENING,
        minutes=60,
        costs=(Cost(kind=kind, amount=Money(pence)),),
    )

    _, line = price(facts, policy=WIRRAL).lines

    assert line.flags == flags
