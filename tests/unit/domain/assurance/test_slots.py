"""What is owed by when: years from April or September, teams that start or close, promises that change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from takepart.domain.assurance.rules import Cadence, Commitment, Team, TeamKind
from takepart.domain.assurance.slots import slots_of
from takepart.domain.assurance.years import YearStart, part_of_year, quarter_of, year_name, year_of
from tests.assurance_builders import a_commitment, a_team, an_assurance


def dues(commitment: Commitment | None = None, team: Team | None = None, year: int = 2026, **rules: Any) -> list[str]:
    found = slots_of(commitment or a_commitment(), team or a_team(), year, rules=an_assurance(**rules))
    return [each.due.isoformat() for each in found]


def test_four_a_year_are_owed_by_the_end_of_each_quarter() -> None:
    """Wirral policy, section 11: drop-ins four times a year."""
    assert dues() == ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31"]
    assert dues(year_starts=YearStart.SEPTEMBER) == ["2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31"]
    assert dues(year=2027, year_starts=YearStart.SEPTEMBER)[1] == "2028-02-29"  # a leap year


@pytest.mark.parametrize(
    ("starts", "ends", "owed"),
    [
        (date(2026, 5, 15), None, ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31"]),
        (date(2026, 5, 17), None, ["2026-09-30", "2026-12-31", "2027-03-31"]),
        (date(2020, 1, 1), date(2026, 8, 15), ["2026-06-30"]),
        (date(2020, 1, 1), date(2026, 8, 16), ["2026-06-30", "2026-08-16"]),
        (date(2027, 4, 1), None, []),
    ],
)
def test_a_team_owes_a_part_that_it_was_open_for_more_than_half_of(
    starts: date, ends: date | None, owed: list[str]
) -> None:
    """And a team that closes owes it by its last day. A quarter from July has 92 days: 46 are not more than half."""
    assert dues(team=a_team(starts=starts, ends=ends)) == owed


def test_a_changed_promise_is_owed_as_it_stands_in_each_part() -> None:
    """Twice a year until September, then each quarter: three that year."""
    before = a_commitment(times=2, ends=date(2026, 9, 30))
    after = a_commitment(times=4, starts=date(2026, 10, 1))

    assert dues(before) + dues(after) == ["2026-09-30", "2026-12-31", "2027-03-31"]


def test_every_two_years_is_owed_at_the_end_of_the_second() -> None:
    """Wirral policy, section 12: reviewed every two years."""
    review = a_commitment(cadence=Cadence.EVERY_SO_MANY_YEARS, times=2)

    assert [dues(review, year=year) for year in (2026, 2027, 2028, 2029)] == [[], ["2028-03-31"], [], ["2030-03-31"]]


def test_nobody_owes_what_is_not_theirs() -> None:
    """Commissioned services have promises of their own."""
    assert dues(a_commitment(owners=frozenset({TeamKind.COMMISSIONED}))) == []


def test_a_year_is_named_by_both_its_years() -> None:
    """1 April is the new year, 31 March the old."""
    assert [year_of(day, YearStart.APRIL) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [2025, 2026]
    assert [year_of(day, YearStart.SEPTEMBER) for day in (date(2026, 8, 31), date(2026, 9, 1))] == [2025, 2026]
    assert [year_name(2026), year_name(2099)] == ["2026-27", "2099-00"]
    assert [quarter_of(date(2027, month, 1), YearStart.APRIL) for month in (3, 4, 7)] == [
        (2026, 4),
        (2027, 1),
        (2027, 2),
    ]
    with pytest.raises(ValueError, match="no part"):
        part_of_year(2026, 1, of=5, starts=YearStart.APRIL)
