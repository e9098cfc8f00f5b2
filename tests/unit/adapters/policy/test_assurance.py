"""Every way in which the promises of a policy file can be wrong, and the line that says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from takepart.adapters.policy.file import BrokenPolicy, load, load_assurance
from takepart.domain.assurance.rules import Cadence, Piece, TeamKind
from tests.policies import POLICIES
from tests.policy_toml import DELETED, with_change, written

EVERYONE = ["team", "service", "commissioned"]
CULTURE_ALONE = [{"id": "one", "piece": "culture", "words": "We listen.", "asks": EVERYONE}]
TOO_MANY = [
    {"id": f"s-{number}", "piece": "culture", "words": "We listen.", "asks": EVERYONE, "to_people": "They listen."}
    for number in range(21)
]
DROP_INS = "assurance.commitments[drop-ins]"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("assurance.year_starts", "may", 'assurance.year_starts: "may" is not allowed, choose from april, september'),
        ("assurance.head", "nobody", 'assurance.head: "nobody" is nobody we know, name one of the staff'),
        ("assurance.teams.0.lead", "nobody", 'assurance.teams[fostering].lead: "nobody" is nobody we know'),
        ("assurance.teams.0.kind", "gang", 'assurance.teams[fostering].kind: "gang" is not allowed, choose from team,'),
        ("assurance.teams.1.id", "fostering", 'assurance.teams: "fostering" is there twice'),
        ("assurance.teams.0.ends", date(2001, 1, 1), "assurance.teams[fostering].ends: 2001-01-01 is before the team"),
        ("assurance.commitments.0.cadence", "often", f'{DROP_INS}.cadence: "often" is not allowed, choose from times-'),
        ("assurance.commitments.0.times", 5, f"{DROP_INS}.times: 5 does not divide a year into whole months"),
        ("assurance.commitments.0.owners", ["gang"], f'{DROP_INS}.owners: "gang" is not allowed'),
        ("assurance.commitments.0.plan_days", 7, f"{DROP_INS}.plan_days: 7 must be more than remind_days, 42"),
        ("assurance.commitments.0.evidence", [], f"{DROP_INS}.evidence: is an empty list"),
        ("assurance.commitments.0.source", DELETED, f"{DROP_INS}.source: is missing"),
        ("assurance.commitments.0.remnid", 1, f"{DROP_INS}.remnid: is not a key that we know, did you mean remind?"),
        ("assurance.commitments.1.id", "drop-ins", f"{DROP_INS}.starts: 2026-09-01 overlaps the version from"),
        (
            "assurance.commitments.0.found_by",
            "magic",
            f'{DROP_INS}.found_by: "magic" is not allowed, choose from session-',
        ),
        ("assurance.commitments.0.found_kind", "party", f'{DROP_INS}.found_kind: "party" is not allowed, choose from'),
        ("assurance.commitments.0.found_by", DELETED, f"{DROP_INS}.found_kind: is not a key that we know"),
        ("assurance.commitments.0.found_ahead", "yes", f"{DROP_INS}.found_ahead: "),
        (
            "assurance.commitments.0.found_by",
            "newsletter-sent",
            f'{DROP_INS}.found_kind: "newsletter-sent" has no kinds',
        ),
        ("assurance.commitments.0.found_by", "training-held", f'{DROP_INS}.found_kind: "drop-in" is no course, choose'),
        ("assurance.commitments.0.found_by", "consultation-closed", f'{DROP_INS}.found_kind: "drop-in" is not allowed'),
        ("assurance.commitments.0.found_by", "paid-by-promised-day", f'{DROP_INS}.found_by: "paid-by-promised-day" is'),
        ("assurance.commitments.0.evidence", ["audit"], f"{DROP_INS}.found_by: the audit is kept by signing it off"),
        (
            "voice.stakeholder_group",
            DELETED,
            'assurance.commitments[you-said-we-did].found_by: "you-said-published" te',
        ),
        ("voice.venues.0.team", "choir", 'voice.venues[the-hive].team: "choir" is no team, choose from advocacy, '),
        ("assurance.statements", DELETED, "assurance.commitments[yearly-audit].owners: the audit asks some of them"),
        (
            "assurance.teams.4.kind",
            "team",
            'assurance.statements[provider-why].asks: there is no team of the kind "comm',
        ),
        (
            "assurance.teams.0.starts",
            date(9999, 4, 1),
            "assurance.teams[fostering].starts: 9999-04-01 is too far away, write a year from 1900 to 2100",
        ),
        (
            "assurance.teams.0.manager",
            "fostering-lead",
            'assurance.teams[fostering].manager: "fostering-lead" leads the team too, name another',
        ),
        ("assurance.statements", CULTURE_ALONE, 'assurance.statements: nothing asks "commissioned" about practice'),
        ("assurance.statements", TOO_MANY, 'assurance.statements: "commissioned" has more than 20 with to_people'),
        (
            "assurance.statements.0.to_people",
            "x" * 161,
            "assurance.statements[shared-values].to_people: is 161 letters",
        ),
        ("assurance.review_tasks.0.kind", "publish", "assurance.review_tasks: 2 of them are of the kind publish"),
        ("assurance.review_tasks.1.id", "ask-people", 'assurance.review_tasks: "ask-people" is there twice'),
        ("assurance.review_tasks", DELETED, 'assurance.review_tasks: a promise is kept by "policy review", write its'),
        (
            "assurance.policy_versions.1.starts",
            date(2024, 9, 1),
            "assurance.policy_versions[2026].starts: 2024-09-01 is not after 2024-09-01, the version before it",
        ),
        ("assurance.map.spheres", DELETED, "assurance.map.spheres: is missing"),
        ("assurance.map.levels.1.id", "one-off", 'assurance.map.levels: "one-off" is there twice'),
        ("assurance.policy_versions.1.changed", DELETED, "assurance.policy_versions[2026].changed: is missing"),
    ],
)
def test_a_broken_promise_in_the_file_is_told_in_one_line(path: str, value: Any, problem: str, tmp_path: Path) -> None:
    """``file: key: what is wrong, what is allowed``."""
    with pytest.raises(BrokenPolicy) as broken:
        load(written(with_change(path, value), tmp_path))

    assert [line for line in broken.value.problems if line.startswith(f"policy.toml: {problem}")], broken.value.problems


def test_a_policy_may_promise_nothing(tmp_path: Path) -> None:
    """Then there is nobody to remind."""
    assert load_assurance(written(with_change("assurance", DELETED), tmp_path)) is None


@pytest.mark.parametrize("name", ["wirral", "example-nhs-trust"])
def test_the_examples_hold_what_the_field_asks_for(name: str) -> None:
    """Four pieces of the audit, promises with a source each, and both kinds of rhythm."""
    rules = load_assurance(POLICIES / f"{name}.toml")

    assert rules is not None
    assert {each.piece for each in rules.statements} == set(Piece)
    assert {each.cadence for each in rules.commitments} == set(Cadence)
    assert all(each.source for each in rules.commitments)
    assert any(each.is_audit for each in rules.commitments)
    assert TeamKind.ORGANISATION in {each.kind for each in rules.owners}
