"""The review of the policy, every two years: tasks that people do and undo, until the new version is public.

One review for each version of the policy: begun twice, it is the same one (Wirral policy, section 12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.assurance.refusals import CannotKeep, Refusal
from takepart.domain.assurance.rules import Commitment, KeeperId, PolicyVersion, ReviewTask, TaskKind
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.references import read_reference
from takepart.domain.uk_time import local_date


class ReviewState(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    PUBLISHED = "published"


class TaskState(StrEnum):
    """Where one of its tasks stands."""

    TO_DO = "to-do"
    DONE = "done"


class ReviewAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    BEGIN = "begun"
    GIVE = "given"
    FINISH = "done"
    UNDO = "undone"
    PUBLISH = "published"


TRANSITIONS: Final[Mapping[tuple[ReviewState, ReviewAction], ReviewState]] = MappingProxyType(
    {
        (ReviewState.OPEN, ReviewAction.GIVE): ReviewState.OPEN,
        (ReviewState.OPEN, ReviewAction.FINISH): ReviewState.OPEN,
        (ReviewState.OPEN, ReviewAction.UNDO): ReviewState.OPEN,
        (ReviewState.OPEN, ReviewAction.PUBLISH): ReviewState.PUBLISHED,
    }
)
"""Every pair that is not here is refused: after publishing, nothing changes."""
TASKS: Final[Mapping[tuple[TaskState, ReviewAction], TaskState]] = MappingProxyType(
    {
        (TaskState.TO_DO, ReviewAction.GIVE): TaskState.TO_DO,
        (TaskState.TO_DO, ReviewAction.FINISH): TaskState.DONE,
        (TaskState.DONE, ReviewAction.UNDO): TaskState.TO_DO,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Who does a task and by when, when that is not what the policy says."""

    who: KeeperId
    by: date


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDone:
    """A task that was done."""

    on: date
    by: Actor
    note: str
    consultation: str = ""
    """The reference of the consultation in which people were asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptPromise:
    """One promise as a version of the policy made it: its words stay readable when the policy's file forgets it."""

    id: str
    name: str
    promise: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """The version that a review ended with."""

    version: PolicyVersion
    on: date
    promises: tuple[KeptPromise, ...]


@dataclass(frozen=True, kw_only=True)
class Review(Aggregate):
    """The review of one version of the policy."""

    KEY: ClassVar = ("of",)
    TRANSITIONS: ClassVar = TRANSITIONS

    of: str
    """The version that is looked at again."""
    state: ReviewState = ReviewState.OPEN
    given: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))
    done: Mapping[str, TaskDone] = field(default_factory=lambda: MappingProxyType({}))
    published: Published | None = None
    notes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """What people wrote, by the journal entry it came with."""

    def task(self, id: str) -> TaskState:
        """Where a task stands."""
        return TaskState.DONE if id in self.done else TaskState.TO_DO

    def left(self, tasks: Sequence[ReviewTask]) -> tuple[ReviewTask, ...]:
        """The tasks still to do before the new version can be published."""
        return tuple(each for each in tasks if each.kind is not TaskKind.PUBLISH and each.id not in self.done)


def begin(of: str, *, by: Actor, at: datetime) -> Review:
    """A review, begun. The version is the step: begun twice, it is one."""
    step = StepId(f"begin-review-{of}")
    return Review(of=of, journal=journals.append((), at=at, by=by, action=ReviewAction.BEGIN.value, step=step))


def give(review: Review, task: ReviewTask, given: Given, *, by: Actor, at: datetime, step: StepId) -> Review:
    """Say who does a task and by when. Raises CannotKeep."""
    if journals.has_step(review.journal, step):
        return review
    _may(review, ReviewAction.GIVE, task)
    if given.by < local_date(at):
        raise CannotKeep(Refusal.PAST_DAY)
    facts: dict[str, Fact] = {"task": task.id, "who": given.who, "by": given.by.isoformat()}
    after = replace(review, given=MappingProxyType({**review.given, task.id: given}))
    return _step(after, ReviewAction.GIVE, by=by, at=at, step=step, facts=facts)


def finish(
    review: Review, task: ReviewTask, *, note: str, consultation: str, by: Actor, at: datetime, step: StepId
) -> Review:
    """A task was done. Raises CannotKeep: a note is always asked for, and of a consultation its reference."""
    if journals.has_step(review.journal, step):
        return review
    _may(review, ReviewAction.FINISH, task)
    if task.kind is TaskKind.PUBLISH:
        raise CannotKeep(Refusal.NO_SUCH_TASK)
    if not note.strip():
        raise CannotKeep(Refusal.NOTHING_SHOWN)
    reference = (read_reference(consultation) or "") if task.kind is TaskKind.CONSULT else ""
    if task.kind is TaskKind.CONSULT and not reference:
        raise CannotKeep(Refusal.NEEDS_CONSULTATION)
    done = TaskDone(on=local_date(at), by=by, note=note, consultation=reference)
    facts: dict[str, Fact] = {"task": task.id, "note": journals.digest_of(note, step=step)}
    if reference:
        facts["consultation"] = reference
    after = replace(review, done=MappingProxyType({**review.done, task.id: done}))
    return _step(after, ReviewAction.FINISH, by=by, at=at, step=step, facts=facts, note=note)


def undo(review: Review, task: ReviewTask, *, reason: str, by: Actor, at: datetime, step: StepId) -> Review:
    """A task is to do again, for a reason. What was done before stays in the journal. Raises CannotKeep."""
    if journals.has_step(review.journal, step):
        return review
    _may(review, ReviewAction.UNDO, task)
    if not reason.strip():
        raise CannotKeep(Refusal.NEEDS_REASON)
    facts: dict[str, Fact] = {"task": task.id, "reason": journals.digest_of(reason, step=step)}
    after = replace(review, done=MappingProxyType({id: each for id, each in review.done.items() if id != task.id}))
    return _step(after, ReviewAction.UNDO, by=by, at=at, step=step, facts=facts, note=reason)


def publish(
    review: Review,
    version: PolicyVersion,
    promises: Sequence[Commitment],
    *,
    tasks: Sequence[ReviewTask],
    by: Actor,
    at: datetime,
    step: StepId,
) -> Review:
    """The new version is public, with its date and the promises that it makes. Raises CannotKeep."""
    if journals.has_step(review.journal, step):
        return review
    _may(review, ReviewAction.PUBLISH, None)
    if review.left(tasks):
        raise CannotKeep(Refusal.TASKS_LEFT)
    words = tuple(
        KeptPromise(id=each.id, name=each.name, promise=each.promise, source=each.source) for each in promises
    )
    published = Published(version=version, on=local_date(at), promises=words)
    text = "\n".join(f"{each.id} {each.name} {each.promise} {each.source}" for each in words)
    facts: dict[str, Fact] = {
        "version": version.id,
        "starts": version.starts.isoformat(),
        "promises": journals.digest_of(text, step=step),
    }
    after = replace(review, published=published)
    return _step(after, ReviewAction.PUBLISH, by=by, at=at, step=step, facts=facts)


def _may(review: Review, action: ReviewAction, task: ReviewTask | None) -> None:
    if (review.state, action) not in TRANSITIONS:
        raise CannotKeep(Refusal.REVIEW_OVER)
    if task is not None and (review.task(task.id), action) not in TASKS:
        raise CannotKeep(Refusal.TASK_NOT_DONE if action is ReviewAction.UNDO else Refusal.TASK_DONE)


def _step(
    review: Review,
    action: ReviewAction,
    *,
    by: Actor,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact],
    note: str = "",
) -> Review:
    journal = journals.append(review.journal, at=at, by=by, action=action.value, step=step, facts=facts)
    notes = MappingProxyType({**review.notes, len(journal): note}) if note else review.notes
    return replace(review, state=TRANSITIONS[review.state, action], notes=notes, journal=journal)
