"""A rule by which sessions repeat: every week, every two weeks, or every month on the same day of the week."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from takepart.domain.plain_reason import PlainWord

MOST_DAYS: Final = 52
"""Planned with one press: a year of weeks."""
_WEEK: Final = 7


class Repeat(PlainWord):
    """How often."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every 2 weeks"
    MONTHLY = "monthly", "Every month, on the same day of the week"


def days_of(first: date, repeat: Repeat, number: int) -> tuple[date, ...]:
    """So many days from the first on. Every month means its first, second, third, fourth or last such weekday."""
    if repeat is Repeat.MONTHLY:
        return tuple(_month_on(first, months) for months in range(number))
    step = timedelta(days=_WEEK if repeat is Repeat.WEEKLY else 2 * _WEEK)
    return tuple(first + step * place for place in range(number))


def _month_on(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    opens, length = monthrange(year, month + 1)
    day = 1 + (first.weekday() - opens) % _WEEK + (first.day - 1) // _WEEK * _WEEK
    return date(year, month + 1, day if day <= length else day - _WEEK)
