"""Working days: Monday to Friday, without England's bank holidays; and the days that a bank transfer takes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

_SATURDAY = 5
_DAY = timedelta(days=1)


class Holidays(Protocol):
    """The bank holidays, substitute days included. A plain set of days will do."""

    def __contains__(self, day: date, /) -> bool:
        """Whether banks are closed on this weekday."""


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether banks and offices work on a day."""
    return day.weekday() < _SATURDAY and day not in holidays


def on_or_after(day: date, holidays: Holidays) -> date:
    """The day itself if it is a working day, or else the next one."""
    while not is_working_day(day, holidays):
        day += _DAY
    return day


def next_working_day(day: date, holidays: Holidays) -> date:
    """The first working day after a day."""
    return on_or_after(day + _DAY, holidays)


def add_working_days(day: date, n: int, holidays: Holidays) -> date:
    """The nth working day after a day. A day that is no working day counts as the working day after it.

    So what was sent on a Saturday counts from the Monday after it. Raises ValueError for n < 0.
    """
    if n < 0:
        raise ValueError("working days are counted forwards")
    day = on_or_after(day, holidays)
    for _ in range(n):
        day = next_working_day(day, holidays)
    return day


DAYS_AFTER_INPUT = 2
"""Processing is one working day after input, and entry one after that."""


def bacs_entry_date(input_day: date, holidays: Holidays) -> date:
    """The day money is in the account. A file handed over on a weekend or bank holiday is input the next working day.

    Handed over on 23 December 2026 it is there on the 29th: the 25th and the 28th are bank holidays.
    """
    return add_working_days(input_day, DAYS_AFTER_INPUT, holidays)
