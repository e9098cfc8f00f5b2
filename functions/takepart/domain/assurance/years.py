"""The policy year: it starts in April or in September, and its parts are whole months."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

DIVISIONS: Final = (1, 2, 3, 4, 6, 12)
"""How often a year something can be promised, so that each part is whole months."""
_ONE_DAY: Final = timedelta(days=1)


class YearStart(StrEnum):
    """The month in which a year starts."""

    APRIL = "april"
    SEPTEMBER = "september"

    @property
    def month(self) -> int:
        """The month's number."""
        return 4 if self is YearStart.APRIL else 9


def year_of(day: date, starts: YearStart) -> int:
    """The year that a day is in, named by the calendar year in which it starts."""
    return day.year if day.month >= starts.month else day.year - 1


def year_name(year: int) -> str:
    """``2026-27``."""
    return f"{year}-{(year + 1) % 100:02}"


def first_day(year: int, starts: YearStart) -> date:
    """The first day of a year."""
    return date(year, starts.month, 1)


def part_of_year(year: int, number: int, *, of: int, starts: YearStart) -> tuple[date, date]:
    """The first and last day of a year's part, the parts counted from 1. Raises ValueError for a part not whole months.

    The first of four parts of a year from April: 1 April to 30 June.
    """
    if of not in DIVISIONS or not 1 <= number <= of:
        raise ValueError(f"no part {number} of {of}")
    months = 12 // of
    return _month(year, starts.month + months * (number - 1)), _month(year, starts.month + months * number) - _ONE_DAY


def quarter_of(day: date, starts: YearStart) -> tuple[int, int]:
    """The year of a day and which quarter of it, from 1."""
    return year_of(day, starts), (day.month - starts.month) % 12 // 3 + 1


def _month(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
