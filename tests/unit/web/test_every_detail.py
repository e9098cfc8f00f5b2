"""Whatever somebody told us about themselves is in what they can take away, and no form wipes it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from takepart.domain.people.person import Details, PersonRole
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.web.forms.base import Rules
from takepart.web.programme.export import everything_about
from takepart.web.programme.forms import ChangeForm, RegisterForm, changed_details, typed_details
from takepart.web.requests import Typed
from tests.policies import WIRRAL
from tests.programme_builders import a_person

RULES = Rules(policy=WIRRAL, today=date(2026, 11, 24))

SAMPLES: dict[str, Any] = {
    "role": PersonRole.YOUNG_PERSON,
    "born": date(2010, 2, 3),
    "interests": (OpportunityKind.FEEDBACK.value,),
    "benefits": True,
    "email": "me@example.org",
    "guardian_email": "guardian@example.org",
    "phone": "07700 900123",
    "school_hours": "yes",
}
"""Where any words would not do."""
OTHERWISE: dict[str, Any] = {"role": PersonRole.PARENT, "born": None, "interests": (), "benefits": False}
NAMES = [each.name for each in fields(Details)]


def told() -> Details:
    """Every field filled, each with words of its own."""
    return Details(**{name: SAMPLES.get(name, f"words of {name}") for name in NAMES})


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_in_what_they_take_away(name: str) -> None:
    """A field that is added and left out of the export is named here."""
    person = replace(a_person(), details=told())
    without = replace(person, details=replace(told(), **{name: OTHERWISE.get(name, "")}))

    assert everything_about(person, (), ()) != everything_about(without, (), ()), f"{name} is left out of the export"


@pytest.mark.parametrize("name", NAMES)
def test_no_detail_is_wiped_by_a_change_of_another(name: str) -> None:
    """The form starts from what is there, and what it does not ask for stays."""
    before = told()
    typed = typed_details(before)

    after = changed_details(ChangeForm(typed, RULES, before=before), typed)

    assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_can_be_typed(name: str) -> None:
    """Where somebody registers; else nobody could ever tell us."""
    boxes = {*RegisterForm(Typed(), RULES)._fields, "interests"}  # ticks, which are no field of the form

    assert name in boxes, f"give {name} a box on RegisterForm"
