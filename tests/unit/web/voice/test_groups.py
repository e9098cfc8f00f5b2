"""A link for a group, and answers told apart by a group or a question: counted with the answer, told in fives."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain.refused import Refused
from takepart.domain.voice.questions import QuestionId, QuestionKind, question
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import ALL
from takepart.use_cases.voice.read_answers import results_of
from tests.questionnaires import ID, closed, draft, opened
from tests.unit.web.voice.test_questionnaire_pages import PAGE, a_browser, a_form, answers, desk, own_link

GROUPS, KEYS = ("Class 7b", "Class 8a"), ("5f3a", "91c0")
DESK = f"/office/voice/questionnaires/{ID}"


def test_the_link_of_a_group_says_whose_it_is_and_counts_with_the_answer() -> None:
    """Any other number is no group; the group alone is no answer."""
    browser = a_browser(replace(opened(), groups=GROUPS, group_keys=KEYS))
    page = browser.get(f"{PAGE}?group=2-91c0")
    assert "This link is for Class 8a" in page.words
    assert "This link is for" not in browser.get(f"{PAGE}?group=2-5f3a").words
    nothing = browser.post(f"{PAGE}?group=2-91c0", {"form": a_form(browser)})
    assert nothing.status == 422
    for number in ("2-91c0", "9"):
        sent = browser.post(f"{PAGE}?group={number}", {"form": a_form(browser), "q1": "1"})
        assert sent.status == 303

    counts = {name: n for name, n in answers(browser).tally(ID).items() if not name.startswith("day-")}
    assert counts == {ALL: 2, "q0-2": 1, "q1-1": 2, "q0-2*q1-1": 1}
    code = sent.headers["Location"].partition("?")[0]
    assert browser.post(f"{code}/withdraw", {"sure": "yes"}).status == 303
    assert answers(browser).tally(ID)[ALL] == 1


def test_results_are_told_group_by_group_in_fives() -> None:
    """On the page, in the sheet and as data; what is left out is a row of its own."""
    browser = a_browser(replace(opened(), groups=GROUPS, group_keys=KEYS))
    for number in range(40):
        browser.now += timedelta(days=number == 20)  # another day, so that no small question is asked
        group, option = "12"[number % 2], "12"[number % 2]
        browser.post(f"{PAGE}?group={group}-{KEYS[int(group) - 1]}", {"form": a_form(browser), "q1": option})
    answers(browser).seal(ID)
    done = replace(closed(), groups=GROUPS, group_keys=KEYS)
    browser.site.stores.questionnaires.kept[ID] = done  # type: ignore[attr-defined]

    found = results_of(done, answers=answers(browser))

    assert found is not None
    groups, asked = found.questions[0], found.questions[1]
    assert [row.number for row in groups.rows] == [20, 20, 0]
    table = {name: {row.words: row.number for row in rows} for name, rows in asked.beside}
    assert table["Class 7b"] == {"Bus": 20, "Bike": 0, "On foot": 0, "No answer": 0}
    assert table["Class 8a"]["Bike"] == 20
    pages = desk(browser)
    assert "The same, group by group" in pages.get(f"{DESK}/results").words
    book = pages.get(f"{DESK}/results.xlsx")
    assert (book.status, "sheet" in book.headers["Content-Type"]) == (200, True)
    assert "How did you come? (Class 7b),Bus,about 20" in pages.get(f"{DESK}/results.csv").body


def test_staff_name_groups_and_get_their_links() -> None:
    """While it is open, new ones go below: a link that was given out never means another group."""
    browser = a_browser(opened())
    pages = desk(browser)
    step = pages.get(DESK).hidden("step")
    assert pages.post(f"{DESK}/groups", {"step": step, "groups": "Class 7b\n\nClass 8a"}).status == 303
    page = pages.get(DESK)
    first, second = dict.fromkeys(re.findall(r"\?group=([\w-]+)", page.body))
    assert (first[:2], second[:2], len(first), first[2:] != second[2:]) == ("1-", "2-", 12, True)
    wrong = pages.post(f"{DESK}/groups", {"step": page.hidden("step"), "groups": "Class 8a\nClass 7b"})
    assert (wrong.status, "add new ones below" in wrong.words) == (422, True)
    more = pages.post(f"{DESK}/groups", {"step": page.hidden("step"), "groups": "Class 7b\nClass 8a\nClub"})
    assert more.status == 303
    links = list(dict.fromkeys(re.findall(r"\?group=([\w-]+)", pages.get(DESK).body)))
    assert links[:2] == [first, second]
    assert f"?group={links[2]}" in browser.get(f"{PAGE}/poster?group={links[2]}").body
    assert "?group" not in browser.get(f"{PAGE}/poster?group=3").body


def test_what_is_for_those_who_were_invited_opens_by_their_link_alone() -> None:
    """It stands on no list, and an address that was passed on opens nothing."""
    one = opened(only_invited=True)
    browser = a_browser(one)

    assert browser.get(PAGE).status == 403
    assert browser.post(PAGE, {"form": a_form(browser), "q1": "1"}).status == 403
    assert one.about.title not in browser.get("/questionnaires").words
    assert answers(browser).marks == {}


def test_answers_are_compared_by_one_question_that_gives_everybody_one_place() -> None:
    """The last one that was chosen for it; not by one with several answers, or by words."""
    one = draft()
    by = question(id=QuestionId("q1"), kind=QuestionKind.ONE, words="?", options=("a", "b"), compares=True)
    assert replace(one, questions=(by, *one.questions[1:])).compared_by == "q1"
    assert one.compared_by is None
    for kind in (QuestionKind.SEVERAL, QuestionKind.OPEN, QuestionKind.RANKING):
        with pytest.raises(Refused) as refused:
            question(id=QuestionId("q1"), kind=kind, words="?", options=("a", "b"), compares=True)
        assert refused.value.reason is VoiceRefusal.CANNOT_COMPARE


def test_the_link_of_somebody_who_was_invited_takes_one_answer_and_knows_no_name() -> None:
    """A double click counts once; a new page of the same link is told that it was used."""
    browser = a_browser(opened(only_invited=True))
    own, form = own_link(browser), a_form(browser)
    page = browser.get(own)
    assert (page.status, "Kim" in page.body) == (200, False)
    assert "Your link lets you answer once" in page.words
    for _ in range(2):
        assert browser.post(own, {"form": form, "q1": "1", "q6": "Warmer"}).status == 303

    again = browser.post(own, {"form": a_form(browser), "q1": "2"})

    assert (again.status, "You have answered this" in again.words) == (422, True)
    assert answers(browser).tally(ID)[ALL] == 1
    (kept,) = answers(browser).kept.values()
    assert kept.sender is None
