"""A new organisation is led from the example to its first opportunity, and told what is still missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from takepart.domain.assurance.rules import no_promises
from takepart.domain.policy import Policy, Role
from takepart.use_cases.organisation.first_day import Task, first_day
from tests.assurance_builders import a_team, an_assurance
from tests.policies import WIRRAL
from tests.unit.web.office.bench import NOW, Bench

TODAY = NOW.date()


def ready() -> Policy:
    """The council's policy with addresses that somebody owns."""
    organisation = WIRRAL.organisation
    person = replace(organisation.independent_person, email="independent@council.gov.uk")
    staff = tuple(replace(each, email=f"{each.id}@council.gov.uk") for each in WIRRAL.staff)
    named = replace(organisation, contact_email="us@council.gov.uk", independent_person=person)
    return replace(WIRRAL, organisation=named, staff=staff)


def left(policy: Policy, promises: Any = None) -> list[str]:
    rules = promises or an_assurance(a_team())
    return [each.name for each in first_day(policy, rules, today=TODAY) if not each.is_done]


def staff_task(policy: Policy) -> Task:
    return next(t for t in first_day(policy, no_promises(), today=TODAY) if t.name == "Name your staff")


def test_the_example_is_told_what_is_still_the_examples() -> None:
    """Its addresses reach nobody."""
    assert left(WIRRAL) == ["Say who you are", "Name your staff"]


def test_what_is_complete_is_done() -> None:
    """Then the first opportunity is next."""
    assert left(ready()) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.WORKER, Role.FINANCE, Role.OFFICE])
def test_a_part_that_nobody_has_is_named(role: Role) -> None:
    """In the words of the page on which it is given."""
    policy = ready()
    staff = tuple(replace(each, roles=each.roles - {role}) for each in policy.staff)

    assert role.plain in staff_task(replace(policy, staff=staff)).missing


def test_teams_rates_and_venues_are_looked_for() -> None:
    """One line for each that there is not."""
    policy = ready()
    assert policy.voice is not None
    bare = replace(policy, activity_types=(), voice=replace(policy.voice, venues=()))

    assert left(bare, no_promises()) == [
        "Name your teams",
        "Set what you pay",
        "Name the places where people meet you",
    ]


def test_one_address_of_the_example_among_real_ones_is_told() -> None:
    """How many there are."""
    policy = ready()
    one = replace(policy.staff[0], email="worker@example.org")

    assert staff_task(replace(policy, staff=(one, *policy.staff[1:]))).missing.startswith("One person still has")


def test_the_page_is_for_the_administrator() -> None:
    """With what is missing beside each task, and the way on."""
    page = Bench().as_("service-manager").get("/office/first-day")

    assert page.status == 200
    assert "2 things to do before your first opportunity" in page.words
    assert "Publish your first opportunity" in page.words
    assert "/office/opportunities/new" not in page.body  # which they may not open
    assert Bench().as_("finance-1").get("/office/first-day").status == 403
