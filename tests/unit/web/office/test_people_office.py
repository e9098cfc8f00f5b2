"""A worker finds somebody by name and address, writes down training, and helps who lost their mailbox."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from takepart.domain.people.person import Person, PersonState, Whose
from tests.programme_builders import a_person
from tests.unit.web.office.test_programme_office import Desk
from tests.unit.web.programme_sites import participant

CHECKED = {"email": "new@example.com", "how": "They came in with a letter"}


def seen(desk: Desk, person: Person) -> str:
    return str(desk.people.kept[person.id].version)


def test_somebody_is_found_by_name_and_address_and_by_no_less() -> None:
    """There is no list to look through."""
    desk = Desk(participant())

    found = desk.post("/office/people", name="participant one", email="Participant.One@example.com")
    missed = desk.post("/office/people", name="Participant", email="participant.one@example.com")

    assert found.headers["Location"] == f"/office/people/{participant().id}"
    assert "Not done" in desk.get(found.headers["Location"]).body
    assert (missed.status, "Nobody is registered" in missed.body) == (422, True)


def test_only_who_runs_sessions_sees_people() -> None:
    """Finance has no need to."""
    desk = Desk(participant(), staff="finance-3")

    assert desk.get("/office/people").status == 403
    assert desk.get(f"/office/people/{participant().id}").status == 403


def test_an_identity_check_is_written_down_and_asks_the_new_address() -> None:
    """Pressed twice it is one; nothing changes before the new address has said yes."""
    desk, me = Desk(participant()), participant()
    form = {**CHECKED, "seen": str(me.version)}

    for _ in range(2):
        assert desk.post(f"/office/people/{me.id}/address", **form).headers["Location"].endswith("done=asked")

    person = desk.people.kept[me.id]
    assert person.version == me.version + 1
    assert person.moving is not None and person.moving.agreed
    assert list(person.notes.values()) == ["They came in with a letter"]
    assert person.details == me.details
    assert "A change is on its way" in desk.get(f"/office/people/{me.id}").body


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"how": ""}, "Say how you checked"),
        ({"email": "participant.one@example.com"}, "We have that address already"),
        ({"email": "worker+me@example.org"}, "That is your own address"),
        ({"email": "nope"}, "in the right form"),
    ],
)
def test_what_would_hand_a_person_over_is_refused_beside_the_box(change: dict[str, str], words: str) -> None:
    desk, me = Desk(participant()), participant()

    answer = desk.post(f"/office/people/{me.id}/address", **{**CHECKED, "seen": seen(desk, me), **change})

    assert (answer.status, words in answer.body) == (422, True)
    assert desk.people.kept[me.id] == me


def test_a_child_whose_parents_address_was_wrong_is_helped_before_anyone_said_yes() -> None:
    """Otherwise the question would go to a stranger for ever."""
    values: dict[str, Any] = {"born": date(2015, 5, 3), "guardian_name": "R", "guardian_email": "rosa@example.com"}
    child = a_person(**values)
    waiting = Person(id=child.id, state=PersonState.AWAITING_CONSENT, details=child.details, journal=child.journal[:1])
    desk = Desk(waiting)

    desk.post(f"/office/people/{child.id}/address", **CHECKED, whose="guardian", seen="1", name="Kim Two")

    moving = desk.people.kept[child.id].moving
    assert moving is not None
    assert (moving.whose, moving.name, moving.email) == (Whose.GUARDIAN, "Kim Two", "new@example.com")


def test_training_is_written_down_with_its_day() -> None:
    """A course of the policy, on a day that has been; pressed twice it is one entry."""
    desk, me = Desk(participant()), participant()
    form = {"course": "interviewing", "on": "2026-11-20", "seen": str(me.version)}

    for _ in range(2):
        desk.post(f"/office/people/{me.id}/training", **form)
    late = desk.post(f"/office/people/{me.id}/training", **{**form, "on": "2026-12-20"})

    person = desk.people.kept[me.id]
    assert dict(person.training) == {"interviewing": date(2026, 11, 20)}
    assert person.version == me.version + 1
    assert (late.status, "a day that has been" in late.body) == (422, True)
