"""A person who says something, and staff who read it, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from tests.e2e.signing_in import sign_in
from tests.e2e.stack import PATIENCE, RunningStack

WRITTEN_SLOWLY = 3_200
"""Milliseconds: a form sent faster than the policy's three seconds goes to the review list."""


@contextmanager
def tab(browser: Browser, stack: RunningStack, *, width: int = 1280, agent: str | None = None) -> Iterator[Page]:
    """A tab of somebody who has never been here."""
    context = browser.new_context(
        base_url=stack.url, locale="en-GB", user_agent=agent, viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(1_000 * PATIENCE)
    yield context.new_page()
    context.close()


@contextmanager
def office(browser: Browser, stack: RunningStack, email: str) -> Iterator[Page]:
    """A tab of a member of staff who has signed in."""
    with tab(browser, stack) as page:
        sign_in(stack, page, email)
        yield page


def ask(staff: Page, template: str, title: str) -> str:
    """Build a questionnaire from a template and open it, as a member of staff who is signed in; its reference."""
    staff.goto(f"/office/voice/questionnaires/new?template={template}")
    staff.get_by_label("Title").fill(title)
    last = datetime.now(UTC).date() + timedelta(days=14)
    for part, number in (("Day", last.day), ("Month", last.month), ("Year", last.year)):
        staff.get_by_label(part, exact=True).fill(str(number))
    staff.get_by_role("button", name="Save and continue to the questions").click()
    reference = staff.url.rsplit("/", 1)[-1]
    staff.get_by_role("button", name="Open it").click()
    expect(staff.get_by_role("heading", name="Ask people")).to_be_visible()
    return reference


def say(page: Page, words: str, *, at: str = "/feedback") -> str:
    """Say something without a name; the code."""
    page.goto(at)
    page.get_by_label("What do you want to tell us?").fill(words)
    page.wait_for_timeout(WRITTEN_SLOWLY)
    page.get_by_role("button", name="Send it").click()
    return page.locator(".tp-own-code").inner_text()
