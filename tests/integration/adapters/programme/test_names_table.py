"""Whose a mailbox and name are: one owner at a time, whoever comes first, and the first id for life."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.programme.tables import PeopleTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, StaffId, StepId
from takepart.domain.people import moving as moves
from takepart.domain.people import person as steps
from takepart.domain.people.person import Person, PersonState, Whose
from takepart.use_cases.ports import ChangedMeanwhile, Known, NameTaken
from takepart.use_cases.programme import change_address
from takepart.use_cases.programme.change_address import AddressAsked
from takepart.use_cases.programme.ports import Naming
from tests.integration.conftest import make_key, make_table
from tests.programme_builders import NOW, a_person
from tests.template import who_may

ME, OTHER, NAME = PersonId("a.b"), PersonId("c.d"), PersonId("e.f")


@pytest.fixture
def names(aws: None) -> NamesTable:
    return NamesTable(make_table("ProgrammeTable"))


def test_a_name_has_one_owner(names: NamesTable) -> None:
    """Taken again by the same person, or handed on by name, and by nobody else."""
    assert names.of(NAME) is None

    names.take(NAME, by=ME)
    names.take(NAME, by=ME, also=(OTHER,))
    with pytest.raises(NameTaken) as taken:
        names.take(NAME, by=OTHER)

    assert taken.value.owner == ME
    assert names.of(NAME) == Known(person=ME, also=(OTHER,))
    names.take(NAME, by=OTHER, instead_of=ME)
    assert names.of(NAME) == Known(person=OTHER)


def test_a_person_who_moves_is_one_person_under_every_name(names: NamesTable) -> None:
    """On the real keys and tables: found by the new mailbox, the id stays, and what is paid once knows all names."""
    people = PeopleTable(Aggregates(make_table("PeopleTable")))
    identities = KmsIdentities(boto3.client("kms"), make_key(mac=True), names=names)
    first = identities.name(email="participant.one@example.com", name="Participant One")
    person = replace(a_person(), id=first)
    people.add(replace(person, journal=person.journal[:1], state=PersonState.NEW))
    people.save(person)
    asked = moves.identity_checked(
        person,
        Step(journals.staff(StaffId("w")), NOW, StepId("check")),
        whose=Whose.OWN,
        email="new@example.com",
        how="Met them",
        staff_email="worker@example.org",
    )
    people.save(asked)
    assert people.get(first) == asked
    assert asked.moving is not None

    moved = change_address.answer_new(
        AddressAsked(person=asked, moving=asked.moving), people=people, naming=Naming(names, identities), now=NOW
    )

    second = identities.name(email="new@example.com", name="Participant One")
    assert people.get(first) == moved
    assert [each.id for each in people.of_mailbox(second)] == [first]
    assert people.of_mailbox(first) == []
    assert identities.every_name(email="new@example.com", name="participant one") == (first, second)
    assert identities.every_name(email="participant.one@example.com", name="Participant One") == (first, second)
    assert identities.person(email="new@example.com", name="Sibling") not in (first, second)


def test_the_parent_or_carer_is_known_beside_the_names_until_the_person_is_forgotten(aws: None) -> None:
    """In the two tables that people and their names lie in: who handles claims reads names and never people."""
    names = NamesTable(make_table("ProgrammeTable"))
    people = PeopleTable(Aggregates(make_table("PeopleTable")), names=names)
    child = a_child("parent@example.com")
    assert names.kin(child.id) == ()

    people.add(child)
    assert names.kin(OTHER, child.id) == ("parent@example.com",)
    asked = moves.identity_checked(
        child,
        step("check"),
        whose=Whose.GUARDIAN,
        email="new@example.com",
        how="Met them",
        staff_email="worker@example.org",
    )
    people.save(asked)
    assert names.kin(child.id) == ("parent@example.com",)
    moved = moves.move(asked, step("move"), found_as=child.found_at)
    people.save(moved)
    people.save(moved)
    assert names.kin(child.id) == ("new@example.com",)

    erased = steps.erase(moved, step("erase"), unpaid=False)
    people.save(erased)
    people.save(erased)
    assert names.kin(child.id) == ()
    assert people.get(child.id) == erased
    kept = boto3.client("dynamodb").get_item(
        TableName="ProgrammeTable", Key={"pk": {"S": f"KNOWN#{child.id}"}, "sk": {"S": "KIN"}}
    )
    assert "example.com" not in str(kept.get("Item"))


def test_a_change_that_came_too_late_leaves_the_parent_or_carer_who_is_kept(aws: None) -> None:
    """Two forms at once: whom the names know is whom the person has."""
    names = NamesTable(make_table("ProgrammeTable"))
    people = PeopleTable(Aggregates(make_table("PeopleTable")), names=names)
    child = a_child("parent@example.com")
    people.add(child)
    with pytest.raises(ChangedMeanwhile):
        people.add(a_child("other@example.com", press="other"))

    assert names.kin(child.id) == ("parent@example.com",)


def test_whoever_may_write_people_keeps_their_parents_and_carers_beside_the_names() -> None:
    """A function that forgot would leave a household unknown to everyone who pays."""
    for function in who_may("dynamodb:PutItem", "PeopleTable"):
        source = (Path(__file__).parents[4] / "functions" / f"{function}.py").read_text()
        made = re.findall(r"\bPeopleTable\(.*\)", source)
        assert made and all("names=names" in each for each in made), function


def a_child(parent: str, *, press: str = "register") -> Person:
    details = a_person().details
    assert details is not None
    details = replace(details, guardian_name="Parent One", guardian_email=parent)
    return steps.register(ME, step(press), details, consent_needed=True, sent_for=None)


def step(press: str) -> Step:
    return Step(journals.person(ME), NOW, StepId(press))
