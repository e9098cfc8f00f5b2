"""In a real browser: those whom a team is for answer its audit, the team draws its map, and the policy is reviewed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack
from tests.e2e.test_promises import at_both_widths, next_february

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


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go."""
    return tmp_path_factory.mktemp("asked")


def test_those_who_are_asked_answer_without_a_name_and_the_team_sees_the_difference(
    page: Page, stack: RunningStack, link: str, shots: Path
) -> None:
    """Words that may mean harm reach the duty list and not the team; each code works once."""
    page.goto(link)
    page.get_by_role("link", name="Open the audit of Leaving care").first.click()
    audit = page.url
    page.get_by_role("link", name="Ask children and young people").click()
    at_both_widths(page, shots, "invite")
    page.fill("#how_many", "2")
    page.get_by_role("button", name="Make the slips").click()
    at_both_widths(page, shots, "slips")
    first, second = sorted({found.group(0) for found in SLIP.finditer(page.content())})

    page.goto(first)
    at_both_widths(page, shots, "asked")
    page.check("#shared-values-level")
    page.fill("#shared-values-words", "They ask me, and then nothing comes of it.")
    page.get_by_role("button", name="Send my answers").click()
    at_both_widths(page, shots, "thanks")
    page.goto(first)
    assert page.get_by_text("This code was used before").count()
    before = len(stack.mails(to="duty@example.org"))
    page.goto(second)
    page.fill("#honest-words", "My carer hits me.")
    page.get_by_role("button", name="Send my answers").click()
    assert page.get_by_text("We saw words that worry us").count()
    at_both_widths(page, shots, "passed-on")
    stack.mail(to="duty@example.org", after=before)

    page.goto(audit)
    page.get_by_role("link", name="Answer Culture").click()
    page.check("#shared-values-level-3")
    page.get_by_role("button", name="Save and go on").click()
    page.goto(audit)
    at_both_widths(page, shots, "audit")
    assert page.get_by_text("You rate this higher than they do").count()
    page.get_by_role("link", name="Read what they wrote").click()
    at_both_widths(page, shots, "heard")
    assert page.get_by_text("nothing comes of it").count()
    assert not page.get_by_text("hits me").count()


def test_a_team_draws_its_map_and_the_policy_is_reviewed_in_the_office(
    page: Page, stack: RunningStack, link: str, shots: Path
) -> None:
    """At both widths and on paper; everyone can read each version of the policy."""
    page.goto(link)
    page.get_by_role("link", name="Open the audit of Leaving care").first.click()
    page.get_by_role("link", name="Draw your map of taking part").click()
    page.check("#own-care-levels-3")
    page.select_option("#map-champion", "leaving-care-lead")
    page.get_by_role("button", name="Save our map").click()
    at_both_widths(page, shots, "map")
    assert page.get_by_text("Nobody takes part in: Choosing staff").count()

    sign_in(stack, page, "worker@example.org")
    page.goto("/office/map")
    at_both_widths(page, shots, "office-map")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="How far it goes, and where").is_visible()
    assert not page.get_by_role("link", name="CSV").is_visible()
    page.emulate_media(media="screen")

    page.goto("/office/policy-review")
    page.get_by_role("button", name="Begin the review").click()
    at_both_widths(page, shots, "review")
    page.get_by_role("link", name="Ask the people it is for").click()
    page.fill("#done-note", "Forty people answered.")
    page.get_by_role("button", name="It is done").click()
    assert page.get_by_text("Enter the code of the consultation").count()
    at_both_widths(page, shots, "task")
    page.fill("#done-consultation", "K7M4-9QXR")
    page.get_by_role("button", name="It is done").click()
    assert page.get_by_text("The task is done").count()
    for name, address in (("versions", "/our-promises/policy"), ("version", "/our-promises/policy/2024")):
        page.goto(address)
        at_both_widths(page, shots, name)
    assert page.get_by_text("if the manager agrees").count()
