"""The equality questions: asked at three stages, skipped with one press, easy to read, kept apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import SessionId, StepId
from takepart.domain.people.equality import PREFER_NOT_TO_SAY, EqualityStage, Quarter
from takepart.domain.programme import sign_up as sign_ups_domain
from takepart.use_cases.reach.figures import ticket
from takepart.web.equality.pages import EqualitySite, equality_app
from tests.fakes import FakeLinks
from tests.policies import WIRRAL
from tests.programme_builders import NOW
from tests.reach_builders import FakeTally
from tests.reading_age import grade, sentences_of
from tests.unit.web.calls import SITE, Answer, call
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk, link_of, participant

Q3 = Quarter(2026, 3)


class Asked:
    """Somebody with a ticket, on the page of the questions."""

    def __init__(self, stage: EqualityStage = EqualityStage.REGISTERED) -> None:
        self.tally = FakeTally()
        site = EqualitySite(policy=WIRRAL, tally=self.tally, tickets=FakeLinks(), now=lambda: NOW, new_id=str, url=SITE)
        self.app = equality_app(site)
        self.token = ticket(stage, name="random", links=FakeLinks(), now=NOW)

    def get(self, address: str = "") -> Answer:
        return call(self.app, "GET", address or f"/equality?t={self.token}")

    def post(self, **given: str) -> Answer:
        return call(self.app, "POST", "/equality", form={"t": self.token, **given}, origin=SITE)

    def counted(self) -> dict[tuple[str, EqualityStage, str], int]:
        return dict(self.tally.counts[Q3])


def test_every_question_can_be_left_and_nothing_is_chosen_beforehand() -> None:
    """With "I would rather not say" at each, and one press to skip all of it."""
    asked = Asked()
    page = asked.get()
    rules = WIRRAL.equality
    assert rules is not None

    assert page.status == 200
    assert page.body.count(f'value="{PREFER_NOT_TO_SAY}"') == len(rules.questions)
    assert " checked" not in page.body
    assert re.search(r'<a href="/opportunities" role="button"[^>]*>\s*Skip all of this', page.body)
    assert asked.tally.counts == {}


def test_an_answer_is_counted_once_and_the_same_is_said_to_everybody() -> None:
    """Who answered, who left it empty and who sent it twice see one page."""
    asked = Asked(EqualityStage.TAKING_PART)

    answers = [
        asked.post(),
        asked.post(**{"age": "14-16", "care": PREFER_NOT_TO_SAY, "gender": "dragon"}),
        asked.post(**{"age": "11-13"}),
    ]

    assert {(each.status, each.headers["Location"]) for each in answers} == {(303, "/equality/thanks")}
    assert asked.counted() == {
        ("age", EqualityStage.TAKING_PART, "14-16"): 1,
        ("care", EqualityStage.TAKING_PART, PREFER_NOT_TO_SAY): 1,
    }
    assert "/who-takes-part" in asked.get("/equality/thanks").body


@pytest.mark.parametrize("stage", EqualityStage)
def test_the_questions_are_easy_to_read(stage: EqualityStage) -> None:
    """By nine-year-olds, and why we ask comes first."""
    page = Asked(stage).get()

    assert grade(sentences_of(page.body)) <= 4
    assert page.body.index("Why we ask") < page.body.index("How old are you?")
    assert ("after another session" in page.body) is (stage is not EqualityStage.REGISTERED)


@pytest.mark.parametrize("token", ["", "x", "a.b", "../../x"])
def test_a_made_up_ticket_opens_nothing(token: str) -> None:
    """Neither to look nor to send."""
    asked = Asked()
    asked.token = token

    assert asked.get().status == 403
    assert asked.post(age="14-16").status == 403
    assert asked.tally.counts == {}


def test_an_old_ticket_says_so() -> None:
    """And that nothing is lost."""
    asked = Asked()
    asked.token = ticket(EqualityStage.REGISTERED, name="old", links=FakeLinks(), now=NOW - timedelta(days=3))

    page = asked.get()

    assert page.status == 410
    assert "You can leave it" in page.words


def test_a_policy_that_asks_nothing_has_no_such_page() -> None:
    """Nor a button to it."""
    desk = a_desk(participant(), policy=replace(WIRRAL, equality=None), tickets=FakeLinks())
    site = EqualitySite(
        policy=desk.policy, tally=FakeTally(), tickets=FakeLinks(), now=lambda: NOW, new_id=str, url=SITE
    )

    assert call(equality_app(site), "GET", "/equality").status == 404
    home = ProgrammeBrowser(desk).get(f"/my?t={link_of(participant())}")
    assert "Show me the questions" not in home.body


# ---------------------------------------------------------------- from a person's own pages


def a_browser() -> ProgrammeBrowser:
    return ProgrammeBrowser(a_desk(participant(), tickets=FakeLinks()))


def stage_in(address: str) -> EqualityStage:
    """The stage that a ticket is for."""
    found = re.search(r"t=([^&]+)", unescape(address))
    assert found
    return EqualityStage(FakeLinks().read(found[1].replace("%3D", "=")).about)


def test_my_part_leads_to_the_questions_without_saying_who_comes() -> None:
    """The address holds the stage and a random name, and nothing of the person."""
    browser, person = a_browser(), participant()

    sent = browser.post("/my/questions", {"t": link_of(person), "session": ""})

    assert sent.status == 303
    assert stage_in(sent.headers["Location"]) is EqualityStage.REGISTERED
    assert person.id not in str(FakeLinks().read(sent.headers["Location"].partition("t=")[2].replace("%3D", "=")))
    assert len(browser.desk.people.kept[person.id].journal) == len(person.journal)


def test_who_answered_an_offer_and_who_was_there_are_asked_at_their_stage() -> None:
    """Who has not answered yet is not."""
    browser, person = a_browser(), participant()
    form = {"t": link_of(person), "session": "december"}
    assert browser.post("/my/questions", form).status == 404
    browser.post("/my/sessions/december/offer", {"t": form["t"], "seen": "0"})
    assert browser.post("/my/questions", form).status == 404
    browser.post("/my/sessions/december/yes", {"t": form["t"], "seen": "1", "fee_choice": "as-offered"})

    page = browser.get(f"/my/sessions/december?t={form['t']}")
    sent = browser.post("/my/questions", form)

    assert "Show me the questions" in page.body
    assert stage_in(sent.headers["Location"]) is EqualityStage.INVITED
    kept = browser.desk.sign_ups
    sign_up = kept.kept[SessionId("december"), person.id]
    assert sign_up.choice == FeeChoice.as_offered()
    kept.kept[SessionId("december"), person.id] = replace(sign_up, state=sign_ups_domain.SignUpState.ATTENDED)
    assert stage_in(browser.post("/my/questions", form).headers["Location"]) is EqualityStage.TAKING_PART
    assert StepId("questions") not in {entry.step for entry in sign_up.journal}
