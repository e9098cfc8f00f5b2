"""Taking part, page by page: browse, register, the offer, a place, being there, my part."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from icalendar import Calendar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.fee_choice import FeeWish
from takepart.domain.ids import CourseId, DraftId, PersonId, SessionId, StepId
from takepart.domain.links import Purpose
from takepart.domain.people import person as people_domain
from takepart.domain.people.details import Contact, PersonRole
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme.session import current_code
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.ports import Queue
from takepart.use_cases.programme.run_sessions import Attendance
from takepart.web.programme.desk import Programme
from tests.fakes import FakeIdentities
from tests.policies import WIRRAL
from tests.programme_builders import GUARDIANS_YES, NOW, STARTS, WORKER, a_person, a_session, a_step, an_opportunity
from tests.programme_fakes import FakeOpportunities
from tests.reading_age import grade, sentences_of
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import Answer
from tests.unit.web.test_tracking import paid
from tests.unit.web.test_wording import HARDEST

REGISTER = {
    "role": "parent",
    "name": "Participant One",
    "email": "participant.one@example.com",
    "born-day": "14",
    "born-month": "2",
    "born-year": "1990",
    "needs": "Large print",
    "interests": "meeting",
    "agreed": "yes",
    "nonce": "one",
}
CHILD = {
    **REGISTER,
    "role": "young-person",
    "born-day": "3",
    "born-month": "5",
    "born-year": "2015",
    "guardian_name": "Rosa One",
    "guardian_email": "rosa@example.com",
}
DECEMBER = SessionId("december")


def sign_up_of(browser: ProgrammeBrowser, person: Person) -> Any:
    return browser.desk.sign_ups.get((DECEMBER, person.id))


def a_place_for(browser: ProgrammeBrowser, person: Person, **choice: str) -> Answer:
    """Press twice: show me the offer, yes."""
    token = link_of(person)
    browser.post("/my/sessions/december/offer", {"t": token, "seen": "0", "support": "A taxi"})
    return browser.post("/my/sessions/december/yes", {"t": token, "seen": "1", "fee_choice": "as-offered", **choice})


def test_anyone_sees_what_it_pays_before_they_say_yes() -> None:
    browser = ProgrammeBrowser(a_desk())

    page = browser.get("/opportunities/website")

    assert page.status == 200
    assert "£20" in page.words
    assert "We cannot change the address" in page.words
    assert "10 places left" in page.words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("kind=meeting&level=together&where=in-person&pay=paid&age=14", True),
        ("kind=conference", False),
        ("where=online", False),
        ("age=nonsense", True),
    ],
)
def test_filters_work_without_script(query: str, found: bool) -> None:
    page = ProgrammeBrowser(a_desk()).get(f"/opportunities?{query}")

    assert ("Make our website better" in page.words) is found
    assert ("Nothing fits what you chose" in page.words) is not found


def test_the_first_page_says_what_comes_next_with_its_day_and_what_it_pays() -> None:
    """Three of them; with nothing planned it says nothing of the kind."""
    page = ProgrammeBrowser(a_busy_desk(5, opportunities=5)).get("/")
    empty = ProgrammeBrowser(a_desk(opportunities=FakeOpportunities())).get("/")

    assert page.body.count('href="/opportunities/') == 3
    assert re.search(r"December 2026.*£20", page.words)
    assert "Coming up" in page.words
    assert "Coming up" not in empty.words
    assert empty.status == 200


def test_feeds_tell_others_what_is_new() -> None:
    browser = ProgrammeBrowser(a_desk())

    calendar = Calendar.from_ical(browser.get("/opportunities.ics").body)
    event = calendar.walk("VEVENT")[0]
    data = json.loads(browser.get("/opportunities.json").body)

    assert event.decoded("dtstart") == STARTS
    assert event["uid"] == "december@takepart.example.org"
    assert data["opportunities"][0]["fee_pence"] == 20_00
    assert "<entry>" in browser.get("/opportunities.atom").body
    assert "<svg" in browser.get("/opportunities/website/poster").body
    assert "BEGIN:VEVENT" in browser.get("/opportunities/website/calendar/december").body


def a_busy_desk(days: int, *, opportunities: int) -> Programme:
    """So many days to come, shared out over some opportunities."""
    things = [an_opportunity(f"thing-{number:04}", title=f"Thing {number:04}") for number in range(opportunities)]
    desk = a_desk(opportunities=FakeOpportunities(*things))
    for number in range(days):
        starts = STARTS + timedelta(hours=number)
        of, ends = things[number % opportunities].id, starts + timedelta(hours=1)
        desk.kept.sessions.plan(a_session(f"day-{number:04}", opportunity=of, starts=starts, ends=ends), 10)
    return desk


def pages_from(browser: ProgrammeBrowser, address: str) -> list[str]:
    """The pages of a list, from one to the next by its own links."""
    pages = []
    while address:
        page = browser.get(address)
        assert page.status == 200
        pages.append(page.body)
        following = re.search(r'rel="next" href="([^"]+)"', page.body)
        address = html.unescape(following[1]) if following else ""
    return pages


def test_everything_to_take_part_in_is_on_a_page_and_in_every_feed() -> None:
    """Ten times what a large council plans. The filters stay as they were from page to page."""
    browser = ProgrammeBrowser(a_busy_desk(2_000, opportunities=400))
    things = [f"thing-{number:04}" for number in range(400)]

    pages = pages_from(browser, "/opportunities?kind=meeting&where=in-person")
    data = json.loads(browser.get("/opportunities.json").body)

    assert re.findall(r'href="/opportunities/(thing-\d+)"', "".join(pages)) == things
    assert len(pages) == 14
    assert all('value="meeting" selected' in page for page in pages)
    assert sum(len(each["sessions"]) for each in data["opportunities"]) == 2_000
    assert browser.get("/opportunities.ics").body.count("BEGIN:VEVENT") == 2_000
    assert browser.get("/opportunities.atom").body.count("<entry>") == 400


def test_every_day_of_one_opportunity_can_be_joined() -> None:
    browser = ProgrammeBrowser(a_busy_desk(209, opportunities=1))

    pages = pages_from(browser, "/opportunities/thing-0000")

    days = [f"day-{number:04}" for number in range(209)]
    assert re.findall(r"/opportunities/thing-0000/join/(day-\d+)", "".join(pages)) == days
    assert max(page.count("/join/") for page in pages) == 30


@pytest.mark.parametrize("mark", ["0", "-1", "01", "8", "2x", " 2", "٢", "9" * 400, "\0"])
@pytest.mark.parametrize("address", ["/opportunities", "/opportunities/thing-0000"])
def test_a_page_that_is_not_there_is_not_found(address: str, mark: str) -> None:
    page = ProgrammeBrowser(a_busy_desk(40, opportunities=1)).get(f"{address}?{urlencode({'next': mark})}")

    assert page.status == 404
    assert f"Start again at {address}." in page.words


def test_somebody_registers_and_proves_that_the_mailbox_is_theirs() -> None:
    browser = ProgrammeBrowser(a_desk())

    sent = browser.post("/register", REGISTER)
    (person,) = browser.desk.people.kept.values()
    assert (sent.status, person.state) == (303, PersonState.NEW)

    token = link_of(person, Purpose.CONFIRM_EMAIL)
    assert browser.get(f"/register/confirm?t={token}").status == 200
    assert browser.desk.people.get(person.id).state is PersonState.NEW, "looking changes nothing"
    assert browser.post("/register/confirm", {"t": token}).status == 200
    assert browser.desk.people.get(person.id).is_registered
    assert browser.desk.people.get(person.id).details.needs == "Large print"


def test_a_registration_sent_twice_is_one() -> None:
    browser = ProgrammeBrowser(a_desk())

    browser.post("/register", REGISTER)
    browser.post("/register", REGISTER)

    (person,) = browser.desk.people.kept.values()
    assert person.version == 1


def test_registering_again_shows_nothing_and_sends_a_link() -> None:
    """Whoever types somebody's name and address learns nothing, not even that they are known."""
    browser = ProgrammeBrowser(a_desk(participant(needs="Something private")))

    page = browser.post("/register", {**REGISTER, "nonce": "two", "needs": "Other"})

    assert page.headers["Location"] == "/register/sent"
    assert [event.about for event in browser.desk.queues.put_on[Queue.MAIL]] == [f"{participant().id}/"]
    assert browser.desk.people.get(participant().id).journal == participant().journal
    assert browser.desk.people.get(participant().id).details.needs == "Something private"


def test_for_a_child_the_parent_is_asked_first() -> None:
    browser = ProgrammeBrowser(a_desk())

    sent = browser.post("/register", CHILD)
    (person,) = browser.desk.people.kept.values()
    token = link_of(person, Purpose.CONSENT)

    assert sent.headers["Location"] == "/register/sent-child"
    assert (person.state, person.mail_goes_to) == (PersonState.AWAITING_CONSENT, "")
    assert "Participant One" in browser.get(f"/register/consent?t={token}").words
    assert browser.post("/register/consent", {"t": token}).status == 422, "nothing is chosen beforehand"
    assert browser.post("/register/consent", {"t": token, **GUARDIANS_YES}).status == 200
    assert browser.desk.people.get(person.id).is_registered
    assert browser.get(f"/register/consent?t={token}").status == 410


def test_after_a_parents_no_nothing_of_the_child_is_kept() -> None:
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (person,) = browser.desk.people.kept.values()

    browser.post("/register/consent", {"t": link_of(person, Purpose.CONSENT), "agreed": "no"})

    assert browser.desk.people.get(person.id).details is None


@pytest.mark.parametrize(
    "changes",
    [
        {"role": ""},
        {"name": ""},
        {"email": "nonsense"},
        {"agreed": ""},
        *({"role": role, "born-day": "", "born-month": "", "born-year": ""} for role in PersonRole),
        {"guardian_email": ""},
        {"guardian_email": "Participant.One+me@example.com"},
        {"born-day": "31", "born-month": "2"},
        {"born-year": "2090"},
    ],
)
def test_what_is_wrong_is_said_beside_the_box_and_nothing_is_lost(changes: dict[str, str]) -> None:
    browser = ProgrammeBrowser(a_desk())

    page = browser.post("/register", {**CHILD, **changes})

    assert page.status == 422
    assert "There is a problem" in page.words
    assert "Large print" in page.body
    assert not browser.desk.people.kept


def test_a_child_cannot_answer_for_the_parent() -> None:
    """The child's own link opens other pages than the parent's."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (person,) = browser.desk.people.kept.values()

    answer = browser.post("/register/consent", {"t": link_of(person, Purpose.CONFIRM_EMAIL), **GUARDIANS_YES})

    assert answer.status == 403
    assert not browser.desk.people.get(person.id).is_registered


def test_the_offer_is_kept_as_it_was_shown_and_accepted_in_two_presses() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant())), participant()
    token = link_of(person)

    browser.post("/my/sessions/december/offer", {"t": token, "seen": "0", "support": "A taxi"})
    shown = browser.get(f"/my/sessions/december?t={token}")
    offered = sign_up_of(browser, person)
    browser.post("/my/sessions/december/yes", {"t": token, "seen": "1", "fee_choice": "less", "fee_amount": "5"})
    after = sign_up_of(browser, person)

    assert offered.state is SignUpState.OFFERED
    assert "£20" in shown.words
    for words in offered.offer.words:
        assert " ".join(words.split())[:40] in shown.words
    assert (after.state, after.choice.wish) == (SignUpState.CONFIRMED, FeeWish.LESS)
    assert after.offer == offered.offer
    assert browser.desk.sign_ups.places(DECEMBER).taken == 1


def test_saying_yes_twice_takes_one_place() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant())), participant()

    a_place_for(browser, person)
    a_place_for(browser, person)

    assert browser.desk.sign_ups.places(DECEMBER).taken == 1


def test_nothing_is_chosen_beforehand() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant())), participant()
    token = link_of(person)
    browser.post("/my/sessions/december/offer", {"t": token, "seen": "0"})

    answer = browser.post("/my/sessions/december/yes", {"t": token, "seen": "1"})

    assert answer.status == 422
    assert sign_up_of(browser, person).state is SignUpState.OFFERED


def test_who_stopped_taking_part_and_proves_their_address_is_not_told_that_they_are_registered() -> None:
    """Their own pages are where they come back."""
    me = people_domain.depart(participant(), a_step("leave"))
    browser = ProgrammeBrowser(a_desk(me))

    page = browser.post("/register/confirm", {"t": link_of(me, Purpose.CONFIRM_EMAIL)})

    assert page.status == 200
    assert "You are registered" not in page.body and "You stopped taking part" in page.words


def test_a_full_session_has_a_waiting_list_and_a_place_given_up_goes_to_the_first() -> None:
    other = a_person("other.person", name="Other Person")
    browser, person = ProgrammeBrowser(a_desk(participant(), other, places=1)), participant()
    a_place_for(browser, other)

    a_place_for(browser, person)
    assert "You are next" in browser.get(f"/my/sessions/december?t={link_of(person)}").words
    browser.post("/my/sessions/december/no", {"t": link_of(other), "seen": "2"})

    assert sign_up_of(browser, person).state is SignUpState.PLACE_OFFERED
    browser.post("/my/sessions/december/yes", {"t": link_of(person), "seen": "3"})
    assert sign_up_of(browser, person).state is SignUpState.CONFIRMED


def test_the_record_counts_each_day_of_a_session_over_several() -> None:
    """What is printed for a school or an employer is what was given."""
    browser, person = ProgrammeBrowser(a_desk(participant())), participant()
    a_place_for(browser, person)
    sign_up, session = sign_up_of(browser, person), browser.desk.sessions.kept[DECEMBER]
    browser.desk.sign_ups.kept[sign_up.identity] = replace(sign_up, state=SignUpState.ATTENDED)
    browser.desk.sessions.kept[DECEMBER] = replace(session, ends=session.ends + timedelta(days=1))

    page = browser.get(f"/my/record?t={link_of(person)}").words

    assert "1 session, 4 hours in all" in page
    assert "2 days, 2 hours each" in page


@pytest.mark.parametrize("path", ["/my/sessions/nowhere", "/my/claims/december", "/my/claims/nowhere"])
def test_what_is_not_there_is_a_clear_answer(path: str) -> None:
    browser = ProgrammeBrowser(a_desk(participant()))

    assert browser.get(f"{path}?t={link_of(participant())}").status == 404


@pytest.mark.parametrize("path", ["/my", "/my/sessions/december", "/my/data", "/my/record", "/my/forget"])
def test_a_forged_or_other_link_opens_nothing(path: str) -> None:
    browser = ProgrammeBrowser(a_desk(participant()))

    assert browser.get(f"{path}?t=nonsense").status == 403
    assert browser.get(f"{path}?t={link_of(participant(), Purpose.TRACK)}").status == 403
    assert browser.get(f"{path}?t={link_of(participant(), at=NOW - timedelta(days=99))}").status == 410


def test_the_code_at_the_door_works_at_that_sessions_time_only() -> None:
    clock = Clock()
    browser, person = ProgrammeBrowser(a_desk(participant(), clock=clock)), participant()
    a_place_for(browser, person)
    session = browser.desk.sessions.get(DECEMBER)
    here = {"name": "Participant One", "email": "participant.one@example.com"}

    early = browser.post("/my/here/december", {**here, "c": current_code(session, now=clock.now)})
    clock.now = STARTS
    code = current_code(session, now=STARTS)
    clock.now = STARTS + timedelta(minutes=20)
    screenshot = browser.post("/my/here/december", {**here, "c": code})
    fresh = current_code(session, now=clock.now)
    somebody_else = browser.post("/my/here/december", {**here, "name": "Not Participant", "c": fresh})
    now = browser.post("/my/here/december", {**here, "c": fresh})
    again = browser.post("/my/here/december", {**here, "c": fresh})
    clock.now = STARTS + timedelta(hours=5)
    late = browser.post("/my/here/december", {**here, "c": current_code(session, now=clock.now)})

    assert [early.status, screenshot.status, somebody_else.status, late.status] == [409, 409, 409, 409]
    assert [now.status, again.status] == [200, 200]
    assert sign_up_of(browser, person).state is SignUpState.ATTENDED
    assert sign_up_of(browser, person).attended_by is None


def test_attendance_prepares_a_claim_that_two_presses_send() -> None:
    clock = Clock()
    browser, person = ProgrammeBrowser(a_desk(participant(), clock=clock)), participant()
    a_place_for(browser, person)
    clock.now = STARTS + timedelta(hours=3)
    session = browser.desk.sessions.get(DECEMBER)
    door = Attendance(session, draft=DraftId("a-prepared-draft-nobody-guesses"), kept=browser.desk.kept)
    door.record(person.id, a_step("there", by=journals.staff(WORKER), at=clock.now), was_there=True, reason="")
    token = link_of(person)

    assert "£20" in browser.get(f"/my/claims/december?t={token}").words
    assert browser.post("/my/claims/december", {"t": token}).status == 422
    there = browser.post("/my/claims/december", {"t": token, "method": "bank"})

    assert there.headers["Location"] == "/claims/new/a-prepared-draft-nobody-guesses/check"
    assert "Get paid" in browser.get(f"/my?t={token}").words


@pytest.mark.parametrize(("born", "told"), [(date(2017, 1, 1), False), (date(2000, 1, 1), True), (None, True)])
def test_a_child_reads_nothing_of_benefits_and_tax_on_their_own_page(born: date | None, told: bool) -> None:
    """What somebody of nine was paid is told; what it may mean for ESA or the trading allowance is not theirs."""
    browser = ProgrammeBrowser(a_desk(participant(born=born)))

    page = browser.get(f"/my?t={link_of(participant())}").words

    assert "Fees this tax year" in page
    for words in ("Employment and Support Allowance", "Trading allowance", "Jobcentre"):
        assert (words in page) == told


@pytest.mark.parametrize(("day", "words"), [(26, "On its way: it should be there on 27 November 2026"), (27, "Paid")])
def test_my_part_says_paid_once_the_money_should_be_there(day: int, words: str) -> None:
    """As the page of the claim does."""
    person = participant()
    desk = a_desk(person, clock=Clock(datetime(2026, 11, day, 12, tzinfo=UTC)))
    desk.claims.add(paid(person=person.id))

    page = ProgrammeBrowser(desk).get(f"/my?t={link_of(person)}").words

    assert f"Reference K7M4-9QXR {words}" in page


def test_my_part_has_everything_and_nobody_elses() -> None:
    sister = a_person(
        FakeIdentities().person(email="participant.one@example.com", name="Sibling One"), name="Sibling One"
    )
    browser, person = ProgrammeBrowser(a_desk(participant(needs="Large print"), sister)), participant()
    a_place_for(browser, person)

    mine, hers = browser.get(f"/my?t={link_of(person)}"), browser.get(f"/my?t={link_of(sister)}")
    data = json.loads(browser.get(f"/my/data?t={link_of(person)}").body)

    assert "Make our website better" in mine.words
    assert "You have a place" in mine.words
    assert "Make our website better" not in hers.words
    assert "Large print" not in hers.words
    assert (data["you"]["needs"], data["sign_ups"][0]["offer"]["fee"]) == ("Large print", 20_00)
    for page in ("record", "letter", "details", "leave", "forget"):
        assert browser.get(f"/my/{page}?t={link_of(person)}").status == 200


def test_details_can_be_changed() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant())), participant()

    answer = browser.post("/my/details", {"t": link_of(person), "phone": "07700 900123", "born": "2005-01-02"})

    details = browser.desk.people.get(person.id).details
    assert answer.status == 303
    assert (details.phone, details.born, details.email) == (
        "07700 900123",
        date(2005, 1, 2),
        "participant.one@example.com",
    )


def test_leaving_gives_up_the_places_and_coming_back_is_a_press() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant(), places=1)), participant()
    a_place_for(browser, person)
    token = link_of(person)

    assert browser.post("/my/leave", {"t": token}).status == 422
    browser.post("/my/leave", {"t": token, "sure": "yes"})

    assert browser.desk.sign_ups.places(DECEMBER).free == 1
    assert "You stopped taking part" in browser.get(f"/my?t={token}").words
    browser.post("/my/return", {"t": token})
    assert browser.desk.people.get(person.id).is_registered


def test_forgetting_leaves_no_word_of_the_person() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant(needs="Large print"))), participant()
    a_place_for(browser, person)
    token = link_of(person)

    answer = browser.post("/my/forget", {"t": token, "sure": "yes"})

    kept = f"{browser.desk.people.kept} {browser.desk.sign_ups.kept}"
    assert answer.status == 200
    assert not any(word in kept for word in ("Participant", "example.com", "Large print", "A taxi"))
    assert browser.get(f"/my?t={token}").status == 410


def test_somebody_who_comes_back_after_being_forgotten_is_somebody_new() -> None:
    browser, person = ProgrammeBrowser(a_desk(participant())), participant()
    browser.post("/my/forget", {"t": link_of(person), "sure": "yes"})

    browser.post("/register", REGISTER)

    assert browser.desk.people.get(PersonId(f"{person.id}-2")).state is PersonState.NEW
    assert browser.desk.people.get(person.id).state is PersonState.ERASED


def test_a_link_can_be_asked_for_and_says_the_same_to_everyone() -> None:
    browser = ProgrammeBrowser(a_desk(participant()))

    known = browser.post("/my", {"email": "participant.one@example.com"})
    unknown = browser.post("/my", {"email": "nobody@example.com"})
    joining = browser.post("/opportunities/website/join/december", {"email": "participant.one@example.com"})

    assert known.words == unknown.words
    assert joining.status == 200
    asked = [event.about for event in browser.desk.queues.put_on[Queue.MAIL]]
    assert asked == [f"{participant().id}/", f"{participant().id}/december"]


def test_a_session_that_has_started_is_closed_to_new_people() -> None:
    clock = Clock(datetime(2026, 12, 3, 17, 30, tzinfo=UTC))
    browser, person = ProgrammeBrowser(a_desk(participant(), clock=clock)), participant()

    answer = browser.post("/my/sessions/december/offer", {"t": link_of(person, at=clock.now), "seen": "0"})

    assert answer.status == 409
    assert sign_up_of(browser, person) is None


def test_my_pages_say_which_training_is_needed_for_what() -> None:
    """Done with its day, not yet with what it opens; and the offer says what is missing."""
    me = participant()
    trained = people_domain.train(
        me, Step(journals.staff(WORKER), NOW, StepId("train")), CourseId("meetings"), on=date(2026, 11, 20)
    )
    panel = an_opportunity(training=(CourseId("meetings"), CourseId("interviewing")))
    browser = ProgrammeBrowser(a_desk(trained, opportunities=FakeOpportunities(panel)))

    mine = browser.get(f"/my?t={link_of(me)}").words
    offer = browser.get(f"/my/sessions/december?t={link_of(me)}").words

    assert "Taking part in meetings You did it on 20 November 2026" in mine
    assert "Not yet. You need it for: Recruitment or interview panel" in mine
    assert "You need: Interviewing and presenting." in offer


@pytest.mark.parametrize(
    "address",
    [
        "/opportunities",
        "/opportunities?kind=conference",
        "/opportunities/website",
        "/opportunities/website/poster",
        "/opportunities/website/join/december",
        "/register",
        "/register/sent",
        "/register/sent-child",
        "/my",
    ],
)
def test_a_public_page_about_taking_part_is_easy_to_read(address: str) -> None:
    """community-care: plain English. What a worker writes is not ours to measure, and is short in the example."""
    assert grade(sentences_of(ProgrammeBrowser(a_desk()).get(address).body)) <= HARDEST


@pytest.mark.parametrize("page", ["", "/details", "/record", "/letter", "/leave", "/forget", "/sessions/december"])
def test_my_own_pages_are_easy_to_read(page: str) -> None:
    """With a place and without one. The record and the letter are papers for a Jobcentre or a college."""
    browser, me = ProgrammeBrowser(a_desk(participant())), participant()
    before = browser.get(f"/my{page}?t={link_of(me)}").body
    a_place_for(browser, me)
    after = browser.get(f"/my{page}?t={link_of(me)}").body

    for body in (before, after):
        assert grade(sentences_of(body)) <= HARDEST + (5 if page in ("/letter", "/record") else 0)


def test_messages_beside_the_boxes_are_easy_to_read() -> None:
    """Nothing was answered."""
    browser = ProgrammeBrowser(a_desk())
    child = {"role": "young-person", "born-day": "3", "born-month": "5", "born-year": "2015"}

    for answer in (browser.post("/register", {}), browser.post("/register", child), browser.post("/my", {})):
        assert answer.status == 422
        assert grade(sentences_of(answer.body)) <= HARDEST


def test_my_part_shows_when_somebody_was_born() -> None:
    """They told us, and by it a parent or carer is asked: they can see whether it is right."""
    me = participant(born=date(1990, 2, 14))
    browser = ProgrammeBrowser(a_desk(me))

    assert "Born 14 February 1990" in browser.get(f"/my?t={link_of(me)}").words


@pytest.mark.parametrize("age", ["abc", "250", "-1", "9.5"])
def test_an_age_that_is_none_is_said_beside_its_box(age: str) -> None:
    """And it sifts nothing out, so that the page does not seem to have an answer for it."""
    page = ProgrammeBrowser(a_desk()).get(f"/opportunities?{urlencode({'age': age})}")

    assert page.status == 422
    assert 'href="#age"' in page.body
    assert f'value="{age}"' in page.body
    assert page.words.count("Your age must be a whole number from 0 to 120") == 2
    assert "Make our website better" in page.words


@pytest.mark.parametrize("path", ["/my/leave", "/my"])
def test_who_stops_taking_part_is_told_of_the_money_that_is_still_theirs(path: str) -> None:
    """What is on its way still comes, and what is not claimed yet can be."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    a_place_for(browser, me)
    Attendance(a_session(), draft=DraftId("d" * 32), kept=browser.desk.kept).record(
        me.id, a_step("came", at=STARTS), was_there=True, reason=""
    )
    if path == "/my":
        browser.post("/my/leave", {"t": link_of(me), "sure": "yes"})

    page = browser.get(f"{path}?t={link_of(me)}")

    assert "You have not claimed yet for: £20 for 3 December 2026" in page.words
    assert "/my/claims/december?t=" in page.body


def test_the_places_of_many_days_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not day by day: a page has thirty."""
    desk = a_busy_desk(40, opportunities=1)
    monkeypatch.delattr(type(desk.kept.sign_ups), "places")

    page = ProgrammeBrowser(desk).get("/opportunities/thing-0000")

    assert page.words.count("10 places left") == 30


def test_whoever_has_the_number_says_yes_to_texts_and_the_link_dies_with_the_number() -> None:
    """Opening the text changes nothing; pressed twice is once. Another number is asked anew."""
    me = participant(phone="07700 900123", channel=Contact.TEXT)
    browser = ProgrammeBrowser(a_desk(me))
    token = link_of(me, Purpose.TEXTS, turn=me.told_last)

    page = browser.get(f"/my/texts?t={token}")
    assert "May we text you?" in page.body and browser.desk.people.kept[me.id].texts_to == ""
    answers = [browser.post("/my/texts", {"t": token}) for _ in range(2)]

    after = browser.desk.people.kept[me.id]
    assert [each.status for each in answers] == [200, 200] and "from now on" in answers[0].body
    assert (after.texts_to, after.told_by, after.version) == ("+447700900123", Contact.TEXT, me.version + 1)
    assert browser.get(f"/my/texts?t={link_of(me, Purpose.TEXTS, turn=99)}").status == 410
    assert browser.get(f"/my/texts?t={link_of(me)}").status == 403


def test_my_part_says_that_texts_wait_for_a_yes_on_the_phone_until_it_is_there() -> None:
    """It must not look as if we text somebody whom we do not text yet."""
    me = participant(phone="07700 900123", channel=Contact.TEXT)
    waiting = "Until then we do not text you"
    browser = ProgrammeBrowser(a_desk(me))

    before = browser.get(f"/my?t={link_of(me)}").words
    browser.post("/my/texts", {"t": link_of(me, Purpose.TEXTS, turn=me.told_last)})
    after = browser.get(f"/my?t={link_of(me)}").words

    assert (waiting in before, waiting in after) == (True, False)


def test_an_empty_box_for_a_link_asks_for_what_may_be_written_into_it() -> None:
    """A mobile number as well where there are texts."""
    policy = replace(WIRRAL, letters=replace(WIRRAL.letters, most_texts_a_day=0))

    pages = [ProgrammeBrowser(a_desk(policy=each)).post("/my", {"email": ""}).words for each in (WIRRAL, policy)]

    assert ["Enter your email address or mobile number" in each for each in pages] == [True, False]


@pytest.mark.parametrize(
    ("contact", "phone", "why"),
    [
        ("text", "0151 496 0000", "Enter a mobile number"),
        ("text", "", "Enter a mobile number"),
        ("phone", "", "can call you"),
    ],
)
def test_how_somebody_is_written_to_needs_a_number_that_can(contact: str, phone: str, why: str) -> None:
    """Said beside the box of the number."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    token = link_of(me)

    answer = browser.post("/my/details", {"t": token, "seen": str(me.version), "channel": contact, "phone": phone})

    assert (answer.status, why in answer.body) == (422, True)


def test_texts_are_no_choice_where_the_organisation_sends_none() -> None:
    """The others are."""
    policy = replace(WIRRAL, letters=replace(WIRRAL.letters, most_texts_a_day=0))

    pages = [ProgrammeBrowser(a_desk(policy=each)).get("/register").body for each in (WIRRAL, policy)]

    assert ["By text message" in each for each in pages] == [True, False]
    assert all("Call me" in each and "By post" in each for each in pages)
