"""How staff get into the office in the tests: by an emailed link once, and then as whoever is signed in already.

The office sends a member of staff five links an hour and no more, and one stack serves all of these tests.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.stack import RunningStack

_SIGNED_IN: dict[tuple[str, str], list[Any]] = {}
"""The cookies of each site and address."""


def sign_in(stack: RunningStack, page: Page, email: str) -> None:
    """Be in the office as this member of staff."""
    kept = _SIGNED_IN.get((stack.url, email))
    if kept is not None:
        page.context.add_cookies(kept)
        page.goto("/office")
        if page.get_by_role("heading", level=1).inner_text() == "Today":
            return
    by_link(stack, page, email)
    _SIGNED_IN[stack.url, email] = list(page.context.cookies())


def by_link(stack: RunningStack, page: Page, email: str) -> None:
    """Ask for a link, open it from the mailbox, and press the button."""
    before = len(stack.mails(to=email, subject="Sign in"))
    page.goto("/office/sign-in")
    page.get_by_label("Your work email address").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    mail = stack.mail(to=email, subject="Sign in", after=before)
    found = re.search(r"https?://\S+/office/sign-in\S+", mail["text"])
    assert found
    page.goto(found[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
