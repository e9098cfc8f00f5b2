"""Whose a mailbox and name are: one owner at a time, whoever comes first, and the first id for life."""

from __future__ import annotations

from dataclasses import replace

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.kms_identities import KmsIdentities, NamesTable
from takepart.adapters.programme.tables import PeopleTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, StaffId, StepId
from takepart.domain.people import moving as moves
from takepart.domain.people.person import PersonState, Whose
from takepart.use_cases.ports import Known, NameTaken
from takepart.use_cases.programme import change_address
from takepart.use_cases.programme.change_address import AddressAsked
from takepart.use_cases.programme.ports import Naming
from tests.integration.conftest import make_key, make_table
from tests.programme_builders import NOW, a_person

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


def test_the_parent_or_carer_of_somebody_who_registered_is_known(aws: None) -> None:
    """By the id that their claims have too; of whoever did not register, nobody is."""
    table = make_table("ProgrammeTable")
    people, names = PeopleTable(Aggregates(table)), NamesTable(table)
    identities = KmsIdentities(boto3.client("kms"), make_key(mac=True), names=names)
    child = replace(a_person(), id=identities.name(email="child@example.com", name="Child One"))
    assert child.details is not None
    details = replace(child.details, guardian_name="Parent One", guardian_email="parent@example.com")
    people.add(replace(child, details=details, journal=child.journal[:1]))

    assert identities.kin(child.id) == ("parent@example.com",)
    assert identities.kin(OTHER) == ()
