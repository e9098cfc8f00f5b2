"""The teams in the office: an administrator adds, changes and closes them; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.web.office.bench import NOW, Bench
from tests.unit.web.office.test_staff_pages import TODAY, on, send


@pytest.fixture
def bench() -> Bench:
    return Bench().as_("service-manager")


def a_form(**changes: str) -> dict[str, str]:
    return {"name": "Adoption", "kind": "team", "lead": "lead", "manager": "manager", **on(TODAY, "since"), **changes}


def test_a_team_is_added_renamed_and_closed(bench: Bench) -> None:
    """Each step is on its page at once."""
    added = send(bench, "/office/teams/new", "", a_form())
    page = added.headers["Location"].partition("?")[0]
    assert (added.status, page) == (303, "/office/teams/adoption")
    assert "Lead leads it, and Manager manages it" in bench.get(page).words

    later = on(TODAY + timedelta(days=9), "since")
    assert send(bench, page, "/change", {**a_form(name="Adoption and kinship"), **later}).status == 303
    assert "it is called Adoption and kinship" in bench.get(page).words
    assert send(bench, page, "/close", on(TODAY, "last_day")).status == 303
    assert "Its last day is" in bench.get(page).words
    assert send(bench, page, "/stays").status == 303
    assert send(bench, page, "/close", on((NOW - timedelta(days=1)).date(), "last_day")).status == 303
    assert "It closed after" in bench.get(page).words


def test_a_mistake_stands_beside_its_box(bench: Bench) -> None:
    """Nothing typed is lost."""
    taken = send(bench, "/office/teams/new", "", a_form(name="Fostering"))
    alone = send(bench, "/office/teams/new", "", a_form(manager="lead"))
    nothing = send(bench, "/office/teams/new", "", {})
    closing = send(bench, "/office/teams/fostering", "/close", {})

    assert [each.status for each in (taken, alone, nothing, closing)] == [422] * 4
    assert "A team has this name already" in taken.body
    assert 'value="Fostering"' in taken.body
    assert "must be two people" in alone.body
    assert "Enter its last day" in closing.body


def test_teams_are_for_the_administrator(bench: Bench) -> None:
    """Also against whoever confirms changes to staff."""
    assert bench.get("/office/teams").status == 200
    assert bench.get("/office/teams/nothing").status == 404
    for staff in ("finance-1", "participation-worker"):
        assert bench.as_(staff).get("/office/teams").status == 403
        assert "/office/teams" not in bench.get("/office").body
