"""A slip with a code, the questions in plain words, one answer, and what happens to words that may mean harm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from takepart.domain.assurance.asked import AskedState, AuditInvitation, codes_of_sheet, invitation_id
from takepart.domain.assurance.audit import Level
from takepart.domain.assurance.rules import KeeperId, StatementId
from takepart.use_cases.assurance.audits import invite
from tests.assurance_builders import LEAD, a_team, an_assurance
from tests.reading_age import grade, sentences_of
from tests.unit.web.sites import Answer
from tests.unit.web.voice.sites import VoiceBrowser
from tests.voices import NOON

PAGE = "/asked/fostering/2026"
CODE = codes_of_sheet("a-sheet", 1)[0]
ANSWERED = {"culture-1-level": "emerging", "culture-1-words": "They ask me sometimes."}


def a_browser() -> VoiceBrowser:
    """With one slip handed out."""
    browser = VoiceBrowser()
    invite(
        a_team(),
        2026,
        sheet="a-sheet",
        how_many=1,
        by=KeeperId(LEAD),
        asked=browser.asked,
        rules=an_assurance(),
        now=NOON,
    )
    browser.asked.writes = 0
    return browser


def a_form(browser: VoiceBrowser, **answers: str) -> dict[str, str]:
    return {"form": browser.site.token("asked"), "code": CODE, **answers}


def send(browser: VoiceBrowser, form: dict[str, str]) -> Answer:
    browser.now += timedelta(minutes=3)
    return browser.post(PAGE, form)


def kept(browser: VoiceBrowser) -> AuditInvitation:
    return browser.asked.kept[invitation_id(CODE)]


def test_a_slip_opens_the_questions_and_changes_nothing() -> None:
    """Typed in any case, with or without hyphens; a camera's preview uses nothing up."""
    browser = a_browser()

    assert 'name="code"' in browser.get(PAGE).body
    for code in (CODE, CODE.lower().replace("-", " ")):
        page = browser.get(f"{PAGE}?code={code.replace(' ', '+')}")
        assert page.status == 200
        assert page.body.count("Staff ask me what I think.") >= 4
        assert "Childline" in page.body
    assert browser.asked.writes == 0


def test_an_answer_is_kept_once_however_often_it_is_sent() -> None:
    """A double click leads to the same thanks, and the code opens nothing more."""
    browser = a_browser()
    form = a_form(browser, **ANSWERED)

    answers = [send(browser, form) for _ in range(2)]
    again = send(browser, a_form(browser, **{**ANSWERED, "culture-1-words": "Something else"}))

    assert [each.status for each in answers] == [303, 303]
    assert again.status == 422
    assert "This code was used before" in again.body
    assert "Something else" in again.body
    assert browser.asked.writes == 1
    assert kept(browser).replies[StatementId("culture-1")].level is Level.EMERGING
    assert browser.get(f"{PAGE}?code={CODE}").status == 410
    assert not list(browser.site.stores.feedbacks.alerts())


def test_words_that_may_mean_harm_go_to_those_who_keep_people_safe_and_not_to_the_team() -> None:
    """Once, with an alert; the page says so, and says where to get help now."""
    browser = a_browser()
    form = a_form(browser, **{**ANSWERED, "review-1-words": "My carer hits me"})

    answers = [send(browser, form) for _ in range(2)]
    page = browser.get(answers[0].headers["Location"])

    (alert,) = browser.site.stores.feedbacks.alerts()
    assert alert.venue == "audit:fostering"
    assert "My carer hits me" in alert.texts[0].words
    assert kept(browser).passed_on
    assert all(not each.words for each in kept(browser).replies.values())
    codes = {each.headers["Location"].rpartition("=")[2] for each in answers}
    assert len(codes) == 1
    assert "They do not know who you are" in page.body
    assert "0800 1111" in page.body
    (own,) = codes
    assert own != CODE
    assert browser.get(f"/feedback/{own}").status == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"form": "made-up"}, "We could not tell that this came from our own form"),
        ({"code": "K7M4-9QXR-BCDF-2346"}, "We do not know this code"),
        ({"code": ""}, "We do not know this code"),
        ({"culture-1-words": "a" * 801}, "800 characters or fewer"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(change: dict[str, str], words: str) -> None:
    """Nothing is lost, and the code stays good."""
    browser = a_browser()

    answer = send(browser, {**a_form(browser, **ANSWERED), "practice-1-words": "My words stay.", **change})

    assert answer.status == 422
    assert words in answer.body
    assert "My words stay." in answer.body
    assert kept(browser).state is AskedState.INVITED


def test_an_empty_form_uses_up_no_code() -> None:
    """Nor does "I do not know" alone."""
    browser = a_browser()

    answer = send(browser, a_form(browser, **{"culture-1-level": "do-not-know"}))

    assert "Answer one question or more" in answer.body
    assert kept(browser).state is AskedState.INVITED


@pytest.mark.parametrize("address", ["/asked/nobody/2026", "/asked/fostering/26", f"{PAGE}?code=K7M4-9QXR-BCDF-2346"])
def test_an_address_that_is_wrong_says_so(address: str) -> None:
    """404, in words."""
    assert a_browser().get(address).status == 404


def test_an_invitation_ends() -> None:
    """After the days that the policy gives its links."""
    browser = a_browser()
    browser.now += timedelta(days=46)

    assert browser.get(f"{PAGE}?code={CODE}").status == 410


def test_the_pages_can_be_read_at_nine() -> None:
    """community-care: plain English."""
    browser = a_browser()

    for address in (PAGE, f"{PAGE}?code={CODE}", f"{PAGE}/thank-you", f"{PAGE}/thank-you?own={CODE}"):
        page = browser.get(address)
        assert page.status == 200
        assert grade(sentences_of(page.body)) <= 4.5, address
