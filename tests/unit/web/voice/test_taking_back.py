"""Whoever has the code takes back what they said; staff black out names of others, and that is kept in the journal."""

from __future__ import annotations

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import Refused
from takepart.domain.voice import feedback as steps
from takepart.domain.voice.aggregates import BLACKED_OUT, blacked_out
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import ALL
from tests.questionnaires import ID, opened
from tests.reading_age import grade, sentences_of
from tests.unit.web.voice.sites import VoiceBrowser
from tests.unit.web.voice.test_questionnaire_pages import PAGE, a_browser, a_form, answers, desk, send
from tests.unit.web.voice.test_voice_pages import HARDEST, said
from tests.voices import NOON


@pytest.mark.parametrize(
    ("words", "names", "left"),
    [
        ("Sam and SAM hit sams bag", ["Sam"], f"{BLACKED_OUT} and {BLACKED_OUT} hit sams bag"),
        ("Jose\u0301 said it", ["José"], f"{BLACKED_OUT} said it"),
        ("Ann Marie, not Ann", ["Ann", "Ann Marie"], f"{BLACKED_OUT}, not {BLACKED_OUT}"),
        ("मीना said", ["मीना"], f"{BLACKED_OUT} said"),
        ("a.b (c)", [".", "  "], "a.b (c)"),
    ],
)
def test_names_are_taken_out_as_whole_words(words: str, names: list[str], left: str) -> None:
    """In any case and any script; what is left does not say how long a name was."""
    assert blacked_out(words, names) == left


def one_said(words: str) -> tuple[VoiceBrowser, Feedback, str]:
    browser = VoiceBrowser()
    own = said(browser, words)
    (kept,) = browser.site.stores.feedbacks.all_in(FeedbackState.WAITING)
    return browser, kept, own


def now(browser: VoiceBrowser, one: Feedback) -> Feedback:
    found = browser.site.stores.feedbacks.get(one.id)
    assert found is not None
    return found


def test_what_was_said_is_taken_back_with_its_code() -> None:
    """Not by one press alone; after it no word is left, ours neither, and a second press changes nothing."""
    browser, kept, own = one_said("It is cold, says Sam")
    unsure = browser.post(f"{own}/withdraw", {})
    assert (unsure.status, "Tick the box" in unsure.words) == (422, True)

    for _ in range(2):
        assert browser.post(f"{own}/withdraw", {"sure": "yes"}).status == 303

    after = now(browser, kept)
    assert (after.state, after.texts, len(after.journal)) == (FeedbackState.ERASED, (), 2)
    shown = browser.get(own)
    assert "You took it back" in shown.words
    assert "Sam" not in shown.body
    assert "withdraw" not in shown.body


def test_words_that_may_mean_harm_stay_until_somebody_has_seen_to_them() -> None:
    """Whoever is made to take it back is still heard; the page says why, and when to try again."""
    browser, kept, own = one_said("My stepdad hits me")

    refused = browser.post(f"{own}/withdraw", {"sure": "yes"})

    assert (refused.status, "first make sure that nobody is in danger" in refused.words) == (422, True)
    taken = steps.take(kept, Step(journals.staff(StaffId("duty")), NOON, StepId("mine")))
    browser.site.stores.feedbacks.save(taken)
    assert browser.post(f"{own}/withdraw", {"sure": "yes"}).status == 303


def test_staff_black_out_a_name_and_the_journal_says_so() -> None:
    """The text that is kept has it no more; a name that is not in it is said so, with what was typed."""
    browser, kept, _ = one_said("Sam took my coat. sam always does.")
    pages, address = desk(browser), f"/office/voice/feedback/{kept.id}"

    wrong = pages.post(f"{address}/black-out", {"step": pages.get(address).hidden("step"), "names": "Tim"})
    right = pages.post(f"{address}/black-out", {"step": pages.get(address).hidden("step"), "names": "Sam\nTim"})

    assert (wrong.status, "not in it" in wrong.words, "Tim" in wrong.body) == (422, True, True)
    assert right.status == 303
    after = now(browser, kept)
    assert after.texts[0].words == f"{BLACKED_OUT} took my coat. {BLACKED_OUT} always does."
    assert after.journal[-1].facts == {"places": 2}
    assert "blacked out by" in pages.get(address).words
    with pytest.raises(Refused) as refused:
        steps.black_out(after, Step(journals.staff(StaffId("x")), NOON, StepId("again")), names=["Sam"])
    assert refused.value.reason is VoiceRefusal.NOT_IN_IT


def test_names_in_an_answer_to_a_questionnaire_are_blacked_out_too() -> None:
    """The same way."""
    browser = a_browser(opened())
    send(browser, q6="Ask Sam")
    (kept,) = answers(browser).kept.values()
    pages, address = desk(browser), f"/office/voice/answers/{kept.id}"

    sent = pages.post(f"{address}/black-out", {"step": pages.get(address).hidden("step"), "names": "sam"})

    assert sent.status == 303
    assert [each.words for each in answers(browser).kept[kept.id].said] == [f"Ask {BLACKED_OUT}"]
    assert kept.questionnaire == ID


def test_whoever_answers_a_questionnaire_gets_a_code_to_take_it_back() -> None:
    """It stands on the page that thanks them; a wrong one costs a pause and opens nothing."""
    browser = VoiceBrowser()
    for each in (opened(),):
        browser.site.stores.questionnaires.add(each)
        browser.site.stores.answers.start(each.id)
    sent = browser.post(PAGE, {"form": a_form(browser), "q1": "1", "q6": "Warmer"})
    own = sent.headers["Location"].partition("?")[0]
    thanks = browser.get(own)
    assert own.rpartition("/")[2] in thanks.words
    assert grade(sentences_of(thanks.body)) <= HARDEST
    assert browser.post(f"{own}/withdraw", {}).status == 422
    assert browser.get(f"{PAGE}/mine/K7M4-9QXR-BCDF-2346").status == 404

    assert browser.post(f"{own}/withdraw", {"sure": "yes"}).status == 303

    gone = browser.get(own)
    assert "You took it back" in gone.words
    assert "Warmer" not in gone.body
    assert grade(sentences_of(gone.body)) <= HARDEST
    assert answers(browser).tally(ID)[ALL] == 0
