"""The part of a policy file about the policy itself: its versions, the tasks of its review, and the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from takepart.adapters.policy.reader import Table
from takepart.domain.assurance.map_rules import MapRules, Rung
from takepart.domain.assurance.rules import REVIEW, Assurance, Place, PolicyVersion, ReviewTask, TaskKind

Problem = tuple[str, str]


def review_task(table: Table) -> ReviewTask:
    """One task of the review of the policy."""
    task = ReviewTask(
        id=table.name_of(),
        name=table.text("name"),
        words=table.text("words", most=300),
        kind=table.one_of("kind", TaskKind),
        who=table.one_of("who", Place),
        days_before=table.whole("days_before", most=700),
    )
    table.close()
    return task


def version(table: Table) -> PolicyVersion:
    """One version of the policy."""
    version = PolicyVersion(id=table.name_of(), starts=table.day("starts"), changed=table.text("changed", most=500))
    table.close()
    return version


def level_map(table: Table) -> MapRules:
    """The two sides of the map of taking part."""
    rules = MapRules(
        levels=tuple(_rung(each) for each in table.tables("levels", least=2)),
        spheres=tuple(_rung(each) for each in table.tables("spheres")),
    )
    table.close()
    return rules


def _rung(table: Table) -> Rung:
    rung = Rung(id=table.name_of(), name=table.text("name", most=40), words=table.text("words", most=160))
    table.close()
    return rung


def review_problems(rules: Assurance) -> Iterator[Problem]:
    """A review ends by publishing, once; versions follow each other; a map has no level twice."""
    if rules.map is not None:
        yield from twice("map.levels", [each.id for each in rules.map.levels])
        yield from twice("map.spheres", [each.id for each in rules.map.spheres])
    yield from twice("review_tasks", [each.id for each in rules.review_tasks])
    yield from twice("policy_versions", [each.id for each in rules.policy_versions])
    for before, after in pairwise(rules.policy_versions):
        if after.starts <= before.starts:
            at = f"assurance.policy_versions[{after.id}].starts"
            yield at, f"{after.starts} is not after {before.starts}, the version before it: write the oldest first"
    last = [each for each in rules.review_tasks if each.kind is TaskKind.PUBLISH]
    if rules.review_tasks and len(last) != 1:
        yield "assurance.review_tasks", f"{len(last)} of them are of the kind publish, there must be one"
    if any(each.is_review for each in rules.commitments) and not (rules.review_tasks and rules.policy_versions):
        yield (
            "assurance.review_tasks",
            f'a promise is kept by "{REVIEW}", write its tasks here and versions in [[assurance.policy_versions]]',
        )


def twice(key: str, ids: Sequence[str]) -> Iterator[Problem]:
    """Every id that is there more than once, as a problem."""
    for id in dict.fromkeys(each for each in ids if ids.count(each) > 1):
        yield f"assurance.{key}", f'"{id}" is there twice, give each its own id'
