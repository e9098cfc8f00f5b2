"""Every declared page in a real browser: readable by all (WCAG 2.2 AA), and guarded by its headers.

The pages come from their declarations. Those whose address needs nothing filled in are opened, each by somebody who
may; whatever else is declared and can be reached from them by a link is looked at as well.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, Response

from takepart.web.office.reception import BeforeSignIn
from takepart.web.route import Route
from tests.declared import filled, name_of, pages
from tests.e2e.accessibility import violations_by_day_and_night
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack

STAFF = ("manager@example.org", "finance-1@example.org", "service-manager@example.org")
"""Between them they may open every page of the office that stands in its menu."""
PLAIN = [route for route in pages() if "<" not in route.path and not re.search(r"\.\w+$|^/api/|^/health", route.path)]
GUARDS = {"content-security-policy", "x-frame-options", "x-content-type-options", "referrer-policy"}


def is_office(route: Route) -> bool:
    return route.path.split("/")[1] == "office" and route.right is not BeforeSignIn.OPEN


PHONE, SCREENS = {"width": 375, "height": 667}, 3
"""A small phone of today, and how many of its screens a page may fill."""
LIST, FORM = "a row for each thing", "filled in by staff, on one page"
LONG: dict[str, str] = {
    "/": "the next three things to come stand on it",
    "/complaints/new": "what happened, and who says so: an answer needs both",
    "/privacy": "all that the law wants to be told",
    "/what-we-pay": "every fee, side by side, and what somebody would get",
    "/consultations": LIST,
    "/newsletter": LIST,
    "/opportunities": LIST,
    "/our-promises": LIST,
    "/questionnaires": LIST,
    "/you-said-we-did": LIST,
    "/office/opportunities/new": FORM,
    "/office/people/new": FORM,
    "/office/teams/new": FORM,
    "/office/voice/complaints/new": FORM,
    "/office/voice/questionnaires/new": FORM,
    "/office/voice/you-said/new": FORM,
}
"""Pages that may fill more, and why."""


def is_held_short(rule: str) -> bool:
    """What the public opens and what staff fill in. The office's others are lists, reports, or all of one thing."""
    return "<" not in rule and rule not in LONG and (not rule.startswith("/office/") or rule.endswith("/new"))


def too_long(page: Page) -> list[str]:
    """How many screens of a phone the page fills, when that is more than it may."""
    wide, rule = page.viewport_size, rule_of(urlsplit(page.url).path)
    assert wide is not None
    if not is_held_short(rule):
        return []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict is one
    screens = page.evaluate("document.documentElement.scrollHeight") / PHONE["height"]
    page.set_viewport_size(wide)
    return [f"{screens:.1f} screens of a phone, at most {SCREENS}"] if screens > SCREENS else []


def wrong_with(page: Page, answer: Response | None) -> list[str]:
    """What a guard of the answer or a rule of WCAG says."""
    assert answer is not None
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return []
    missing = sorted(GUARDS - set(answer.headers))
    return [*(f"no {each}" for each in missing), *violations_by_day_and_night(page), *too_long(page)]


@pytest.mark.parametrize("route", [each for each in PLAIN if not is_office(each)], ids=name_of)
def test_a_public_page_can_be_read_by_all(page: Page, route: Route) -> None:
    """Also where it says that something is missing, such as a link."""
    answer = page.goto(route.path)

    assert answer is not None and answer.status < 500
    assert wrong_with(page, answer) == []


def test_every_page_of_the_office_can_be_read_by_all(stack: RunningStack, page: Page) -> None:
    """Each that somebody may open, and each declared page that a link on it leads to."""
    wrong: dict[str, list[str]] = {}
    opened: set[str] = set()
    for email in STAFF:
        page.context.clear_cookies()
        sign_in(stack, page, email)
        to_open = [route.path for route in PLAIN if is_office(route) and route.path not in opened]
        while to_open:
            address = to_open.pop()
            try:
                answer = page.goto(address)
            except Error as error:
                assert "Download is starting" in str(error)  # a file to keep, not a page to look at
                opened.add(rule_of(address))
                continue
            assert answer is not None
            if answer.status == 403:
                continue
            opened.add(rule_of(address))
            if found := wrong_with(page, answer):
                wrong[address] = found
            links = page.eval_on_selector_all("main a[href^='/office']", "all => all.map(a => a.getAttribute('href'))")
            new = {rule_of(link): link for link in links if rule_of(link) and rule_of(link) not in opened}
            to_open += [link for link in new.values() if rule_of(link) not in {rule_of(each) for each in to_open}]

    assert wrong == {}
    assert {route.path for route in PLAIN if is_office(route)} <= opened


def rule_of(address: str) -> str:
    """The declared path that an address of ours is one of; nothing for a file, or for no page."""
    path = address.partition("?")[0].partition("#")[0]
    fits = [each.path for each in pages() if re.fullmatch(re.escape(filled(each, "§")).replace("§", "[^/]+"), path)]
    return "" if re.search(r"\.\w+$", path) else max(fits, key=lambda rule: (-rule.count("<"), len(rule)), default="")
