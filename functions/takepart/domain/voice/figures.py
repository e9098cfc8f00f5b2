"""Loop closed: of what was said in a month, how much was answered, how fast, and for how many it changed something.

Numbers leave here as ``ToldMonth``: of months that are over, and in steps of five. In a month that still runs, a number
that moves would tell who was here just now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.disclosure import LEAST, at_least
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.domain.voice.days import day_only_of
from takepart.domain.words import short_day


class VoiceFigure(StrEnum):
    """What is counted: in the month in which it was said, and whether it changed anything when that was told."""

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
    def told(self) -> ToldMonth:
        """What may be told of it."""
        return ToldMonth(
            month=self.month,
            name=self.name,
            said=at_least(self.said),
            answered=at_least(self.answered),
            in_time=at_least(self.in_time),
            change_answers=at_least(self.change_answers),
            changed=at_least(self.changed),
            usual_days=-(-self.days // self.answered) if self.answered >= LEAST else None,
        )


@dataclass(frozen=True, kw_only=True)
class ToldMonth:
    """One month's figures as they may be told: how far each number came, in steps of five; 0 for fewer than five."""

    month: str
    name: str
    said: int
    answered: int
    in_time: int
    change_answers: int
    changed: int
    usual_days: int | None
    """Days to an answer, on average, rounded up; None for fewer than five answers."""


@dataclass(frozen=True, kw_only=True)
class ToldYear:
    """Twelve months and what they come to, each number in steps of five."""

    months: tuple[ToldMonth, ...]
    whole: ToldMonth


def told_year(months: Sequence[Month]) -> ToldYear:
    """What may be told of the last months, and of all of them together."""
    counted = [figure.value.replace("-", "_") for figure in VoiceFigure]
    sums = {name: sum(getattr(each, name) for each in months) for name in counted}
    return ToldYear(months=tuple(each.told for each in months), whole=Month(month=months[-1].month, **sums).told)


def month_of(day: date) -> str:
    """``2026-11``."""
    return f"{day:%Y-%m}"


def months_over(day: date, how_many: int) -> Iterator[str]:
    """The last months that are over on a day, oldest first."""
    last = day.year * 12 + day.month - 2
    for number in range(last - how_many + 1, last + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


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
