"""The office's page of what could not be done: by what it was for, with why, and a button that lets it go again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from takepart.use_cases.came_back import about_event
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.stuck import Lying, Stuck, Work
from tests.builders import SENT_AT, a_claim
from tests.fakes import FakeFailures
from tests.policies import WIRRAL
from tests.unit.web.office.bench import Bench
from tests.unit.web.office.test_letters import LEADS
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser

SENT = Event(kind=EventKind.CLAIM, about="K7M4-9QXR", seq=1, action="sent")
A_CLAIM = Stuck(id="m-1", about="a claim", event=SENT, at=SENT_AT, error="MailRetryable")
STOPPED = Stuck(id="m-2", about="a report of a letter", at=SENT_AT)
LETTERS = Lying(work=Work.MAIL, number=2, shown=(A_CLAIM, STOPPED), goes_again=True)
A_JOB = Lying(work=Work.JOBS, number=1, shown=(A_CLAIM,), goes_again=False)


def a_bench(*lying: Lying, staff: str = "participation-worker") -> Bench:
    bench = Bench(a_claim())
    bench.failures.lying = list(lying)
    return bench.as_(staff)


def press(bench: Bench, path: str) -> str:
    """Press the button that posts there; where it leads."""
    page = bench.get("/office/stuck").body
    found = re.search(rf'action="{path}">\s*<input type="hidden" name="(\w+)" value="([^"]+)"', page)
    assert found, path
    return bench.post(path, {found[1]: found[2]}).headers["Location"]


def test_each_kind_of_work_is_told_with_what_it_was_about_and_why() -> None:
    """And the page about it; what was stopped before it could say why is told so."""
    page = a_bench(LETTERS).get("/office/stuck").body

    assert "Letters: 2" in page
    assert '<a class="tp-nav__link" href="/office/stuck" aria-current="page">' in page, "with the menu of its part"
    assert 'href="/office/claims/K7M4-9QXR">A claim</a>' in page
    assert "Kind of error: MailRetryable" in page
    assert "It took too long, or was stopped" in page


@pytest.mark.parametrize("event", LEADS)
def test_it_leads_only_to_pages_that_its_reader_may_open(event: str) -> None:
    """As the list of letters does: a page that is refused helps nobody."""
    said = Event.read(event)
    lying = Lying(work=Work.MAIL, number=1, shown=(replace(A_CLAIM, event=said),), goes_again=True)
    readers = [each.id for each in WIRRAL.staff if Right.STUCK in rights_of(each)]

    link = f'href="{about_event(said)[1]}"'
    lead = {each for each in readers if link in a_bench(lying, staff=each).get("/office/stuck").body}

    assert lead == LEADS[event] & set(readers)


def test_nothing_is_told_as_nothing() -> None:
    """And a count in the address that nobody gave is passed over."""
    bench = a_bench()

    assert "Everything was done." in bench.get("/office/stuck").body
    for typed in ("x", "-1", "99999999999999999999", "²"):
        assert "again now" not in bench.get(f"/office/stuck?went={typed}").body


def test_one_or_all_of_a_kind_go_again_with_one_press() -> None:
    """By its id, or all that lie there."""
    one, every = a_bench(LETTERS), a_bench(LETTERS)

    assert press(one, "/office/stuck/mail/m-1/again") == "/office/stuck?went=1"
    assert press(every, "/office/stuck/mail/again") == "/office/stuck?went=2"
    assert one.failures.went == [(Work.MAIL, "m-1")]
    assert every.failures.went == [(Work.MAIL, "")]
    assert "2 of them go again now" in every.get("/office/stuck?went=2").body


def test_who_is_second_is_told_that_nothing_was_there() -> None:
    """Two look at the same list, and both press."""
    bench = a_bench(LETTERS)
    page = bench.get("/office/stuck").body
    name, value = re.findall(r'name="(\w+)" value="([^"]+)"', page)[0]
    bench.post("/office/stuck/mail/again", {name: value})

    assert bench.post("/office/stuck/mail/again", {name: value}).headers["Location"] == "/office/stuck?went=0"
    assert "Somebody else may have been quicker" in bench.get("/office/stuck?went=0").body


def test_what_no_page_lets_go_has_no_button() -> None:
    """Whoever runs the service brings a job on."""
    page = a_bench(A_JOB).get("/office/stuck").body

    assert "The runbook says how" in page
    assert "/again" not in page


def test_a_kind_of_work_that_is_none_is_not_there() -> None:
    """Nothing is pressed by an address that somebody typed."""
    bench = a_bench(LETTERS)
    page = bench.get("/office/stuck").body
    name, value = re.findall(r'name="(\w+)" value="([^"]+)"', page)[0]

    assert bench.post("/office/stuck/no-such/again", {name: value}).status == 404
    assert bench.failures.went == []


@pytest.mark.parametrize(
    ("staff", "status"),
    [("participation-worker", 200), ("service-manager", 200), ("recruitment-lead", 403), ("finance-3", 403)],
)
def test_it_is_for_who_runs_the_office_or_keeps_the_list_of_staff(staff: str, status: int) -> None:
    """Others are not troubled with it."""
    assert a_bench(LETTERS, staff=staff).get("/office/stuck").status == status


def test_what_people_said_is_shown_by_its_day_in_their_own_office() -> None:
    """A time of the day could tell who it was."""
    browser, kept = VoiceBrowser(), FakeFailures()
    kept.lying = [Lying(work=Work.VOICE, number=1, shown=(STOPPED,), goes_again=True)]
    reader = office_of(browser.site, "participation-worker", now=lambda: browser.now, failures=kept)

    page = reader.get("/office/voice/stuck").body

    assert "What people said: 1" in page
    assert f"{SENT_AT:%-d %B %Y}" in page
    assert not re.search(r"\d(am|pm)", page)
    assert "/office/voice/stuck/voice/again" in page
