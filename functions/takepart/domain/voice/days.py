"""Days that are counted in more than one way, and the one instant that stands for a whole day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from takepart.domain.uk_time import local_date
from takepart.domain.voice.rules import CountedIn
from takepart.domain.working_days import Holidays, add_working_days


def after(day: date, n: int, counted_in: CountedIn, holidays: Holidays) -> date:
    """The nth day after a day. In working days, what comes on a day off counts as if it came the next working day."""
    if counted_in is CountedIn.DAYS:
        return day + timedelta(days=n)
    return add_working_days(day, n, holidays)


def day_only(at: datetime) -> datetime:
    """The same instant for everything on one UK day: for whatever must not say when in the day it happened."""
    return day_only_of(local_date(at))


def day_only_of(day: date) -> datetime:
    """The instant that stands for a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def gone_after(at: datetime, days: int) -> datetime:
    """When something that came today is cleared away: the same for everything on one UK day, so many days on.

    An expiry so many hours from now would be a note of the second at which somebody spoke.
    """
    return day_only(at) + timedelta(days=days + 1)
