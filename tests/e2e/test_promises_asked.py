"""In a real browser: those whom a team is for answer its audit, the team draws its map, and the policy is reviewed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.accessibility import assert_accessible
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack
from tests.e2e.test_promises import next_february

LEAD = "leaving-care-lead@example.org"
SLIP = re.compile(r"/asked/leaving-care/20\d\d\?code=[0-9A-Z-]{19}")


@pytest.fixture(scope="module")
def link(stack: RunningStack) -> str:
    """What the team's lead opens from a monthly letter."""
    if not stack.mails(to=LEAD, subject="promise"):
        stack.run_job("remind-of-promises", today=next_february().isoformat())
    address = re.search(r"/assurance\?t=\S+", stack.mail(to=LEAD, subject="promise")["text"])
    assert address
    return address.group(0)


def held(page: Page) -> None:
    """Nothing is wrong, and nothing runs out of a narrow screen."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


def test_those_who_are_asked_answer_without_a_name_and_the_team_sees_the_difference(
    page: Page, stack: RunningStack, link: str
) -> None:
    """Words that may mean harm reach the duty list and not the team; each code works once."""
    page.goto(link)
    page.get_by_role("link", name="Open the audit of Leaving care").first.click()
    audit = page.url
    page.get_by_role("link", name="Ask children and young people").click()
    held(page)
    page.fill("#how_many", "2")
    page.get_by_role("button", name="Make the slips").click()
    held(page)
    first, second = sorted({found.group(0) for found in SLIP.finditer(page.content())})

    page.goto(first)
    held(page)
    page.check("#shared-values-level")
    page.fill("#shared-values-words", "They ask me, and then nothing comes of it.")
    page.get_by_role("button", name="Send my answers").click()
    assert page.get_by_text("We have your answers").count()
    page.goto(first)
    assert page.get_by_text("This code was used before").count()
    before = len(stack.mails(to="duty@example.org"))
    page.goto(second)
    page.fill("#honest-words", "My carer hits me.")
    page.get_by_role("button", name="Send my answers").click()
    assert page.get_by_text("We saw words that worry us").count()
    held(page)
    stack.mail(to="duty@example.org", after=before)

    page.goto(audit)
    page.get_by_role("link", name="Answer Culture").click()
    page.check("#shared-values-level-3")
    page.get_by_role("button", name="Save and continue").click()
    page.goto(audit)
    held(page)
    assert not page.get_by_text("You rate this higher than they do").count(), "two answers are too few to be told of"
    page.get_by_role("link", name="Read what they wrote").click()
    held(page)
    assert page.get_by_text("By yesterday, fewer than 5 people answered").count()
    assert not page.get_by_text("nothing comes of it").count(), "the team reads it from the next day on"
    assert not page.get_by_text("hits me").count()


def test_a_team_draws_its_map_and_the_policy_is_reviewed_in_the_office(
    page: Page, stack: RunningStack, link: str
) -> None:
    """At both widths and on paper; everyone can read each version of the policy."""
    page.goto(link)
    page.get_by_role("link", name="Open the audit of Leaving care").first.click()
    page.get_by_role("link", name="Draw your map of taking part").click()
    page.check("#own-care-levels-3")
    page.select_option("#map-champion", "leaving-care-lead")
    page.get_by_role("button", name="Save our map").click()
    held(page)
    assert page.get_by_text("Nobody takes part in: Choosing staff").count()

    sign_in(stack, page, "worker@example.org")
    page.goto("/office/map")
    held(page)
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="How far it goes, and where").is_visible()
    assert not page.get_by_role("link", name="CSV").is_visible()
    page.emulate_media(media="screen")

    page.goto("/office/policy-review")
    page.get_by_role("button", name="Begin the review").click()
    held(page)
    page.get_by_role("link", name="Ask the people it is for").click()
    page.fill("#done-note", "Forty people answered.")
    page.get_by_role("button", name="It is done").click()
    assert page.get_by_text("Enter the code of the consultation").count()
    held(page)
    page.fill("#done-consultation", "K7M4-9QXR")
    page.get_by_role("button", name="It is done").click()
    assert page.get_by_text("The task is done").count()
    for address in ("/our-promises/policy", "/our-promises/policy/2024"):
        page.goto(address)
        held(page)
    assert page.get_by_text("if the manager agrees").count()
