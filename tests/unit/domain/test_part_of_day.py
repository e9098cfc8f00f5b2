"""Parts of a day, and the sessions they tell apart."""

from __future__ import annotations

from datetime import date, time

import pytest

from takepart.domain.ids import ActivityTypeId
from takepart.domain.part_of_day import PartOfDay, session_key


@pytest.mark.parametrize("part", PartOfDay)
def test_a_part_overlaps_itself_and_the_whole_day_and_no_other(part: PartOfDay) -> None:
    """Nobody is in two places at once."""
    overlapping = {other for other in PartOfDay if part.overlaps(other)}

    assert overlapping == (set(PartOfDay) if part is PartOfDay.ALL_DAY else {part, PartOfDay.ALL_DAY})


def test_parts_meet_without_touching() -> None:
    """Noon belongs to the afternoon, and five o'clock to the evening."""
    assert {part for part in PartOfDay if part.touches(time(12), time(13))} == {PartOfDay.AFTERNOON, PartOfDay.ALL_DAY}
    assert {part for part in PartOfDay if part.touches(time(17), time(18))} == {PartOfDay.EVENING, PartOfDay.ALL_DAY}
    assert {part for part in PartOfDay if part.touches(time(9), time(12))} == {PartOfDay.MORNING, PartOfDay.ALL_DAY}


def test_a_session_is_named_by_its_activity_day_and_part() -> None:
    """The same for everyone who was there."""
    key = session_key(ActivityTypeId("focus-group"), date(2026, 5, 14), PartOfDay.ALL_DAY)

    assert key == "focus-group/2026-05-14/all-day"
