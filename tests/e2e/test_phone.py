"""On a phone a page starts on the first screen: the places to go lie behind one button that needs no script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack

_BAR = 60
"""Pixels, at most."""
_FIRST_WORDS = 200
"""Pixels from the top at which a page's own name stands at the latest."""
PAGES = ["/", "/opportunities", "/register", "/what-we-pay", "/claims/new", "/feedback", "/complaints", "/our-promises"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_starts_on_the_first_screen_of_a_phone(page: Page, address: str) -> None:
    """At 320 by 640."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)

    bar, name = page.locator("header").bounding_box(), page.get_by_role("heading", level=1).bounding_box()

    assert bar is not None
    assert bar["height"] <= _BAR
    assert name is not None
    assert name["y"] <= _FIRST_WORDS


@pytest.mark.parametrize("width", [320, 1280])
def test_a_long_name_of_the_site_stays_whole_and_clear_of_the_menu(page: Page, width: int) -> None:
    """A word that is wider than its place goes on in the next line."""
    page.set_viewport_size({"width": width, "height": 640})
    page.goto("/")
    name, menu = page.locator(".tp-header__name span"), page.locator(".tp-menu__button")
    name.evaluate(
        "span => span.textContent = 'Northumberlandshire Children and Young People ' + 'Participation '.repeat(4)"
    )

    box = name.bounding_box()

    assert box is not None
    assert name.evaluate("span => span.scrollWidth <= span.clientWidth")
    assert box["x"] + box["width"] <= ((menu.bounding_box() or {"x": width})["x"])


def test_the_menu_opens_without_a_script(page_without_scripts: Page) -> None:
    """One press shows where to go, and there is one navigation at any width."""
    page = page_without_scripts
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/what-we-pay")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)

    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
    expect(page.get_by_role("link", name="What we pay")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Have your say").click()

    expect(page).to_have_url(re.compile("/feedback$"))
    page.set_viewport_size({"width": 1280, "height": 700})
    expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()


@pytest.mark.parametrize("email", ["finance-1@example.org", "worker@example.org", "complaints@example.org"])
def test_no_place_of_the_office_is_closed_to_whom_it_is_shown(page: Page, stack: RunningStack, email: str) -> None:
    """The five places, and what each holds."""
    sign_in(stack, page, email)
    places = page.locator("nav.tp-nav a").evaluate_all("links => links.map(link => link.href)")
    assert 1 < len(places) <= 5
    for place in places:
        page.goto(place)
        for address in page.locator("nav.tp-below a").evaluate_all("links => links.map(link => link.href)"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
        page.goto(place)
        expect(page.locator("nav.tp-nav [aria-current]")).to_have_count(1)


def test_after_a_mistake_the_keyboard_starts_at_what_is_wrong(page_without_scripts: Page) -> None:
    """The first press of Tab is the first thing to put right, without a script."""
    page = page_without_scripts
    page.goto("/register")
    page.get_by_role("button", name="Register").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-error-summary a").first).to_be_focused()
