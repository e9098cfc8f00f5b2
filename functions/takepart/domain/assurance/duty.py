"""A duty: one promise of one team in one year, with what shows that it was kept, its plans, pauses and keeper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.assurance.finding import plain_of
from takepart.domain.assurance.notices import reminders_in
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Cadence, CommitmentId, KeeperId, TeamId
from takepart.domain.assurance.slots import Occasion, Slot, SlotId
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.refused import Refused

LONGEST_PAUSE: Final = timedelta(days=366)


class DutyAction(StrEnum):
    """What can be done about it. The value is what the journal calls it."""

    SHOW = "show"
    PLAN = "plan"
    START = "start"
    PAUSE = "pause"
    HAND_OVER = "hand-over"
    REMIND = "remind"


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
        return frozenset((slot, stage) for slot, stage, _ in reminders_in(self.journal))


def show(duty: Duty, step: Step, slot: Slot, evidence: Evidence) -> Duty:
    """Fill a slot. Raises Refused; the same step again changes nothing."""
    if duty.has(step):
        return duty
    _is_empty(duty, slot)
    if slot.commitment.is_audit and not evidence.record:
        raise Refused(duty.called, reason=PromiseRefusal.BY_AUDIT_ONLY)
    if slot.commitment.is_review and not evidence.record:
        raise Refused(duty.called, reason=PromiseRefusal.BY_REVIEW_ONLY)
    if not (evidence.note.strip() or evidence.file or evidence.record):
        raise Refused(duty.called, reason=PromiseRefusal.NOTHING_SHOWN)
    if evidence.day > step.today:
        raise Refused(duty.called, reason=PromiseRefusal.IN_THE_FUTURE)
    if evidence.day < slot.opens:
        raise Refused(duty.called, reason=PromiseRefusal.TOO_EARLY)
    if evidence.day > slot.closes:
        raise Refused(duty.called, reason=PromiseRefusal.TOO_LATE)
    facts: dict[str, Fact] = {"slot": slot.id, "day": evidence.day.isoformat()}
    if evidence.note:
        facts["note"] = journals.digest_of(evidence.note, step=step.press)
    if evidence.file:
        facts |= {"file": evidence.file.sha256, "bytes": evidence.file.size}
    if evidence.record:
        facts["record"] = evidence.record
    return duty.written(DutyAction.SHOW, step, facts, evidence=(*duty.evidence, evidence))


def plan(duty: Duty, step: Step, slot: Slot, day: date) -> Duty:
    """Write down when a slot will be filled. Raises Refused."""
    if duty.has(step):
        return duty
    _is_empty(duty, slot)
    if day < step.today:
        raise Refused(duty.called, reason=PromiseRefusal.PAST_DAY)
    facts: dict[str, Fact] = {"slot": slot.id, "day": day.isoformat()}
    return duty.written(DutyAction.PLAN, step, facts, plans=MappingProxyType({**duty.plans, slot.id: day}))


def start(duty: Duty, step: Step, cadence: Cadence, occasion: Occasion) -> Duty:
    """Write down something that the promise is owed for: a recruitment starts. Raises Refused."""
    if duty.has(step):
        return duty
    if cadence is not Cadence.EACH_TIME:
        raise Refused(duty.called, reason=PromiseRefusal.NOT_AN_OCCASION)
    _has_reason(duty, occasion.name)
    facts: dict[str, Fact] = {"slot": occasion.id, "day": occasion.day.isoformat()}
    return duty.written(DutyAction.START, step, facts, occasions=(*duty.occasions, occasion))


def pause(duty: Duty, step: Step, until: date, reason: str) -> Duty:
    """Remind nobody until a day has passed, for a reason. Raises Refused."""
    if duty.has(step):
        return duty
    _has_reason(duty, reason)
    if not step.today <= until <= step.today + LONGEST_PAUSE:
        raise Refused(duty.called, reason=PromiseRefusal.NEVER_ENDS)
    facts: dict[str, Fact] = {"until": until.isoformat(), "reason": journals.digest_of(reason, step=step.press)}
    return duty.written(DutyAction.PAUSE, step, facts, pause=Pause(since=step.today, until=until, reason=reason))


def hand_over(duty: Duty, step: Step, keeper: KeeperId, reason: str) -> Duty:
    """Let somebody else look after it, for a reason. Raises Refused."""
    if duty.has(step):
        return duty
    _has_reason(duty, reason)
    facts: dict[str, Fact] = {"keeper": keeper, "reason": journals.digest_of(reason, step=step.press)}
    return duty.written(DutyAction.HAND_OVER, step, facts, keeper=keeper)


def remind(duty: Duty, told: Mapping[tuple[SlotId, str], str], *, run: str, at: datetime) -> Duty:
    """Write down who was reminded of what in a monthly run; ``told`` is people by (slot, stage).

    The run is the step: in the journal it stands once, however often the run is made.
    """
    step = remind_step(run, at=at)
    if duty.has(step) or not told:
        return duty
    facts: dict[str, Fact] = {f"{slot}/{stage}": people for (slot, stage), people in sorted(told.items())}
    return duty.written(DutyAction.REMIND, step, {"run": run, **facts})


def remind_press(run: str) -> StepId:
    """The press in which a run reminds: ``remind-2026-12``."""
    return StepId(f"remind-{run}")


def remind_step(run: str, *, at: datetime) -> Step:
    """The step in which a run reminds."""
    return Step(journals.Job.REMINDERS.actor, at, remind_press(run))


def _is_empty(duty: Duty, slot: Slot) -> None:
    if duty.kept(slot.id):
        raise Refused(duty.called, reason=PromiseRefusal.KEPT_ALREADY)


def _has_reason(duty: Duty, reason: str) -> None:
    if not reason.strip():
        raise Refused(duty.called, reason=PromiseRefusal.NEEDS_REASON)
