"""Counting working days over weekends and bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.bank_holidays import england
from takepart.domain.working_days import (
    add_working_days,
    bacs_entry_date,
    is_working_day,
    next_working_day,
    on_or_after,
    working_days_before,
    working_days_since,
)

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("input_day", "entry"),
    [
        (date(2026, 12, 23), date(2026, 12, 29)),  # over Christmas, with Boxing Day's substitute on the Monday
        (date(2026, 12, 24), date(2026, 12, 30)),
        (date(2026, 12, 25), date(2026, 12, 31)),  # Christmas Day: input on the 29th
        (date(2026, 12, 30), date(2027, 1, 4)),  # over New Year's Day and a weekend
        (date(2027, 12, 23), date(2027, 12, 29)),  # both days at a weekend, both substituted
        (date(2027, 12, 24), date(2027, 12, 30)),
        (date(2028, 12, 29), date(2029, 1, 3)),
        (date(2026, 4, 1), date(2026, 4, 7)),  # over Good Friday and Easter Monday
        (date(2026, 4, 2), date(2026, 4, 8)),
        (date(2026, 4, 6), date(2026, 4, 9)),  # Easter Monday itself
        (date(2026, 5, 1), date(2026, 5, 6)),  # over the May bank holiday
        (date(2026, 8, 28), date(2026, 9, 2)),  # over the August bank holiday
        (date(2026, 3, 27), date(2026, 3, 31)),  # over the clock change
        (date(2026, 10, 23), date(2026, 10, 27)),
        (date(2026, 11, 23), date(2026, 11, 25)),  # a plain Monday
        (date(2026, 11, 21), date(2026, 11, 25)),  # a Saturday is as the Monday after it
        (date(2026, 11, 22), date(2026, 11, 25)),
        (date(2022, 9, 16), date(2022, 9, 21)),  # over a royal occasion
    ],
)
def test_a_transfer_takes_input_processing_and_entry_on_working_days(input_day: date, entry: date) -> None:
    """BACS works on no weekend and no bank holiday in England."""
    assert bacs_entry_date(input_day, england()) == entry


def test_scotlands_holidays_are_not_englands() -> None:
    """2 January is a working day in England."""
    assert is_working_day(date(2025, 1, 2), england())
    assert not is_working_day(date(2025, 1, 1), england())


@given(days, st.integers(0, 40), st.integers(0, 6))
def test_the_days_since_are_the_days_that_were_added(day: date, n: int, later: int) -> None:
    """Also when somebody looks on a weekend or a bank holiday after it; before the day there are none."""
    reached = add_working_days(day, n, england())
    looked = min(reached + timedelta(days=later), next_working_day(reached, england()) - timedelta(days=1))

    assert working_days_since(day, looked, england()) == n
    assert working_days_since(day, day - timedelta(days=later), england()) == 0


@given(days, st.integers(1, 40))
def test_what_is_done_so_many_working_days_before_leaves_so_many(day: date, n: int) -> None:
    """Counted from a working day, there and back is the same."""
    day = on_or_after(day, england())
    before = working_days_before(day, n, england())

    assert is_working_day(before, england())
    assert add_working_days(before, n, england()) == day


def test_counting_backwards_is_refused() -> None:
    """Nobody asks for it, so it would be a mistake."""
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 5), -1, england())


@given(days, st.integers(0, 30))
def test_exactly_n_working_days_lie_between(day: date, n: int) -> None:
    """Counted the slow way."""
    holidays = england()
    first = on_or_after(day, holidays)

    end = add_working_days(day, n, holidays)

    passed = sum(
        1 for offset in range(1, (end - first).days + 1) if is_working_day(first + timedelta(days=offset), holidays)
    )
    assert is_working_day(end, holidays)
    assert passed == n


@given(days, days)
def test_what_is_sent_later_never_arrives_earlier(one: date, other: date) -> None:
    """Entry days keep the order of input days."""
    earlier, later = sorted((one, other))

    assert bacs_entry_date(earlier, england()) <= bacs_entry_date(later, england())


@given(days)
def test_the_next_working_day_is_later_and_nothing_is_missed(day: date) -> None:
    """No working day lies between."""
    found = next_working_day(day, england())

    between = (day + timedelta(days=offset) for offset in range(1, (found - day).days))
    assert found > day
    assert not any(is_working_day(each, england()) for each in between)
