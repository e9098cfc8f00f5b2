"""The policy is looked at again: tasks, what each promise achieved since the last version, and the new version.

Publishing keeps the promise to review the policy, in the same write. A version that was published is told as it
was then, from our records; the others from the policy's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.assurance import review as reviews
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.review import Given, KeptPromise, Review, ReviewState
from takepart.domain.assurance.rules import (
    ORGANISATION,
    Assurance,
    Commitment,
    CommitmentId,
    KeeperId,
    PolicyVersion,
    ReviewTask,
)
from takepart.domain.assurance.slots import Slot
from takepart.domain.assurance.standing import open_slots
from takepart.domain.assurance.years import year_of
from takepart.domain.journal import Actor
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.keep_promises import first_filled
from takepart.use_cases.assurance.ports import Promises, PromiseStore, Records
from takepart.use_cases.assurance.public_promises import public_promises
from takepart.use_cases.doing import until_kept
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


def review_now(*, promises: Promises, today: date) -> ReviewNow:
    """Where the review stands. Raises StoreUnavailable."""
    found = {each.of: each for each in promises.store.reviews()}
    of = _looked_at(found, promises.rules, today)
    following = [each for each in promises.rules.policy_versions if of is not None and each.starts > of.starts]
    return ReviewNow(
        of=of,
        review=found.get(of.id) if of else None,
        due=_due(promises, today),
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
    acting = rules.acting(given.who) if given else None
    return acting.id if acting else rules.holder(task.who, rules.team(ORGANISATION))


def begin(*, by: Actor, promises: Promises, now: datetime) -> Review:
    """Begin the review of the version in force, or give back the one that was begun before.

    Raises Refused, StoreUnavailable.
    """
    current = review_now(promises=promises, today=local_date(now))
    if current.of is None:
        raise Refused("review", reason=PromiseRefusal.NO_NEW_VERSION)
    if current.review is not None:
        return current.review
    begun = reviews.begin(current.of.id, by=by, at=now)
    try:
        promises.store.save(begun)
    except ChangedMeanwhile:
        return _review(promises.store, current.of.id)
    return begun


def give(task: str, given: Given, *, promises: Promises, step: Step) -> Review:
    """Say who does a task and by when. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    return _change(task, step, lambda review, found: reviews.give(review, step, found, given), promises)


def finish(task: str, *, note: str, consultation: str, promises: Promises, step: Step) -> Review:
    """A task was done. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    more = {"note": note, "consultation": consultation}
    return _change(task, step, lambda review, found: reviews.finish(review, step, found, **more), promises)


def undo(task: str, *, reason: str, promises: Promises, step: Step) -> Review:
    """A task is to do again. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    return _change(task, step, lambda review, found: reviews.undo(review, step, found, reason=reason), promises)


def publish(*, promises: Promises, step: Step) -> Review:
    """Make the new version public, and keep the promise to review the policy: one write.

    Raises Refused, ChangedMeanwhile, StoreUnavailable.
    """
    current = review_now(promises=promises, today=step.today)
    done = next((each for each in promises.store.reviews() if each.has(step)), None)
    if done is not None:
        return done
    if current.review is None:
        raise Refused("review", reason=PromiseRefusal.TASKS_LEFT)
    version = current.next
    if version is None:
        over = current.review.state is ReviewState.PUBLISHED
        raise Refused("review", reason=PromiseRefusal.REVIEW_OVER if over else PromiseRefusal.NO_NEW_VERSION)
    words, tasks = promises_of_version(version, promises.rules), promises.rules.review_tasks
    after = reviews.publish(current.review, step, version, words, tasks=tasks)
    records, slots = _owed(promises, step.today)
    owner = promises.rules.team(ORGANISATION)
    kept = first_filled(owner, slots, f"policy {version.id}", records=records, step=step)
    promises.store.save(after, *([kept] if kept else []))
    return after


def achieved(since: date, *, promises: Promises, today: date) -> tuple[Achieved, ...]:
    """What each promise achieved from the year of a day until today: one query for each year. Raises StoreUnavailable.

    Versions of the same promise are told together.
    """
    found: dict[CommitmentId, Achieved] = {}
    for year in range(year_of(since, promises.rules.year_starts), year_of(today, promises.rules.year_starts) + 1):
        for each in public_promises(year, promises=promises, today=today):
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
    """A task of the policy's review. Raises Refused."""
    found = next((each for each in rules.review_tasks if each.id == id), None)
    if found is None:
        raise Refused("review", reason=PromiseRefusal.NO_SUCH_TASK)
    return found


def _review(store: PromiseStore, of: str) -> Review:
    found = next((each for each in store.reviews() if each.of == of), None)
    if found is None:
        raise Refused("review", reason=PromiseRefusal.NO_SUCH_TASK)
    return found


def _change(id: str, step: Step, change: Callable[[Review, ReviewTask], Review], promises: Promises) -> Review:
    task = task_of(id, promises.rules)

    def attempt() -> Review:
        before = review_now(promises=promises, today=step.today).review
        if before is None:
            raise Refused("review", reason=PromiseRefusal.NO_SUCH_TASK)
        after = change(before, task)
        if after is not before:
            promises.store.save(after)
        return after

    return until_kept(attempt, tries=_TRIES)


def _looked_at(found: Mapping[str, Review], rules: Assurance, today: date) -> PolicyVersion | None:
    versions = reversed(rules.policy_versions)
    waiting = (each for each in versions if each.id in found and found[each.id].state is ReviewState.OPEN)
    return next(waiting, None) or version_in_force(rules, today)


def _owed(promises: Promises, today: date) -> tuple[Records, list[Slot]]:
    """The organisation's records, and its open promises to review the policy, the earliest due first."""
    owner, rules = promises.rules.team(ORGANISATION), promises.rules
    records = promises.records(owner, today)
    slots = [each for each in open_slots(owner, records.duties, rules=rules, today=today) if each.commitment.is_review]
    return records, sorted(slots, key=lambda each: each.due)


def _due(promises: Promises, today: date) -> date | None:
    records, slots = _owed(promises, today)
    kept = {(each.commitment, each.year, one.slot) for each in records.duties.values() for one in each.evidence}
    return next((each.due for each in slots if each.key not in kept), None)


@dataclass(frozen=True, kw_only=True)
class ToldVersion:
    """One version, and what it changed against the one before."""

    version: PolicyVersion
    published: date | None
    """When its review ended; None for one from before reviews were kept here."""
    promises: tuple[KeptPromise, ...]
    added: tuple[str, ...] = ()
    """The names of promises that are new in it."""
    reworded: tuple[str, ...] = ()
    """The names of promises that it words in another way."""
    ended: tuple[str, ...] = ()
    """The names of promises that it no longer makes."""


def version_in_force(rules: Assurance, today: date) -> PolicyVersion | None:
    """The version that holds on a day."""
    begun = [each for each in rules.policy_versions if each.starts <= today]
    return begun[-1] if begun else None


def promises_of_version(version: PolicyVersion, rules: Assurance) -> tuple[Commitment, ...]:
    """What a version promises: all that holds at some time before the next one, each in its last wording."""
    after = min((each.starts for each in rules.policy_versions if each.starts > version.starts), default=None)
    latest: dict[str, Commitment] = {}
    for each in rules.commitments:
        holds = (after is None or each.starts < after) and (each.ends is None or each.ends >= version.starts)
        before = latest.get(each.id)
        if holds and (before is None or before.starts < each.starts):
            latest[each.id] = each
    return tuple(latest.values())


def told_versions(*, promises: Promises) -> tuple[ToldVersion, ...]:
    """Every version, the oldest first. Raises StoreUnavailable."""
    kept = {each.published.version.id: each for each in promises.store.reviews() if each.published}
    versions = {each.id: each for each in promises.rules.policy_versions}
    versions |= {id: each.published.version for id, each in kept.items() if each.published and id not in versions}
    found: list[ToldVersion] = []
    for version in sorted(versions.values(), key=lambda each: each.starts):
        words = _promises(version, kept.get(version.id), promises.rules)
        found.append(_told(version, kept.get(version.id), words, before=found[-1].promises if found else None))
    return tuple(found)


def _promises(version: PolicyVersion, review: Review | None, rules: Assurance) -> tuple[KeptPromise, ...]:
    if review is not None and review.published is not None:
        return review.published.promises
    return tuple(
        KeptPromise(id=each.id, name=each.name, promise=each.promise, source=each.source)
        for each in promises_of_version(version, rules)
    )


def _told(
    version: PolicyVersion,
    review: Review | None,
    promises: Sequence[KeptPromise],
    *,
    before: Sequence[KeptPromise] | None,
) -> ToldVersion:
    earlier = {each.id: each for each in before or ()}
    now = {each.id for each in promises}
    fresh = [each for each in promises if each.id not in earlier]
    changed = [each for each in promises if each.id in earlier and earlier[each.id].promise != each.promise]
    return ToldVersion(
        version=version,
        published=review.published.on if review and review.published else None,
        promises=tuple(promises),
        added=_names(fresh) if before is not None else (),
        reworded=_names(changed),
        ended=_names(each for each in before or () if each.id not in now),
    )


def _names(promises: Iterable[KeptPromise]) -> tuple[str, ...]:
    return tuple(each.name for each in promises)
