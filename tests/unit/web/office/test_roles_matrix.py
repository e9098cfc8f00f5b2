"""Who may look at what, and change what: each role against every page of the office, each person against a team."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import takepart.web.office
from takepart.domain.aggregate import Step
from takepart.domain.assurance.audit import AuditState
from takepart.domain.assurance.rules import KeeperId, TeamId
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor
from takepart.domain.policy import Role, StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import audits
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.office import Right
from takepart.web.office.reception import BeforeSignIn, lets_in
from takepart.web.route import Route, declared
from tests.assurance_builders import LEAD, MANAGER, a_team, an_assurance, an_audit_commitment
from tests.assurance_steps import a_signed_audit
from tests.builders import SENT_AT
from tests.fakes_assurance import FakePromises

_W = Right
MATRIX: dict[Role, set[Right]] = {
    Role.ADMINISTRATOR: {_W.STAFF, _W.SECOND_STAFF, _W.STUCK},
    Role.VOICE: set(),
    Role.INSPECTOR: set(),
}
"""What each of these may change, in full: keeping the list, reading what people say, inspecting: no more than that."""
MONEY = {_W.BATCHES, _W.REOPEN, _W.FLOATS}
"""What only finance, and for floats the office, may touch."""


def somebody(role: Role) -> StaffMember:
    return StaffMember(id=StaffId("x"), name="X", email="x@example.org", roles=frozenset({role}), deputy=None)


def routes() -> Iterator[Route]:
    """Every page and button of the office that names a right."""
    for module in pkgutil.walk_packages(takepart.web.office.__path__, "takepart.web.office."):
        importlib.import_module(module.name)
    for route in declared():
        if route.path.startswith("/office") and route.right is not None and route.right is not BeforeSignIn.OPEN:
            yield route


def changed_by(role: Role) -> set[str]:
    return {r.path for r in routes() if r.method == "POST" and lets_in(r.right, somebody(role), changing=True)}


@pytest.mark.parametrize("role", MATRIX)
def test_who_keeps_a_list_reads_or_inspects_changes_nothing_else(role: Role) -> None:
    """Of all buttons of the office that ask for a right."""
    allowed = {r.path for r in routes() if r.method == "POST" and lets_in_by(r, MATRIX[role])}

    assert changed_by(role) == allowed


def lets_in_by(route: Route, rights: set[Right]) -> bool:
    needed = route.right if isinstance(route.right, tuple) else (route.right,)
    return not rights.isdisjoint(needed)


def test_an_inspector_sees_promises_and_reports_and_no_button_obeys() -> None:
    """Not claims, nor people, nor what anybody said."""
    seen = {r.path for r in routes() if r.method == "GET" and lets_in(r.right, somebody(Role.INSPECTOR))}

    assert {"/office/promises", "/office/reports", "/office/reach"} <= seen
    assert not any(path.startswith(("/office/claims", "/office/people", "/office/voice")) for path in seen)
    assert changed_by(Role.INSPECTOR) == set()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FINANCE, Role.OFFICE}))
def test_money_is_for_finance_and_the_office(role: Role) -> None:
    """Batches, refusals opened again and floats; nobody else gets them with any other role."""
    money = {r.path for r in routes() if lets_in_by(r, MONEY) and not lets_in_by(r, set(Right) - MONEY)}

    assert money
    assert not {path for path in money if path in changed_by(role)}


def test_no_role_does_everything() -> None:
    """Whoever keeps the list cannot pay, and whoever pays cannot keep the list."""
    every = {r.path for r in routes() if r.method == "POST"}

    assert all(changed_by(role) < every for role in Role)
    assert not changed_by(Role.FINANCE) & {
        p for p in changed_by(Role.ADMINISTRATOR) if not p.endswith(("confirm", "turn-down"))
    }


@pytest.mark.parametrize(
    ("who", "sees", "answers", "signs"),
    [
        (LEAD, True, True, False),
        (MANAGER, True, True, True),
        (KeeperId("helper"), True, True, False),
        (KeeperId("participation-lead"), True, True, False),
        (KeeperId("other-lead"), False, False, False),
        (KeeperId("head"), True, False, False),
        (KeeperId("nobody"), False, False, False),
    ],
)
def test_each_person_around_a_team_may_do_what_is_theirs(who: KeeperId, sees: bool, answers: bool, signs: bool) -> None:
    """The lead answers, the manager signs, a contributor answers the audit, and another team's lead does nothing."""
    team, other = a_team(contributors=(KeeperId("helper"),)), a_team("adoption", lead=KeeperId("other-lead"))
    rules = an_assurance(team, other, commitments=(an_audit_commitment(),))
    store = FakePromises()
    opened: dict[str, Any] = {
        "journal": a_signed_audit().journal[:1],
        "state": AuditState.OPEN,
        "signed_on": None,
        "signed_by": None,
    }
    store.audits[TeamId("fostering"), 2026] = replace(a_signed_audit(), **opened)
    promises = Promises(rules, store)
    step = Step(Actor(f"staff:{who}"), SENT_AT, StepId("sign"))
    found = {each.id for each in rules.teams_of(who)}
    try:
        audits.sign_off(team, 2026, seen_version=1, promises=promises, step=step)
        did_sign = True
    except Refused:
        did_sign = False

    assert ("fostering" in found) == sees
    assert audits.may_answer(who, team, rules=rules) == answers
    assert did_sign == signs
