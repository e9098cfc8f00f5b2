"""A decision link on the real stack: what a person does with it, and what a machine cannot."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import date
from functools import partial

from playwright.sync_api import Page, expect

from infra.local.story import CONFIRMER, Story
from takepart.adapters import bank_holidays
from takepart.domain.working_days import add_working_days
from tests.e2e.accessibility import assert_accessible
from tests.e2e.stack import PATIENCE, RunningStack, until

DEPUTY = "manager@example.org"


def a_sent_claim(stack: RunningStack) -> Story:
    """A claim for half a day on a panel and a train fare, waiting for the panel manager."""
    story = Story(stack.url)
    story.fills_in()
    story.sends()
    return story


def link_in(mail_text: str) -> str:
    """The first decision link of a letter."""
    found = re.search(r"https?://\S+/decide\S*", mail_text)
    assert found, mail_text
    return found[0]


def decide(page: Page, answer: str) -> None:
    """Choose and send."""
    page.get_by_role("radio", name=answer).check()
    page.get_by_role("button", name="Send my choice").click()


def status_of(address: str, *, method: str = "GET", data: bytes | None = None, origin: str = "") -> int:
    """What a program gets, without following anything."""
    request = urllib.request.Request(address, method=method, data=data)
    if origin:
        request.add_header("Origin", origin)
        request.add_header("Sec-Fetch-Site", "same-origin")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_claim_is_confirmed_less_and_approved_by_two_people_in_a_browser(stack: RunningStack, page: Page) -> None:
    """Line by line, with a reason that the participant reads; a reload does no harm."""
    story = a_sent_claim(stack)
    confirm = link_in(story.letter(CONFIRMER, "Please confirm")["text"])

    page.goto(confirm)
    assert_accessible(page)
    expect(page.get_by_text("Opening this page approves nothing.")).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Send my choice").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you decide")
    assert_accessible(page)
    page.get_by_role("radio", name="Confirm it with changes").check()
    page.get_by_label("New amount for train").fill("5,00")
    page.get_by_role("button", name="Send my choice").click()
    expect(page.get_by_role("alert")).to_contain_text("pounds and pence")
    expect(page.get_by_label("New amount for train")).to_have_value("5,00")
    assert_accessible(page)
    page.get_by_label("New amount for train").fill("5.00")
    page.get_by_label("Why it changes").nth(1).fill("A day ticket costs £5.")
    page.get_by_role("button", name="Send my choice").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You confirmed £65 and passed it to finance")
    assert_accessible(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You confirmed £65")
    page.goto(confirm)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing to decide here any more")
    assert_accessible(page)

    page.goto(link_in(story.letter("finance-1@example.org", "Please approve")["text"]))
    expect(page.get_by_text("A day ticket costs £5.")).to_be_visible()
    page.get_by_role("radio", name="Approve £65 as it stands").check()
    page.get_by_role("button", name="Send my choice").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You approved £65 to be paid")
    told = story.letter(story.address, "Your claim is approved")["text"]
    assert "A day ticket costs £5." in " ".join(told.split())


def test_a_mail_scanner_changes_nothing(stack: RunningStack, page: Page) -> None:
    """Opened a hundred times, asked for its head, and its form posted without a choice: it still asks."""
    story = a_sent_claim(stack)
    link = link_in(story.letter(CONFIRMER, "Please confirm")["text"])

    assert {status_of(link) for _ in range(100)} == {200}
    assert status_of(link, method="HEAD") == 200
    for form in (b"", b"answer=", urllib.parse.urlencode({"step": "ab" * 16 + "-1"}).encode()):
        assert status_of(link, method="POST", data=form, origin=stack.url) == 422
    assert status_of(link, method="POST", data=b"answer=agree") == 403

    page.goto(link)
    decide(page, "Yes, confirm £67.40 as it stands")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You confirmed £67.40")


def test_a_refusal_without_a_script(stack: RunningStack, page_without_scripts: Page) -> None:
    """The boxes show with their answer by styles alone; the reason reaches the participant."""
    page = page_without_scripts
    story = a_sent_claim(stack)

    page.goto(link_in(story.letter(CONFIRMER, "Please confirm")["text"]))
    expect(page.get_by_label("Why you refuse it")).to_be_hidden()
    page.get_by_role("radio", name="Refuse the whole claim").check()
    page.get_by_label("Why you refuse it").fill("The panel did not meet that day.")
    page.get_by_role("button", name="Send my choice").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("You refused the claim")
    assert "> The panel did not meet that day." in story.letter(story.address, "We cannot pay")["text"]


def test_a_decision_that_nobody_takes_is_nudged_and_passed_on_once_each(stack: RunningStack, page: Page) -> None:
    """Working days 3, 7 and 10, however often the job runs; then the old link says so and offers a fresh one."""
    story = a_sent_claim(stack)
    old = link_in(story.letter(CONFIRMER, "Please confirm")["text"])

    def letters(to: str, subject: str) -> int:
        return len([m for m in stack.mails(to=to, subject=subject) if story.reference in m["text"]])

    def reminded(times: int) -> bool:
        return letters(CONFIRMER, "Still waiting for you") == times

    def run_on(days: int) -> None:
        day = add_working_days(date.today(), days, bank_holidays.england())
        stack.run_job("remind-deciders", today=day.isoformat())

    for days, reminders in ((3, 1), (3, 1), (4, 1), (7, 2), (7, 2)):
        run_on(days)
        until(partial(reminded, reminders), what="a reminder")
    for _ in range(2):
        run_on(10)
    story.letter(DEPUTY, "Please confirm")

    assert (letters(CONFIRMER, "Still waiting for you"), letters(DEPUTY, "Please confirm")) == (2, 1)

    page.goto(old)
    expect(page.get_by_text("Participation manager must decide now.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Send a fresh link to Participation manager").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A fresh link is on its way")
    page.goto(link_in(story.letter(DEPUTY, "A fresh link")["text"]))
    decide(page, "Yes, confirm £67.40 as it stands")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You confirmed £67.40")


def test_a_forged_link_opens_nothing(stack: RunningStack) -> None:
    """One letter changed is enough."""
    story = a_sent_claim(stack)
    link = link_in(story.letter(CONFIRMER, "Please confirm")["text"])
    letter = "A" if link[-2] != "A" else "B"

    assert status_of(f"{link[:-2]}{letter}{link[-1]}") == 404
    assert status_of(f"{stack.url}/decide") == 404
    assert status_of(f"{stack.url}/decide?t={'x' * 5000}") == 404
