"""Who may: every declared route of the office, tried as every member of staff, against the right that it declares."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from takepart.adapters import clock
from takepart.adapters.sessions_table import SessionsTable
from takepart.adapters.settings import Settings
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.use_cases.office import Right, rights_of
from takepart.web.app import App
from takepart.web.office.reception import BeforeSignIn, not_your_role
from takepart.web.route import Route
from tests.declared import filled, function_of, name_of, routes
from tests.unit.web.calls import SITE, Answer, call

OFFICE = [route for route in routes() if route.path.split("/")[1] == "office"]
SIGNED_IN = [route for route in OFFICE if route.right is not BeforeSignIn.OPEN]


def asked(app: App, route: Route, cookie: str = "") -> Answer:
    form = {"step": "0123456789abcdef"} if route.method == "POST" else None
    return call(app, route.method, filled(route), form=form, cookie=cookie, origin=SITE)


def may(member: StaffMember, route: Route, policy: Policy) -> bool:
    """What the declaration says; where it names no right, whoever has a part in that part of the office."""
    rights = rights_of(member, changing=route.method == "POST")
    if isinstance(route.right, Right):
        return route.right in rights
    if isinstance(route.right, tuple):
        return bool(rights & set(route.right))
    if route.part == "voice-office":
        return in_voice(member, policy) or route.right is BeforeSignIn.OPEN
    return True


def test_each_route_is_tried_in_every_role(apps: dict[str, App], policy: Policy) -> None:
    """Refused exactly where the declaration says so: a right that is forgotten opens a page to all, and is found."""
    sessions = SessionsTable("TransientTable")
    in_each_role = {(member.roles, in_voice(member, policy)): member for member in policy.staff}.values()
    wrong = []
    for member, route in product(in_each_role, OFFICE):
        sessions.start(member.id, staff=member.id, until=clock.now() + timedelta(hours=1))  # one route ends it
        answer = asked(apps[function_of(route)], route, f"__Host-takepart-office={member.id}")
        let_in = not_your_role().title not in answer.words
        if let_in != may(member, route, policy):
            wrong.append(f"{answer.status} {name_of(route)} as {member.id}")

    assert wrong == []
    assert {role for member in policy.staff for role in member.roles} == set(Role)
    assert {right for member in policy.staff for right in rights_of(member)} == set(Right)


def test_whoever_is_not_signed_in_gets_no_further_than_the_door(apps: dict[str, App]) -> None:
    """A page leads to signing in; what is sent is refused."""
    wrong = []
    for route in SIGNED_IN:
        answer = asked(apps[function_of(route)], route)
        led = (answer.status, answer.location) == (303, "/office/sign-in")
        if not (led if route.method == "GET" else answer.status == 403):
            wrong.append(f"{answer.status} {name_of(route)}")

    assert wrong == []


def test_every_route_of_the_office_says_who_may() -> None:
    """A right, or a page before signing in; or it belongs to all who have a part in that part of the office."""
    assert {route.part for route in SIGNED_IN if route.right is None} <= {"office", "voice-office"}
    assert all(route.right is None or isinstance(route.right, Right | BeforeSignIn | tuple) for route in OFFICE)


def in_voice(member: StaffMember, policy: Policy) -> bool:
    return policy.voice is not None and member.id in policy.voice.staff


@pytest.fixture
def policy(apps: dict[str, App]) -> Policy:
    """That of the functions, whose environment ``apps`` sets."""
    return Settings().policy()
