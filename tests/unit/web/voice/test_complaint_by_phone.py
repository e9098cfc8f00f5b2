"""Somebody calls, writes or comes: staff enter the complaint, its clock counts from that day, and paper answers it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.refused import Refused
from takepart.domain.voice import complaint as steps
from takepart.domain.voice import complaint_end
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import CameBy, ComplaintState, Outcome
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.letters.writer import Writer
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.letters_due import LettersDue, VoiceLetter
from tests.policies import WIRRAL
from tests.unit.web.office.signed_in import Pages
from tests.unit.web.voice.offices import office_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON, FakeComplaints, fake_stores

NEW = "/office/voice/complaints/new"
BY_PHONE = {
    "step": "0123456789abcdef",
    "came_by": "phone",
    "received": "2026-11-19",
    "track": "childrens-services",
    "words": "Nobody called me back.",
    "name": "A parent",
    "phone": "0151 496 0000",
    "address": "1 Example Street\nWirral",
}


assert WIRRAL.voice is not None
VOICE, TRACK, HOLIDAYS = WIRRAL.voice, WIRRAL.voice.track("childrens-services"), england()


def step(day: str, *, by: str = "complaints-officer") -> Step:
    return Step(
        staff(StaffId(by)), datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC), StepId(f"{by}-{day}")
    )


def the_answer(one: Complaint) -> Complaint:
    by = step("2026-11-23", by="service-manager")
    return complaint_end.answer(one, by, words="We found this.", outcome=Outcome.UPHELD, track=TRACK)


def an_office(who: str = "complaints-officer") -> tuple[Pages, FakeComplaints]:
    store = FakeComplaints()
    site = VoiceBrowser().site
    object.__setattr__(site.stores, "complaints", store)
    return office_of(site, who, now=lambda: NOON), store


def entered(**other: str) -> tuple[Pages, FakeComplaints, Complaint]:
    office, store = an_office()
    assert office.post(NEW, BY_PHONE | other).status == 303
    (one,) = store.kept.values()
    return office, store, one


def test_the_desk_finds_the_form_among_what_people_say() -> None:
    """Also while no complaint is open."""
    office, _ = an_office()

    assert f'href="{NEW}"' in office.get("/office/voice").body


def test_what_is_wrong_is_listed_in_the_order_of_the_boxes() -> None:
    """So that who puts it right goes down the page once."""
    office, _ = an_office()
    listed = re.findall(r'href="#(\w+(?:-day)?)"', page := office.post(NEW, {"step": BY_PHONE["step"]}).body)

    places = [page.index(f'id="{name}"') for name in listed]
    assert len(listed) > 3 and places == sorted(places), listed


def test_the_clock_counts_from_the_day_on_which_it_came() -> None:
    """Ten working days from Thursday 19 November, though it is entered on the Monday after."""
    _, _, one = entered()

    assert (one.received_on, one.started_on, one.due) == (date(2026, 11, 19), date(2026, 11, 19), date(2026, 12, 3))
    assert one.acknowledge_by == date(2026, 11, 23)
    assert one.came_by is CameBy.PHONE
    assert one.journal[0].facts["received"] == "2026-11-19"
    assert one.journal[0].by == "staff:complaints-officer"


def test_a_press_that_comes_twice_enters_it_once_and_says_its_reference() -> None:
    office, store, one = entered()

    again = office.post(NEW, BY_PHONE)

    assert again.status == 303
    assert list(store.kept) == [one.id]
    assert f"Complaint {one.id} is entered" in office.get(again.headers["Location"]).body


@pytest.mark.parametrize(
    ("other", "box"),
    [
        ({"received": "2026-11-24"}, "received-day"),
        ({"received": "2020-01-01"}, "received-day"),
        ({"received": ""}, "received-day"),
        ({"phone": "", "address": ""}, "email"),
        ({"for_whom": "A child"}, "consent"),
        ({"words": " "}, "words"),
        ({"came_by": "form"}, "came_by"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_box_with_nothing_lost(other: dict[str, str], box: str) -> None:
    """The future, long ago, nobody to answer, somebody who speaks for another without consent on record."""
    office, store = an_office()

    answer = office.post(NEW, BY_PHONE | other)

    assert answer.status == 422
    assert f'href="#{box}' in answer.body
    assert "A parent" in answer.body
    assert not store.kept


def test_whoever_speaks_for_somebody_has_consent_on_record() -> None:
    office, _, one = entered(for_whom="A child", consent="Their mother, by phone today.")

    page = office.get(f"/office/voice/complaints/{one.id}").words

    assert "may speak for A child" in page
    assert "Their mother, by phone today." in page
    assert ", by phone" in page
    assert "entered by Complaints officer" in page


def test_without_an_email_every_letter_becomes_a_call_or_a_letter_on_paper() -> None:
    """No step that would write to them is lost: staff are told each time, and nothing is sent to an empty address."""
    _, _, one = entered()
    one = steps.assign(one, step("2026-11-23"), to=StaffId("service-manager"), track=TRACK)
    one = steps.acknowledge(one, step("2026-11-23"), track=TRACK, holidays=HOLIDAYS)
    one = steps.extend(one, step("2026-11-23"), to=date(2026, 12, 10), why="We wait.")
    one = the_answer(one)
    due = LettersDue(stores=fake_stores(complaints=FakeComplaints(one)), policy=WIRRAL, now=NOON)
    letters = [
        (entry.action, letter)
        for entry in one.journal
        for letter in due.of(Event(kind=EventKind.COMPLAINT, about=one.id, seq=entry.seq, action=entry.action))
    ]

    assert all(letter.to for _, letter in letters)
    by_post = [action for action, letter in letters if letter.kind is VoiceLetter.COMPLAINT_BY_POST]
    assert by_post == ["complained", "acknowledged", "extended", "answered"]
    written = Writer(policy=WIRRAL, site="https://takepart.example").write(letters[-1][1], token="t")
    assert f"/office/voice/complaints/{one.id}/letter" in written.text
    assert "Nobody called" not in written.text


def test_the_letter_to_print_says_what_is_true_now() -> None:
    """Who has it only when somebody has, and the answer when there is one."""
    office, store, one = entered()
    address = f"/office/voice/complaints/{one.id}/letter"
    first = office.get(address).words
    assert "1 Example Street" in first
    assert "3 December 2026" in first
    assert "Next we choose who looks into it" in first

    one = steps.assign(one, step("2026-11-23"), to=StaffId("service-manager"), track=TRACK)
    one = steps.acknowledge(one, step("2026-11-23"), track=TRACK, holidays=HOLIDAYS)
    store.kept[one.id] = the_answer(one)
    answered = office.get(address).words

    assert "We found this." in answered
    assert "Please tell us in 20 working days" in answered


def test_staff_enter_what_they_say_later_and_the_next_stage_counts_from_that_day() -> None:
    """More, then the next stage by a letter that came on the Tuesday."""
    _, store, one = entered()
    one = steps.assign(one, step("2026-11-23"), to=StaffId("service-manager"), track=TRACK)
    one = steps.acknowledge(one, step("2026-11-23"), track=TRACK, holidays=HOLIDAYS)
    store.kept[one.id] = the_answer(one)
    site = VoiceBrowser().site
    object.__setattr__(site.stores, "complaints", store)
    office = office_of(site, "complaints-officer", now=lambda: NOON + timedelta(days=3))
    address = f"/office/voice/complaints/{one.id}"
    wish = {"said": "I do not agree.", "received": "2026-11-24"}

    before = office.post(f"{address}/next-stage", wish | {"step": "0123456789abcde1", "received": "2026-11-20"})
    assert before.status == 422
    assert 'href="#received-day"' in before.body
    assert office.post(f"{address}/next-stage", wish | {"step": "0123456789abcde2"}).status == 303
    assert store.kept[one.id].started_on == date(2026, 11, 24)
    assert store.kept[one.id].stage == 1
    assert office.post(f"{address}/more", {"step": "0123456789abcde3", "said": "And this."}).status == 303
    assert store.kept[one.id].texts[-1].words == "And this."
    assert office.post(f"{address}/withdraw", {"step": "0123456789abcde4"}).status == 303
    assert store.kept[one.id].state is ComplaintState.WITHDRAWN


def test_somebody_who_does_not_handle_complaints_can_enter_one_and_cannot_open_it() -> None:
    reader = next(each for each in VOICE.readers if each not in VOICE.complaints_desk)
    office, store = an_office(reader)

    sent = office.post(NEW, BY_PHONE)

    (one,) = store.kept.values()
    assert one.id in office.get(sent.headers["Location"]).body
    for page in ("", "/letter"):
        assert office.get(f"/office/voice/complaints/{one.id}{page}").status in (403, 404)


def test_a_date_that_has_passed_is_not_moved() -> None:
    """It stays late: nothing makes it look as if it had been on time."""
    _, _, one = entered()

    with pytest.raises(Refused) as refused:
        steps.extend(one, step("2026-12-04"), to=one.most, why="We wait for a report.")

    assert refused.value.reason is VoiceRefusal.DATE_PASSED
    assert steps.extend(one, step("2026-12-03"), to=one.most, why="We wait for a report.").due == one.most


@pytest.mark.parametrize("email", ["", "participant@example.com"])
def test_when_we_are_late_they_are_told_as_well_as_we_are(email: str) -> None:
    """With the day that was missed; and not once it is done."""
    _, _, one = entered(email=email)
    late = steps.warn(one, step("2026-11-24"))

    def letters(now: Complaint) -> list[LetterDue]:
        event = Event(kind=EventKind.COMPLAINT, about=one.id, seq=late.version, action=late.journal[-1].action)
        due = LettersDue(stores=fake_stores(complaints=FakeComplaints(now)), policy=WIRRAL, now=NOON)
        return list(due.of(event))

    kinds = {letter.kind: letter for letter in letters(late)}
    theirs = VoiceLetter.COMPLAINT_LATE if email else VoiceLetter.COMPLAINT_BY_POST
    assert set(kinds) == {theirs, VoiceLetter.COMPLAINT_OVERDUE}
    if email:
        assert kinds[theirs].to == email
        written = Writer(policy=WIRRAL, site="https://takepart.example").write(kinds[theirs], token="t")
        assert "by Monday 23 November 2026" in " ".join(written.text.split())
    assert letters(steps.withdraw(late, step("2026-11-25"))) == []
