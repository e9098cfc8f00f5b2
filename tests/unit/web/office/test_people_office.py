"""A worker finds somebody by what they know of them, writes down training, and helps who lost their mailbox."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from takepart.domain.people.person import Person, PersonState, Whose
from tests.policies import WIRRAL
from tests.programme_builders import a_person
from tests.unit.web.office.test_programme_office import Desk
from tests.unit.web.programme_sites import participant

CHECKED = {"email": "new@example.com", "how": "They came in with a letter"}


def seen(desk: Desk, person: Person) -> str:
    return str(desk.people.kept[person.id].version)


@pytest.mark.parametrize("words", ["ZOË", "okaf", "zoe ok", "zoe.okafor@", "07700 900", "+44 7700 900123", "aaaa"])
def test_somebody_is_found_by_part_of_a_name_a_contact_or_a_reference(words: str) -> None:
    """Accents, case and how a number is spelled do not count; what was typed stays out of the address."""
    zoe = a_person(name="Zoë Okafor", email="zoe.okafor@example.com", phone="07700 900123")
    desk = Desk(zoe, a_person("other.person", name="Sam Other"))

    answer = desk.post("/office/people", words=words)

    assert ("1 person found" in answer.body, "Zoë Okafor" in answer.body, "Sam Other" in answer.body) == (
        True,
        True,
        False,
    )
    assert zoe.id in answer.body and "zoe.okafor@example.com" not in answer.body


def test_too_little_finds_nobody_and_says_why() -> None:
    """One letter would list the town."""
    desk = Desk(participant())

    short, none = desk.post("/office/people", words="p"), desk.post("/office/people", words="nobody at all")

    assert (short.status, "Enter 2 letters or digits, or more" in short.body) == (422, True)
    assert (none.status, "Nobody is called so" in none.body) == (200, True)


def test_nothing_of_somebody_is_shown_before_the_look_is_written_down() -> None:
    """Who, when and whom. A double click is one look; next day it is asked again."""
    desk, me = Desk(participant()), participant()
    before = desk.get(f"/office/people/{me.id}")
    for _ in range(2):
        desk.post(f"/office/people/{me.id}/look", press="once")
    after = desk.get(f"/office/people/{me.id}")
    desk.now += timedelta(hours=13)

    (looks,) = desk.looks.kept.values()
    assert "participant.one@example.com" not in before.body and "participant.one@example.com" in after.body
    assert [(entry.by, entry.facts) for entry in looks.journal] == [("staff:participation-worker", {"people": 1})]
    assert "participant.one@example.com" not in desk.get(f"/office/people/{me.id}").body


def test_a_reason_is_given_where_the_policy_wants_one() -> None:
    """For a look and for a list."""
    strict = replace(WIRRAL, participation=replace(WIRRAL.participation, say_why=True))
    desk, me = Desk(participant(), policy=strict), participant()

    refused = [desk.post(f"/office/people/{me.id}/look"), desk.post("/office/people/list")]
    desk.post(f"/office/people/{me.id}/look", why="asked")

    assert [(each.status, "Choose why you look" in each.body) for each in refused] == [(422, True)] * 2
    (looks,) = desk.looks.kept.values()
    assert looks.journal[-1].facts["why"] == "asked"


def test_a_list_holds_those_with_something_in_common_page_by_page() -> None:
    """By interest, age, training and whether a parent or carer is asked."""
    young = a_person("young.one", name="Young One", born=date(2010, 1, 1), interests=("meeting",))
    older = a_person("older.one", name="Older One", born=date(1950, 1, 1))
    many = [a_person(f"many.{number}", name=f"Many {number:03}") for number in range(60)]
    desk = Desk(young, older, *many)
    desk.post(f"/office/people/{older.id}/training", course="meetings", on="2026-11-01", seen=seen(desk, older))

    def shows(**query: str) -> list[str]:
        return re.findall(r"<bdi>([^<]+)</bdi>", desk.get(f"/office/people/list?{urlencode(query)}").body)

    assert shows(interest="meeting") == shows(ages="13-17") == ["Young One"]
    assert shows(training="meetings") == shows(ages="65-120") == ["Older One"]
    assert shows(standing="awaiting-consent") == []
    assert (len(shows()), shows(next="2")[-2:]) == (50, ["Older One", "Young One"])


def test_a_list_is_taken_away_as_a_file_without_formulas_and_that_is_written_down() -> None:
    """What a spreadsheet would run is words."""
    desk = Desk(participant(), a_person("other.person", name="Other", reach_me="=HYPERLINK(1)"))

    answer = desk.post("/office/people/list", standing="registered")

    (looks,) = desk.looks.kept.values()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "participant.one@example.com" in answer.body and "'=HYPERLINK(1)" in answer.body
    assert (looks.of, looks.journal[-1].facts) == ("list", {"people": 2})


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
    assert "A change is on its way" in desk.open(me).body


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
