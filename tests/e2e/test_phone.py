"""On a phone a page starts on the first screen: the places to go lie behind one button that needs no script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.bench.limits import FIRST_VISIT
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import PATIENCE, RunningStack

_BAR = 60
"""Pixels, at most."""
_FIRST_WORDS = 200
"""Pixels from the top at which a page's own name stands at the latest."""
_SHOWN = 2_000
"""Milliseconds from the server's answer to the first words, at most: the styles come first, after a way of 0.4 s."""
_PAINTED = """new Promise(painted => new PerformanceObserver(list => list
    .getEntriesByName('first-contentful-paint').forEach(first => painted(first.startTime))
).observe({type: 'paint', buffered: true}))"""
_ANSWERED = "performance.getEntriesByType('navigation')[0].responseStart"
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


def test_a_first_visit_on_an_old_phone_and_a_slow_line_shows_something_soon(
    browser: Browser, stack: RunningStack
) -> None:
    """400 kilobit a second with 0.4 s to anywhere and a quarter of the speed: 4.1 s before anything was compressed.

    The best of a few visits, each by somebody who was never here, counted from when the server had answered.
    """
    shown = []
    for _ in range(4):  # the first may start the function
        context = browser.new_context(base_url=stack.url, viewport={"width": 320, "height": 640})
        context.set_default_timeout(1_000 * PATIENCE)
        page = context.new_page()
        phone = context.new_cdp_session(page)
        phone.send("Network.enable")
        slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        phone.send("Network.emulateNetworkConditions", slow)
        phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto("/what-we-pay")
        shown.append(page.evaluate(_PAINTED) - page.evaluate(_ANSWERED))
        loaded = page.evaluate("performance.getEntries().reduce((sum, each) => sum + (each.transferSize || 0), 0)")
        context.close()

    assert loaded <= FIRST_VISIT
    assert min(shown) <= _SHOWN


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


@pytest.mark.parametrize("kind", ["Meeting", "Checking how good services are"])
def test_on_a_phone_what_a_thing_is_stands_beside_its_drawing_and_its_name_below_both(page: Page, kind: str) -> None:
    """However long the kind is: it goes on in the next line, and leaves no hole on the card."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")
    page.locator("main").evaluate(
        """(main, kind) => main.innerHTML = `<ul class="tp-cards"><li class="tp-card"><img class="tp-picture" alt="">
        <p class="tp-part">${kind}</p><h3 class="govuk-heading-m">Make our website better</h3></li></ul>`""",
        kind,
    )

    drawing, what, name = (
        page.locator(f".tp-card {each}").bounding_box() for each in (".tp-picture", ".tp-part", "h3")
    )

    assert drawing is not None
    assert what is not None
    assert name is not None
    assert what["x"] + what["width"] <= drawing["x"]
    assert drawing["y"] <= what["y"] + what["height"] / 2 <= drawing["y"] + drawing["height"]
    assert name["y"] >= max(each["y"] + each["height"] for each in (drawing, what))
