"""Complaints that are done are found, by those who may read them; the yearly report as a page and as files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.voice import complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Outcome
from tests.complaints import DESK, INVESTIGATOR, MANAGER, SOMEBODY, OnFile, a_step
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import FakeComplaints

FIND = "/office/voice/complaints/find"
OPEN, DONE, OLD, THEIRS = "K7M4-9QXR", "BBBB-CCCC", "DDDD-FFFF", "GGGG-HHHH"


def answered(id: str, *, name: str = "A parent", day: str = "2026-11-02") -> Complaint:
    one = OnFile(id=id, who=replace(SOMEBODY, name=name)).given(MANAGER, "2026-11-03").answered("2026-11-10").one
    return replace(one, received_on=datetime.fromisoformat(day).date())


KEPT = (
    OnFile(id=OPEN).one,
    answered(DONE, name="Zoë Parent"),
    answered(OLD, day="2024-05-01"),
    replace(answered(THEIRS), handler=INVESTIGATOR, outcome=Outcome.NOT_UPHELD),
)


def an_office(who: str = DESK, *, at: str = "2026-12-01", kept: tuple[Complaint, ...] = KEPT) -> Pages:
    site = VoiceBrowser().site
    object.__setattr__(site.stores, "complaints", FakeComplaints(*kept))
    now = datetime.fromisoformat(f"{at}T12:00:00").replace(tzinfo=UTC)
    return office_of(site, who, now=lambda: now)


def found(query: str = "", *, who: str = DESK) -> set[str]:
    answer = an_office(who).get(f"{FIND}{query}")
    assert answer.status == 200
    return {each for each in (OPEN, DONE, OLD, THEIRS) if f'href="/office/voice/complaints/{each}"' in answer.body}


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("", {OPEN, DONE, THEIRS}),
        ("?find=bbbb+cccc", {DONE}),
        ("?find=dddd-ffff", {OLD}),
        ("?find=zoe", {DONE}),
        ("?find=nobody", set()),
        ("?outcome=upheld", {DONE}),
        ("?outcome=open", {OPEN}),
        ("?track=corporate", set()),
        ("?first=2024-04-01&last=2025-03-31", {OLD}),
        ("?first=2024-04-01", {OPEN, DONE, OLD, THEIRS}),
        ("?outcome=nonsense", set()),
        ("?first=2026-01-01&last=2025-01-01", set()),
    ],
)
def test_found_by_reference_name_day_kind_and_outcome(query: str, which: set[str]) -> None:
    """What cannot be is said beside its box, and nothing is found."""
    assert found(query) == which


def test_a_handler_finds_what_they_had_and_no_more() -> None:
    """Also by its reference."""
    assert found(who=MANAGER) == {DONE}
    assert found(f"?find={THEIRS}", who=MANAGER) == set()
    assert found(who="participation-worker") == set()


def test_what_somebody_holds_who_handles_complaints_no_more_is_not_lost() -> None:
    """The policy does not name them any more: the desk sees it among the open ones, finds it, and it is counted."""
    kept = replace(OnFile(id=OPEN).given(MANAGER, "2026-11-03").one, handler=StaffId("accounts"))
    office = an_office(kept=(kept,))

    assert OPEN in office.get("/office/voice/complaints").body
    assert OPEN in office.get(FIND).body
    assert "Children’s social care: 1" in office.get("/office/voice/complaints/report").words


def test_fifty_on_a_page() -> None:
    letters = "BCDFGHJKMP"
    many = tuple(answered(f"BBBB-BB{one}{two}") for one in letters for two in letters)[:51]
    office = an_office(kept=many)

    first = office.get(FIND)
    assert "51 complaints" in first.words
    assert "Page 1 of 2" in first.words
    assert "Page 2 of 2" in office.get(f"{FIND}?next=2").words
    assert office.get(f"{FIND}?next=zzz").status == 404


def test_the_report_is_for_those_who_answer_for_all() -> None:
    for who, status in ((DESK, 200), ("director", 200), (MANAGER, 403), ("participation-worker", 403)):
        for page in ("report", "report.csv"):
            assert an_office(who).get(f"/office/voice/complaints/{page}").status == status


def test_the_page_and_the_file_say_the_same_with_units() -> None:
    """The year that runs, and the years before; the words of a cell start no formula."""
    one = complaint_file.learn(
        KEPT[1], a_step("2026-11-11"), what="=Call back.", owner=MANAGER, by=datetime(2027, 1, 1, tzinfo=UTC).date()
    )
    office = an_office(kept=(KEPT[0], one, KEPT[2]))
    page = office.get("/office/voice/complaints/report").words
    assert "Complaints in the year from April 2026" in page
    assert "Children’s social care: 2" in page
    assert "=Call back." in page
    assert "Children’s social care: 1" in office.get("/office/voice/complaints/report?year=2024").words
    assert office.get("/office/voice/complaints/report?year=1999").status == 404

    rows = list(csv.DictReader(io.StringIO(office.get("/office/voice/complaints/report.csv?year=2026").body)))
    told = {(each["table"], each["what"]): (each["number"], each["unit"]) for each in rows if "social" in str(each)}
    assert told["All", "Received"] == ("2", "complaints")
    assert told["Outcome so far", "Upheld"] == ("1", "complaints")
    assert told["What we learnt", "'=Call back."] == ("1", "to be done by 1 January 2027")
    times = [each for each in rows if each["table"].startswith("Time to an answer")]
    assert {each["unit"] for each in times} == {"days, weekends counted"}


def test_what_may_be_published_is_offered_when_it_stands() -> None:
    """A running year, or an open complaint, is refused in words."""
    page = "/office/voice/complaints/report-to-publish.csv?year=2026"
    done = tuple(answered(f"BBBB-BBB{each}") for each in "BCDFGHJ")

    running = an_office(kept=done).get(page)
    assert running.status == 409
    assert "when the year is over and every complaint of it is answered" in running.words
    assert an_office(at="2027-04-01").get(page).status == 409
    office = an_office(at="2027-04-01", kept=done)
    assert "To publish" in office.get("/office/voice/complaints/report?year=2026").words
    rows = list(csv.DictReader(io.StringIO(office.get(page).body)))
    assert {int(each["number"]) % 5 for each in rows} == {0}
    assert "Sorry" not in str(rows)
