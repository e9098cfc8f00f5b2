"""A rule gives the days that people mean by it."""

from __future__ import annotations

from datetime import date

import pytest

from takepart.domain.programme.session import MOST_DAYS, Repeat, days_of


@pytest.mark.parametrize(
    ("first", "repeat", "days"),
    [
        ("2026-12-03", Repeat.WEEKLY, ["2026-12-03", "2026-12-10", "2026-12-17"]),
        ("2026-12-24", Repeat.FORTNIGHTLY, ["2026-12-24", "2027-01-07", "2027-01-21"]),
        ("2026-12-03", Repeat.MONTHLY, ["2026-12-03", "2027-01-07", "2027-02-04"]),
        ("2026-12-31", Repeat.MONTHLY, ["2026-12-31", "2027-01-28", "2027-02-25"]),
    ],
    ids=["weeks", "two weeks over the year", "first Thursdays", "fifth or last Thursdays"],
)
def test_the_days_of_a_rule(first: str, repeat: Repeat, days: list[str]) -> None:
    """Over the end of a year and of short months."""
    assert [each.isoformat() for each in days_of(date.fromisoformat(first), repeat, 3)] == days


@pytest.mark.parametrize("repeat", Repeat)
def test_every_day_is_the_same_day_of_the_week_and_comes_once(repeat: Repeat) -> None:
    """For as many as can be planned, from any day of a month."""
    for day in range(1, 32):
        days = days_of(date(2027, 1, day), repeat, MOST_DAYS)

        assert len({*days}) == MOST_DAYS and list(days) == sorted(days)
        assert {each.weekday() for each in days} == {days[0].weekday()}
