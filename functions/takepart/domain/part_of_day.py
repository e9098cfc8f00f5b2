"""The part of a day that a session took: enough to tell two sessions of one day apart, and no finer."""

from __future__ import annotations

from datetime import date, time
from typing import Final

from takepart.domain.ids import ActivityTypeId, SessionKey
from takepart.domain.plain_reason import PlainWord


class PartOfDay(PlainWord):
    """When on the day it was, as a person would say it."""

    MORNING = "morning", "Morning"
    AFTERNOON = "afternoon", "Afternoon"
    EVENING = "evening", "Evening"
    ALL_DAY = "all-day", "All day"

    def overlaps(self, other: PartOfDay) -> bool:
        """Whether nobody could be at both: the same part, or one of them took the whole day."""
        return self is other or PartOfDay.ALL_DAY in (self, other)

    def touches(self, start: time, end: time) -> bool:
        """Whether any of this part lies between two times of the day (mornings end at noon, evenings start at five)."""
        begins, finishes = _HOURS[self]
        return begins < end and start < finishes


_HOURS: Final = {
    PartOfDay.MORNING: (time(6), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(17)),
    PartOfDay.EVENING: (time(17), time(23, 59)),
    PartOfDay.ALL_DAY: (time(6), time(23, 59)),
}


def session_key(activity_type: ActivityTypeId, day: date, part_of_day: PartOfDay, *, session: str = "") -> SessionKey:
    """Name one session: ``focus-group/2026-05-14/morning``, and its own id after that where attendance was recorded.

    Two sessions of one kind in one morning are told apart by their ids. A claim that was typed knows no id.
    """
    key = f"{activity_type}/{day.isoformat()}/{part_of_day.value}"
    return SessionKey(f"{key}/{session}" if session else key)


def without_id(key: SessionKey) -> SessionKey:
    """The activity, day and part of the day: what a claim that was typed calls it."""
    return SessionKey("/".join(key.split("/")[:_PARTS]))


def id_in(key: SessionKey) -> str:
    """The session's own id; empty for a claim that was typed."""
    return "/".join(key.split("/")[_PARTS:])


def may_be_one(one: SessionKey, other: SessionKey) -> bool:
    """Whether two keys may name one session: everything that both say is the same."""
    same_id = not id_in(one) or not id_in(other) or id_in(one) == id_in(other)
    return same_id and without_id(one) == without_id(other)


_PARTS: Final = 3
