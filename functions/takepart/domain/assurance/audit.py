"""The yearly audit: a team judges itself, statement by statement, and its manager signs it off.

Several people answer at once. Each answer knows which edit it was, so that nobody writes over what they have not seen
(lincolnshire: a simple annual participation audit for each team and commissioned service).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.assurance.levels import Heard
from takepart.domain.assurance.levels import Level as Level  # it is part of an answer
from takepart.domain.assurance.refusals import CannotKeep, Refusal
from takepart.domain.assurance.rules import KeeperId, Statement, StatementId, TeamId
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Fact

REMIND = "remind"


class AuditState(StrEnum):
    """Where an audit stands."""

    OPEN = "open"
    READY = "ready"
    """Everything is answered; it waits for the manager."""
    SIGNED_OFF = "signed-off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """What a team will do about a statement, who does it and by when."""

    what: str
    owner: KeeperId
    by: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a team says about one statement."""

    level: Level | None = None
    evidence: str = ""
    said: str = ""
    """What children and young people say about it."""
    their_level: Level | None = None
    """The level that they give."""
    action: Action | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return self == Answer()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """An answer, and which edit of the audit it was."""

    answer: Answer
    edit: int
    by: Actor
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """An action that was carried out."""

    on: date
    note: str
    by: Actor


class AnsweredMeanwhile(Exception):
    """Somebody else answered these statements since the page was shown. What they wrote is kept, and so is the rest."""

    def __init__(self, audit: Audit, statements: tuple[StatementId, ...]) -> None:
        super().__init__(", ".join(statements))
        self.audit, self.statements = audit, statements


@dataclass(frozen=True, kw_only=True)
class Audit(Aggregate):
    """One team's audit of one year."""

    KEY: ClassVar = ("team", "year")

    team: TeamId
    year: int
    state: AuditState = AuditState.OPEN
    answers: Mapping[StatementId, Answered] = field(default_factory=lambda: MappingProxyType({}))
    done: Mapping[StatementId, Done] = field(default_factory=lambda: MappingProxyType({}))
    signed_by: KeeperId | None = None
    signed_on: date | None = None
    heard: Heard = field(default_factory=lambda: Heard(people=0))
    """What those who were invited had said when it was signed off."""

    def answer(self, statement: StatementId) -> Answer:
        """What was answered; an empty answer when nothing was."""
        found = self.answers.get(statement)
        return found.answer if found else Answer()

    def edit(self, statement: StatementId) -> int:
        """Which edit the answer was, 0 when there is none: a page posts it back."""
        found = self.answers.get(statement)
        return found.edit if found else 0

    def missing(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements that have no level yet."""
        return tuple(each for each in statements if self.answer(each.id).level is None)

    @property
    def actions(self) -> tuple[tuple[StatementId, Action], ...]:
        """The actions, the earliest first."""
        found = [(id, each.answer.action) for id, each in self.answers.items() if each.answer.action]
        return tuple(sorted(found, key=lambda pair: (pair[1].by, pair[0])))

    @property
    def reminded(self) -> frozenset[tuple[str, str]]:
        """The (statement, stage) pairs that somebody was reminded of."""
        return frozenset(
            (statement, stage)
            for entry in self.journal
            if entry.action == REMIND
            for statement, _, stage in (name.rpartition("/") for name in entry.facts if "/" in name)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What one person changed about one statement, and which edit they had in front of them."""

    statement: StatementId
    answer: Answer
    seen: int


def answer(
    audit: Audit, edits: Sequence[Edit], *, asked: Sequence[Statement], by: Actor, at: datetime, step: StepId
) -> Audit:
    """Write down what one person changed. Answers that were not changed are left alone.

    Raises CannotKeep when it is signed off or does not ask that; AnsweredMeanwhile when somebody else answered the same
    statement since: the exception holds the audit with every other edit in it, ready to be kept.
    """
    if journals.has_step(audit.journal, step):
        return audit
    if audit.state is AuditState.SIGNED_OFF:
        raise CannotKeep(Refusal.SIGNED_OFF)
    known = {each.id for each in asked}
    if any(edit.statement not in known for edit in edits):
        raise CannotKeep(Refusal.NO_SUCH_STATEMENT)
    changed = [edit for edit in edits if edit.answer != audit.answer(edit.statement)]
    clashes = tuple(edit.statement for edit in changed if edit.seen != audit.edit(edit.statement))
    kept = [edit for edit in changed if edit.statement not in clashes]
    after = _answered(audit, kept, by=by, at=at, step=step) if kept else audit
    if clashes:
        raise AnsweredMeanwhile(after, clashes)
    return after


def ready(audit: Audit, *, asked: Sequence[Statement], by: Actor, at: datetime, step: StepId) -> Audit:
    """Hand it to the manager. Raises CannotKeep when a statement has no level, or it is signed off."""
    if journals.has_step(audit.journal, step):
        return audit
    _can_close(audit, asked)
    return _step(replace(audit, state=AuditState.READY), at=at, by=by, action="ready", step=step, facts={})


def sign_off(
    audit: Audit,
    *,
    asked: Sequence[Statement],
    manager: KeeperId,
    by: Actor,
    on: date,
    at: datetime,
    step: StepId,
    heard: Heard | None = None,
) -> Audit:
    """Close it for good, with what those who were invited had said by then. Raises CannotKeep."""
    if journals.has_step(audit.journal, step):
        return audit
    _can_close(audit, asked)
    found = heard or Heard(people=0)
    signed = replace(audit, state=AuditState.SIGNED_OFF, signed_by=manager, signed_on=on, heard=found)
    facts: dict[str, Fact] = {f"level:{id}": str(each.answer.level) for id, each in sorted(audit.answers.items())}
    if found.people:
        facts["people"] = found.people
        facts |= {f"people:{id}": "/".join(map(str, each.counts)) for id, each in sorted(found.tallies.items())}
    return _step(signed, at=at, by=by, action="sign-off", step=step, facts=facts)


def finish(
    audit: Audit, statement: StatementId, note: str, *, by: Actor, on: date, at: datetime, step: StepId
) -> Audit:
    """Write down that an action was carried out. Raises CannotKeep."""
    if journals.has_step(audit.journal, step):
        return audit
    if audit.answer(statement).action is None:
        raise CannotKeep(Refusal.NO_SUCH_ACTION)
    if statement in audit.done:
        raise CannotKeep(Refusal.ALREADY_DONE)
    if not note.strip():
        raise CannotKeep(Refusal.NOTHING_SHOWN)
    done = MappingProxyType({**audit.done, statement: Done(on=on, note=note, by=by)})
    facts: dict[str, Fact] = {"statement": statement, "note": journals.digest_of(note, step=step)}
    return _step(replace(audit, done=done), at=at, by=by, action="finish", step=step, facts=facts)


def remind(audit: Audit, told: Mapping[tuple[StatementId, str], str], *, run: str, at: datetime) -> Audit:
    """Write down who was reminded of which actions in a monthly run, once."""
    step = StepId(f"remind-{run}")
    if journals.has_step(audit.journal, step) or not told:
        return audit
    facts: dict[str, Fact] = {f"{id}/{stage}": people for (id, stage), people in sorted(told.items())}
    by = journals.Job.REMINDERS.actor
    return _step(audit, at=at, by=by, action=REMIND, step=step, facts={"run": run, **facts})


def _can_close(audit: Audit, asked: Sequence[Statement]) -> None:
    if audit.state is AuditState.SIGNED_OFF:
        raise CannotKeep(Refusal.SIGNED_OFF)
    if audit.missing(asked):
        raise CannotKeep(Refusal.NOT_READY)


def _answered(audit: Audit, edits: Sequence[Edit], *, by: Actor, at: datetime, step: StepId) -> Audit:
    number = audit.version + 1
    answers = dict(audit.answers)
    facts: dict[str, Fact] = {}
    for edit in edits:
        answers[edit.statement] = Answered(answer=edit.answer, edit=number, by=by, at=at)
        words = "\n".join(
            (edit.answer.evidence, edit.answer.said, edit.answer.action.what if edit.answer.action else "")
        )
        facts[edit.statement] = f"{edit.answer.level or 'none'} {journals.digest_of(words, step=step)}"
    # A change after "ready" opens it again: the manager signs what everybody can see.
    opened = replace(audit, state=AuditState.OPEN, answers=MappingProxyType(answers))
    return _step(opened, at=at, by=by, action="answer", step=step, facts=facts)


def _step(audit: Audit, *, at: datetime, by: Actor, action: str, step: StepId, facts: Mapping[str, Fact]) -> Audit:
    return replace(audit, journal=journals.append(audit.journal, at=at, by=by, action=action, step=step, facts=facts))
