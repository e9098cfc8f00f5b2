"""How days, times, lengths and lists are written, on every page and in every letter: the way people say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from takepart.domain.uk_time import local

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_day(day: date) -> str:
    """``Monday 23 November 2026``. Never depends on the machine's language."""
    return f"{_DAYS[day.weekday()]} {short_day(day)}"


def short_day(day: date) -> str:
    """``23 November 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_of_year(written: str) -> str:
    """``6 April``, of the month and day ``04-06``."""
    month, day = map(int, written.split("-"))
    return f"{day} {_MONTHS[month - 1]}"


def moment(instant: datetime) -> str:
    """``23 November 2026 at 2:05pm``, in UK time. Takes an aware instant."""
    return f"{short_day(local(instant).date())} at {time_of_day(instant)}"


def time_of_day(instant: datetime) -> str:
    """``2:05pm``, in UK time. Takes an aware instant."""
    there = local(instant)
    return f"{there.hour % 12 or 12}:{there.minute:02}{'am' if there.hour < 12 else 'pm'}"


def how_long(minutes: int, days: int = 1) -> str:
    """``2 hours 30 minutes``, ``1 hour``, ``45 minutes``; of several days ``2 days, 7 hours each``."""
    if days > 1:
        return f"{counted(days, 'day')}, {how_long(minutes)} each"
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    if rest or not parts:
        parts.append(counted(rest, "minute"))
    return " ".join(parts)


def counted(number: int, thing: str) -> str:
    """``1 hour``, ``2 hours``: for words that only take an s."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(things: Sequence[str], last: str = "and") -> str:
    """``a, b and c``."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {last} {things[-1]}"
