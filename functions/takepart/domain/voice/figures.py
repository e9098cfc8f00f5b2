"""Loop closed: of what was said in a month, how much was answered, how fast, and for how many it changed something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.domain.voice.days import day_only_of
from takepart.domain.words import short_day


class VoiceFigure(StrEnum):
    """What is counted, in the month in which it was said."""

    SAID = "said"
    ANSWERED = "answered"
    IN_TIME = "in-time"
    DAYS = "days"
    """Days from being said to being answered, all together."""
    CHANGE_ANSWERS = "change-answers"
    CHANGED = "changed"
    """Those who said yes or a little."""


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month's figures. ``month`` is ``2026-11``."""

    month: str
    said: int = 0
    answered: int = 0
    in_time: int = 0
    days: int = 0
    change_answers: int = 0
    changed: int = 0

    @property
    def name(self) -> str:
        """``November 2026``."""
        return short_day(date.fromisoformat(f"{self.month}-01")).partition(" ")[2]

    @property
    def percent_answered(self) -> int | None:
        """Of 100 things said, how many have an answer; None when nothing was said."""
        return _percent(self.answered, self.said)

    @property
    def usual_days(self) -> int | None:
        """Days to an answer, on average, rounded up."""
        return -(-self.days // self.answered) if self.answered else None


def month_of(day: date) -> str:
    """``2026-11``."""
    return f"{day:%Y-%m}"


def months_until(day: date, how_many: int) -> Iterator[str]:
    """The last months, oldest first, that of ``day`` included."""
    last = day.year * 12 + day.month - 1
    for number in range(last - how_many + 1, last + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _percent(part: int, whole: int) -> int | None:
    """Rounded down, so that 100 means all."""
    return 100 * part // whole if whole else None


HeardId = NewType("HeardId", str)
"""A place and a month: ``leaving-care/2026-11``."""


class VenueAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    HEAR = "heard"


@dataclass(frozen=True, kw_only=True)
class VenueHeard(Journalled):
    """One place in one month in which feedback came in there."""

    id: HeardId
    day: date
    """The day of the first that was counted."""

    @property
    def venue(self) -> str:
        """The place, as the policy names it."""
        return self.id.partition("/")[0]


def hear(venue: str, day: date) -> VenueHeard:
    """Somebody said something at a place. All of a month's are one step, so that the first to be kept stays."""
    id = HeardId(f"{venue}/{day:%Y-%m}")
    step = Step(Job.RECORDS.actor, day_only_of(day), StepId(f"heard-{id}"))
    return VenueHeard(id=id, day=day).written(VenueAction.HEAR, step)
