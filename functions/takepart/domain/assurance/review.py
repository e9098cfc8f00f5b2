"""The review of the policy, every two years: tasks that people do and undo, until the new version is public.

One review for each version of the policy: begun twice, it is the same one (Wirral policy, section 12).
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
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Commitment, KeeperId, PolicyVersion, ReviewTask, TaskKind
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused


class ReviewState(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    PUBLISHED = "published"


class TaskState(StrEnum):
    """Where one of its tasks stands."""

    TO_DO = "to-do"
    DONE = "done"


class ReviewAction(PlainWord):
    """What can be done. The value is what the journal calls it."""

    BEGIN = "begun", "Review begun"
    GIVE = "given", "Given to somebody"
    FINISH = "done", "Done"
    UNDO = "undone", "To do again"
    PUBLISH = "published", "New version made public"


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
    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (ReviewState.OPEN, ReviewAction.GIVE): ReviewState.OPEN,
            (ReviewState.OPEN, ReviewAction.FINISH): ReviewState.OPEN,
            (ReviewState.OPEN, ReviewAction.UNDO): ReviewState.OPEN,
            (ReviewState.OPEN, ReviewAction.PUBLISH): ReviewState.PUBLISHED,
        }
    )
    """Every pair that is not here is refused: after publishing, nothing changes."""
    NOT_NOW: ClassVar = PromiseRefusal.REVIEW_OVER

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
    return Review(of=of).written(ReviewAction.BEGIN, Step(by, at, StepId(f"begin-review-{of}")))


def give(review: Review, step: Step, task: ReviewTask, given: Given) -> Review:
    """Say who does a task and by when. Raises Refused."""
    if review.has(step):
        return review
    _may(review, ReviewAction.GIVE, task)
    if given.by < step.today:
        raise Refused(review.called, reason=PromiseRefusal.PAST_DAY)
    facts: dict[str, Fact] = {"task": task.id, "who": given.who, "by": given.by.isoformat()}
    return review.took(ReviewAction.GIVE, step, facts, given=MappingProxyType({**review.given, task.id: given}))


def finish(review: Review, step: Step, task: ReviewTask, *, note: str, consultation: str) -> Review:
    """A task was done. Raises Refused: a note is always asked for, and of a consultation its reference."""
    if review.has(step):
        return review
    _may(review, ReviewAction.FINISH, task)
    if task.kind is TaskKind.PUBLISH:
        raise Refused(review.called, reason=PromiseRefusal.NO_SUCH_TASK)
    if not note.strip():
        raise Refused(review.called, reason=PromiseRefusal.NOTHING_SHOWN)
    reference = (read_reference(consultation) or "") if task.kind is TaskKind.CONSULT else ""
    if task.kind is TaskKind.CONSULT and not reference:
        raise Refused(review.called, reason=PromiseRefusal.NEEDS_CONSULTATION)
    done = TaskDone(on=step.today, by=step.by, note=note, consultation=reference)
    facts: dict[str, Fact] = {"task": task.id, "note": journals.digest_of(note, step=step.press)}
    if reference:
        facts["consultation"] = reference
    every = MappingProxyType({**review.done, task.id: done})
    return review.took(ReviewAction.FINISH, step, facts, done=every, notes=_noted(review, note))


def undo(review: Review, step: Step, task: ReviewTask, *, reason: str) -> Review:
    """A task is to do again, for a reason. What was done before stays in the journal. Raises Refused."""
    if review.has(step):
        return review
    _may(review, ReviewAction.UNDO, task)
    if not reason.strip():
        raise Refused(review.called, reason=PromiseRefusal.NEEDS_REASON)
    facts: dict[str, Fact] = {"task": task.id, "reason": journals.digest_of(reason, step=step.press)}
    left = MappingProxyType({id: each for id, each in review.done.items() if id != task.id})
    return review.took(ReviewAction.UNDO, step, facts, done=left, notes=_noted(review, reason))


def publish(
    review: Review,
    step: Step,
    version: PolicyVersion,
    promises: Sequence[Commitment],
    *,
    tasks: Sequence[ReviewTask],
) -> Review:
    """The new version is public, with its date and the promises that it makes. Raises Refused."""
    if review.has(step):
        return review
    review.after(ReviewAction.PUBLISH)
    if review.left(tasks):
        raise Refused(review.called, reason=PromiseRefusal.TASKS_LEFT)
    words = tuple(
        KeptPromise(id=each.id, name=each.name, promise=each.promise, source=each.source) for each in promises
    )
    text = "\n".join(f"{each.id} {each.name} {each.promise} {each.source}" for each in words)
    facts: dict[str, Fact] = {
        "version": version.id,
        "starts": version.starts.isoformat(),
        "promises": journals.digest_of(text, step=step.press),
    }
    published = Published(version=version, on=step.today, promises=words)
    return review.took(ReviewAction.PUBLISH, step, facts, published=published)


def _may(review: Review, action: ReviewAction, task: ReviewTask) -> None:
    review.after(action)
    if (review.task(task.id), action) not in TASKS:
        undone = action is ReviewAction.UNDO
        raise Refused(review.called, reason=PromiseRefusal.TASK_NOT_DONE if undone else PromiseRefusal.TASK_DONE)


def _noted(review: Review, note: str) -> Mapping[int, str]:
    return MappingProxyType({**review.notes, review.version + 1: note})
