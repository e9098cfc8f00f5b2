"""The yearly audit: a team judges itself, statement by statement, beside those whom it is for; its manager signs off.

Several people answer at once. Each answer knows which edit it was, so that nobody writes over what they have not seen
(lincolnshire: a simple annual participation audit for each team and commissioned service).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.assurance.notices import reminders_in
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import KeeperId, Statement, StatementId, TeamId
from takepart.domain.journal import Actor, Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused


class Level(PlainWord):
    """How far a team has come, by its own judgement."""

    EMERGING = "emerging", "Emerging: we have begun"
    ESTABLISHED = "established", "Established: we do this most of the time"
    ADVANCED = "advanced", "Advanced: we always do this and keep improving"

    @property
    def for_people(self) -> str:
        """As those say it whom the service is for."""
        return {Level.EMERGING: "Not much yet", Level.ESTABLISHED: "Most of the time", Level.ADVANCED: "Always"}[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelTally:
    """How many people gave each level of one statement, in fives."""

    counts: tuple[int, int, int] = (0, 0, 0)
    """In the order of the levels."""

    @property
    def answers(self) -> int:
        """How many gave a level, in fives."""
        return sum(self.counts)

    @property
    def middle(self) -> Level | None:
        """The level of the one in the middle when all stand in a row; of two in the middle, the lower."""
        so_far = 0
        for level, count in zip(Level, self.counts, strict=True):
            so_far += count
            if 2 * so_far >= self.answers and so_far:
                return level
        return None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What those who were invited say about a team, all together."""

    people: int
    """How many answered, in fives: 0 for fewer than five."""
    tallies: Mapping[StatementId, LevelTally] = field(default_factory=lambda: MappingProxyType({}))

    def tally(self, id: StatementId) -> LevelTally:
        """The levels of one statement."""
        return self.tallies.get(id, LevelTally())


class Difference(PlainWord):
    """How a team's own level stands beside the one that people give."""

    HIGHER = "higher", "You rate this higher than they do"
    SAME = "same", "You agree"
    LOWER = "lower", "They rate this higher than you do"


def difference(ours: Level | None, theirs: Level | None) -> Difference | None:
    """The two beside each other; None when one is missing."""
    if ours is None or theirs is None:
        return None
    order = list(Level)
    gap = order.index(ours) - order.index(theirs)
    return Difference.HIGHER if gap > 0 else Difference.LOWER if gap < 0 else Difference.SAME


class AuditState(StrEnum):
    """Where an audit stands."""

    OPEN = "open"
    READY = "ready"
    """Everything is answered; it waits for the manager."""
    SIGNED_OFF = "signed-off"


class AuditAction(StrEnum):
    """What can be done with it. The value is what the journal calls it."""

    ANSWER = "answer"
    READY = "ready"
    SIGN_OFF = "sign-off"
    FINISH = "finish"
    """An action was carried out."""
    REMIND = "remind"


_S, _A = AuditState, AuditAction
_BEFORE: Final = (_S.OPEN, _S.READY)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditPlan:
    """What a team will do about a statement, who does it and by when."""

    what: str
    owner: KeeperId
    by: date


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditAnswer:
    """What a team says about one statement."""

    level: Level | None = None
    evidence: str = ""
    said: str = ""
    """What children and young people say about it."""
    their_level: Level | None = None
    """The level that they give."""
    action: AuditPlan | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return self == AuditAnswer()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """An answer, and which edit of the audit it was."""

    answer: AuditAnswer
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
    TRANSITIONS: ClassVar = MappingProxyType(
        {
            # A change after "ready" opens it again: the manager signs what everybody can see.
            **{(state, _A.ANSWER): _S.OPEN for state in _BEFORE},
            **{(state, _A.READY): _S.READY for state in _BEFORE},
            **{(state, _A.SIGN_OFF): _S.SIGNED_OFF for state in _BEFORE},
            **{(state, action): state for state in _S for action in (_A.FINISH, _A.REMIND)},
        }
    )
    """Every pair that is not here is refused: what is signed off stays as it was signed."""
    NOT_NOW: ClassVar = PromiseRefusal.SIGNED_OFF

    team: TeamId
    year: int
    state: AuditState = AuditState.OPEN
    answers: Mapping[StatementId, Answered] = field(default_factory=lambda: MappingProxyType({}))
    done: Mapping[StatementId, Done] = field(default_factory=lambda: MappingProxyType({}))
    signed_by: KeeperId | None = None
    signed_on: date | None = None
    heard: Heard = field(default_factory=lambda: Heard(people=0))
    """What those who were invited had said when it was signed off."""
    asked: tuple[Statement, ...] = ()
    """What it asked when it was signed off: a statement that is changed or dropped later stays in it as it was."""

    def statements(self, now: Sequence[Statement]) -> tuple[Statement, ...]:
        """What it asks: what it was signed with, else what is asked ``now``."""
        return self.asked or tuple(now)

    def answer(self, statement: StatementId) -> AuditAnswer:
        """What was answered; an empty answer when nothing was."""
        found = self.answers.get(statement)
        return found.answer if found else AuditAnswer()

    def edit(self, statement: StatementId) -> int:
        """Which edit the answer was, 0 when there is none: a page posts it back."""
        found = self.answers.get(statement)
        return found.edit if found else 0

    def missing(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements that have no level yet."""
        return tuple(each for each in statements if self.answer(each.id).level is None)

    @property
    def actions(self) -> tuple[tuple[StatementId, AuditPlan], ...]:
        """The actions, the earliest first."""
        found = [(id, each.answer.action) for id, each in self.answers.items() if each.answer.action]
        return tuple(sorted(found, key=lambda pair: (pair[1].by, pair[0])))

    @property
    def reminded(self) -> frozenset[tuple[str, str]]:
        """The (statement, stage) pairs that somebody was reminded of."""
        return frozenset((statement, stage) for statement, stage, _ in reminders_in(self.journal))


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What one person changed about one statement, and which edit they had in front of them."""

    statement: StatementId
    answer: AuditAnswer
    seen: int


def answer(audit: Audit, step: Step, edits: Sequence[Edit], *, asked: Sequence[Statement]) -> Audit:
    """Write down what one person changed. Answers that were not changed are left alone.

    Raises Refused when it is signed off or does not ask that; AnsweredMeanwhile when somebody else answered the same
    statement since: the exception holds the audit with every other edit in it, ready to be kept.
    """
    if audit.has(step):
        return audit
    audit.after(AuditAction.ANSWER)
    known = {each.id for each in asked}
    if any(edit.statement not in known for edit in edits):
        raise Refused(audit.called, reason=PromiseRefusal.NO_SUCH_STATEMENT)
    changed = [edit for edit in edits if edit.answer != audit.answer(edit.statement)]
    clashes = tuple(edit.statement for edit in changed if edit.seen != audit.edit(edit.statement))
    kept = [edit for edit in changed if edit.statement not in clashes]
    after = _answered(audit, step, kept) if kept else audit
    if clashes:
        raise AnsweredMeanwhile(after, clashes)
    return after


def ready(audit: Audit, step: Step, *, asked: Sequence[Statement]) -> Audit:
    """Hand it to the manager. Raises Refused when a statement has no level, or it is signed off."""
    if audit.has(step):
        return audit
    _can_close(audit, AuditAction.READY, asked)
    return audit.took(AuditAction.READY, step)


def sign_off(
    audit: Audit, step: Step, *, asked: Sequence[Statement], manager: KeeperId, heard: Heard | None = None
) -> Audit:
    """Close it for good, with what those who were invited had said by then. Raises Refused."""
    if audit.has(step):
        return audit
    _can_close(audit, AuditAction.SIGN_OFF, asked)
    found = heard or Heard(people=0)
    facts: dict[str, Fact] = {f"level:{id}": str(each.answer.level) for id, each in sorted(audit.answers.items())}
    if found.people:
        facts["people"] = found.people
        facts |= {f"people:{id}": "/".join(map(str, each.counts)) for id, each in sorted(found.tallies.items())}
    signed = {"signed_by": manager, "signed_on": step.today, "heard": found, "asked": tuple(asked)}
    return audit.took(AuditAction.SIGN_OFF, step, facts, **signed)


def finish(audit: Audit, step: Step, statement: StatementId, note: str) -> Audit:
    """Write down that an action was carried out. Raises Refused."""
    if audit.has(step):
        return audit
    if audit.answer(statement).action is None:
        raise Refused(audit.called, reason=PromiseRefusal.NO_SUCH_ACTION)
    if statement in audit.done:
        raise Refused(audit.called, reason=PromiseRefusal.ALREADY_DONE)
    if not note.strip():
        raise Refused(audit.called, reason=PromiseRefusal.NOTHING_SHOWN)
    done = MappingProxyType({**audit.done, statement: Done(on=step.today, note=note, by=step.by)})
    facts: dict[str, Fact] = {"statement": statement, "note": journals.digest_of(note, step=step.press)}
    return audit.took(AuditAction.FINISH, step, facts, done=done)


def remind(audit: Audit, step: Step, told: Mapping[tuple[StatementId, str], str], *, run: str) -> Audit:
    """Write down who was reminded of which actions in a monthly run, once."""
    if audit.has(step) or not told:
        return audit
    facts: dict[str, Fact] = {f"{id}/{stage}": people for (id, stage), people in sorted(told.items())}
    return audit.took(AuditAction.REMIND, step, {"run": run, **facts})


def _can_close(audit: Audit, action: AuditAction, asked: Sequence[Statement]) -> None:
    audit.after(action)
    if audit.missing(asked):
        raise Refused(audit.called, reason=PromiseRefusal.NOT_READY)


def _answered(audit: Audit, step: Step, edits: Sequence[Edit]) -> Audit:
    answers = dict(audit.answers)
    facts: dict[str, Fact] = {}
    for edit in edits:
        answers[edit.statement] = Answered(answer=edit.answer, edit=audit.version + 1, by=step.by, at=step.at)
        words = "\n".join(
            (edit.answer.evidence, edit.answer.said, edit.answer.action.what if edit.answer.action else "")
        )
        facts[edit.statement] = f"{edit.answer.level or 'none'} {journals.digest_of(words, step=step.press)}"
    return audit.took(AuditAction.ANSWER, step, facts, answers=MappingProxyType(answers))
