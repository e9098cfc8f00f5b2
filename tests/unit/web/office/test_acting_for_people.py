"""A worker does for somebody what they would do on their own pages: the same rules, the same letters, and who asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, SessionId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.people import person as people_domain
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme.session import SessionState
from takepart.domain.programme.sign_up import SignUp, SignUpState
from tests.programme_builders import NOW, SOMEBODY, STARTS, a_person, a_session, some_details
from tests.unit.web.office.test_programme_office import DECEMBER, Desk
from tests.unit.web.programme_sites import participant

JANUARY = SessionId("january")
OTHER = a_person("other.person", name="Other Person")


class Telephone(Desk):
    """Somebody calls, and the worker does it for them."""

    def does(self, what: str, person: Person, session: SessionId = DECEMBER, **form: str) -> int:
        answer = self.post(f"/office/people/{person.id}/sessions/{session}/{what}", **{"asked": "phone", **form})
        return answer.status

    def of(self, person: Person, session: SessionId = DECEMBER) -> SignUp:
        return self.sign_ups.kept[session, person.id]

    def says_yes(self, person: Person, session: SessionId = DECEMBER) -> None:
        assert self.does("offer", person, session, support="A taxi") == 303
        assert self.does("yes", person, session, fee_choice="as-offered") == 303


def test_a_yes_on_the_phone_is_the_persons_own_yes_with_who_wrote_it_down() -> None:
    """The offer is made, a cost is agreed before the yes, and the letter goes to the person."""
    desk, me = Telephone(participant()), participant()

    desk.does("offer", me, support="A taxi from school")
    offered = desk.open(me).body
    page = desk.get(f"/office/people/{me.id}/sessions/{DECEMBER}").body
    desk.does("agree", me, kind="taxi", most="12")
    desk.does("yes", me, fee_choice="as-offered")

    after = desk.of(me)
    assert "Has the offer, and has not said yes yet" in offered
    assert "A taxi from school" in page and "Read this to them first" in page
    assert (after.state, desk.sign_ups.places(DECEMBER).taken) == (SignUpState.CONFIRMED, 1)
    assert [(each.kind, each.most) for each in after.offer.agreed] == [(LineKind.TAXI, Money(1200))]
    assert {entry.by for entry in after.journal} == {"staff:participation-worker"}
    assert [entry.facts.get("they_asked") for entry in after.journal] == ["phone", None, "phone"]


def test_how_they_asked_has_to_be_said() -> None:
    """Nothing that was typed is lost."""
    desk, me = Telephone(participant()), participant()
    desk.open(me)

    answer = desk.post(f"/office/people/{me.id}/sessions/{DECEMBER}/offer", support="A quiet room")

    assert (answer.status, "Choose how they asked" in answer.body, "A quiet room" in answer.body) == (422, True, True)
    assert desk.sign_ups.kept == {}


def test_who_calls_to_cancel_loses_the_place_and_the_next_in_line_is_offered_it() -> None:
    """Pressed twice, it is once."""
    me, desk = participant(), Telephone(participant(), OTHER, places=1)
    desk.says_yes(me)
    desk.says_yes(OTHER)
    assert desk.of(OTHER).state is SignUpState.WAITING

    for _ in range(2):
        desk.does("no", me, press="once")

    assert (desk.of(me).state, desk.of(OTHER).state) == (SignUpState.CANCELLED, SignUpState.PLACE_OFFERED)
    assert desk.of(me).journal[-1].facts == {"they_asked": "phone"}


def test_the_line_is_left_on_the_phone() -> None:
    """And the others move up."""
    desk = Telephone(participant(), OTHER, places=1)
    desk.says_yes(participant())
    desk.says_yes(OTHER)

    desk.does("no", OTHER)

    assert (desk.of(OTHER).state, desk.sign_ups.places(DECEMBER).waiting) == (SignUpState.CANCELLED, 0)


def another_day(desk: Desk, places: int) -> None:
    starts = STARTS + timedelta(days=30)
    january = a_session("january", starts=starts, ends=starts + timedelta(hours=2), step=StepId("plan-january"))
    desk.sessions.plan(january, places)


def test_moving_takes_the_new_place_with_what_was_agreed_and_gives_the_old_one_up() -> None:
    """A cost that was agreed, what they asked for and their choice come along. Twice is once."""
    desk, me = Telephone(participant()), participant()
    another_day(desk, 5)
    desk.says_yes(me)
    desk.does("agree", me, kind="taxi", most="12")

    for _ in range(2):
        assert desk.does("move", me, to="january", press="once") == 303

    there = desk.of(me, JANUARY)
    assert (desk.of(me).state, there.state, there.support) == (SignUpState.CANCELLED, SignUpState.CONFIRMED, "A taxi")
    assert [each.most for each in there.offer.agreed] == [Money(1200)]
    assert [desk.sign_ups.places(each).taken for each in (DECEMBER, JANUARY)] == [0, 1]


def test_who_is_moved_to_a_full_day_keeps_the_place_they_have() -> None:
    """Nothing that was promised is lost."""
    desk, me = Telephone(participant(), OTHER), participant()
    another_day(desk, 1)
    desk.says_yes(me)
    desk.says_yes(OTHER, JANUARY)
    desk.open(me)

    answer = desk.post(f"/office/people/{me.id}/sessions/{DECEMBER}/move", asked="phone", to="january")

    assert (answer.status, "They keep the place that they have" in answer.body) == (422, True)
    assert desk.of(me).state is SignUpState.CONFIRMED
    assert desk.sign_ups.places(JANUARY).waiting == 0


PAPER = {"photos": "no", "keeps": "yes", "how_long": "grown"}
CHILD = people_domain.register(
    PersonId("child.one"),
    Step(SOMEBODY, NOW, StepId("register")),
    some_details("Child One", born=date(2016, 1, 1), guardian_name="Rosa One", guardian_email="rosa@example.com"),
    consent_needed=True,
    sent_for=None,
)


@pytest.mark.parametrize(
    ("person", "about", "why"),
    [
        (CHILD, {}, "Their parent or carer has not said yes yet"),
        (a_person(born=date(2015, 1, 1)), {"least_age": 16}, "It is for people who are older"),
        (a_person(born=date(1960, 1, 1)), {"most_age": 25}, "It is for people who are younger"),
        (a_person(), {"training": ("meetings",)}, "They need some training first"),
    ],
)
def test_what_holds_for_the_person_holds_for_the_worker(person: Person, about: dict[str, Any], why: str) -> None:
    """Ages, training and a parent's or carer's yes: the same rule, with words for the worker."""
    desk = Telephone(person)
    found = desk.opportunities.kept["website"]
    desk.opportunities.kept["website"] = replace(found, about=replace(found.about, **about))
    desk.open(person)

    page = desk.get(f"/office/people/{person.id}/sessions/{DECEMBER}")

    assert why in page.body
    assert desk.does("offer", person) >= 400
    assert desk.sign_ups.kept == {}


def test_a_parents_yes_on_paper_is_written_down_once_with_who_holds_it() -> None:
    """The child takes part from then on; who is not asked cannot be agreed for."""
    desk = Telephone(CHILD)
    assert "said yes on paper" in desk.open(CHILD).body

    for _ in range(2):
        desk.post(f"/office/people/{CHILD.id}/consent", asked="letter", **PAPER, seen=str(CHILD.version))

    after = desk.people.kept[CHILD.id]
    assert (after.state, after.version) == (PersonState.REGISTERED, CHILD.version + 1)
    written = {"they_asked": "letter", "photos": 0, "keeps": 1}
    assert (after.journal[-1].by, after.journal[-1].facts) == ("staff:participation-worker", written)
    assert "No photos" in desk.open(after).body


def test_the_sessions_they_can_choose_from_are_those_to_come() -> None:
    """Page by page, for whoever opened the person; anybody else is led to the door."""
    desk, me = Telephone(participant()), participant()
    address = f"/office/people/{me.id}/sessions"

    assert desk.get(address).headers["Location"] == f"/office/people/{me.id}"
    desk.open(me)
    assert "Make our website better" in desk.get(address).body


def test_the_worker_sees_what_was_asked_for_before_a_yes() -> None:
    """So that it can be agreed while they still choose."""
    desk, me = Telephone(participant()), participant()
    desk.does("offer", me, support="Someone who signs")

    page = desk.get(f"/office/sessions/{DECEMBER}").body

    assert "Someone who signs" in page and "Nothing is agreed yet" in page


ASKS = {
    "asked": "phone",
    "role": "parent",
    "name": "Pat Postal",
    "born-day": "1",
    "born-month": "2",
    "born-year": "1980",
}


def test_no_browser_fills_in_what_the_worker_is_for_who_they_register() -> None:
    """Their name, their address, their birthday: every box that a browser might know says that it is not about them."""
    body = Desk().get("/office/people/new").body

    known = re.findall(r'autocomplete="([^"]*)"', body.partition("<main")[2])
    assert set(known) == {"off"}
    assert len(re.findall(r'name="born-\w+"[^>]*autocomplete="off"', body)) == 3


def registered(desk: Desk, **changes: str) -> tuple[Person, str]:
    answer = desk.post("/office/people/new", **{**ASKS, **changes})
    assert answer.status == 303, re.findall(r"govuk-error-message[^>]*>(.*?)</p>", answer.body, re.DOTALL)
    there, _, done = answer.headers["Location"].partition("?done=")
    return desk.people.kept[PersonId(there.rpartition("/")[2])], done


def test_who_calls_and_has_no_email_is_registered_and_can_be_told() -> None:
    """At once, since the worker spoke to them. A second press, and a second call, are the same person."""
    desk = Telephone()

    person, done = registered(desk, phone="07700 900456", press="once")
    again = registered(desk, phone="07700 900456", press="once")
    later = registered(desk, phone="07700900456")

    assert (person.state, person.mail_goes_to, done) == (PersonState.REGISTERED, "", "registered")
    assert (again, later) == ((person, "registered"), (person, "known"))
    assert [entry.by for entry in person.journal] == ["staff:participation-worker"] * 2
    assert "They have no email" in desk.get(f"/office/people/{person.id}").body
    assert "1 person found" in desk.post("/office/people", words="900456").body


def test_two_people_of_one_name_without_an_email_are_two() -> None:
    """Nobody is taken for somebody else."""
    desk = Telephone()

    assert registered(desk)[0].id != registered(desk)[0].id
    assert registered(desk, phone="07700 900001")[0].id != registered(desk, phone="07700 900002")[0].id


def test_who_has_an_email_proves_it_by_the_letter() -> None:
    """As on the public form."""
    person, _ = registered(Telephone(), email="pat@example.com")

    assert (person.state, person.journal[0].action) == (PersonState.NEW, "registered")


@pytest.mark.parametrize(
    ("email", "parent", "to"),
    [
        ("", "rosa@example.com", "rosa@example.com"),
        ("", "", ""),
        ("kim@example.com", "rosa@example.com", "kim@example.com"),
    ],
)
def test_a_child_waits_for_a_yes_whoever_has_a_mailbox(email: str, parent: str, to: str) -> None:
    """After a yes on paper they are written to at their own address, or their parent's or carer's."""
    desk = Telephone()
    child = {"born-year": "2016", "guardian_name": "Rosa Postal", "guardian_email": parent, "email": email}

    person, _ = registered(desk, **child)
    waits = (person.state, person.mail_goes_to)
    desk.post(f"/office/people/{person.id}/consent", asked="door", **PAPER, seen=str(person.version))

    after = desk.people.kept[person.id]
    assert waits == (PersonState.AWAITING_CONSENT, "")
    assert (after.state, after.mail_goes_to) == (PersonState.REGISTERED, to)


def test_a_child_with_an_email_needs_a_parents_and_nobody_agrees_on_the_phone() -> None:
    """What was told stays in its boxes."""
    desk = Telephone()

    answer = desk.post("/office/people/new", **{**ASKS, "born-year": "2016", "email": "kim@example.com"})
    child, _ = registered(desk, **{"born-year": "2016", "guardian_name": "Rosa Postal"})
    spoken = desk.post(f"/office/people/{child.id}/consent", asked="phone", **PAPER, seen=str(child.version))

    assert (answer.status, "kim@example.com" in answer.body) == (422, True)
    assert spoken.status == 422
    assert desk.people.kept[child.id].state is PersonState.AWAITING_CONSENT


def test_the_form_of_a_call_sent_once_more_registers_nobody_anew() -> None:
    """As the public form: a tab that is still open brings nobody back; a new call is their own wish."""
    desk = Telephone()
    person, _ = registered(desk, phone="07700 900456", press="once")
    desk.people.save(people_domain.erase(person, Step(journals.person(person.id), NOW, StepId("erase")), unpaid=False))

    again, _ = registered(desk, phone="07700 900456", press="once")

    assert (again.id, [each.state for each in desk.people.kept.values()]) == (person.id, [PersonState.ERASED])
    anew, done = registered(desk, phone="07700 900456", press="another")
    assert (anew.state, done, len(desk.people.kept)) == (PersonState.REGISTERED, "registered", 2)


def test_who_says_on_the_phone_that_they_are_a_child_is_one() -> None:
    """As the public form: who typed another date of birth before cannot confirm it any more."""
    desk = Telephone()
    typed, _ = registered(desk, email="pat@example.com")
    child = {"born-year": "2016", "guardian_name": "Rosa Postal", "guardian_email": "rosa@example.com"}

    told, _ = registered(desk, email="pat@example.com", **child)

    assert (typed.state, told.state, told.id) == (PersonState.NEW, PersonState.AWAITING_CONSENT, typed.id)
    assert told.journal[-1].facts == {"they_asked": "phone"}


def test_who_left_while_a_parent_was_asked_and_calls_waits_for_them_anew() -> None:
    """As the public form: leaving is no way round a parent's or carer's yes, and no dead end."""
    desk = Telephone()
    child = {"born-year": "2016", "guardian_name": "Rosa Postal", "guardian_email": "rosa@example.com"}
    waits, _ = registered(desk, **child)
    desk.people.save(people_domain.depart(waits, Step(journals.person(waits.id), NOW, StepId("leave"))))

    again, _ = registered(desk, **child)

    assert (again.id, again.state, again.journal[-1].action) == (
        waits.id,
        PersonState.AWAITING_CONSENT,
        "consent-asked-for",
    )


def test_a_press_that_needs_another_try_shows_nobody_whom_it_is_not_written_down_that_one_looks_at() -> None:
    """An old page, or one made by hand: what was asked for stands on no page before the look is written down."""
    desk, me = Telephone(participant()), participant()
    desk.does("offer", me, support="A quiet room")
    page = f"/office/people/{me.id}/sessions/{DECEMBER}/agree"

    unseen = desk.post(page, kind="taxi", most="12", seen="0")
    desk.open(me)
    seen = desk.post(page, kind="taxi", most="12", seen="0")

    assert (unseen.status, unseen.headers["Location"]) == (303, f"/office/people/{me.id}")
    assert (seen.status, "A quiet room" in seen.body) == (409, True)
    assert not desk.of(me).offer.agreed


def test_who_has_no_mailbox_is_let_in_after_the_start_and_can_claim() -> None:
    """Found among the people, and let in at this very session; a double click is once."""
    silent = a_person("a.silent", name="No Mailbox", email="")
    desk = Telephone(silent)
    desk.now = STARTS + timedelta(minutes=20)
    desk.open(silent)

    sessions = desk.get(f"/office/people/{silent.id}/sessions").body
    page = desk.get(f"/office/people/{silent.id}/sessions/{DECEMBER}").body
    assert "The doors are open now" in sessions and "They are here" in page
    for _ in range(2):
        answer = desk.post(f"/office/people/{silent.id}/sessions/{DECEMBER}/here", press="once")

    after = desk.of(silent)
    assert (answer.status, after.state, after.draft is not None) == (303, SignUpState.ATTENDED, True)
    assert desk.sessions.kept[DECEMBER].state is SessionState.HELD
    again = desk.get(f"/office/people/{silent.id}/sessions/{DECEMBER}").body
    assert "Are they at the door?" not in again
    assert "The doors are open now" in desk.get(f"/office/people/{silent.id}/sessions").body, "for the next one"


def test_at_the_door_of_a_full_session_the_worker_says_so_and_nobody_comes_before_it_opens() -> None:
    """With the box to tick; a child whose parent is asked waits here as everywhere."""
    me = participant()
    desk = Telephone(me, OTHER, CHILD, places=1)
    desk.says_yes(OTHER)
    address = f"/office/people/{me.id}/sessions/{DECEMBER}/here"
    early = desk.post(address)
    desk.now = STARTS
    desk.open(me)

    full = desk.post(address)
    child = desk.post(f"/office/people/{CHILD.id}/sessions/{DECEMBER}/here")
    over = desk.post(address, over="yes")

    assert (early.status, full.status, child.status, over.status) == (409, 422, 409, 303)
    assert "All places are taken" in full.body
    assert (CHILD.id not in {person for _, person in desk.sign_ups.kept}, desk.of(me).state) == (
        True,
        SignUpState.ATTENDED,
    )
