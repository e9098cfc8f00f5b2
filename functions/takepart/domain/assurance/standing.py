"""How a promise stands on a day, and whom that concerns. Pure: records and the day in, words out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from takepart.domain.assurance.duty import Duty, Evidence, Pause
from takepart.domain.assurance.rules import Assurance, CommitmentId, KeeperId, Team
from takepart.domain.assurance.slots import Slot, SlotId, slots_of
from takepart.domain.assurance.years import year_of
from takepart.domain.plain_reason import PlainWord

Duties = Mapping[tuple[CommitmentId, int], Duty]
"""A team's duties by promise and year."""


class Status(PlainWord):
    """How one slot stands, the most pressing first."""

    LATE = "late", "Late"
    NO_PLAN = "no-plan", "Needs a plan"
    DUE_SOON = "due-soon", "Due soon"
    MISSED = "missed", "Not kept"
    PAUSED = "paused", "Paused"
    OPEN = "open", "Not due yet"
    KEPT = "kept", "Kept"
    KEPT_LATE = "kept-late", "Kept late"
    NOT_STARTED = "not-started", "Not started"


class Stage(StrEnum):
    """What a reminder says."""

    PLAN = "plan"
    SOON = "soon"
    LATE = "late"


_STAGES: Final = {Status.NO_PLAN: Stage.PLAN, Status.DUE_SOON: Stage.SOON, Status.LATE: Stage.LATE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One slot on one day."""

    slot: Slot
    status: Status
    keeper: KeeperId
    evidence: Evidence | None = None
    planned: date | None = None
    pause: Pause | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """Something to tell people once."""

    slot: Slot
    stage: Stage
    to: tuple[KeeperId, ...]


def years_around(today: date, rules: Assurance) -> tuple[int, ...]:
    """The years whose duties can matter on a day: the last one, this one, and the next for long promises."""
    this = year_of(today, rules.year_starts)
    return this - 1, this, this + 1


def standings(team: Team, duties: Duties, *, rules: Assurance, today: date) -> tuple[Standing, ...]:
    """How everything that a team owes stands on a day, slot by slot, the earliest due first."""
    found = [
        _standing(slot, team, duties, rules=rules, today=today)
        for slot in open_slots(team, duties, rules=rules, today=today)
    ]
    return tuple(sorted(found, key=lambda each: (each.slot.due, each.slot.commitment.id, each.slot.id)))


def open_slots(team: Team, duties: Duties, *, rules: Assurance, today: date) -> Iterator[Slot]:
    """Every slot of the years around a day that has opened by then, or falls in this year."""
    this = year_of(today, rules.year_starts)
    for commitment in rules.owed_by(team):
        for year in years_around(today, rules):
            duty = duties.get((commitment.id, year))
            for slot in slots_of(commitment, team, year, rules=rules, occasions=duty.occasions if duty else ()):
                if year == this or slot.opens <= today:
                    yield slot


def find_slot(
    team: Team, duties: Duties, key: tuple[CommitmentId, int, SlotId], *, rules: Assurance, today: date
) -> Slot | None:
    """One slot of a team, if it is owed."""
    return next((each for each in open_slots(team, duties, rules=rules, today=today) if each.key == key), None)


def reminders_due(team: Team, duties: Duties, *, rules: Assurance, today: date) -> tuple[Reminder, ...]:
    """What people should be told on a day and were not told yet. A team that is closed is left in peace."""
    if team.is_closed(today):
        return ()
    found = []
    for standing in standings(team, duties, rules=rules, today=today):
        slot = standing.slot
        stage = _stage(standing)
        duty = duties.get((slot.commitment.id, slot.year))
        if stage is None or (duty is not None and (slot.id, stage.value) in duty.reminded):
            continue
        to = [standing.keeper]
        if slot.commitment.is_audit:
            to += team.contributors
        if stage is Stage.LATE:
            to.append(rules.holder(slot.commitment.tell_when_late, team))
        found.append(Reminder(slot=slot, stage=stage, to=tuple(dict.fromkeys(to))))
    return tuple(found)


def _stage(standing: Standing) -> Stage | None:
    if standing.status is Status.MISSED:  # nobody ran for months: it is still told once
        return Stage.LATE
    return _STAGES.get(standing.status)


def _standing(slot: Slot, team: Team, duties: Duties, *, rules: Assurance, today: date) -> Standing:
    duty = duties.get((slot.commitment.id, slot.year))
    around = [
        each for year in years_around(today, rules) if (each := duties.get((slot.commitment.id, year))) is not None
    ]
    paused = next((each.pause for each in around if each.pause and each.pause.covers(today)), None)
    handed = (rules.acting(each.keeper) for each in reversed(around) if each.keeper)
    keeper = next((each.id for each in handed if each is not None), None)
    evidence = duty.kept(slot.id) if duty else None
    planned = duty.plans.get(slot.id) if duty else None
    return Standing(
        slot=slot,
        status=_status(slot, evidence, planned=planned, paused=paused is not None, today=today),
        keeper=keeper or rules.holder(slot.commitment.remind, team),
        evidence=evidence,
        planned=planned,
        pause=paused,
    )


def _status(slot: Slot, evidence: Evidence | None, *, planned: date | None, paused: bool, today: date) -> Status:
    if evidence is not None:
        return Status.KEPT if evidence.day <= slot.due else Status.KEPT_LATE
    if today < slot.opens:
        return Status.NOT_STARTED
    if paused:
        return Status.PAUSED
    if today > slot.due:
        return Status.MISSED if today > slot.closes else Status.LATE
    if today >= slot.soon_from:
        return Status.DUE_SOON
    if slot.plan_from is not None and today >= slot.plan_from and (planned is None or planned < today):
        return Status.NO_PLAN
    return Status.OPEN
