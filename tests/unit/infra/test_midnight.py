"""A story that holds a meeting goes as told at every hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from infra.local.midnight import LONDON, left_of_the_day, meeting, room_for, wait_for_room
from takepart.domain.programme.session import DOORS_OPEN, at_local

SOON, LASTS = timedelta(minutes=4), timedelta(minutes=10)
DAYS = [datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC)]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%B}")
def test_a_meeting_that_starts_soon_ends_on_its_day_at_every_minute(day: datetime) -> None:
    """It is still to come, its doors are open already, and it is told in whole minutes of one day."""
    for minute in range(24 * 60):
        for second in (0, 59):
            now = day + timedelta(minutes=minute, seconds=second)
            slept: list[float] = []
            moments = [now]

            def sleep(seconds: float, slept: list[float] = slept, moments: list[datetime] = moments) -> None:
                slept.append(seconds)
                moments.append(moments[-1] + timedelta(seconds=seconds))

            wait_for_room(room_for(SOON), clock=lambda moments=moments: moments[-1], sleep=sleep)  # type: ignore[misc]
            starts, ends = meeting(moments[-1], soon=SOON, lasts=LASTS)

            told = at_local(starts.date(), starts.time()), at_local(starts.date(), ends.time())
            assert told == (starts.astimezone(UTC), ends.astimezone(UTC))
            assert starts.date() == ends.date() == moments[-1].astimezone(LONDON).date(), now
            assert moments[-1] + timedelta(minutes=3) <= told[0] <= moments[-1] + DOORS_OPEN, now
            assert told[1] > told[0], now
            assert sum(slept) <= room_for(SOON).total_seconds(), now


def test_at_ten_to_midnight_the_meeting_is_short_and_nobody_waits() -> None:
    """From 23:46 on there is no room for the ten minutes that it lasts else."""
    now = datetime(2026, 11, 28, 23, 50, 30, tzinfo=UTC)

    wait_for_room(room_for(SOON), clock=lambda: now, sleep=lambda _: pytest.fail("it waited"))
    starts, ends = meeting(now, soon=SOON, lasts=LASTS)

    assert (f"{starts:%H:%M}", f"{ends:%H:%M}") == ("23:54", "23:59")


def test_in_summer_both_midnights_count() -> None:
    """A job's day is London's; a moment's day in a test may be that of UTC."""
    assert left_of_the_day(datetime(2026, 7, 1, 22, 59, tzinfo=UTC)) == timedelta(minutes=1)
    assert left_of_the_day(datetime(2026, 7, 1, 23, 59, tzinfo=UTC)) == timedelta(minutes=1)
