"""From registering to who is reached: answers that are tied to nobody, bands for the worker, an action that is done."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Browser, Page

from takepart.adapters.policy.file import load
from takepart.domain.people.equality import Quarter, quarter_on
from takepart.domain.uk_time import local_date
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack
from tests.e2e.test_programme_story import WORKER, Tab, link_in
from tests.e2e.test_voice_canary import items, logged, messages, seconds
from tests.policies import POLICIES

EMAIL = "reached@example.com"
TABLES = ("PeopleTable", "ProgrammeTable", "ClaimsTable", "TransientTable", "MailTable", "AssuranceTable", "VoiceTable")
RULES = load(POLICIES / "wirral.toml").equality


def test_answers_are_counted_and_tied_to_nobody_and_a_missing_group_is_followed_up(
    browser: Browser, stack: RunningStack
) -> None:
    """Everything that the stack kept is searched for what would tie an answer to who gave it, or to when."""
    tab = Tab(browser, stack, 320, scripts=True)
    started, before = datetime.now(UTC), items(stack, "EqualityTable")
    registered(tab, stack)
    tab.page.get_by_role("button", name="Show me the questions").click()
    ticket = parse_qs(urlparse(tab.page.url).query)["t"][0]
    looks_right_at_both(tab, "equality")
    tab.page.get_by_role("button", name="Skip all of this").click()
    tab.page.wait_for_url("**/opportunities")
    assert items(stack, "EqualityTable") == before
    tab.page.go_back()
    answered(tab)
    tab.page.go_back()
    answered(tab)

    counted = items(stack, "EqualityTable")
    assert sorted(item["sk"]["S"] for item in counted if "people" in item and item["people"]["N"] == "1") == [
        "age#registered#26-up",
        "care#registered#prefer-not-to-say",
    ]
    nothing_ties(stack, counted, ticket, started)

    followed_up(Tab(browser, stack, 1280, scripts=True), stack)


def registered(tab: Tab, stack: RunningStack) -> None:
    """Register and prove the mailbox."""
    page = tab.page
    page.goto("/register")
    page.get_by_label("I am someone else").check()
    page.get_by_label("Your full name").fill("Participant Reached")
    page.get_by_label("Your email address").fill(EMAIL)
    for box, value in (("Day", "14"), ("Month", "2"), ("Year", "1990")):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_label("I have read how you will use").check()
    tab.press("Register")
    page.goto(link_in(stack, EMAIL, "Is this your email", "/register/confirm"))
    tab.press("Yes, this is my address")
    tab.says("You are registered")


def answered(tab: Tab) -> None:
    """Answer two of the questions."""
    tab.page.get_by_label("26 or older").check()
    tab.page.get_by_role("group", name="Have you been in care?").get_by_label("I would rather not say").check()
    tab.press("Send my answers")
    tab.says("Thank you")


def as_text(stored: object) -> str:
    """All that is stored, bytes too: what is written in them is found."""
    return json.dumps(stored, default=lambda raw: raw.decode("latin-1"))


def nothing_ties(stack: RunningStack, counted: list[dict[str, dict[str, str]]], ticket: str, started: datetime) -> None:
    """Counts, a quarter, and the hash of a random name: no person, no ticket, no time."""
    words = base64.urlsafe_b64decode(ticket.partition(".")[0] + "==").decode()
    name, kept = words.split("|")[4], json.dumps(counted)
    (person,) = {
        item["pk"]["S"].removeprefix("PERSON#") for item in items(stack, "PeopleTable") if EMAIL in as_text(item)
    }

    assert {frozenset(item) for item in counted} == {
        frozenset({"pk", "sk", "people"}),
        frozenset({"pk", "sk", "expires"}),
    }
    for trace in (EMAIL, person, person.partition(".")[0], name, *seconds(started, datetime.now(UTC))):
        assert trace not in kept, trace
    elsewhere = {table: as_text(items(stack, table)) for table in TABLES}
    elsewhere["letters"] = json.dumps(stack.mails())
    elsewhere |= {"logs": logged(stack), "queues": messages(stack)}
    elsewhere["the emulator's log"] = (stack.instance.home / "emulator.log").read_text(errors="replace")
    marks = [item["pk"]["S"].removeprefix("USED#") for item in counted if "expires" in item]
    for place, text in elsewhere.items():
        for trace in (name, ticket, *marks, "26-up", "prefer-not-to-say"):
            assert trace not in text, (place, trace)


def followed_up(tab: Tab, stack: RunningStack) -> None:
    """A worker sees last year's bands, plans an action for a group that is missing, and says what came of it."""
    assert RULES is not None
    year = quarter_on(local_date(datetime.now(UTC)), RULES.year_starts).year - 1
    for answer, number in (("14-16", 23), ("11-13", 12), ("under-11", 3)):
        stack.client("dynamodb").put_item(
            TableName=stack.deployed.names["EqualityTable"],
            Item={
                "pk": {"S": f"QUARTER#{Quarter(year, 1).name}"},
                "sk": {"S": f"age#registered#{answer}"},
                "people": {"N": str(number)},
            },
        )
    page: Page = tab.page
    sign_in(stack, page, WORKER)
    page.goto(f"/office/reach?year={year}")
    tab.says("20 to 24")
    assert "23" not in re.sub(rf"{year % 100 + 1}|20\d\d", "", page.locator("table").first.inner_text())
    looks_right_at_both(tab, "office-reach")
    page.get_by_role("link", name="Plan an action to reach: How old are you? Under 11").click()
    tab.press("Add the action")
    tab.says("There is a problem")
    tab.looks_right("office-reach-action-wrong")
    due = datetime.now(UTC) + timedelta(days=5)
    page.get_by_label("What will you do?").fill("Visit two primary schools")
    for box, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_label(box, exact=True).fill(str(value))
    tab.press("Add the action")
    tab.says("The action is on the list")
    looks_right_at_both(tab, "office-reach-action")

    assert stack.run_job("remind-owners", today=f"{datetime.now(UTC):%Y-%m-%d}") == {"reminded": 1}
    letter = stack.mail(to=WORKER, subject="reach people who are missing")
    page.goto(re.findall(r"http://\S+/office/reach/actions/\S+", letter["text"])[0])
    page.get_by_label("What came of it?").fill("Nine children came")
    tab.press("It is done")
    tab.says("It is done. What came of it shows beside the figures")
    page.goto(f"/office/reach/actions?year={year}")
    tab.says("Nine children came")
    looks_right_at_both(tab, "office-reach-actions")
    page.goto(f"/office/reach?year={year}")
    tab.says("Visit two primary schools: done. Nine children came")
    page.goto("/who-takes-part")
    looks_right_at_both(tab, "who-takes-part")


def looks_right_at_both(tab: Tab, name: str) -> None:
    """At 320 and at 1280 px."""
    for tab.width in (320, 1280):
        tab.page.set_viewport_size({"width": tab.width, "height": 800})
        tab.looks_right(name)
