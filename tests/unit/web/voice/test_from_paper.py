"""Staff type in what somebody answered on paper: counted once, heard as anybody is, until it closes."""

from __future__ import annotations

from takepart.domain.voice.tally import ALL, of_option
from tests.questionnaires import ID, QUESTIONS, closed, draft, opened
from tests.unit.web.voice.test_questionnaire_pages import a_browser, answers, desk

PAPER = f"/office/voice/questionnaires/{ID}/paper"


def test_a_sheet_of_paper_counts_once_and_its_words_are_read() -> None:
    """Pressed twice; the next one has a press of its own."""
    browser = a_browser(opened())
    pages = desk(browser)
    page = pages.get(PAPER)
    sheet = {"step": page.hidden("step"), "q1": "1", "q2": "2", "q6": "Warmer"}
    for _ in range(2):
        sent = pages.post(PAPER, sheet)
        assert (sent.status, sent.headers["Location"]) == (303, f"{PAPER}?done=typed")
    pages.post(PAPER, {"step": pages.get(PAPER).hidden("step"), "q1": "1"})

    (kept,) = answers(browser).kept.values()
    assert [each.words for each in kept.said] == ["Warmer"]
    assert kept.journal[0].at.hour == 0
    tally = answers(browser).tally(ID)
    assert (tally[ALL], tally[of_option(opened().questions[0].id, "1")]) == (2, 2)
    assert "It is counted" in pages.get(f"{PAPER}?done=typed").words
    assert len(QUESTIONS) == len(opened().questions)


def test_words_of_harm_on_paper_are_told() -> None:
    """Like those of somebody who types them."""
    browser = a_browser(opened())
    pages = desk(browser)

    pages.post(PAPER, {"step": pages.get(PAPER).hidden("step"), "q6": "He hits me"})

    (kept,) = answers(browser).kept.values()
    assert (kept.alert, kept.harm) == (1, True)


def test_an_empty_sheet_and_one_that_cannot_be_read_are_said_beside_the_box() -> None:
    """With all that was typed."""
    pages = desk(a_browser(opened()))
    step = pages.get(PAPER).hidden("step")

    empty = pages.post(PAPER, {"step": step})
    wrong = pages.post(PAPER, {"step": step, "q1": "99", "q6": "Still here"})

    assert (empty.status, "Answer one question or more" in empty.words) == (422, True)
    assert (wrong.status, "Still here" in wrong.body) == (422, True)


def test_only_what_is_open_takes_paper() -> None:
    """Not a draft, nor what has closed."""
    for each in (draft(), closed()):
        assert desk(a_browser(each)).get(PAPER).status == 409
