"""The office on the real stack: in by an emailed link, and every page of it held against WCAG."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from infra.local.person import Person
from infra.local.story import Story, found
from tests.e2e.accessibility import assert_accessible
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack, until
from tests.reconcile import bank_file, month_of, reconcile


def test_the_whole_office_can_be_used_and_read_by_all(stack: RunningStack, page: Page) -> None:
    """From the form to money that came back: what finance does in the office, every page without a violation."""
    story = Story(stack.url)
    for act in (story.fills_in, story.sends, story.confirms, story.approves):
        act()
    stack.run_job("remind-deciders", today=(date.today() + timedelta(days=30)).isoformat())

    def late() -> bool:  # other claims of this stack may have had such a letter before
        letters = stack.mails(to="finance-2@example.org", subject="may be paid late")
        return any(story.reference in letter["text"] for letter in letters)

    until(late, what="the letter about a claim that may be paid late")
    story.runs_payments()
    page.goto("/office/sign-in")
    assert_accessible(page)

    sign_in(stack, page, "finance-3@example.org")
    assert_accessible(page)
    for address in ("/office/waiting", "/office/claims", "/office/claims?state=approved", "/office/floats"):
        page.goto(address)
        assert_accessible(page)
    page.goto("/office")
    page.get_by_label("Find a claim by its reference").fill(story.reference.lower().replace("-", " "))
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Claim {story.reference}")
    expect(page.get_by_text("entries, unchanged.")).to_be_visible()
    assert_accessible(page)

    page.goto("/office/batches")
    page.get_by_label("Find a batch").fill(story.reference)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name=story.batch)).to_be_visible()
    assert_accessible(page)
    page.goto(f"/office/batches/{story.batch}")
    said = re.search(r"Payments\s+(\d+)\s+Total\s+£([\d.,]+)", page.inner_text("main"))
    assert said is not None
    page.get_by_label("How many payments the bank shows").fill(said[1])
    page.get_by_label("The total that the bank shows").fill(said[2])
    page.get_by_label("Yes, I sent").check()
    page.get_by_role("button", name="Confirm it was sent").click()
    story.letter(story.address, "Your money is on its way")
    page.reload()
    page.get_by_label("References that came back, one a line").fill(f"{story.reference}, account closed")
    page.get_by_role("button", name="These came back").click()
    expect(page.get_by_text("said that 1 payment came back")).to_be_visible()
    assert_accessible(page)
    day = date.fromisoformat(story.batch.rpartition("-")[0])
    page.goto(f"/office/month-end?month={day:%Y-%m}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Money in {day:%B %Y}")
    expect(page.get_by_role("heading", name="It ties to the penny")).to_be_visible()
    assert_accessible(page)
    gives_another_account(story)
    first = story.batch
    story.runs_payments()
    files = {batch: file_of(page, batch) for batch in (first, story.batch)}
    page.goto(f"/office/batches/{story.batch}")
    page.get_by_role("button", name="Confirm it was sent").click()
    for words in ("how many payments the bank shows, or", "the total that the bank shows, or", "Tick the box when"):
        expect(page.get_by_role("alert")).to_contain_text(words)
    page.get_by_label("The file that you gave to the bank").set_input_files(
        {"name": "bank.csv", "mimeType": "text/csv", "buffer": files[story.batch].encode()}
    )
    page.get_by_label("Yes, I sent").check()
    page.get_by_role("button", name="Confirm it was sent").click()
    expect(page.get_by_text("said that the file went to the bank")).to_be_visible()
    assert_the_month_ties(page, files, came_back={first: [story.reference]})

    page.get_by_role("button", name="Sign out").click()
    page.goto("/office/batches")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the office")


def gives_another_account(story: Story) -> None:
    """By the link of the letter, and a yes from the mailbox."""
    person = Person(story.site)
    letter = story.letter(story.address, "We could not pay you")
    page = person.open(found(rf"{re.escape(story.site)}/claims/\S+", letter["text"]))
    person.open(page.link("Give your bank details"))
    person.press(
        "Save these details",
        bank_name="Example Participant",
        bank_sort_code="65-43-21",
        bank_account_number="76543210",
    )
    asked = story.letter(story.address, "Are these your new bank details?")
    person.open(found(rf"{re.escape(story.site)}/claims/\S+", asked["text"]))
    person.press("Go on", mine="yes")
    story.letter(story.address, "bank details")


def file_of(page: Page, batch: str) -> str:
    """The bank's file, as finance downloads it."""
    answer = page.request.get(f"/office/bank-files/{batch}")
    assert answer.ok, answer.status
    return answer.text()


def lines_of(month: str, page: Page, about: Collection[str] = ()) -> str:
    """The month's lines for finance as they are downloaded: all of them, or those of some batches and floats."""
    text = page.request.get(f"/office/month-end.csv?month={month}").text()
    rows = list(csv.DictReader(io.StringIO(text)))
    kept = io.StringIO()
    table = csv.DictWriter(kept, fieldnames=list(rows[0]) if rows else [])
    table.writeheader()
    table.writerows(row for row in rows if not about or row["Batch, float or vouchers"] in about)
    return kept.getvalue()


def batches_in(lines: str) -> set[str]:
    """Those that went to the bank."""
    rows = csv.DictReader(io.StringIO(lines))
    return {row["Batch, float or vouchers"] for row in rows if row["What"] == "Sent to the bank"}


def assert_the_month_ties(page: Page, files: Mapping[str, str], *, came_back: Mapping[str, Sequence[str]]) -> None:
    """The month's lines for finance say what the bank's own files do, worked out by a script that knows nothing of us.

    The page's own total is that of every file of the month.
    """
    month = f"{date.today():%Y-%m}"
    until(lambda: set(files) <= batches_in(lines_of(month, page)), what="the claims to hear that they were sent")
    later = [batch for batch, text in files.items() if month_of(text) != month]
    ours = lines_of(month, page, files)
    assert reconcile(ours, files=files, came_back=came_back, floats={}, on_its_way=later) == []
    again = [row["Claim"] for row in csv.DictReader(io.StringIO(ours)) if row["What"] == "Of these, paid again"]
    assert again == [reference for back in came_back.values() for reference in back]

    page.goto(f"/office/month-end?month={month}")
    told = re.search(r"£([\d,.]+) went to the bank", page.inner_text("main"))
    every = [file_of(page, batch) for batch in batches_in(lines_of(month, page))]
    assert told
    assert Decimal(told[1].replace(",", "")) == sum(pounds for text in every for pounds in bank_file(text).values())


def test_a_worker_pays_cash_on_the_day_from_a_float(stack: RunningStack, page: Page) -> None:
    """The float is opened, the cash handed over, and its owner says on a second colleague's phone that they have it."""
    sign_in(stack, page, "worker@example.org")
    page.goto("/office/floats")
    page.get_by_label("What the float is called").fill(f"Box {date.today().isoformat()}")
    page.get_by_role("radio", name="Participation worker").check()
    page.get_by_label("How much goes in first").fill("20")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("There should be £20 in it.")).to_be_visible()
    assert_accessible(page)

    page.goto("/office/cash")
    assert_accessible(page)
    page.get_by_role("button", name="I gave them the cash").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter their full name")
    assert_accessible(page)
    page.get_by_label("What did they take part in?").select_option("volunteer-session")
    day = date.today()
    for part, text in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(text))
    page.get_by_role("radio", name="Morning").check()
    page.get_by_label("Hours").fill("2")
    page.get_by_label("Bus").fill("4.20")
    page.get_by_label("Their full name").fill("Example Participant")
    page.get_by_label("Their email address").fill("cash-participant@example.org")
    page.get_by_role("group", name="Are they under 16?").get_by_label("No").check()
    page.get_by_role("radio", name=re.compile("^box-")).check()
    page.get_by_label("How much you hand over now").fill("4.20")
    page.get_by_role("button", name="I gave them the cash").click()
    expect(page.get_by_text("You handed it over. The person says on their own page")).to_be_visible()
    expect(page.get_by_role("button", name="Yes, I have my money")).to_have_count(0)
    assert_accessible(page)
    claim = page.url.partition("?")[0]
    page.get_by_role("button", name="Sign out").click()
    sign_in(stack, page, "finance-1@example.org")
    page.goto(claim)
    page.get_by_role("button", name="Yes, I have my money").click()
    expect(page.get_by_text("It is written down that they have it.")).to_be_visible()
    assert_accessible(page)
    stack.mail(to="manager@example.org", subject="Please confirm")
    box = f"box-{day.isoformat()}"
    given = lines_of(f"{day:%Y-%m}", page, {box})
    assert reconcile(given, files={}, came_back={}, floats={box: "4.20"}) == []

    page.goto("/office/vouchers")
    page.get_by_label("The vouchers").fill("E2E-0001, 10.00\nE2E-0002, ten")
    page.get_by_role("button", name="Add vouchers").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was put in stock")
    assert_accessible(page)
    page.get_by_label("The vouchers").fill("E2E-0001, 10.00\nE2E-0002, 10.00")
    page.get_by_role("button", name="Add vouchers").click()
    expect(page.get_by_text("2 vouchers put in stock.")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_the_office_is_wider_than_the_screen(stack: RunningStack, page: Page, width: int) -> None:
    """A phone at a session is as good as a desk."""
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(stack, page, "manager@example.org")

    for address in (
        "/office",
        "/office/waiting",
        "/office/claims?state=with-worker",
        "/office/vouchers",
        "/office/floats",
        "/office/cash",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
