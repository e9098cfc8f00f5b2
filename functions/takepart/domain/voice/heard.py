"""That a place's own feedback address was used in a month: the place and a day, no words and nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.domain.voice.days import day_only_of

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
