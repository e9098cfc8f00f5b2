"""Promises in a real browser: the monthly letter, evidence by link, an audit by two at once, and what is public."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from infra.local.instance import REGION
from takepart.adapters import clients
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.programme.tables import OpportunitiesTable, ProgrammeSessionsTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import OpportunityId, StepId
from takepart.domain.programme.opportunity import OpportunityKind, write
from takepart.domain.programme.session import hold
from tests.e2e.accessibility import assert_accessible
from tests.e2e.signing_in import sign_in
from tests.e2e.stack import RunningStack, until
from tests.programme_builders import WORKER, a_session, an_about


def a_day_before_a_quarter_ends() -> date:
    """A working month's start in which something is always due: early in the last month of a quarter."""
    today = date.today()
    month = -(-today.month // 3) * 3
    day = date(today.year, month, 5)
    if day >= today:
        return day
    return date(today.year + month // 12, month % 12 + 3, 5)


def next_february() -> date:
    """A day on which the yearly audit is due soon."""
    today = date.today()
    return date(today.year + (today.month > 1), 2, 5)


@pytest.fixture(scope="module")
def links(stack: RunningStack) -> dict[str, str]:
    """The link of each person's monthly letter, by mailbox."""
    found = {}
    for day in sorted((a_day_before_a_quarter_ends(), next_february())) * 2:
        stack.run_job("remind-of-promises", today=day.isoformat())
    for who in ("fostering-lead", "fostering-worker", "manager"):
        mail = stack.mail(to=f"{who}@example.org", subject="promise" if who != "manager" else "")
        address = re.search(r"/assurance\?t=\S+", mail["text"])
        assert address, mail["text"]
        found[who] = address.group(0)
    return found


def at_both_widths(page: Page, shots: Path, name: str) -> None:
    """Nothing is wrong, and nothing runs out of a narrow screen."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go."""
    return tmp_path_factory.mktemp("promises")


def a_day_in(page: Page, prefix: str, day: date) -> None:
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"#{prefix}-{part}", str(number))


def test_each_person_gets_one_letter_however_often_the_job_runs(stack: RunningStack, links: dict[str, str]) -> None:
    """With all that concerns them in it."""
    stack.mail(to="fostering-lead@example.org", after=1)
    mails = stack.mails(to="fostering-lead@example.org")

    assert len(mails) == 2  # one of each month
    assert "You said, we did (Fostering)" in mails[0]["text"]
    assert "How all our promises stand" in stack.mails(to="manager@example.org")[-1]["text"]


def test_a_promise_is_kept_by_link_with_a_note_and_everyone_sees_it(
    page: Page, links: dict[str, str], shots: Path
) -> None:
    """No account, no script needed."""
    page.goto(links["fostering-lead"])
    at_both_widths(page, shots, "mine")
    page.get_by_role("link", name=re.compile("Say what you did for You said, we did")).first.click()
    at_both_widths(page, shots, "promise")

    page.get_by_role("button", name="This promise is kept").click()
    assert page.get_by_text("Enter the day on which it was done").count()
    a_day_in(page, "show-day", date.today())
    page.fill("#show-note", "We told the group what changed.")
    page.get_by_role("button", name="This promise is kept").click()

    assert page.get_by_text("The promise is kept").count()
    page.goto("/our-promises")
    at_both_widths(page, shots, "our-promises")
    assert page.get_by_text("Last kept on").count()


def hold_a_drop_in(stack: RunningStack, patch: pytest.MonkeyPatch) -> None:
    """Yesterday's drop-in of leaving care, written as the office writes it: planned, and held."""
    for name, value in {
        "AWS_ENDPOINT_URL": stack.instance.emulator_url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        patch.setenv(name, value)
    clients.client.cache_clear()
    clients._session.cache_clear()
    programme = Aggregates(stack.deployed.names["ProgrammeTable"])
    now = datetime.now(UTC)
    about = an_about(title="Drop-in at the leaving care office", kind=OpportunityKind.DROP_IN, team="leaving-care")
    opportunity = write(OpportunityId("drop-in-e2e"), Step(journals.staff(WORKER), now, StepId("write")), about)
    starts, planned_at = now - timedelta(days=1), now - timedelta(days=2)
    session = a_session(
        "drop-in-e2e", opportunity=opportunity.id, starts=starts, ends=starts + timedelta(hours=1), at=planned_at
    )
    OpportunitiesTable(programme).add(opportunity)
    sessions = ProgrammeSessionsTable(programme)
    sessions.plan(session, places=8)
    sessions.save(hold(session, Step(journals.staff(WORKER), now, StepId("hold"))))


def test_a_session_that_was_held_keeps_a_promise_that_nobody_touched(
    page: Page, stack: RunningStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the table's stream, over the queue of records, to the team's page."""
    hold_a_drop_in(stack, monkeypatch)
    sign_in(stack, page, "worker@example.org")
    page.goto("/office/promises/leaving-care")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Drop-in sessions")).first

    def shows_it() -> bool:
        page.reload()
        return "from our own records: a session took place" in row.inner_text()

    until(shows_it, what="the drop-in on the team's page")
    assert row.get_by_text("Kept", exact=True).count()
    assert_accessible(page)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.png", b"", "The file is empty"),
        ("program.png", b"MZ" + b"x" * 500, "We cannot take this kind of file"),
        ("big.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50_000_000, "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    page: Page, links: dict[str, str], tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """0 bytes, a wrong type, 50 MB."""
    (tmp_path / name).write_bytes(content)
    page.goto(links["fostering-lead"])
    page.get_by_role("link", name=re.compile("Say what you did for")).first.click()

    page.set_input_files("#file", tmp_path / name)
    page.get_by_role("button", name="Add this file").click()

    assert page.get_by_text(words).count()
    assert page.get_by_role("button", name="This promise is kept").count()


def test_a_promise_is_kept_by_a_file(page: Page, links: dict[str, str], receipt: Path) -> None:
    """It goes straight to the store, and the page goes on from there."""
    page.goto(links["fostering-lead"])
    page.get_by_role("link", name=re.compile("Say what you did for")).first.click()
    page.set_input_files("#file", receipt)
    page.get_by_role("button", name="Add this file").click()

    assert page.get_by_text("Your file is here").count()
    a_day_in(page, "show-day", date.today())
    page.get_by_role("button", name="This promise is kept").click()
    assert page.get_by_text("The promise is kept").count()


def test_two_people_do_one_audit_at_once_and_the_manager_signs(
    browser: Browser, stack: RunningStack, links: dict[str, str], shots: Path
) -> None:
    """Nothing of either is lost."""
    one, two = (browser.new_context(base_url=stack.url, locale="en-GB").new_page() for _ in range(2))
    for page, who in ((one, "fostering-lead"), (two, "fostering-worker")):
        page.goto(links[who])
        page.get_by_role("link", name="Open the audit of Fostering").first.click()
        page.get_by_role("link", name="Answer Culture").click()
    one.check("#shared-values-level")
    one.fill("#shared-values-evidence", "We talk about it each month.")
    two.check("#honest-level-2")
    two.check("#shared-values-level-3")
    two.fill("#shared-values-evidence", "New staff learn it first.")
    one.get_by_role("button", name="Save and continue").click()
    two.get_by_role("button", name="Save and continue").click()

    assert two.get_by_text("answered this at the same time").count()
    assert two.get_by_text("We talk about it each month.").count()
    assert two.input_value("#shared-values-evidence") == "New staff learn it first."
    at_both_widths(two, shots, "piece")
    two.fill("#shared-values-evidence", "We talk about it each month. New staff learn it first.")
    two.get_by_role("button", name="Save and continue").click()
    one.get_by_role("link", name="Back to the audit").click()
    assert one.get_by_text("Established").count()
    for piece in ("Culture", "Practice", "Structure", "Review"):
        one.get_by_role("link", name=f"Answer {piece}").click()
        for level in one.locator("[id$='-level-2']").all():
            level.check()
        one.get_by_role("button", name="Save and continue").click()
        if one.get_by_role("link", name="Back to the audit").count():
            one.get_by_role("link", name="Back to the audit").click()
    at_both_widths(one, shots, "audit")
    one.get_by_role("button", name="Ask the manager to sign").click()

    mail = stack.mail(to="specialist-manager@example.org", subject="ready for you to sign")
    address = re.search(r"/assurance\?t=\S+", mail["text"])
    assert address
    one.goto(address.group(0))
    one.get_by_role("link", name="Open the audit of Fostering").first.click()
    one.get_by_role("button", name="Sign this audit").click()

    assert one.get_by_text("Nobody can change it any more").count()
    two.reload()
    assert two.get_by_text("Nobody can change it any more").count()
    for page in (one, two):
        page.context.close()


def test_the_office_reads_how_teams_stand_and_reports_print(
    page: Page, stack: RunningStack, links: dict[str, str], shots: Path
) -> None:
    """320 px, 1280 px and on paper."""
    sign_in(stack, page, "worker@example.org")
    for name, address in (
        ("board", "/office/promises"),
        ("team", "/office/promises/fostering"),
        ("commitment", "/office/promises/fostering/drop-ins"),
        ("reports", "/office/reports"),
        ("report-promises", "/office/reports/promises"),
        ("report-audits", "/office/reports/audits"),
    ):
        page.goto(address)
        at_both_widths(page, shots, name)
    page.emulate_media(media="print")
    page.screenshot(path=shots / "report-on-paper.png", full_page=True)
    assert not page.get_by_role("link", name="All reports").is_visible()
    assert page.get_by_role("heading", name="How far teams say that they have come").is_visible()
    with page.expect_download() as download:
        page.evaluate("location.href = '/office/reports/promises.csv'")
    assert download.value.suggested_filename.startswith("promises-20")
