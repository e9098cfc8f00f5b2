"""A participant makes a claim in a real browser and follows the money, with and without scripts, small and large."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.accessibility import assert_accessible
from tests.e2e.claimant import Claimant, yesterday
from tests.e2e.stack import PATIENCE, RunningStack, until

TWO_SCREENS = 2 * 667
"""Pixels of an old phone: all that is checked before a claim is sent, and the button."""
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture(params=[(PHONE, True), (PHONE, False), (DESK, True)], ids=["phone", "phone-no-scripts", "desk"])
def any_page(request: pytest.FixtureRequest, browser: Browser, stack: RunningStack) -> Iterator[Page]:
    """A tab of each kind of participant."""
    size, scripts = request.param
    context = browser.new_context(
        base_url=stack.url, locale="en-GB", viewport=size, java_script_enabled=scripts, timezone_id="Europe/London"
    )
    context.set_default_timeout(1_000 * PATIENCE)
    yield context.new_page()
    context.close()


def fits(page: Any) -> None:
    """Nobody has to scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def personal_link(stack: RunningStack, email: str) -> str:
    """The address in the email that says we have the claim."""
    mail = stack.mail(to=email, subject="We have your claim")
    found = re.search(r"http\S+/claims/\S+", mail["text"])
    assert found, mail["text"]
    return found.group(0)


def test_a_claim_is_sent_and_followed(any_page: Page, stack: RunningStack, request: pytest.FixtureRequest) -> None:
    """Form, receipt, email, and where is my money: on a phone, at a desk, and without scripts."""
    email = f"{request.node.callspec.id}@example.com"
    faults: list[str] = []
    any_page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    person = Claimant(page=any_page, email=email, look=fits)

    person.start()
    person.about_me()
    person.a_bus_fare("7.60")
    person.a_receipt()
    person.no_more_receipts()
    person.how_to_be_paid()
    assert "£27.60" in any_page.locator("main").inner_text()
    reference = person.send()
    any_page.reload()
    again = any_page.locator(".tp-reference").inner_text()
    any_page.goto(personal_link(stack, email))

    words = any_page.locator("main").inner_text()
    assert again == reference
    assert reference in words
    assert "has had it since" in words
    assert "Receipt 1" in any_page.locator("main").text_content()  # type: ignore[operator]
    assert faults == []


def test_every_page_of_a_claim_is_accessible(page: Page) -> None:
    """axe finds nothing, on the way through and where the answers are wrong."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        person = Claimant(page=page, email="axe@example.com", look=assert_accessible)

        person.whole_claim()

        page.goto("/claims/new")
        page.get_by_role("button", name="Start now").click()
        page.get_by_role("button", name="Save and continue").click()
        assert page.title().startswith("Error: ")
        assert_accessible(page)


@pytest.mark.parametrize("address", ["/", "/what-we-pay", "/contact", "/privacy", "/accessibility", "/claims", "/nope"])
def test_every_public_page_is_accessible_and_fits(page: Page, address: str) -> None:
    """On a phone and at a desk."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.goto(address)

        assert_accessible(page)
        fits(page)


def test_a_live_quote_needs_no_script_and_equals_the_claim(page_without_scripts: Page) -> None:
    """What the page says is what the claim comes to."""
    page, day = page_without_scripts, yesterday()
    page.goto("/what-we-pay")
    page.get_by_label("What would you take part in?").select_option("meeting")
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#date-{part}").fill(str(number))
    page.get_by_label("Evening").check()
    page.get_by_label("Hours").fill("2")
    page.get_by_text("Add travel and other costs").click()
    page.get_by_label("Bus").fill("4.60")
    page.get_by_role("button", name="Work it out").click()
    quoted = page.locator(".tp-total").inner_text()

    person = Claimant(page=page, email="quote@example.com")
    person.start()
    person.about_me()
    person.a_bus_fare()
    person.how_to_be_paid()
    page.set_viewport_size({"width": 375, "height": 667})
    send = page.get_by_role("button", name="Send my claim").bounding_box()

    assert send is not None
    assert send["y"] + send["height"] <= TWO_SCREENS
    assert quoted == page.locator(".tp-total").inner_text() == "£24.60"


def test_a_double_click_sends_once(page: Page, stack: RunningStack) -> None:
    """Two presses, one claim, one email."""
    person = Claimant(page=page, email="double@example.com")
    person.start()
    person.about_me()
    person.a_bus_fare()
    person.how_to_be_paid()
    page.get_by_label("Name on the account").fill(person.name)
    page.get_by_label("Sort code").fill("123456")
    page.get_by_label("Account number").fill("12345678")
    page.get_by_label("I have read this").check()

    page.get_by_role("button", name="Send my claim").dblclick()
    page.get_by_role("heading", name="Thank you. We have your claim.").wait_for()

    stack.mail(to="double@example.com", subject="We have your claim")
    assert len(stack.mails(to="double@example.com", subject="We have your claim")) == 1


def test_a_file_that_is_no_receipt_is_told_so(page: Page) -> None:
    """A program under a picture's name: known by its own bytes."""
    person = Claimant(page=page, email="exe@example.com")
    person.start()
    person.about_me()
    person.a_bus_fare("7.60")
    person.a_receipt(name="ticket.png", content=b"MZ\x90\x00 this is a program", kind="image/png")

    def told() -> bool:
        page.goto(page.url.split("?")[0])
        return "not a photo or a PDF" in page.locator("main").inner_text()

    assert until(told, what="the receipt's check")


def test_the_back_button_and_a_second_tab_lose_nothing(page: Page) -> None:
    """Answers stay as they were typed."""
    person = Claimant(page=page, email="back@example.com", name="Zoë 🦊 محمد")
    person.start()
    person.about_me()

    page.go_back()
    assert page.get_by_label("Your full name").input_value() == "Zoë 🦊 محمد"
    tab = page.context.new_page()
    tab.goto(page.url.replace("/you", "/session"))
    assert tab.locator("#hours").input_value() == "2"


def call(stack: RunningStack, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
    """A program's post: status and JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{stack.url}{path}", data=body, headers=named, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def test_a_program_sends_a_claim_once_whatever_the_network_does(stack: RunningStack) -> None:
    """The same key gives the same reference; another body under it is refused."""
    claim = {
        "activity_type": "meeting", "date": yesterday().isoformat(), "part_of_day": "morning", "hours": 2,
        "name": "Bo", "email": "bo@example.com", "under_16": False, "fee_choice": "as-offered", "method": "cash",
        "declared": True,
    }  # fmt: skip
    headers = {"Content_Type": "application/json", "Idempotency_Key": "end-to-end-key"}

    first = call(stack, "/api/claims", json.dumps(claim).encode(), **headers)
    second = call(stack, "/api/claims", json.dumps(claim).encode(), **headers)
    other = call(stack, "/api/claims", json.dumps(claim | {"hours": 1}).encode(), **headers)

    assert first[0] == second[0] == 201
    assert first[1]["reference"] == second[1]["reference"]
    assert other[0] == 409


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 200_000, "application/json", 413),
        (b"[]", "application/json", 400),
        (b'{"a": ', "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"a=%ff%", "application/x-www-form-urlencoded", 422),
        (b"--x\r\nContent-Disposition: form-da", "multipart/form-data; boundary=x", 415),
        (b"hello", "text/plain", 415),
    ],
)
def test_what_cannot_be_read_gets_a_clear_answer(stack: RunningStack, body: bytes, kind: str, status: int) -> None:
    """4xx with words, through the real gateway."""
    answered, value = call(stack, "/api/claims", body, Content_Type=kind)

    assert answered == status
    assert value["detail"]


def test_a_body_of_seven_megabytes_is_refused_at_the_door(stack: RunningStack) -> None:
    """By the gateway itself, before any function starts."""
    assert call(stack, "/api/claims", b"x" * 7_000_000, Content_Type="application/json")[0] == 413
