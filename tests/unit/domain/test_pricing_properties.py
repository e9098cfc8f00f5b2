"""What holds for every price, whatever the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.fee_choice import FeeChoice, apply_choice
from takepart.domain.ids import CharityId
from takepart.domain.lines import COSTS, FARES, MILEAGE, OF_THE_JOURNEY, Flag, LineKind
from takepart.domain.money import NOTHING, Money
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy.rates import PaidAs, Travel, tax_year_start
from takepart.domain.pricing import Cost, Facts, Journey, price
from tests.policies import WIRRAL

tenths = st.integers(1, 20_000).map(lambda number: Decimal(number) / 10)
tenths_before = st.integers(0, 90_000) | st.integers(95_000, 100_000) | st.integers(100_001, 120_000)
amounts = st.integers(1, 500_00).map(Money)
journeys = st.one_of(
    st.builds(Journey, kind=st.sampled_from(sorted(MILEAGE)), miles=tenths),
    st.builds(Journey, kind=st.sampled_from(sorted(FARES)), fare=amounts),
)
costs = st.builds(Cost, kind=st.sampled_from(sorted(COSTS)), amount=amounts)
facts = st.builds(
    Facts,
    activity_type=st.sampled_from([each.id for each in WIRRAL.activity_types]),
    day=st.dates(date(2012, 1, 1), date(2030, 1, 1)),
    part_of_day=st.sampled_from(PartOfDay),
    minutes=st.integers(1, WIRRAL.claims.longest_minutes),
    journeys=st.lists(journeys, max_size=6).map(tuple),
    costs=st.lists(costs, max_size=6).map(tuple),
    agreed_units=st.integers(1, 4),
    miles_before=tenths_before.map(lambda number: Decimal(number) / 10),
)


@given(facts)
def test_the_lines_add_up_and_none_is_negative(each: Facts) -> None:
    """The total is the lines', the fee and the expenses, and every line says how it came about."""
    quote = price(each, policy=WIRRAL)

    assert quote.total == Money(sum(line.amount.pence for line in quote.lines)) == quote.fee + quote.expenses
    assert all(line.amount >= NOTHING and line.basis for line in quote.lines)
    assert len(quote.lines) == 1 + len(each.journeys) + len(each.costs)


@given(facts)
def test_the_same_facts_have_the_same_price(each: Facts) -> None:
    """A quote equals what the claim is paid later."""
    assert price(each, policy=WIRRAL) == price(replace(each), policy=WIRRAL)


@given(facts, st.integers(1, WIRRAL.claims.longest_minutes))
def test_staying_longer_never_pays_less(each: Facts, minutes: int) -> None:
    """The quote does not fall as the minutes rise."""
    shorter, longer = sorted((each.minutes, minutes))

    less, more = (price(replace(each, minutes=length), policy=WIRRAL) for length in (shorter, longer))

    assert less.total <= more.total


@given(facts, st.integers(1, 12))
def test_agreeing_to_more_never_pays_less(each: Facts, agreed: int) -> None:
    """An agreement only ever adds."""
    fewer, more = sorted((each.agreed_units, agreed))

    assert (
        price(replace(each, agreed_units=fewer), policy=WIRRAL).fee
        <= price(replace(each, agreed_units=more), policy=WIRRAL).fee
    )


@given(facts)
def test_a_travel_flag_is_on_travel_alone(each: Facts) -> None:
    """What else a person spent is never confused with their journey."""
    travel = WIRRAL.activity_type(each.activity_type).rate_on(each.day).travel

    for line in price(each, policy=WIRRAL).lines:
        flagged = any(flag.value.startswith("travel-") for flag in line.flags)
        assert flagged == (line.kind in OF_THE_JOURNEY and travel is not Travel.ON_TOP)


@given(st.lists(tenths, min_size=1, max_size=5), tenths_before, st.dates(date(2012, 1, 1), date(2030, 1, 1)))
def test_the_mileage_split_equals_counting_tenths_of_a_mile(miles: list[Decimal], before: int, day: date) -> None:
    """Counted the slow way: each tenth of a mile by car is paid by where it falls in the year's 10,000 miles."""
    each = Facts(
        activity_type=WIRRAL.activity_types[0].id,
        day=day,
        part_of_day=PartOfDay.MORNING,
        minutes=60,
        journeys=tuple(Journey(kind=LineKind.CAR, miles=one) for one in miles),
        miles_before=Decimal(before) / 10,
    )
    rate = 55 if day >= date(2026, 4, 6) else 45

    lines = price(each, policy=WIRRAL).lines[1:]

    driven = before
    for line, one in zip(lines, miles, strict=True):
        tens = int(one * 10)
        full = sum(1 for at in range(driven, driven + tens) if at < 100_000) if tens < 3000 else None
        full = max(0, min(100_000, driven + tens) - driven) if full is None else full
        exact = Fraction(full * rate + (tens - full) * 25, 10)
        expected = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1), ROUND_HALF_UP)
        assert line.amount == Money(int(expected))
        driven += tens


@given(facts, st.data())
def test_a_choice_changes_the_fee_and_nothing_else(each: Facts, data: st.DataObject) -> None:
    """Expenses stay; what is recorded as the fee is what was chosen; a gift is the whole fee."""
    quote = price(each, policy=WIRRAL)
    amount = Money(data.draw(st.integers(1, quote.fee.pence)))
    choices = [
        (FeeChoice.as_offered(), quote.fee, NOTHING),
        (FeeChoice.less(amount), amount, NOTHING),
        (FeeChoice.decline(), NOTHING, NOTHING),
        (FeeChoice.to_charity(CharityId("hospice")), NOTHING, quote.fee),
    ]

    for choice, fee, gift in choices:
        chosen = apply_choice(quote, choice)
        assert chosen.fee == fee
        assert (chosen.gift.amount if chosen.gift else NOTHING) == gift
        assert chosen.total == fee + quote.expenses
        assert [line for line in chosen.lines if line.kind is not LineKind.FEE] == list(quote.lines[1:])
        assert all(line.paid_as is PaidAs.MONEY for line in chosen.lines if line.kind is not LineKind.FEE)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_a_tax_year_starts_on_the_sixth_of_april(day: date) -> None:
    """Every day is within the year that follows its tax year's start."""
    start = tax_year_start(day)

    assert (start.month, start.day) == (4, 6)
    assert start <= day < date(start.year + 1, 4, 6)


@given(facts)
def test_to_say_that_extra_time_was_agreed_never_changes_a_price(each: Facts) -> None:
    """It is a flag for whoever decides, and only where time was left unpaid."""
    said, unsaid = (price(replace(each, extra_asked=asked), policy=WIRRAL) for asked in (True, False))

    assert [line.amount for line in said.lines] == [line.amount for line in unsaid.lines]
    for one, without in zip(said.lines, unsaid.lines, strict=True):
        told = {Flag.EXTRA_ASKED} if Flag.OVER_LIMIT in without.flags else set()
        assert one.flags == without.flags | told
