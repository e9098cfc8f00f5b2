"""Evidence that the service finds by itself: a session was held, a newsletter sent, "You said, we did" published.

Whoever keeps such records (sessions, feedback, claims) calls this once for each, or as often as it likes: the record's
own name is the step, so that one record fills one slot and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty, Evidence
from takepart.domain.assurance.rules import Assurance, CommitmentId, TeamId, UnknownTeam
from takepart.domain.assurance.slots import Slot
from takepart.domain.assurance.standing import open_slots, years_around
from takepart.domain.ids import StepId
from takepart.domain.journal import Job
from takepart.use_cases.assurance.ports import PromiseStore, Records
from takepart.use_cases.ports import ChangedMeanwhile

_TRIES: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A record of ours that shows that a promise was kept."""

    team: TeamId
    commitment: CommitmentId
    day: date
    """The day on which it was done."""
    record: str
    """What it is, without a name or free text: ``session drop-in/2026-11-24/morning``."""


def record_evidence(found: Found, *, store: PromiseStore, rules: Assurance, now: datetime) -> Duty | None:
    """Fill the earliest slot that was open on that day and is still empty; None when there is none.

    Raises ChangedMeanwhile or StoreUnavailable, to be tried again.
    """
    try:
        team = rules.team(found.team)
    except UnknownTeam:
        return None
    step = StepId(f"record-{found.record}")
    for attempt in range(1, _TRIES + 1):
        records = store.of_team(team.id, years_around(found.day, rules))
        kept = _kept_before(found, records, step)
        if kept is not None:
            return kept
        slots = open_slots(team, records.duties, rules=rules, today=found.day)
        slot = min((each for each in slots if _fits(each, found, records)), key=lambda each: each.due, default=None)
        if slot is None:
            return None
        duty = records.duties.get((slot.commitment.id, slot.year)) or Duty(
            team=team.id, commitment=slot.commitment.id, year=slot.year
        )
        evidence = Evidence(slot=slot.id, day=found.day, by=Job.REMINDERS.actor, record=found.record)
        after = duties.show(duty, slot, evidence, at=now, step=step)
        try:
            store.save(after)
        except ChangedMeanwhile:
            if attempt == _TRIES:
                raise
        else:
            return after
    return None


def _kept_before(found: Found, records: Records, step: StepId) -> Duty | None:
    """The duty that this very record filled before."""
    ours = (each for (commitment, _), each in records.duties.items() if commitment == found.commitment)
    return next((each for each in ours if any(entry.step == step for entry in each.journal)), None)


def _fits(slot: Slot, found: Found, records: Records) -> bool:
    duty = records.duties.get((slot.commitment.id, slot.year))
    return (
        slot.commitment.id == found.commitment
        and not slot.commitment.is_audit
        and slot.opens <= found.day <= slot.closes
        and (duty is None or duty.kept(slot.id) is None)
    )
