"""Participants add to the agenda from their page; whoever comes sees what was put on it, and never whose it was."""

from __future__ import annotations

from takepart.domain import journal as journals
from takepart.domain.people.person import Person
from takepart.domain.programme.agenda import Do, ref_of
from takepart.use_cases.programme import agenda
from tests.programme_builders import STARTS, WORKER, a_step
from tests.reading_age import grade, sentences_of
from tests.unit.web.programme_sites import Clock, ProgrammeBrowser, a_desk, link_of, participant
from tests.unit.web.sites import Answer
from tests.unit.web.test_programme import DECEMBER, a_place_for, sign_up_of

LIFT = "The <b>broken</b> lift"


def suggest(browser: ProgrammeBrowser, person: Person, text: str = LIFT, seen: str = "2") -> Answer:
    return browser.post("/my/sessions/december/agenda", {"t": link_of(person), "seen": seen, "text": text})


def put_on(browser: ProgrammeBrowser, person: Person, number: int = 3) -> None:
    desk = browser.desk
    step = a_step(f"add-{number}", by=journals.staff(WORKER), at=desk.now())
    agenda.arrange(DECEMBER, step, ref_of(person.id, number), Do.ADD, kept=desk.kept)


def page_of(browser: ProgrammeBrowser, person: Person) -> Answer:
    return browser.get(f"/my/sessions/december?t={link_of(person)}")


def test_somebody_with_a_place_adds_to_the_agenda_and_takes_it_back() -> None:
    """Pressed twice it is said once; it is escaped, and goes from the agenda too."""
    browser, me = ProgrammeBrowser(a_desk(participant())), participant()
    a_place_for(browser, me)

    for _ in range(2):
        assert suggest(browser, me).status == 303
    assert [each.text for each in sign_up_of(browser, me).suggestions] == [LIFT]
    assert "has not put it on the list yet" in page_of(browser, me).words
    put_on(browser, me)
    page = page_of(browser, me)
    assert "We will talk about it" in page.words
    assert "&lt;b&gt;broken" in page.body and "<b>broken" not in page.body
    assert "Participation worker" in page.words, "its reader is named"
    assert grade(sentences_of(page.body)) <= 5.0

    for _ in range(2):
        browser.post("/my/sessions/december/agenda/back", {"t": link_of(me), "item": "3"})

    assert sign_up_of(browser, me).suggestions == ()
    assert browser.desk.sessions.get(DECEMBER).items == ()


def test_others_who_come_see_the_agenda_and_not_whose_it_is() -> None:
    other = participant(role="other")
    browser = ProgrammeBrowser(a_desk(participant(), places=2))
    a_place_for(browser, participant())
    suggest(browser, participant(), "The lift")
    put_on(browser, participant())

    page = browser.get("/opportunities/website").words + page_of(browser, other).words

    assert "The lift" in page
    assert "The lift" not in browser.get("/opportunities/website").words


def test_nothing_is_added_without_a_place_too_late_or_without_end() -> None:
    """Each a clear answer, and what was typed too long is still there."""
    clock, me = Clock(), participant()
    browser = ProgrammeBrowser(a_desk(me, clock=clock))

    assert suggest(browser, me).status == 404
    a_place_for(browser, me)
    for text, words in (("", "Write what you want"), ("x" * 201, "200 characters or fewer")):
        answer = suggest(browser, me, text)
        assert (answer.status, words in answer.words) == (422, True)
    for number in range(4):
        suggest(browser, me, f"Thing {number}", seen=str(2 + number))
    assert [each.text for each in sign_up_of(browser, me).suggestions] == ["Thing 0", "Thing 1", "Thing 2"]
    clock.now = STARTS
    assert "too late" in suggest(browser, me, "More", seen="9").words
    clock.now = Clock().now


def test_whoever_is_forgotten_takes_their_words_along() -> None:
    """From the sign-up and from the agenda."""
    browser, me = ProgrammeBrowser(a_desk(participant())), participant()
    a_place_for(browser, me)
    suggest(browser, me)
    put_on(browser, me)

    browser.post("/my/forget", {"t": link_of(me), "sure": "yes"})

    assert sign_up_of(browser, me).suggestions == ()
    assert browser.desk.sessions.get(DECEMBER).items == ()
    assert "lift" not in str(browser.desk.sessions.kept) + str(browser.desk.sign_ups.kept)
