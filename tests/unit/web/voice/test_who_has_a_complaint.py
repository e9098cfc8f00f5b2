"""Somebody looks into a complaint: pages and letters say so when it is so, and else what happens next and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.links import Link, Purpose
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import ComplaintState
from takepart.domain.words import long_day
from takepart.letters.writer import Writer
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.letters_due import LettersDue
from tests.fakes import FakeLinks
from tests.policies import WIRRAL
from tests.unit.use_cases.voice.test_erase_old import a_complaint
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeComplaints, fake_stores

HANDLER = next(each for each in WIRRAL.staff if each.id == a_complaint().handler)
SOMEBODY = ("looking into", "looks into your", HANDLER.name)


def one(state: ComplaintState, handler: StaffId | None) -> Complaint:
    return replace(a_complaint(), state=state, handler=handler)


def page_of(complaint: Complaint) -> str:
    browser = VoiceBrowser()
    browser.site.stores.complaints.kept[complaint.id] = complaint  # type: ignore[attr-defined]
    link = Link(purpose=Purpose.COMPLAINT, about=complaint.id, turn=0, who="person", expires=NOON + timedelta(days=1))
    return browser.get(f"/complaints/{complaint.id}?t={FakeLinks().make(link)}").words


def letters_of(complaint: Complaint) -> list[str]:
    """Every letter to the complainant, of every step, as this complaint now stands."""
    due = LettersDue(stores=fake_stores(complaints=FakeComplaints(complaint)), policy=WIRRAL, now=NOON)
    writer = Writer(policy=WIRRAL, site="https://takepart.example")
    events = [
        Event(kind=EventKind.COMPLAINT, about=complaint.id, seq=entry.seq, action=entry.action)
        for entry in complaint.journal
    ]
    found = [letter for event in events for letter in due.of(event) if letter.to == complaint.complainant.email]
    return [
        " ".join(f"{each.subject} {each.text}".split())
        for each in (writer.write(letter, token="t") for letter in found)
    ]


@pytest.mark.parametrize("state", ComplaintState)
def test_without_a_handler_no_page_and_no_letter_says_that_somebody_looks_into_it(state: ComplaintState) -> None:
    """Whatever state it is in."""
    complaint = one(state, None)

    for text in (page_of(complaint), *letters_of(complaint)):
        assert not [words for words in SOMEBODY if words in text]


@pytest.mark.parametrize("state", [ComplaintState.RECEIVED, ComplaintState.WITH_HANDLER])
def test_while_nobody_has_it_the_page_says_what_comes_next_and_by_when(state: ComplaintState) -> None:
    complaint = one(state, None)

    page = page_of(complaint)

    assert "Nobody yet. Next we choose who looks into it" in page
    assert long_day(complaint.next_date) in page
    assert ("We write to tell you what happens next" in page) is (state is ComplaintState.RECEIVED)
    acknowledged = [each for each in letters_of(complaint) if "What happens now" in each]
    assert all("Next we choose who looks into it" in each and long_day(complaint.due) in each for each in acknowledged)
    assert acknowledged


def test_whoever_has_it_is_named_while_it_is_open_and_when_it_is_answered() -> None:
    for state in (ComplaintState.RECEIVED, ComplaintState.WITH_HANDLER, ComplaintState.ANSWERED):
        assert HANDLER.name in page_of(one(state, HANDLER.id))
    assert any(
        "Somebody is looking into your complaint now" in each
        for each in letters_of(one(ComplaintState.WITH_HANDLER, HANDLER.id))
    )


@pytest.mark.parametrize("state", [ComplaintState.WITHDRAWN, ComplaintState.ERASED])
def test_nobody_has_what_was_taken_back_or_deleted(state: ComplaintState) -> None:
    page = page_of(one(state, HANDLER.id))

    assert "Nobody any more" in page
    assert HANDLER.name not in page
