"""A duty: one promise of one team in one year, with what shows that it was kept, its plans, pauses and keeper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled
from takepart.domain.assurance.finding import plain_of
from takepart.domain.assurance.refusals import CannotKeep, Refusal
from takepart.domain.assurance.rules import Cadence, CommitmentId, KeeperId, TeamId
from takepart.domain.assurance.slots import Occasion, Slot, SlotId
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.uk_time import local_date

REMIND: Final = "remind"
LONGEST_PAUSE: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceFile:
    """A file that was checked: where it lies and what it is."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What shows that a promise was kept: a note, a file, or a record of ours."""

    slot: SlotId
    day: date
    """The day on which it was kept."""
    by: Actor
    note: str = ""
    file: EvidenceFile | None = None
    record: str = ""
    """What of our own records shows it: ``audit 2026-27``, ``session-held 7K2M9Q``."""

    @property
    def found(self) -> str:
        """What was found by itself, in words; nothing for what a person showed."""
        return plain_of(self.record)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """A time in which nobody is reminded, and why."""

    since: date
    until: date
    reason: str

    def covers(self, day: date) -> bool:
        """Whether a day falls in the pause."""
        return self.since <= day <= self.until


@dataclass(frozen=True, kw_only=True)
class Duty(Journalled):
    """One promise of one team in one year."""

    KEY: ClassVar = ("team", "year", "commitment")

    team: TeamId
    commitment: CommitmentId
    year: int
    evidence: tuple[Evidence, ...] = ()
    plans: Mapping[SlotId, date] = field(default_factory=lambda: MappingProxyType({}))
    occasions: tuple[Occasion, ...] = ()
    pause: Pause | None = None
    keeper: KeeperId | None = None
    """Who looks after it when that is not who the policy says."""

    def kept(self, slot: SlotId) -> Evidence | None:
        """What fills a slot."""
        return next((each for each in self.evidence if each.slot == slot), None)

    @property
    def reminded(self) -> frozenset[tuple[str, str]]:
        """The (slot, stage) pairs that somebody was reminded of."""
        return frozenset(
            (slot, stage)
            for entry in self.journal
            if entry.action == REMIND
            for slot, _, stage in (name.rpartition("/") for name in entry.facts if "/" in name)
        )


def show(duty: Duty, slot: Slot, evidence: Evidence, *, at: datetime, step: StepId) -> Duty:
    """Fill a slot. Raises CannotKeep; the same step again changes nothing."""
    if journals.has_step(duty.journal, step):
        return duty
    if duty.kept(slot.id):
        raise CannotKeep(Refusal.KEPT_ALREADY)
    if slot.commitment.is_audit and not evidence.record:
        raise CannotKeep(Refusal.BY_AUDIT_ONLY)
    if slot.commitment.is_review and not evidence.record:
        raise CannotKeep(Refusal.BY_REVIEW_ONLY)
    if not (evidence.note.strip() or evidence.file or evidence.record):
        raise CannotKeep(Refusal.NOTHING_SHOWN)
    if evidence.day > local_date(at):
        raise CannotKeep(Refusal.IN_THE_FUTURE)
    if evidence.day < slot.opens:
        raise CannotKeep(Refusal.TOO_EARLY)
    if evidence.day > slot.closes:
        raise CannotKeep(Refusal.TOO_LATE)
    facts: dict[str, Fact] = {"slot": slot.id, "day": evidence.day.isoformat()}
    if evidence.note:
        facts["note"] = journals.digest_of(evidence.note, step=step)
    if evidence.file:
        facts |= {"file": evidence.file.sha256, "bytes": evidence.file.size}
    if evidence.record:
        facts["record"] = evidence.record
    return _step(
        replace(duty, evidence=(*duty.evidence, evidence)), at=at, by=evidence.by, action="show", step=step, facts=facts
    )


def plan(duty: Duty, slot: Slot, day: date, *, by: Actor, at: datetime, step: StepId) -> Duty:
    """Write down when a slot will be filled. Raises CannotKeep."""
    if journals.has_step(duty.journal, step):
        return duty
    if duty.kept(slot.id):
        raise CannotKeep(Refusal.KEPT_ALREADY)
    if day < local_date(at):
        raise CannotKeep(Refusal.PAST_DAY)
    planned = MappingProxyType({**duty.plans, slot.id: day})
    return _step(
        replace(duty, plans=planned),
        at=at,
        by=by,
        action="plan",
        step=step,
        facts={"slot": slot.id, "day": day.isoformat()},
    )


def start(duty: Duty, cadence: Cadence, occasion: Occasion, *, by: Actor, at: datetime, step: StepId) -> Duty:
    """Write down something that the promise is owed for: a recruitment starts. Raises CannotKeep."""
    if journals.has_step(duty.journal, step):
        return duty
    if cadence is not Cadence.EACH_TIME:
        raise CannotKeep(Refusal.NOT_AN_OCCASION)
    if not occasion.name.strip():
        raise CannotKeep(Refusal.NEEDS_REASON)
    return _step(
        replace(duty, occasions=(*duty.occasions, occasion)),
        at=at,
        by=by,
        action="start",
        step=step,
        facts={"slot": occasion.id, "day": occasion.day.isoformat()},
    )


def pause(duty: Duty, until: date, reason: str, *, by: Actor, at: datetime, step: StepId) -> Duty:
    """Remind nobody until a day has passed, for a reason. Raises CannotKeep."""
    if journals.has_step(duty.journal, step):
        return duty
    today = local_date(at)
    if not reason.strip():
        raise CannotKeep(Refusal.NEEDS_REASON)
    if not today <= until <= today + LONGEST_PAUSE:
        raise CannotKeep(Refusal.NEVER_ENDS)
    return _step(
        replace(duty, pause=Pause(since=today, until=until, reason=reason)),
        at=at,
        by=by,
        action="pause",
        step=step,
        facts={"until": until.isoformat(), "reason": journals.digest_of(reason, step=step)},
    )


def hand_over(duty: Duty, keeper: KeeperId, reason: str, *, by: Actor, at: datetime, step: StepId) -> Duty:
    """Let somebody else look after it, for a reason. Raises CannotKeep."""
    if journals.has_step(duty.journal, step):
        return duty
    if not reason.strip():
        raise CannotKeep(Refusal.NEEDS_REASON)
    return _step(
        replace(duty, keeper=keeper),
        at=at,
        by=by,
        action="hand-over",
        step=step,
        facts={"keeper": keeper, "reason": journals.digest_of(reason, step=step)},
    )


def remind(duty: Duty, told: Mapping[tuple[SlotId, str], str], *, run: str, at: datetime) -> Duty:
    """Write down who was reminded of what in a monthly run; ``told`` is people by (slot, stage).

    The run is the step: in the journal it stands once, however often the run is made.
    """
    step = remind_step(run)
    if journals.has_step(duty.journal, step) or not told:
        return duty
    facts: dict[str, Fact] = {f"{slot}/{stage}": people for (slot, stage), people in sorted(told.items())}
    return _step(duty, at=at, by=journals.Job.REMINDERS.actor, action=REMIND, step=step, facts={"run": run, **facts})


def remind_step(run: str) -> StepId:
    """The step in which a run reminds: ``remind-2026-12``."""
    return StepId(f"remind-{run}")


def _step(duty: Duty, *, at: datetime, by: Actor, action: str, step: StepId, facts: Mapping[str, Fact]) -> Duty:
    return replace(duty, journal=journals.append(duty.journal, at=at, by=by, action=action, step=step, facts=facts))
