"""A questionnaire from its first question to public results, through a real browser."""

from __future__ import annotations

import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from time import monotonic
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.stack import PATIENCE, RunningStack
from tests.e2e.voices import WRITTEN_SLOWLY, ask, office, tab

READER, CHECKER = "worker@example.org", "manager@example.org"
TITLE = "How was the summer club?"
WORDS = "The food was cold.\nمرحبا 👩‍👩‍👧 <b>cold</b>"


def test_from_a_question_to_what_people_said(stack: RunningStack, browser: Browser) -> None:
    """Built, opened, answered, one of them twice by a double click; closed, read, sorted, and shown to everyone."""
    with office(browser, stack, READER) as staff:
        asked = ask(staff, "after-a-session", TITLE)
        held(staff)
        staff.goto("/office/voice/questionnaires")
        held(staff)

    with tab(browser, stack, width=320) as page:
        page.goto("/questionnaires")
        held(page)
        page.get_by_role("link", name=TITLE).click()
        address = page.url
        tokens = [unescape(found) for _ in range(9) for found in re.findall(FORM, page.request.get(address).text())]
        page.get_by_role("button", name="Send my answers").click()
        given = monotonic()
        expect(page.get_by_role("alert")).to_contain_text("Answer one question or more")
        held(page)
        page.get_by_label("Very good").check()
        page.get_by_label("The people").check()
        page.get_by_label("What should we do in another way next time?").fill(WORDS)
        page.wait_for_timeout(max(1, WRITTEN_SLOWLY - 1_000 * (monotonic() - given)))
        page.get_by_role("button", name="Send my answers").dblclick()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        held(page)
        with ThreadPoolExecutor(2) as two_at_once:
            sent = two_at_once.map(lambda form: answer(address, form), forms(tokens))
            assert list(sent) == [200] * len(tokens)

    after = datetime.now(UTC).date() + timedelta(days=15)
    assert stack.run_job("close-questionnaires", today=after.isoformat())["closed"] >= 1
    stack.mail(to=READER, subject="Closed: your questionnaire")

    with office(browser, stack, READER) as staff:
        staff.goto(f"/office/voice/answers?of={asked}")
        expect(staff.get_by_role("link", name="The food was cold")).to_have_count(1)
        staff.get_by_role("link", name="The food was cold").click()
        expect(staff.get_by_text("<b>cold</b>")).to_be_visible()
        held(staff)
        staff.get_by_label("Name a theme").fill("Cold food")
        staff.get_by_role("button", name="I have read it").click()

    with office(browser, stack, CHECKER) as staff:
        staff.goto(f"/office/voice/questionnaires/{asked}/results")
        expect(staff.get_by_text("10 or more answers")).to_be_visible()
        held(staff)
        staff.goto(f"/office/voice/questionnaires/{asked}")
        staff.get_by_role("button", name="Show the results to everyone").click()
        expect(staff.get_by_text("Results are public")).to_be_visible()

    with tab(browser, stack, width=320) as page:
        page.goto(f"/questionnaires/{asked}")
        page.get_by_role("link", name="See what people said").click()
        expect(page.get_by_role("row", name="Cold food")).to_be_visible()
        assert "The food was cold" not in page.content()
        held(page)


def forms(tokens: list[str]) -> list[dict[str, str]]:
    """What the others answer: five of them one thing, the rest another."""
    return [{"form": token, "q1": "15"[number < 5], "q2": "5", "q3": "1"} for number, token in enumerate(tokens)]


def answer(address: str, form: dict[str, str]) -> int:
    """Send an answer as a browser does, and go where it leads; the status of that page."""
    site = address.split("/questionnaires/")[0]
    request = urllib.request.Request(address, data=urlencode(form).encode(), headers={"Origin": site})
    with urllib.request.urlopen(request, timeout=PATIENCE) as found:
        return int(found.status)


FORM = re.compile(r'name="form" value="([^"]+)"')


def held(page: Page) -> None:
    """No violation at either width, and nothing to scroll sideways for."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
