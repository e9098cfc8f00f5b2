"""The day and the hour where the service is: instants are UTC, but people and promises live in Europe/London."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def local(at: datetime) -> datetime:
    """An instant as a clock on the wall shows it."""
    return at.astimezone(LONDON)


def local_date(at: datetime) -> date:
    """The day it is there: half past midnight in summer is still yesterday in UTC, but not to the person who waits."""
    return local(at).date()


def months_after(day: date, months: int) -> date:
    """The same day some months on, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
