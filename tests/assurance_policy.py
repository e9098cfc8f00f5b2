"""Promises with two versions of a policy and the tasks of its review, for tests."""

from __future__ import annotations

from datetime import date

from takepart.domain.assurance.rules import (
    Assurance,
    Cadence,
    Place,
    PolicyVersion,
    ReviewTask,
    TaskKind,
    TeamKind,
)
from tests.assurance_builders import EVERYONE, a_commitment, a_team, an_assurance

OLD = PolicyVersion(id="2024", starts=date(2024, 4, 1), changed="This was our first policy.")
NOW = PolicyVersion(id="2026", starts=date(2026, 4, 1), changed="We promise more.")
NEXT = PolicyVersion(id="2028", starts=date(2028, 4, 1), changed="We promise drop-ins each month.")


def a_task(name: str, kind: TaskKind, days_before: int = 90) -> ReviewTask:
    """A task of the review, for the participation lead."""
    return ReviewTask(
        id=name,
        name=name.capitalize(),
        words=f"Please {name}.",
        kind=kind,
        who=Place.LEAD,
        days_before=days_before,
    )


TASKS = (
    a_task("consult", TaskKind.CONSULT, 180),
    a_task("compare", TaskKind.COMPARE, 120),
    a_task("publish", TaskKind.PUBLISH, 0),
)


def a_reviewed_policy(*versions: PolicyVersion) -> Assurance:
    """Drop-ins, twice a year and from 2026 four times; a promise that ended; and the review every two years."""
    review = a_commitment(
        "review",
        owners=frozenset({TeamKind.ORGANISATION}),
        cadence=Cadence.EVERY_SO_MANY_YEARS,
        times=2,
        evidence=("policy review",),
        remind=Place.PARTICIPATION_LEAD,
        plan_days=0,
        tell_when_late=Place.PARTICIPATION_LEAD,
    )
    commitments = (
        a_commitment(times=2, promise="We hold two drop-ins a year.", starts=OLD.starts, ends=date(2026, 3, 31)),
        a_commitment(),
        a_commitment("box", times=1, owners=EVERYONE, starts=OLD.starts, ends=date(2026, 3, 31)),
        review,
    )
    return an_assurance(
        a_team(), commitments=commitments, review_tasks=TASKS, policy_versions=versions or (OLD, NOW, NEXT)
    )
