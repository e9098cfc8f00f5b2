"""Whatever somebody told us about themselves is in what they can take away, and no form wipes it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from takepart.domain.asking import asked, in_words
from takepart.domain.people.details import Details, PersonRole
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.web.forms.asked import typed_of
from takepart.web.forms.base import Rules
from takepart.web.programme.forms import ChangeForm, RegisterForm
from takepart.web.programme.my_details import everything_about
from takepart.web.requests import Typed
from tests.policies import WIRRAL
from tests.programme_builders import a_person
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk

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

    after = replace(before, **ChangeForm.starting_from(before, RULES, before=before).values())

    assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_can_be_typed(name: str) -> None:
    """Where somebody registers; else nobody could ever tell us."""
    assert name in RegisterForm(Typed(), RULES), f"give {name} an Ask in its type"
    shown = ProgrammeBrowser(a_desk()).get("/register").body

    assert f'name="{name}"' in shown or f'name="{name}-day"' in shown, f"{name} has no box on the page"


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_kept_as_it_was_typed(name: str) -> None:
    """From its box into its field, whatever its type is."""
    typed = replace(told(), born=date(2015, 2, 3))  # a child's: the parent or carer is kept for nobody else

    form = RegisterForm(Typed([*typed_of(typed), ("agreed", "yes")]), RULES)

    assert not form.problems()
    assert getattr(Details(**form.values()), name) == getattr(typed, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_shown_to_whose_it_is(name: str) -> None:
    """Under a name that people read, on "My part"."""
    called = asked(Details)[name].ask.told
    words = dict(in_words(told()))

    assert called, f"say what {name} is called: told="
    assert words[called]


def test_what_is_told_of_benefits_is_shown_to_no_worker() -> None:
    """It is asked for the right advice alone."""
    assert {"Email", "Phone", "Needs"} <= dict(in_words(told(), staff=True)).keys()
    assert "Benefits" not in dict(in_words(told(), staff=True))
