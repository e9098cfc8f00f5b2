"""A worker writes to people: who gets it is shown first, and one press sends it once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from takepart.domain.people import person as people_steps
from takepart.domain.people.person import Person
from takepart.domain.programme import message as steps
from takepart.domain.programme.message import Audience, Message
from takepart.domain.programme.sign_up import SignUpState
from tests.programme_builders import a_person, a_step
from tests.unit.web.calls import Answer
from tests.unit.web.office.test_programme_office import DECEMBER, OTHER, Desk
from tests.unit.web.programme_sites import participant

ADDRESS = f"/office/sessions/{DECEMBER}/message"
WORDS = "We meet at the back door.\nBring a coat."


class Writing(Desk):
    """A worker at the page that writes to people."""

    def look(self, to: str, words: str = WORDS) -> Answer:
        return self.pages.post(ADDRESS, {"to": to, "words": words})

    def send(self, to: str, page: Answer, *, press: str = "") -> Answer:
        shown = re.search(r'name="shown" value="(\w+)"', page.body)
        assert shown is not None
        return self.post(f"{ADDRESS}/send", press=press, to=to, words=WORDS, shown=shown[1])

    @property
    def sent(self) -> list[Message]:
        return list(self.messages.kept.values())


def test_who_gets_it_is_shown_first_and_a_double_click_sends_it_once() -> None:
    """Nothing is kept before the press."""
    desk, me = Writing(participant(), OTHER), participant()
    desk.joins(me)

    page = desk.look("coming")
    assert "1 person will get this" in page.body and "Participant One" in page.body and "Bring a coat." in page.body
    assert "Other Person" not in page.body and desk.sent == []
    answers = [desk.send("coming", page, press="once") for _ in range(2)]

    (message,) = desk.sent
    assert [each.headers["Location"] for each in answers] == [f"/office/sessions/{DECEMBER}?done=message"] * 2
    assert (message.to, message.audience, message.words) == ((me.id,), Audience.COMING, WORDS)
    assert message.journal[0].facts["people"] == 1 and "coat" not in str(message.journal)


def test_who_came_since_is_shown_before_it_goes() -> None:
    """What was typed is still there; the next press sends it. Pressed again after it went, it went once."""
    desk, me = Writing(participant(), OTHER), participant()
    desk.joins(me)
    page = desk.look("coming")
    desk.joins(OTHER)

    overtaken = desk.send("coming", page)
    assert (overtaken.status, desk.sent) == (409, [])
    assert "2 people will get this" in overtaken.body and "It has changed since" in overtaken.body
    desk.send("coming", overtaken, press="again")
    desk.sign_ups.kept.pop((DECEMBER, OTHER.id))
    desk.send("coming", overtaken, press="again")

    assert [set(each.to) for each in desk.sent] == [{me.id, OTHER.id}]


@pytest.mark.parametrize(
    ("to", "words", "why"),
    [("", WORDS, "Choose who gets it"), ("coming", " ", "Write what"), ("came", WORDS, "Choose who gets it")],
)
def test_what_is_missing_is_said_beside_its_box(to: str, words: str, why: str) -> None:
    """An audience in which nobody is is no choice."""
    desk = Writing(participant())
    desk.joins(participant())

    answer = desk.look(to, words)

    assert (answer.status, why in answer.body, words.strip() in answer.body) == (422, True, True)


def might(id: str, name: str, **told: object) -> Person:
    return a_person(id, name=name, interests=("meeting",), **told)


def test_those_who_might_come_would_like_it_may_have_it_and_have_not_answered() -> None:
    """Not who is too young for it, likes something else, left, or has a place already."""
    me = participant(interests=("meeting",))
    gone = people_steps.depart(might("d.gone", "Gone Person"), a_step("leave"))
    desk = Writing(me, OTHER, might("a.fits", "Would Like"), might("b.young", "Too Young", born=date(2020, 1, 1)), gone)
    desk.joins(me)

    page = desk.get(ADDRESS).body
    assert "they have not answered (2)" in page and "Who has a place (1)" in page
    found = desk.look("might")
    desk.send("might", found)

    assert [each.to for each in desk.sent] == [("a.fits", "b.young")]
    assert "Gone Person" not in found.body and "Other Person" not in found.body


def test_who_has_no_email_is_named_to_be_called_with_their_number() -> None:
    """And a child's letter goes by their parent or carer."""
    silent = might("a.silent", "No Mailbox", email="", phone="0151 496 0999")
    child = might("b.child", "Child One", email="", guardian_name="Rosa One", guardian_email="rosa@example.com")
    desk = Writing(silent, child)

    page = desk.look("might").body

    called, _, written = page.partition("Who gets it</h2>")
    assert "1 person will get this" in page
    assert "No Mailbox" in called and "0151 496 0999" in called
    assert "Child One" in written and "by their parent or carer" in written


def test_more_people_than_fit_in_one_are_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, whether one press did it or the second."""
    monkeypatch.setattr("takepart.use_cases.programme.messages.MOST", 2)
    desk = Writing(*(might(f"{number}.fits", f"Person {number}") for number in range(5)))
    page = desk.look("might")

    for _ in range(2):
        desk.send("might", page, press="once")

    assert sorted(to for each in desk.sent for to in each.to) == [f"{number}.fits" for number in range(5)]
    assert [len(each.to) for each in desk.sent] == [2, 2, 1]


def test_every_state_in_which_somebody_may_be_written_to_is_in_one_audience() -> None:
    """A new one is put into an audience, or here."""
    never = {SignUpState.LAPSED, SignUpState.DECLINED, SignUpState.CANCELLED, SignUpState.ABSENT}
    found = [state for states in steps.HOLDS.values() for state in states]

    assert sorted(found) == sorted(set(SignUpState) - never)
    assert {*steps.HOLDS, Audience.MEMBERS, Audience.MIGHT} == set(Audience)
