"""The part of a day that a session took: enough to tell two sessions of one day apart, and no finer."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Final

from takepart.domain.ids import ActivityTypeId, SessionKey


class PartOfDay(StrEnum):
    """When on the day it was, as a person would say it."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    ALL_DAY = "all-day"

    @property
    def plain(self) -> str:
        """The words beside the radio button."""
        return _PLAIN[self]

    def overlaps(self, other: PartOfDay) -> bool:
        """Whether nobody could be at both: the same part, or one of them took the whole day."""
        return self is other or PartOfDay.ALL_DAY in (self, other)

    def touches(self, start: time, end: time) -> bool:
        """Whether any of this part lies between two times of the day (mornings end at noon, evenings start at five)."""
        begins, finishes = _HOURS[self]
        return begins < end and start < finishes


_PLAIN: Final = {
    PartOfDay.MORNING: "Morning",
    PartOfDay.AFTERNOON: "Afternoon",
    PartOfDay.EVENING: "Evening",
    PartOfDay.ALL_DAY: "All day",
}
_HOURS: Final = {
    PartOfDay.MORNING: (time(6), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(17)),
    PartOfDay.EVENING: (time(17), time(23, 59)),
    PartOfDay.ALL_DAY: (time(6), time(23, 59)),
}


def session_key(activity_type: ActivityTypeId, day: date, part_of_day: PartOfDay) -> SessionKey:
    """Name one session, the same for everyone who was there: ``focus-group/2026-05-14/morning``."""
    return SessionKey(f"{activity_type}/{day.isoformat()}/{part_of_day.value}")
