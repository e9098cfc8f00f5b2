"""The policy is looked at again: tasks, what each promise achieved since the last version, and the new version.

Publishing keeps the promise to review the policy, in the same write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from takepart.domain.assurance import duty as duties
from takepart.domain.assurance import review as reviews
from takepart.domain.assurance.duty import Duty, Evidence
from takepart.domain.assurance.refusals import CannotKeep, Refusal
from takepart.domain.assurance.review import Given, Review, ReviewState
from takepart.domain.assurance.rules import (
    ORGANISATION,
    Assurance,
    CommitmentId,
    KeeperId,
    PolicyVersion,
    ReviewTask,
)
from takepart.domain.assurance.standing import open_slots, years_around
from takepart.domain.assurance.years import year_of
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor, has_step
from takepart.domain.uk_time import local_date
from takepart.use_cases.again import until_kept
from takepart.use_cases.assurance.policy_versions import promises_of_version, version_in_force
from takepart.use_cases.assurance.ports import PromiseStore
from takepart.use_cases.assurance.public_promises import public_promises
from takepart.use_cases.ports import ChangedMeanwhile

_TRIES: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Achieved:
    """What one promise achieved over a period: how often it was owed by now, and kept."""

    id: CommitmentId
    name: str
    source: str
    owed: int
    kept: int
    kept_late: int

    @property
    def percent(self) -> int | None:
        """Of 100 times, how often it was kept, rounded down; None when it was never owed."""
        return 100 * self.kept // self.owed if self.owed else None


@dataclass(frozen=True, kw_only=True)
class ReviewNow:
    """The review that matters today."""

    of: PolicyVersion | None
    """The version that is looked at: that of a review which is not over yet, else the one in force."""
    review: Review | None
    """None when nobody has begun."""
    due: date | None
    """When the promise to review the policy is due."""
    next: PolicyVersion | None
    """The version that can be published: the first in the policy's file after the one that is looked at."""


def review_now(*, store: PromiseStore, rules: Assurance, today: date) -> ReviewNow:
    """Where the review stands. Raises StoreUnavailable."""
    found = {each.of: each for each in store.reviews()}
    of = _looked_at(found, rules, today)
    following = [each for each in rules.policy_versions if of is not None and each.starts > of.starts]
    return ReviewNow(
        of=of,
        review=found.get(of.id) if of else None,
        due=_due(store=store, rules=rules, today=today),
        next=following[0] if following else None,
    )


def task_by(task: ReviewTask, now: ReviewNow) -> date | None:
    """By when a task is to be done."""
    given = now.review.given.get(task.id) if now.review else None
    if given:
        return given.by
    return now.due - timedelta(days=task.days_before) if now.due else None


def task_holder(task: ReviewTask, now: ReviewNow, rules: Assurance) -> KeeperId:
    """Who does a task."""
    given = now.review.given.get(task.id) if now.review else None
    return given.who if given else rules.holder(task.who, rules.team(ORGANISATION))


def begin(*, by: Actor, store: PromiseStore, rules: Assurance, now: datetime) -> Review:
    """Begin the review of the version in force, or give back the one that was begun before.

    Raises CannotKeep, StoreUnavailable.
    """
    current = review_now(store=store, rules=rules, today=local_date(now))
    if current.of is None:
        raise CannotKeep(Refusal.NO_NEW_VERSION)
    if current.review is not None:
        return current.review
    begun = reviews.begin(current.of.id, by=by, at=now)
    try:
        store.save(begun)
    except ChangedMeanwhile:
        return _review(store, current.of.id)
    return begun


def give(
    task: str, given: Given, *, by: Actor, store: PromiseStore, rules: Assurance, step: StepId, now: datetime
) -> Review:
    """Say who does a task and by when. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    return _change(
        lambda review: reviews.give(review, task_of(task, rules), given, by=by, at=now, step=step),
        store=store,
        rules=rules,
        now=now,
    )


def finish(
    task: str,
    *,
    note: str,
    consultation: str,
    by: Actor,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
) -> Review:
    """A task was done. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    found = task_of(task, rules)
    return _change(
        lambda review: reviews.finish(review, found, note=note, consultation=consultation, by=by, at=now, step=step),
        store=store,
        rules=rules,
        now=now,
    )


def undo(
    task: str, *, reason: str, by: Actor, store: PromiseStore, rules: Assurance, step: StepId, now: datetime
) -> Review:
    """A task is to do again. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    return _change(
        lambda review: reviews.undo(review, task_of(task, rules), reason=reason, by=by, at=now, step=step),
        store=store,
        rules=rules,
        now=now,
    )


def publish(*, by: Actor, store: PromiseStore, rules: Assurance, step: StepId, now: datetime) -> Review:
    """Make the new version public, and keep the promise to review the policy: one write.

    Raises CannotKeep, ChangedMeanwhile, StoreUnavailable.
    """
    today = local_date(now)
    current = review_now(store=store, rules=rules, today=today)
    done = next((each for each in store.reviews() if has_step(each.journal, step)), None)
    if done is not None:
        return done
    if current.review is None:
        raise CannotKeep(Refusal.TASKS_LEFT)
    version = current.next
    if version is None:
        over = current.review.state is ReviewState.PUBLISHED
        raise CannotKeep(Refusal.REVIEW_OVER if over else Refusal.NO_NEW_VERSION)
    after = reviews.publish(
        current.review,
        version,
        promises_of_version(version, rules),
        tasks=rules.review_tasks,
        by=by,
        at=now,
        step=step,
    )
    kept = _promise_kept(version, by=by, store=store, rules=rules, step=step, now=now)
    store.save(after, *([kept] if kept else []))
    return after


def achieved(since: date, *, store: PromiseStore, rules: Assurance, today: date) -> tuple[Achieved, ...]:
    """What each promise achieved from the year of a day until today: one query for each year. Raises StoreUnavailable.

    Versions of the same promise are told together.
    """
    found: dict[CommitmentId, Achieved] = {}
    for year in range(year_of(since, rules.year_starts), year_of(today, rules.year_starts) + 1):
        for each in public_promises(year, store=store, rules=rules, today=today):
            before = found.get(each.commitment.id)
            found[each.commitment.id] = Achieved(
                id=each.commitment.id,
                name=each.commitment.name,
                source=each.commitment.source,
                owed=each.owed + (before.owed if before else 0),
                kept=each.kept + (before.kept if before else 0),
                kept_late=each.kept_late + (before.kept_late if before else 0),
            )
    return tuple(found.values())


def task_of(id: str, rules: Assurance) -> ReviewTask:
    """A task of the policy's review. Raises CannotKeep."""
    found = next((each for each in rules.review_tasks if each.id == id), None)
    if found is None:
        raise CannotKeep(Refusal.NO_SUCH_TASK)
    return found


def _review(store: PromiseStore, of: str) -> Review:
    found = next((each for each in store.reviews() if each.of == of), None)
    if found is None:
        raise CannotKeep(Refusal.NO_SUCH_TASK)
    return found


def _change(change: Callable[[Review], Review], *, store: PromiseStore, rules: Assurance, now: datetime) -> Review:
    def attempt() -> Review:
        before = review_now(store=store, rules=rules, today=local_date(now)).review
        if before is None:
            raise CannotKeep(Refusal.NO_SUCH_TASK)
        after = change(before)
        if after is before:
            return before
        store.save(after)
        return after

    return until_kept(attempt, tries=_TRIES)


def _looked_at(found: Mapping[str, Review], rules: Assurance, today: date) -> PolicyVersion | None:
    versions = reversed(rules.policy_versions)
    waiting = (each for each in versions if each.id in found and found[each.id].state is ReviewState.OPEN)
    return next(waiting, None) or version_in_force(rules, today)


def _due(*, store: PromiseStore, rules: Assurance, today: date) -> date | None:
    owner = rules.team(ORGANISATION)
    records = store.of_team(owner.id, years_around(today, rules))
    slots = [
        each.due
        for each in open_slots(owner, records.duties, rules=rules, today=today)
        if each.commitment.is_review and not _is_kept(records.duties.get((each.commitment.id, each.year)), each.id)
    ]
    return min(slots, default=None)


def _is_kept(duty: Duty | None, slot: str) -> bool:
    return duty is not None and any(each.slot == slot for each in duty.evidence)


def _promise_kept(
    version: PolicyVersion, *, by: Actor, store: PromiseStore, rules: Assurance, step: StepId, now: datetime
) -> Duty | None:
    """The promise to review the policy, filled; nothing when none is owed now."""
    today = local_date(now)
    owner = rules.team(ORGANISATION)
    records = store.of_team(owner.id, years_around(today, rules))
    for slot in sorted(open_slots(owner, records.duties, rules=rules, today=today), key=lambda each: each.due):
        if not slot.commitment.is_review:
            continue
        duty = records.duty(owner.id, slot.commitment.id, slot.year)
        evidence = Evidence(slot=slot.id, day=today, by=by, record=f"policy {version.id}")
        try:
            return duties.show(duty, slot, evidence, at=now, step=step)
        except CannotKeep:
            continue
    return None
