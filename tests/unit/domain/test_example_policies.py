"""Rules that organisations publish, each as a policy with worked examples: see ``tests/policies/``."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from takepart.adapters.policy.file import load
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.parts import LineDecision
from takepart.domain.ids import ActivityTypeId, StepId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.people.earnings import over_limit
from takepart.domain.policy import Policy
from takepart.domain.policy.rates import MileageRate, Unit
from takepart.domain.policy.rules import Per, PersonLimit
from takepart.domain.pricing import Cost, Facts, Journey, Unpriceable, fee_words, mileage_words, miles_assumed, price
from takepart.domain.refused import Refused
from takepart.web.forms.base import Rules
from takepart.web.forms.quote import CostForm, JourneyForm, QuoteForm
from tests.builders import FINANCE_1, SENT_AT, WORKER, a_claim, a_line
from tests.policies import POLICIES, WIRRAL, a_policy, a_rate
from tests.policy_toml import written
from tests.unit.web.sites import Browser, a_site

EXAMPLES = sorted((Path(__file__).parents[2] / "policies").glob("*.toml"))
DAY = date(2026, 5, 14)


def laid_over(council: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """A table's keys take the place of those in the council's; a list stands for the whole of its own."""
    inside = {key: {**council[key], **value} for key, value in example.items() if isinstance(value, dict)}
    return {**council, **example, **inside}


@cache
def read(file: Path) -> tuple[Policy, tuple[dict[str, Any], ...]]:
    """The council's policy with what an example says in its place, and the worked examples."""
    council = tomllib.loads((POLICIES / "wirral.toml").read_text())
    example = tomllib.loads(file.read_text())
    worked = example.pop("examples")
    example.pop("limits", None)
    example.pop("costs", None)
    with TemporaryDirectory() as folder:
        return load(written(laid_over(copy.deepcopy(council), example), Path(folder))), tuple(worked)


def _by_car(one: dict[str, Any]) -> tuple[Journey, ...]:
    return (Journey(kind=LineKind.CAR, miles=Decimal(one["miles"]), vehicle=one.get("vehicle", "")),)


@pytest.mark.parametrize(
    ("file", "number"), [(file, number) for file in EXAMPLES for number in range(len(read(file)[1]))]
)
def test_a_worked_example_pays_what_it_says(file: Path, number: int) -> None:
    """To the penny, in the very words that people and approvers read."""
    policy, worked = read(file)
    one = worked[number]
    facts = Facts(
        activity_type=ActivityTypeId(one["activity"]),
        day=DAY,
        part_of_day=PartOfDay.ALL_DAY,
        minutes=one["minutes"],
        days=one.get("days", 1),
        journeys=_by_car(one) if "miles" in one else (),
        miles_before=Decimal(one.get("miles_before", 0)),
    )

    (line,) = price(facts, policy=policy).lines

    assert (line.amount, line.basis) == (Money.parse(one["pays"]), one["words"]), one["what"]


def test_every_example_is_worked_and_there_are_enough() -> None:
    """Each activity of each policy has an example or more."""
    assert len(EXAMPLES) >= 8
    for file in EXAMPLES:
        policy, worked = read(file)
        without = {each.id for each in policy.activity_types} - {one["activity"] for one in worked}
        assert len(without) <= 1, file  # a row that only differs in its fee


LIMITS = [(file, one) for file in EXAMPLES for one in tomllib.loads(file.read_text()).get("limits", ())]


@pytest.mark.parametrize(("file", "one"), LIMITS, ids=[one["what"] for _, one in LIMITS])
def test_a_worked_limit_is_flagged_as_it_says(file: Path, one: dict[str, Any]) -> None:
    """Thursday 14 May 2026, whose week began on the 11th."""
    policy, _ = read(file)
    before = [
        a_claim(
            day=DAY - timedelta(days=each["days_ago"]), lines=(a_line(LineKind.FEE, Money.parse(each["fee"]).pence),)
        )
        for each in one["before"]
    ]

    limits = policy.claims.person_limits

    over = any(over_limit(limit, before, day=DAY, fee=Money.parse(one["fee"])) for limit in limits)
    assert over == one["flagged"]


COSTS = [(file, one) for file in EXAMPLES for one in tomllib.loads(file.read_text()).get("costs", ())]


@pytest.mark.parametrize(("file", "one"), COSTS, ids=[one["what"] for _, one in COSTS])
def test_a_worked_cost_is_flagged_as_it_says(file: Path, one: dict[str, Any]) -> None:
    """In the words that people and approvers read; it is paid as it was all the same."""
    policy, worked = read(file)
    cost = Cost(kind=LineKind(one["kind"]), amount=Money.parse(one["amount"]), place=one.get("place", ""))
    facts = Facts(
        activity_type=ActivityTypeId(worked[0]["activity"]),
        day=DAY,
        part_of_day=PartOfDay.ALL_DAY,
        minutes=one["minutes"],
        days=one.get("days", 1),
        costs=(cost,),
    )

    line = price(facts, policy=policy).lines[-1]

    assert (line.amount, line.basis) == (cost.amount, one["words"])
    assert (Flag.OVER_RATE in line.flags) == one["flagged"]


def test_a_worker_keeps_to_what_the_policy_says_of_the_time() -> None:
    """What they may raise a cost to goes by the hours of the claim, too."""
    policy, _ = read(next(file for file in EXAMPLES if file.stem == "away-and-where"))
    meal = a_line(LineKind.MEALS, 4_00)
    more = (LineDecision(line=meal.id, amount=Money(12_00), reason="The receipt says so"),)
    step = Step(journals.staff(WORKER.id), SENT_AT, StepId("confirm"))
    finance = journals.staff(FINANCE_1.id)
    long, shorter = (a_claim(lines=(meal,), minutes=minutes) for minutes in (660, 420))

    after = deciding.confirm(long, step, by=WORKER, decisions=more, approver=finance, within=policy.claims)
    assert after.allowed == Money(12_00)
    with pytest.raises(Refused):
        deciding.confirm(shorter, step, by=WORKER, decisions=more, approver=finance, within=policy.claims)


def test_what_we_pay_and_the_form_say_each_ceiling() -> None:
    """By time, by place and for each hour; where there are no places nobody is asked for one."""
    policy, _ = read(next(file for file in EXAMPLES if file.stem == "away-and-where"))
    browser = Browser(a_site(policy=policy))

    page = browser.get("/what-we-pay").words
    form = CostForm({"kind": "overnight", "amount": "150", "place": "London"}, Rules(policy=policy, today=DAY))

    for words in (
        "meals, if it takes more than 5 hours: £5",
        "meals, if it takes more than 10 hours: £12",
        "overnight stay: £80",
        "overnight stay in London: £150",
        "childcare: £10 for each hour",
    ):
        assert words in page
    assert form.problems() == ()
    assert form.cost().place == "London"
    anywhere = CostForm({"kind": "overnight", "amount": "80", "place": "elsewhere"}, Rules(policy=policy, today=DAY))
    assert (anywhere.problems(), anywhere.cost().place) == ((), "")
    assert not CostForm({}, Rules(policy=WIRRAL, today=DAY)).place
    assert "place" in {each.field for each in CostForm({"place": "Paris"}, Rules(policy=policy, today=DAY)).problems()}


def test_which_car_it_was_is_asked_said_and_priced_alike_everywhere() -> None:
    """What we pay, the quote, and the claim's journey; who does not know is paid as for any car."""
    policy, _ = read(next(file for file in EXAMPLES if file.stem == "engine-sizes"))
    rules = Rules(policy=policy, today=DAY)
    drove = {"kind": "car", "miles": "10", "description": "Home and back"}

    page = Browser(a_site(policy=policy)).get("/what-we-pay").words
    missing, unknown, known, bus = (
        JourneyForm(drove | {"vehicle": vehicle} | more, rules)
        for vehicle, more in (("", {}), ("car", {}), ("to-1500", {}), ("to-1500", {"kind": "bus", "fare": "2"}))
    )
    quote = QuoteForm({"car": "10", "vehicle": "over-1500"}, rules)

    assert "car over 1,500 cc: 58.3p a mile, and 24.3p a mile after the first 3,500 miles from 1 April" in page
    assert "any other car: 37.4p a mile" in page
    assert [each.field for each in missing.problems()] == ["vehicle"]
    assert (unknown.problems(), known.problems(), bus.problems()) == ((), (), ())
    assert [each.journey().vehicle for each in (unknown, known, bus)] == ["", "to-1500", ""]
    assert quote.own_car == "over-1500"
    assert not JourneyForm(drove, Rules(policy=WIRRAL, today=DAY)).vehicle
    facts = Facts(
        activity_type=ActivityTypeId("meeting"),
        day=DAY,
        part_of_day=PartOfDay.ALL_DAY,
        minutes=60,
        journeys=(Journey(kind=LineKind.CAR, miles=Decimal(10), vehicle="over-1500"),),
    )
    assert "After 3,500 miles we pay 24.3p a mile" in miles_assumed(facts, policy)
    two = replace(facts, journeys=(*facts.journeys, replace(facts.journeys[0], vehicle="to-1500"), *facts.journeys))
    assert "After 3,500 miles we pay 24.3p or 20.1p a mile" in miles_assumed(two, policy)
    with pytest.raises(Unpriceable) as caught:
        price(facts, policy=WIRRAL)
    assert caught.value.field == "journeys.0.vehicle"


@pytest.mark.parametrize(
    ("per", "day", "span"),
    [
        (Per.WEEK, date(2026, 5, 17), (date(2026, 5, 11), date(2026, 5, 17))),
        (Per.MONTH, date(2028, 2, 1), (date(2028, 2, 1), date(2028, 2, 29))),
        (Per.YEAR, date(2026, 4, 5), (date(2025, 4, 6), date(2026, 4, 5))),
    ],
)
def test_a_week_a_month_and_a_year_are_whole(per: Per, day: date, span: tuple[date, date]) -> None:
    """Monday to Sunday, the calendar's month, the tax year."""
    assert per.span(day) == span


def test_a_limit_of_a_year_starts_when_the_policy_says_and_says_so() -> None:
    """A year from January, or any month; left out it is the tax year."""
    limit = PersonLimit(per=Per.YEAR, fees=Money(500_00), times=None, year_starts="01-01")

    assert limit.span(date(2026, 3, 1)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert limit.plain == "£500 in fees a year from 1 January"
    assert replace(limit, year_starts="04-06").plain == "£500 in fees a year from 6 April"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, [("£20", "a session", "for up to 2 hours")]),
        ({"unit": "hour", "part_minutes": 15}, [("£20", "an hour", "for up to 2 hours, paid for each 15 minutes")]),
        ({"limit_minutes": None, "most_days": 5, "unit": "day"}, [("£20", "a day", "for each day, up to 5 days")]),
    ],
)
def test_what_we_pay_says_each_rule(changes: dict[str, Any], words: list[tuple[str, str, str]]) -> None:
    """Beside the fee."""
    rate = a_rate(**{**changes, "unit": Unit(changes.get("unit", "session"))})

    said = [(str(fee), unit, length[: len(words[0][2])]) for fee, unit, length in fee_words(rate)]

    assert said == words


def test_each_band_is_said_as_it_is_paid() -> None:
    """The page's words for a length are those of the claim."""
    policy, _ = read(next(file for file in EXAMPLES if file.stem == "five-lengths"))

    assert [(str(fee), length) for fee, _, length in fee_words(policy.activity_types[0].rates[0])] == [
        ("£12.50", "for up to 30 minutes"),
        ("£25", "for more than 30 minutes"),
        ("£50", "for more than 1 hour"),
        ("£75", "for more than 2 hours"),
        ("£150", "for more than 4 hours"),
    ]


@pytest.mark.parametrize(
    ("name", "day", "starts"),
    [
        ("tenths-of-a-penny", date(2026, 3, 31), date(2025, 4, 1)),
        ("tenths-of-a-penny", date(2026, 4, 1), date(2026, 4, 1)),
        ("calendar-year", date(2026, 12, 31), date(2026, 1, 1)),
        ("half-day-and-day", date(2026, 4, 5), date(2025, 4, 6)),
    ],
)
def test_a_year_of_miles_starts_when_the_policy_says(name: str, day: date, starts: date) -> None:
    """Any day of any month; the tax year where it does not say."""
    policy, _ = read(next(file for file in EXAMPLES if file.stem == name))

    rate: MileageRate = policy.mileage.rate_on(day)

    assert rate.year_of(day) == starts
    assert f"miles from {starts.day} " in mileage_words(LineKind.CAR, rate, today=day)


@pytest.mark.parametrize(("days", "most"), [(0, 5), (6, 5), (2, 1)])
def test_more_days_than_the_rate_allows_have_no_price(days: int, most: int) -> None:
    """Then each day is a claim of its own."""
    facts = Facts(activity_type=ActivityTypeId("talk"), day=DAY, part_of_day=PartOfDay.ALL_DAY, minutes=60, days=days)

    with pytest.raises(Unpriceable) as caught:
        price(facts, policy=a_policy(a_rate(most_days=most)))

    assert [each.field for each in caught.value.problems] == ["days"]
