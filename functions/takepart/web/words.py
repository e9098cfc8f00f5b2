"""How days, times, lengths and lists are written on every page: the way people say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from takepart.domain.basis import counted, how_long
from takepart.domain.uk_time import local

__all__ = ["counted", "how_long", "listed", "long_day", "moment", "short_day"]

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


def moment(instant: datetime) -> str:
    """``23 November 2026 at 2:05pm``, in UK time. Takes an aware instant."""
    clock = local(instant)
    hour, half = clock.hour % 12 or 12, "am" if clock.hour < 12 else "pm"
    return f"{short_day(clock.date())} at {hour}:{clock.minute:02}{half}"


def listed(things: Sequence[str], last: str = "and") -> str:
    """``a, b and c``."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {last} {things[-1]}"
