"""Who is reached in the example organisation: answers of two years, and what was done about who was missing.

The answers are counted as if people had given them; the actions are planned and done by the service's own use cases.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.places import FUNCTIONS

if TYPE_CHECKING:
    from takepart.domain.people.equality import Equality
    from takepart.domain.policy import Policy

POLICY: Final = "wirral"
ANSWERS: Final = {
    "age": {"under-11": 3, "11-13": 14, "14-16": 37, "17-18": 22, "19-25": 16, "26-up": 31, "prefer-not-to-say": 6},
    "gender": {"female": 71, "male": 39, "non-binary": 7, "another": 2, "prefer-not-to-say": 8},
    "ethnic-group": {"asian": 6, "black": 3, "mixed": 8, "white": 99, "another": 2, "prefer-not-to-say": 9},
    "disability": {"yes": 34, "no": 81, "prefer-not-to-say": 11},
    "caring": {"yes": 18, "no": 96, "prefer-not-to-say": 10},
    "care": {"now": 21, "before": 27, "no": 66, "prefer-not-to-say": 12},
    "language": {"english": 109, "sign": 1, "another": 9, "prefer-not-to-say": 5},
    "area": {"birkenhead": 58, "wallasey": 21, "south": 29, "west": 11, "elsewhere": 1, "prefer-not-to-say": 4},
}
"""Registered, in one year."""
STAGES: Final = {"registered": 100, "invited": 71, "taking-part": 48}
"""How many per cent of them answered at each stage."""


def fill(equality_table: str, assurance_table: str, *, now: datetime | None = None) -> None:
    """Put answers of this year and the last in place, all of a year in its first quarter; and two actions."""
    from takepart.adapters.policy.file import load as load_policy
    from takepart.adapters.programme.equality_table import CountRow
    from takepart.adapters.rows import bound
    from takepart.domain.assurance.years import year_of
    from takepart.domain.uk_time import local_date

    policy, at = load_policy(FUNCTIONS / "policies" / f"{POLICY}.toml"), now or datetime.now(UTC)
    if policy.equality is None:
        return
    this, row = year_of(local_date(at), policy.equality.year_starts), bound(CountRow, equality_table)
    with row.batch_write() as batch:  # nobody has answered yet: nothing is overwritten
        for year, part in ((this, 100), (this - 1, 70)):
            for question, answers in ANSWERS.items():
                for stage, share in STAGES.items():
                    for answer, number in answers.items():
                        counted = number * share * part // 10_000
                        if counted:
                            batch.save(row(f"QUARTER#{year}-Q1", f"{question}#{stage}#{answer}", people=counted))
    _plan(assurance_table, policy, policy.equality, year=this, now=at)


def _plan(table: str, policy: Policy, rules: Equality, *, year: int, now: datetime) -> None:
    from takepart.adapters.aggregates import Aggregates
    from takepart.adapters.assurance.outreach_table import OutreachTable
    from takepart.domain import journal as journals
    from takepart.domain.aggregate import Step
    from takepart.domain.ids import StepId
    from takepart.domain.people.outreach import Outreach, OutreachId
    from takepart.use_cases.reach import actions

    outreaches, owner = OutreachTable(Aggregates(table)), actions.owners(policy)[0].id

    def step(name: str) -> Step:
        return Step(journals.staff(owner), now, StepId(f"example-{name}"))

    for name, answer, of, what in (
        ("primary", "under-11", year - 1, "Take the next drop-in to two primary schools"),
        ("west", "under-11", year, "Ask the junior youth club what would make it easy to come"),
    ):
        planned = Outreach(
            id=OutreachId(f"{name:0>16}".encode().hex()),
            question="age",
            answer=answer,
            year=of,
            what=what,
            owner=owner,
            due=now.date() + timedelta(days=20),
        )
        actions.plan(planned, rules=rules, outreaches=outreaches, step=step(f"plan-{name}"))
        if of < year:
            words = "Nine children came to the second one. They want it after school."
            actions.finish(planned.id, outcome=words, outreaches=outreaches, step=step(f"done-{name}"))
