"""A meeting that is about to start, at any hour: it must end on the day on which it starts.

Stories and tests that hold a meeting ask here for its times, and so do not fail in the last minutes of a day.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from time import sleep as really_sleep
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SHORTEST = timedelta(minutes=1)
"""A meeting's times are told in whole minutes."""


def london() -> datetime:
    """The time on the wall in London."""
    return datetime.now(LONDON)


def left_of_the_day(now: datetime) -> timedelta:
    """Until the next midnight, in London or of UTC, whichever comes first."""
    midnights = [
        datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, tzinfo=zone)
        for zone in (LONDON, UTC)
    ]
    return min(midnight.astimezone(UTC) - now.astimezone(UTC) for midnight in midnights)


def wait_for_room(
    needed: timedelta,
    *,
    clock: Callable[[], datetime] = london,
    sleep: Callable[[float], None] = really_sleep,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """Return when the day has so much left: at once, or after the midnight that would come in between."""
    while (left := left_of_the_day(clock())) < needed:
        say(f"It is nearly midnight, and a meeting ends on its day: going on in {left.total_seconds():.0f} s")
        sleep(max(0.1, left.total_seconds()))


def room_for(soon: timedelta) -> timedelta:
    """What a day must have left for a meeting that starts so soon: it starts and ends on whole minutes."""
    return soon + 2 * SHORTEST


def meeting(now: datetime, *, soon: timedelta, lasts: timedelta) -> tuple[datetime, datetime]:
    """When a meeting starts and ends, in London; shorter where the day ends before it would."""
    starts = (now.astimezone(UTC) + soon).astimezone(LONDON).replace(second=0, microsecond=0)
    ends = (starts.astimezone(UTC) + lasts).astimezone(LONDON)
    last = starts.replace(hour=23, minute=59)
    return starts, ends if ends.date() == starts.date() else last
