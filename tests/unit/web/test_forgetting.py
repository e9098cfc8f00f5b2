"""Being forgotten is for good: nothing that is still open anywhere brings somebody back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from takepart.domain.ids import DraftId
from takepart.domain.links import Purpose
from takepart.domain.people.person import PersonState
from takepart.use_cases.claims.drafts import Draft, DraftChanged
from tests.builders import a_claim
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.test_consent_by_age import GUARDIAN, YOUNG, changed
from tests.unit.web.test_programme import DECEMBER, REGISTER, a_place_for, sign_up_of

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
