"""What is owed by when: each promise of each team, cut into slots that one piece of evidence fills.

A slot is owed when the team was open and the promise in force for more than half of its part of the year, so that a
team that starts in the last week of a quarter does not owe a drop-in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NewType

from takepart.domain.assurance.rules import Assurance, Cadence, Commitment, CommitmentId, Team, TeamId
from takepart.domain.assurance.years import first_day, part_of_year, year_of

SlotId = NewType("SlotId", str)
"""One slot of a promise in a year: the last day of its part (``2026-06-30``), or the id of an occasion."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """Something that a promise of the kind "each time" is owed before: a recruitment, a new service."""

    id: SlotId
    name: str
    day: date
    """By when it is owed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One thing that is owed once."""

    id: SlotId
    team: TeamId
    commitment: Commitment
    year: int
    """The year that it is due in."""
    opens: date
    due: date
    closes: date
    """The last day on which it can still be kept, late."""
    name: str = ""
    """What the occasion is called."""

    @property
    def key(self) -> tuple[CommitmentId, int, SlotId]:
        """What tells it from the team's other slots."""
        return self.commitment.id, self.year, self.id

    @property
    def soon_from(self) -> date:
        """The first day on which its keeper is reminded that it is due."""
        return self.due - timedelta(days=self.commitment.remind_days)

    @property
    def plan_from(self) -> date | None:
        """The first day on which there should be a plan."""
        return self.due - timedelta(days=self.commitment.plan_days) if self.commitment.plan_days else None


def slots_of(
    commitment: Commitment, team: Team, year: int, *, rules: Assurance, occasions: Iterable[Occasion] = ()
) -> tuple[Slot, ...]:
    """What a team owes of one version of a promise in the year, in the order of its days."""
    if team.kind not in commitment.owners:
        return ()
    if commitment.cadence is Cadence.EACH_TIME:
        return tuple(
            Slot(
                id=each.id,
                team=team.id,
                commitment=commitment,
                year=year,
                opens=first_day(year, rules.year_starts),
                due=each.day,
                closes=each.day + timedelta(days=rules.missed_after_days),
                name=each.name,
            )
            for each in sorted(occasions, key=lambda each: (each.day, each.id))
            if commitment.in_force(each.day)
        )
    return tuple(
        Slot(
            id=SlotId(last.isoformat()),
            team=team.id,
            commitment=commitment,
            year=year,
            opens=max(opens, team.starts, commitment.starts),
            due=min(each for each in (last, team.ends, commitment.ends) if each is not None),
            closes=last + timedelta(days=rules.missed_after_days),
        )
        for opens, first, last in _parts(commitment, year, rules)
        if 2 * _days_together(first, last, team, commitment) > (last - first).days + 1
    )


def part_starts(slot: Slot) -> date:
    """The first day of the part of a year that a slot is for; of one that has no parts, the day it opens."""
    if slot.commitment.cadence is not Cadence.TIMES_A_YEAR:
        return slot.opens
    last = date.fromisoformat(slot.id)
    month = last.year * 12 + last.month - 12 // slot.commitment.times
    return date(month // 12, month % 12 + 1, 1)


def _parts(commitment: Commitment, year: int, rules: Assurance) -> Iterator[tuple[date, date, date]]:
    """When each part's slot can first be filled, and the part's first and last day."""
    start = first_day(year, rules.year_starts)
    if commitment.cadence is Cadence.TIMES_A_YEAR:
        for number in range(1, commitment.times + 1):
            first, last = part_of_year(year, number, of=commitment.times, starts=rules.year_starts)
            yield start, first, last
        return
    since = year_of(commitment.starts, rules.year_starts)
    if year >= since and (year - since) % commitment.times == commitment.times - 1:
        begins = first_day(year - commitment.times + 1, rules.year_starts)
        yield begins, begins, first_day(year + 1, rules.year_starts) - timedelta(days=1)


def _days_together(first: date, last: date, team: Team, commitment: Commitment) -> int:
    begins = max(first, team.starts, commitment.starts)
    ends = min(each for each in (last, team.ends, commitment.ends) if each is not None)
    return max(0, (ends - begins).days + 1)
