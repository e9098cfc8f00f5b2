"""The newsletter through a real browser: asked for, made in the office, sent with its headers, left with one press."""

from __future__ import annotations

import re
import secrets
import urllib.parse
import urllib.request

from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.stack import PATIENCE, RunningStack, until
from tests.e2e.voices import office, tab

WORKER = "worker@example.org"


def test_from_asking_for_it_to_leaving_it_with_one_press(stack: RunningStack, browser: Browser) -> None:
    """Nobody is written to who did not say yes; whoever did gets it once, and is gone with one press."""
    mark = secrets.token_hex(4)
    reader, silent = f"reader-{mark}@example.com", f"silent-{mark}@example.com"
    title = f"News {mark}"

    with tab(browser, stack, width=320) as page:
        for address in (silent, reader.upper()):
            assert posted(f"{stack.url}/newsletter", {"email": address}, origin=stack.url) == 200
        page.goto("/newsletter")
        page.get_by_label("Your email address").fill(reader)
        page.get_by_role("button", name="Send it to me").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
        page.goto(link_in(stack.mail(to=reader, subject="Do you want our newsletter")["text"], "confirm"))
        looked_at(page, 320)
        page.get_by_role("button", name="Yes, send me the newsletter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")

    with office(browser, stack, WORKER) as staff:
        staff.goto("/office/newsletters")
        looked_at(staff, 1280)
        staff.get_by_role("button", name="Make a newsletter").click()
        staff.get_by_label("Title", exact=True).first.fill(title)
        staff.get_by_label("First words").fill("Hello.\n\n- One\n- Two <b>bold</b>")
        staff.get_by_label("Title of a part of your own").fill("A new room")
        staff.get_by_label("Its words").fill("It opens on Monday.")
        looked_at(staff, 1280)
        staff.get_by_role("button", name="Save and preview").click()
        expect(staff.get_by_text("Two <b>bold</b>")).to_be_visible()
        looked_at(staff, 1280)
        staff.get_by_role("button", name="Send it").click()
        until(lambda: "It went to" in reloaded(staff) or None, what="the end of sending")
        looked_at(staff, 1280)
        read = staff.get_by_role("link", name="Read it on the website").get_attribute("href")
        staff.goto("/office/newsletters")
        expect(staff.get_by_role("link", name=title)).to_be_visible()

    (mail,) = stack.mails(to=reader, subject=title)
    assert not stack.mails(to=silent, subject=title)
    assert not stack.mails(to=reader.upper(), subject=title)
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = mail["headers"]["List-Unsubscribe"].strip("<>")
    assert "It opens on Monday." in mail["text"]

    with tab(browser, stack, width=320) as page:
        for address in ("/newsletter", str(read), f"{read}/print", stop):
            page.goto(address)
            looked_at(page, 320)
        expect(page.get_by_role("button", name="Stop it")).to_be_visible()
        one_click = {"List-Unsubscribe": "One-Click"}  # all that a mail program sends (RFC 8058), sometimes twice
        assert [posted(stop, one_click) for _ in range(2)] == [200, 200]
    kept = stack.client("dynamodb").scan(TableName=stack.deployed.names["NewsletterTable"])["Items"]
    assert reader not in str(kept).lower()
    assert silent in str(kept), "asked, and not answered yet"


def looked_at(page: Page, width: int) -> None:
    """Accessible, and nothing to scroll sideways for."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def reloaded(page: Page) -> str:
    """The page as it is now."""
    page.reload()
    return page.content()


def link_in(text: str, what: str) -> str:
    """The first link of a kind in a letter."""
    found = re.search(rf"https?://\S+/newsletter/{what}\?t=\S+", text)
    assert found
    return found.group()


def posted(address: str, fields: dict[str, str], *, origin: str = "") -> int:
    """What a post without a cookie or a page is answered, redirects followed."""
    request = urllib.request.Request(address, data=urllib.parse.urlencode(fields).encode(), method="POST")
    if origin:
        request.add_header("Origin", origin)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return int(answer.status)
