"""Numbers, dates, rankings, questions that follow from an answer, and pages: no script, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from takepart.domain.disclosure import LEAST, Draws
from takepart.domain.refused import Refused
from takepart.domain.voice.person_check import check_of
from takepart.domain.voice.questionnaire import Questionnaire
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import AskedQuestion, QuestionId, QuestionKind, question
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.results import results
from takepart.domain.voice.tally import ALL, of_option
from tests.fakes import FakeSessions
from tests.questionnaires import ID, draft, opened, options_of
from tests.unit.web.voice.test_questionnaire_pages import PAGE, a_browser, a_form, answers, desk

NUMBER = question(id=QuestionId("q1"), kind=QuestionKind.NUMBER, words="How often?", options=("1", "5"))
DATE = question(id=QuestionId("q2"), kind=QuestionKind.DATE, words="Since when?", options=("2025-01-01", "2026-01-01"))
RANKING = question(
    id=QuestionId("q3"), kind=QuestionKind.RANKING, words="What first?", options=("Pool", "Park", "Café")
)
YES = question(id=QuestionId("q4"), kind=QuestionKind.YES_NO, words="Do you come by bus?")
WHY = question(
    id=QuestionId("q5"), kind=QuestionKind.OPEN, words="What is the bus like?", new_page=True, only_if="q4-1"
)
LAST = question(id=QuestionId("q6"), kind=QuestionKind.OPEN, words="Anything else?", new_page=True)
ALL_KINDS = (NUMBER, DATE, RANKING, YES, WHY, LAST)


def asked(*questions: AskedQuestion, anonymous: bool = True) -> Questionnaire:
    return replace(opened(anonymous=anonymous), questions=questions or ALL_KINDS)


@pytest.mark.parametrize(
    ("kind", "given", "groups"),
    [
        (QuestionKind.NUMBER, ("5", "1"), ["0", "1 to 4", "5 or more"]),
        (QuestionKind.NUMBER, ("10",), ["0 to 9", "10 or more"]),
        (QuestionKind.DATE, ("2026-01-01",), ["Before 1 January 2026", "1 January 2026 or later"]),
    ],
)
def test_what_is_typed_falls_into_groups(kind: QuestionKind, given: tuple[str, ...], groups: list[str]) -> None:
    """Whoever builds it says where each starts; nothing finer is kept."""
    made = question(id=QuestionId("q1"), kind=kind, words="?", options=given)

    assert list(made.choices.values()) == groups
    assert made.fits(["1"])
    assert not made.fits(["1", "2"])


@pytest.mark.parametrize(("typed", "group"), [(0, "1"), (1, "2"), (4, "2"), (5, "3"), (999_999, "3")])
def test_each_number_has_one_group(typed: int, group: str) -> None:
    """The first group holds its own start."""
    assert NUMBER.group_of(typed) == group


@pytest.mark.parametrize("given", [(), ("0",), ("x",), ("-1",), ("1.5",), ("2026-13-01",), tuple(map(str, range(30)))])
@pytest.mark.parametrize("kind", [QuestionKind.NUMBER, QuestionKind.DATE])
def test_groups_that_are_none_are_refused(kind: QuestionKind, given: tuple[str, ...]) -> None:
    """With what to write."""
    with pytest.raises(Refused) as refused:
        question(id=QuestionId("q1"), kind=kind, words="?", options=given)

    assert refused.value.reason is VoiceRefusal.STARTS


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        (("3.1", "1.2"), True),
        (("2.1",), True),
        (("3.1", "1.1"), False),
        (("3.1", "3.2"), False),
        (("3.2",), False),
        (("4.1",), False),
        (("3",), False),
    ],
)
def test_a_ranking_has_each_place_and_each_option_once(chosen: tuple[str, ...], fits: bool) -> None:
    """Some may be left out, from the end."""
    assert RANKING.fits(chosen) is fits


def test_a_ranking_is_told_by_who_is_first_and_who_is_in_the_first_half() -> None:
    """In fives, as everything."""
    counts = {ALL: 20, of_option(RANKING.id, "1.1"): 20, of_option(RANKING.id, "2.2"): 20}
    (found,) = results([RANKING], counts, draws=Draws(b"k")).questions
    told = {row.words: row.number for row in found.rows}

    assert told["First: Pool"] == told["Among the first 2: Pool"] == told["Among the first 2: Park"] == 20
    assert told["First: Park"] == told["Among the first 2: Café"] == 0
    assert all(n % LEAST == 0 for n in told.values())


def test_all_kinds_are_answered_page_by_page_and_counted_once() -> None:
    """What was typed goes along; back and forth loses nothing; a double click at the end counts once."""
    browser = a_browser(asked())
    first = browser.get(PAGE)
    assert "Page 1 of 3" in first.words
    assert "Anything else?" not in first.words
    assert 'value="Continue"' in first.body or "Continue" in first.words
    typed: dict[str, str | list[str]] = {
        "form": a_form(browser),
        "page": "1",
        "q1": "7",
        "q2-day": "1",
        "q2-month": "2",
        "q2-year": "2025",
        "q3": ["2", "1", ""],
        "q4": "1",
    }
    second = browser.post(PAGE, typed)
    assert second.status == 200
    assert "What is the bus like?" in second.words
    assert "Page 2 of 3" in second.body.partition("</h1>")[0].rpartition("<h1")[2]
    assert all(
        words in first.words and words not in second.words
        for words in ("We want to make it better", "You can answer until")
    )
    assert "999" in second.words
    assert 'name="q2-year" value="2025"' in second.body
    back = browser.post(PAGE, {**typed, "page": "2", "q5": "Late & <b>full</b>", "go": "back"})
    assert "How often?" in back.words
    assert 'value="7"' in back.body
    assert "Late &amp; &lt;b&gt;full&lt;/b&gt;" in back.body
    third = browser.post(PAGE, {**typed, "page": "2", "q5": "Late"})
    assert "Anything else?" in third.words
    for _ in range(2):
        sent = browser.post(PAGE, {**typed, "page": "3", "q5": "Late", "q6": "No"})
        assert sent.status == 303

    (kept,) = answers(browser).kept.values()
    assert [each.words for each in kept.said] == ["Late", "No"]
    counts = {name: n for name, n in answers(browser).tally(ID).items() if not name.startswith("day-")}
    assert counts == {ALL: 1, "q1-3": 1, "q2-2": 1, "q3-2.1": 1, "q3-1.2": 1, "q4-1": 1}


def test_who_goes_back_is_not_held_up_by_what_they_have_not_finished() -> None:
    """What cannot be read stays as it was typed; going on, it is said, with its page."""
    browser = a_browser(asked())
    typed = {"form": a_form(browser), "page": "3", "q1": "many", "q4": "2", "q6": "Ok"}

    back = browser.post(PAGE, {**typed, "go": "back"})
    wrong = browser.post(PAGE, typed)

    assert (back.status, "There is a problem" in back.words) == (200, False)
    assert 'value="many"' in back.body
    assert (wrong.status, "Page 1: The number must be" in wrong.words) == (422, True)
    assert 'href="#q1"' in wrong.body
    assert "Error: Page 1 of 3" in wrong.body


def test_nobody_is_sent_to_a_box_that_stands_on_another_page() -> None:
    """Two mistakes on two pages: the first page is shown, and the other is named without a link."""
    far = question(id=QuestionId("q9"), kind=QuestionKind.NUMBER, words="How far?", options=("5",), new_page=True)
    browser = a_browser(replace(asked(), questions=(*asked().questions, far)))

    wrong = browser.post(PAGE, {"form": a_form(browser), "page": "4", "q1": "many", "q9": "far", "q4": "2"})

    assert "Page 1: The number must be" in wrong.words
    assert "Page 4: The number must be" in wrong.words
    assert ('href="#q1"' in wrong.body, 'href="#q9"' in wrong.body) == (True, False)


def test_a_page_that_asks_somebody_nothing_is_skipped() -> None:
    """Who did not say yes goes on with what everyone is asked."""
    browser = a_browser(asked())
    no = {"form": a_form(browser), "page": "1", "q4": "2"}

    assert "Anything else?" in browser.post(PAGE, no).words
    assert "Do you come by bus?" in browser.post(PAGE, {**no, "page": "3", "go": "back"}).words


@pytest.mark.parametrize("sent_before", [False, True])
def test_who_goes_back_and_chooses_another_way_is_not_counted_on_the_first(sent_before: bool) -> None:
    """What was chosen on the way that they left is counted no more, also when it was sent; what they wrote is read."""
    yes = {"new_page": True, "only_if": "q4-1"}
    faces = question(id=QuestionId("q7"), kind=QuestionKind.FACES, words="How is it?", **yes)  # type: ignore[arg-type]
    why = question(id=QuestionId("q8"), kind=QuestionKind.YES_NO, words="Is it late?", only_if="q7-2")
    browser = a_browser(replace(asked(), questions=(YES, faces, why, WHY, LAST)))
    typed = {"form": a_form(browser), "page": "4", "q4": "1", "q7": "2", "q8": "1", "q5": "It is full"}
    if sent_before:
        assert browser.post(PAGE, typed).status == 303
        assert answers(browser).tally(ID)[of_option(QuestionId("q8"), "1")] == 1

    assert browser.post(PAGE, {**typed, "q4": "2"}).status == 303

    counts = {name: n for name, n in answers(browser).tally(ID).items() if n and not name.startswith("day-")}
    assert counts == {ALL: 1, "q4-2": 1}
    (kept,) = answers(browser).kept.values()
    assert [each.words for each in kept.said] == ["It is full"]


def test_the_token_goes_from_page_to_page() -> None:
    """All pages are one answer."""
    browser = a_browser(asked())
    token = a_form(browser)

    assert token in browser.post(PAGE, {"form": token, "page": "1", "q4": "2"}).body
    assert "forged" not in browser.post(PAGE, {"form": "forged", "page": "1", "q4": "2"}).body


def test_a_name_is_asked_on_the_last_page() -> None:
    """Not before: nobody is told to enter it where there is no box for it."""
    browser = a_browser(asked(anonymous=False))
    token = a_form(browser)

    first = browser.post(PAGE, {"form": token, "page": "1", "q4": "2"})
    last = browser.post(PAGE, {"form": token, "page": "3", "q4": "2"})

    assert first.status == 200
    assert "Enter your name" not in first.words
    assert "Your name" not in first.words
    assert (last.status, "Enter your name" in last.words) == (422, True)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"q1": "many"}, "The number"),
        ({"q1": "-4"}, "The number"),
        ({"q2-day": "31", "q2-month": "2", "q2-year": "2026"}, "Error: "),
        ({"q3": ["1", "1", ""]}, "Give each place once"),
        ({"q3": ["1", "3", ""]}, "Give each place once"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_box_on_its_page(typed: dict[str, str | list[str]], says: str) -> None:
    """With everything that was typed, on whatever page the button was."""
    browser = a_browser(asked())

    answer = browser.post(PAGE, {"form": a_form(browser), "page": "3", "q6": "Still here", **typed})

    assert answer.status == 422
    assert "Page 1 of 3" in answer.words
    assert says in answer.words
    errors = re.findall(r'id="(q\d-error)"', answer.body)
    assert re.findall(r'aria-describedby="[^"]*\b(q\d-error)\b', answer.body) == errors != [], "read with its box"
    assert 'name="q6" value="Still here"' in answer.body


def test_a_question_must_come_after_the_one_it_follows_from() -> None:
    """Else it cannot be opened, and the page says so."""
    wrong = replace(draft(), questions=(WHY, YES, LAST))

    assert VoiceRefusal.NOT_IN_ORDER in wrong.missing
    assert VoiceRefusal.NOT_IN_ORDER not in replace(draft(), questions=ALL_KINDS).missing
    assert wrong.state is QuestionnaireState.DRAFT


def test_staff_build_each_kind_and_what_it_follows_from() -> None:
    """The answers before it are on offer; what was saved is there again when it is changed."""
    browser = a_browser(draft())
    pages = desk(browser)
    address = f"/office/voice/questionnaires/{ID}"
    page = pages.get(address)
    assert 'value="q1-1"' in page.body
    form = {"step": page.hidden("step"), "kind": "number", "words": "How often?", "options": "1\n5"}

    sent = pages.post(f"{address}/put", {**form, "only_if": "q1-1", "new_page": "yes"})

    assert sent.status == 303
    kept = browser.site.stores.questionnaires.get(ID)
    assert kept is not None
    made = kept.questions[-1]
    assert (made.kind, made.options, made.only_if, made.new_page) == (
        QuestionKind.NUMBER,
        ("0", "1", "5"),
        "q1-1",
        True,
    )
    again = pages.get(f"{address}/questions/{made.id}")
    assert 'value="q1-1" selected' in again.body
    assert "checked" in again.body
    wrong = pages.post(f"{address}/put", {**form, "step": pages.get(address).hidden("step"), "options": "often"})
    assert (wrong.status, "Write where each group starts" in wrong.words) == (422, True)


def test_on_a_busy_day_a_small_question_is_asked_and_nothing_typed_is_lost() -> None:
    """It is asked until something stands there; then the answer counts."""
    browser = a_browser(asked())
    assert browser.site.voice.most_a_day > 10
    sessions = browser.site.sessions
    assert isinstance(sessions, FakeSessions)
    sessions.counts[f"voice-forms#questionnaire-{ID}#{ID}#2026-11-23"] = browser.site.voice.most_a_day // 10
    form = {"form": a_form(browser), "page": "3", "q1": "7", "q6": "All of us"}

    held = browser.post(PAGE, form)
    again = browser.post(PAGE, {**form, "proof": " "})

    assert (held.status, "Which of these is" in held.words) == (422, True)
    assert 'name="q1" value="7"' in held.body
    assert "All of us" in held.body
    check = check_of(browser.site.forms.secret(f"check {browser.site.forms.take(form['form']).name}"))
    assert check.words in held.words
    assert check.words in again.words
    assert browser.post(PAGE, {**form, "proof": check.answer}).status == 303
    assert answers(browser).tally(ID)[ALL] == 1


def _filled_in(body: str) -> dict[str, str | list[str]]:
    """What somebody sends who fills in all of a page: the first of each choice, every tick, and a number in each box.

    In a row of boxes of one name, the last stands first.
    """
    page = body[body.index("<form") :]
    boxes = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", page)]
    found: dict[str, list[str]] = {}
    for each in boxes:
        values, kind = found.setdefault(each.get("name", ""), []), each.get("type", "text")
        if kind in ("text", "checkbox") or not values:
            values.append(each.get("value") or "")
    rows = {name: len(values) for name, values in found.items() if re.match("q1", name) and not any(values)}
    days = {"q1-day": "1", "q1-month": "2", "q1-year": "2025"}
    typed = {name: [days.get(name, str(number - n)) for n in range(number)] for name, number in rows.items()}
    return {name: values for name, values in (found | typed).items() if name.startswith("q1")}


@pytest.mark.parametrize("kind", QuestionKind)
@pytest.mark.parametrize("on_paper", [False, True], ids=["on the page", "from paper"])
def test_each_kind_is_answered_with_what_its_page_shows(kind: QuestionKind, on_paper: bool) -> None:
    """As somebody does who fills in all that they see: where several may be chosen or put in order, all are counted."""
    one = question(id=QuestionId("q1"), kind=kind, words="Which?", options=options_of(kind))
    browser = a_browser(asked(one))
    if on_paper:
        pages, paper = desk(browser), f"/office/voice/questionnaires/{ID}/paper"
        sheet = pages.get(paper)
        sent = pages.post(paper, {"step": sheet.hidden("step"), **_filled_in(sheet.body)}).status
    else:
        sent = browser.post(PAGE, {"form": a_form(browser), **_filled_in(browser.get(PAGE).body)}).status

    counts = [name for name in answers(browser).tally(ID) if name.startswith("q1-")]
    words = [each.words for answer in answers(browser).kept.values() for each in answer.said]
    of_all = kind in (QuestionKind.SEVERAL, QuestionKind.RANKING)
    assert (sent, len(words)) == (303, int(one.is_open))
    assert len(counts) == (0 if one.is_open else len(one.choices) if of_all else 1)
    assert one.fits([each.removeprefix("q1-") for each in counts])
