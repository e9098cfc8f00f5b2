"""Evidence that the service finds by itself: a session was held, "You said, we did" published, every payment in time.

Whoever keeps such records tells of each once, or as often as it likes: the record's own name is the step, so that one
record fills one slot of a promise and no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Evidence
from takepart.domain.assurance.finding import Record
from takepart.domain.assurance.rules import (
    ORGANISATION,
    Assurance,
    Cadence,
    Commitment,
    CommitmentId,
    Team,
    TeamId,
    UnknownTeam,
)
from takepart.domain.assurance.slots import Occasion, Slot, SlotId, part_starts
from takepart.domain.assurance.standing import open_slots, years_around
from takepart.domain.assurance.years import year_of
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.use_cases.assurance.ports import PromiseStore, Records
from takepart.use_cases.ports import ChangedMeanwhile

_TRIES: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What a record filled."""

    team: TeamId
    commitment: CommitmentId
    slot: SlotId


def record_evidence(record: Record, *, store: PromiseStore, rules: Assurance, now: datetime) -> tuple[Filled, ...]:
    """Fill, of each promise that this record keeps, one slot of its team's, and one of the organisation's.

    Nothing where no slot is open. Raises ChangedMeanwhile or StoreUnavailable, to be tried again.
    """
    found = []
    for id in dict.fromkeys((TeamId(record.team), ORGANISATION)):
        try:
            team = rules.team(id)
        except UnknownTeam:
            continue
        for commitment in rules.owed_by(team):
            if not (record.keeps(commitment.found_by) and _in_force(commitment, record.day)):
                continue
            slot = _fill(record, team, commitment, store=store, rules=rules, now=now)
            if slot is not None:
                found.append(Filled(team=team.id, commitment=commitment.id, slot=slot))
    return tuple(found)


def _fill(
    record: Record, team: Team, commitment: Commitment, *, store: PromiseStore, rules: Assurance, now: datetime
) -> SlotId | None:
    step = StepId(f"record-{record.id}")
    for attempt in range(1, _TRIES + 1):
        records = store.of_team(team.id, years_around(record.day, rules))
        before = _filled_before(commitment.id, records, step)
        if before is not None:
            return before
        slots = [
            each
            for each in open_slots(team, records.duties, rules=rules, today=record.day)
            if each.commitment.id == commitment.id and _is_empty(each, records)
        ]
        slot = _first_fitting(slots, record, commitment)
        try:
            if slot is not None:
                return _show(record, slot, records, step=step, store=store, now=now)
            if commitment.cadence is not Cadence.EACH_TIME:
                return None
            _start(record, team, commitment, records, store=store, rules=rules, now=now)
        except ChangedMeanwhile:
            if attempt == _TRIES:
                raise
    return None


def _show(record: Record, slot: Slot, records: Records, *, step: StepId, store: PromiseStore, now: datetime) -> SlotId:
    duty = records.duty(slot.team, slot.commitment.id, slot.year)
    shown = Evidence(slot=slot.id, day=record.day, by=Job.RECORDS.actor, note=record.note, record=record.id)
    store.save(duties.show(duty, Step(shown.by, now, step), slot, shown))
    return slot.id


def _start(
    record: Record,
    team: Team,
    commitment: Commitment,
    records: Records,
    *,
    store: PromiseStore,
    rules: Assurance,
    now: datetime,
) -> None:
    """A promise that is owed each time, and nobody wrote down that it was: the record itself says so."""
    id = SlotId(hashlib.sha256(record.id.encode()).hexdigest()[:8])
    occasion = Occasion(id=id, name=record.title or record.of.plain, day=record.day)
    duty = records.duty(team.id, commitment.id, year_of(record.day, rules.year_starts))
    started = duties.start(
        duty, Step(Job.RECORDS.actor, now, StepId(f"start-{record.id}")), commitment.cadence, occasion
    )
    store.save(started)


def _first_fitting(slots: list[Slot], record: Record, commitment: Commitment) -> Slot | None:
    """The slot that a record fills: the earliest due, but for promises that want one in each part of the year."""
    if record.month_to is not None:
        return next((each for each in slots if each.id == record.month_to.isoformat()), None)
    fitting = sorted((each for each in slots if each.opens <= record.day <= each.closes), key=lambda each: each.due)
    if commitment.found_by is None or commitment.found_by.ahead:
        return next(iter(fitting), None)
    begun = [each for each in fitting if part_starts(each) <= record.day]
    return next((each for each in begun if record.day <= each.due), next(iter(begun), None))


def _filled_before(commitment: CommitmentId, records: Records, step: StepId) -> SlotId | None:
    """The slot that this very record filled before."""
    for entry in _entries(commitment, records):
        if entry.step == step:
            return SlotId(str(entry.facts["slot"]))
    return None


def _entries(commitment: CommitmentId, records: Records) -> Iterator[journals.Entry]:
    for (of, _), duty in records.duties.items():
        if of == commitment:
            yield from duty.journal


def _is_empty(slot: Slot, records: Records) -> bool:
    return records.duty(slot.team, slot.commitment.id, slot.year).kept(slot.id) is None


def _in_force(commitment: Commitment, day: date) -> bool:
    return not commitment.is_audit and commitment.starts <= day and (commitment.ends is None or day <= commitment.ends)
