"""The versions of the policy, for everyone: from when each holds, what it changed, and what it promises.

A version that was published is told as it was then, from our records; the others from the policy's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from takepart.domain.assurance.review import KeptPromise, Review
from takepart.domain.assurance.rules import Assurance, Commitment, PolicyVersion
from takepart.use_cases.assurance.ports import PromiseStore


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


def told_versions(*, store: PromiseStore, rules: Assurance) -> tuple[ToldVersion, ...]:
    """Every version, the oldest first. Raises StoreUnavailable."""
    kept = {each.published.version.id: each for each in store.reviews() if each.published}
    versions = {each.id: each for each in rules.policy_versions}
    versions |= {id: each.published.version for id, each in kept.items() if each.published and id not in versions}
    found: list[ToldVersion] = []
    for version in sorted(versions.values(), key=lambda each: each.starts):
        promises = _promises(version, kept.get(version.id), rules)
        found.append(_told(version, kept.get(version.id), promises, before=found[-1].promises if found else None))
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
