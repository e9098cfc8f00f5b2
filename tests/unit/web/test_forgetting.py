"""Being forgotten is for good: nothing that is still open anywhere brings somebody back."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from takepart.domain.ids import CourseId, DraftId, PersonId
from takepart.domain.links import Purpose
from takepart.domain.people.details import Details, PersonRole
from takepart.domain.people.guardian import GuardianYes
from takepart.domain.people.person import Moving, Person, PersonState, Whose, consent, erase
from takepart.domain.programme.sign_up import SignUpState
from takepart.use_cases.claims.drafts import Draft, DraftChanged
from takepart.web.programme.desk import Programme
from tests.builders import a_claim
from tests.programme_builders import NOW, STARTS, a_session, a_step
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.test_consent_by_age import GUARDIAN, YOUNG, changed
from tests.unit.web.test_programme import CHILD, DECEMBER, REGISTER, a_place_for, sign_up_of

DRAFT = DraftId("d" * 32)


def with_a_started_claim() -> tuple[ProgrammeBrowser, Draft]:
    """Somebody who was there, and whose claim is filled in and open in a tab."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    a_place_for(browser, me)
    there = replace(sign_up_of(browser, me), draft=DRAFT)
    browser.desk.sign_ups.kept[DECEMBER, me.id] = there
    open_page = browser.desk.drafts.save(Draft(id=DRAFT, pages={"you": {"name": "Participant One"}}))
    return browser, open_page


def test_a_started_claim_is_gone_with_its_person_and_an_open_page_brings_neither_back() -> None:
    """The draft can neither be read nor saved over, whatever version the tab has seen."""
    browser, open_page = with_a_started_claim()
    me = participant()

    answer = browser.post("/my/forget", {"t": link_of(me), "sure": "yes"})

    assert answer.status == 200
    assert browser.desk.people.get(me.id).state is PersonState.ERASED
    assert browser.desk.drafts.load(DRAFT) is None
    for late in (open_page, Draft(id=DRAFT, pages=open_page.pages)):
        with pytest.raises(DraftChanged):
            browser.desk.drafts.save(late)


def test_a_parents_no_ends_a_started_claim_too() -> None:
    """What a child wrote before the date of birth was changed."""
    browser, _ = with_a_started_claim()
    me = participant()
    changed(browser, me, **YOUNG, **GUARDIAN)
    waiting = browser.desk.people.get(me.id)

    browser.post("/register/consent", {"t": link_of(waiting, Purpose.CONSENT), "agreed": "no"})

    assert browser.desk.people.get(me.id).details is None
    assert browser.desk.drafts.load(DRAFT) is None


def test_the_form_of_the_registration_sent_once_more_registers_nobody_anew() -> None:
    """A tab that is still open, or the back button; a new form is somebody's own wish."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", REGISTER)
    (person,) = browser.desk.people.kept.values()
    browser.post("/register/confirm", {"t": link_of(person, Purpose.CONFIRM_EMAIL)})
    browser.post("/my/forget", {"t": link_of(person), "sure": "yes"})

    browser.post("/register", REGISTER)

    assert [each.state for each in browser.desk.people.kept.values()] == [PersonState.ERASED]
    browser.post("/register", {**REGISTER, "nonce": "another"})
    assert len(browser.desk.people.kept) == 2


def test_an_old_form_brings_nobody_back_however_often_they_came_and_went() -> None:
    """Registered, forgotten, registered with a new form, forgotten: each of the old forms is spent."""
    browser = ProgrammeBrowser(a_desk())
    for nonce in ("first", "second", "third"):
        browser.post("/register", {**REGISTER, "nonce": nonce})
        (person,) = [each for each in browser.desk.people.kept.values() if each.state is PersonState.NEW]
        browser.post("/register/confirm", {"t": link_of(person, Purpose.CONFIRM_EMAIL)})
        browser.post("/my/forget", {"t": link_of(person), "sure": "yes"})

    for nonce in ("first", "second", "third"):
        browser.post("/register", {**REGISTER, "nonce": nonce})

    assert [each.state for each in browser.desk.people.kept.values()] == [PersonState.ERASED] * 3


def test_what_is_still_owed_is_said_before_anybody_presses() -> None:
    """With the sum and the claim; the button is there once nothing is owed."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))

    before = browser.get(f"/my/forget?t={link_of(me)}")
    claim = replace(a_claim(), person=me.id)
    browser.desk.claims.kept[claim.id] = claim
    after = browser.get(f"/my/forget?t={link_of(me)}")

    assert "We owe you no money" in before.words
    assert "Go on" in before.words
    assert claim.id in after.words
    assert str(claim.allowed) in after.words
    assert "Go on" not in after.words
    assert browser.post("/my/forget", {"t": link_of(me), "sure": "yes"}).status == 409


def test_what_they_have_not_claimed_for_is_said_before_anybody_presses() -> None:
    """To them, and to a parent or carer who is about to say no: nobody loses money unseen."""
    browser, _ = with_a_started_claim()
    me = participant()
    browser.desk.sign_ups.kept[DECEMBER, me.id] = replace(sign_up_of(browser, me), state=SignUpState.ATTENDED)

    theirs = browser.get(f"/my/forget?t={link_of(me)}")
    changed(browser, me, **YOUNG, **GUARDIAN)
    waiting = browser.desk.people.get(me.id)
    parents = browser.get(f"/register/consent?t={link_of(waiting, Purpose.CONSENT)}")

    assert "You have not claimed yet for: £20" in theirs.words
    assert "Claim it first" in theirs.words
    assert "We owe you no money" not in theirs.words
    assert "They have not claimed yet for: £20" in parents.words
    assert "Call us first" in parents.words


def test_what_nobody_has_written_down_yet_can_be_claimed_for_first_and_is_said_too() -> None:
    """They had a place and it is over: whoever was not there loses nothing by reading it."""
    me, clock = participant(), Clock()
    browser = ProgrammeBrowser(a_desk(me, clock=clock))
    a_place_for(browser, me)
    claim = replace(a_claim(), person=me.id, session=a_session().key)

    to_come = browser.get(f"/my/forget?t={link_of(me)}").words
    clock.now = STARTS + timedelta(days=1)
    over = browser.get(f"/my/forget?t={link_of(me)}").words
    browser.desk.claims.kept[claim.id] = claim
    claimed = browser.get(f"/my/forget?t={link_of(me)}").words

    assert "You have not claimed yet for" not in to_come
    assert "You have not claimed yet for: £20" in over
    assert "You have not claimed yet for" not in claimed


def test_a_parents_no_leaves_what_is_owed_to_be_paid_and_says_so() -> None:
    """The claim stays as it is: it was theirs before the date of birth was changed."""
    me = participant()
    browser = ProgrammeBrowser(a_desk(me))
    claim = replace(a_claim(), person=me.id)
    browser.desk.claims.kept[claim.id] = claim
    changed(browser, me, **YOUNG, **GUARDIAN)
    token = link_of(browser.desk.people.get(me.id), Purpose.CONSENT)

    before = browser.get(f"/register/consent?t={token}")
    after = browser.post("/register/consent", {"t": token, "agreed": "no"})

    assert claim.id in before.words
    assert str(claim.allowed) in before.words
    assert "We still pay what we owe them" in after.words
    assert browser.desk.claims.kept[claim.id] == claim


def test_after_a_parents_no_a_new_form_asks_a_parent_anew_and_the_old_one_nobody() -> None:
    """Nothing is left that they could be sent a link to; the letter is one of those that a mailbox gets few of."""
    browser = ProgrammeBrowser(a_desk())
    browser.post("/register", CHILD)
    (child,) = browser.desk.people.kept.values()
    said = browser.post("/register/consent", {"t": link_of(child, Purpose.CONSENT), "agreed": "no"})
    assert "your child can register again" in said.words

    browser.post("/register", CHILD)
    assert [each.state for each in browser.desk.people.kept.values()] == [PersonState.REFUSED]

    browser.post("/register", {**CHILD, "nonce": "another"})
    states = [each.state for each in browser.desk.people.kept.values()]
    assert states == [PersonState.REFUSED, PersonState.AWAITING_CONSENT]


FULL: dict[str, Any] = {
    "details": Details(name="Participant One", email="participant.one@example.com", role=PersonRole.PARENT),
    "guardian_yes": GuardianYes(until=NOW.date()),
    "training": {CourseId("c"): NOW.date()},
    "sent_for": DECEMBER,
    "found_as": PersonId("found"),
    "once": (PersonId("once"),),
    "moving": Moving(whose=Whose.OWN, email="new@example.com", asked=1),
    "before": "before@example.com",
    "texts_to": "+447700900123",
    "notes": {1: "Passport"},
    "merged": (PersonId("merged"),),
    "into": PersonId("into"),
}
"""A value for each field that says something about somebody."""


@pytest.mark.parametrize("how", ["erased", "refused"])
def test_every_field_that_says_something_is_empty_afterwards(how: str) -> None:
    """Also one that is added later: the test names it, since it has no value above."""
    told = {each.name for each in fields(Person)} - {"id", "state", "journal", "moves"}
    assert set(FULL) == told
    state = PersonState.REGISTERED if how == "erased" else PersonState.AWAITING_CONSENT
    person = replace(participant(), **FULL, state=state)
    blank = Person(id=person.id, state=state)
    assert not [name for name in told if getattr(person, name) == getattr(blank, name)]

    gone = erase(person, a_step("erase"), unpaid=False) if how == "erased" else consent(person, a_step("no"), None)

    assert [name for name in told if getattr(gone, name) != getattr(blank, name)] == []


WORDS = {
    "name": "Zebedee Quill",
    "email": "zebedee.quill@example.com",
    "phone": "07700 900123",
    "needs": "Step-free please",
    "reach_me": "After six",
    "school_hours": "Till three",
}


def test_nothing_of_somebody_is_left_anywhere_and_everything_they_sent_before_changes_nothing() -> None:
    """Whatever the pages keep is walked through, and every request of theirs is sent once more from an old tab."""
    browser = ProgrammeBrowser(a_desk())
    sent: list[tuple[str, dict[str, str]]] = []

    def post(path: str, typed: dict[str, str]) -> None:
        sent.append((path, typed))
        assert browser.post(path, typed).status < 400, path

    post("/register", {**REGISTER, **WORDS})
    (me,) = browser.desk.people.kept.values()
    post("/register/confirm", {"t": link_of(me, Purpose.CONFIRM_EMAIL)})
    token = {"t": link_of(me)}
    post("/my/sessions/december/offer", {**token, "seen": "0", "support": "A signer"})
    post("/my/sessions/december/yes", {**token, "seen": "1", "fee_choice": "less", "fee_amount": "7.77"})
    post("/my/sessions/december/agenda", {**token, "seen": "2", "text": "The broken lift"})
    post("/my/details", {**REGISTER, **WORDS, **token})
    marks = [*WORDS.values(), "A signer", "broken lift"]
    assert [mark for mark in marks if mark not in everything(browser.desk)] == []

    post("/my/forget", {**token, "sure": "yes"})
    kept = everything(browser.desk)
    assert [mark for mark in marks if mark in kept] == []

    for path, typed in sent:
        browser.post(path, typed)
    assert everything(browser.desk) == kept


def everything(desk: Programme) -> str:
    """All that the fakes behind the pages hold, in one text."""
    stores = [value for name, value in sorted(vars(desk).items()) if type(value).__name__.startswith("Fake")]
    assert len(stores) > 8
    return repr([{name: held for name, held in vars(each).items() if name != "writes"} for each in stores])
