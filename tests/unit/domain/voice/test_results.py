"""Tallies count every answer once; what is told of them is in fives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.disclosure import LEAST, Draws
from takepart.domain.voice.questions import AskedQuestion, Chosen, QuestionId, QuestionKind, question
from takepart.domain.voice.results import LEFT_OUT, results
from takepart.domain.voice.tally import ALL, Theme, ThemeId, added, changes, counted, of_option, so_far, theme
from tests.questionnaires import draft, options_of

QUESTIONS = draft().questions
ONE = question(id=QuestionId("q1"), kind=QuestionKind.ONE, words="?", options=("a", "b", "c"))
OPEN = question(id=QuestionId("q3"), kind=QuestionKind.OPEN, words="?")
DAY, DRAWS = date(2026, 11, 27), Draws(b"drawn")
KINDS = list(enumerate(QuestionKind, start=1))


def _chosen(each: AskedQuestion) -> st.SearchStrategy[tuple[str, ...]]:
    options = st.lists(st.sampled_from(sorted(each.choices)), unique=True)
    return options.map(lambda found: tuple(found if each.kind is QuestionKind.SEVERAL else found[:1]))


CHOOSABLE = [each for each in QUESTIONS if not each.is_open]
CHOSEN = st.fixed_dictionaries({each.id: _chosen(each) for each in CHOOSABLE})


@given(st.lists(CHOSEN, max_size=40))
@settings(deadline=None, max_examples=60)
def test_a_tally_is_what_everyone_chose(everyone: list[Chosen]) -> None:
    """Whatever the order, and however the counts are split."""
    whole = added(counted(each, DAY) for each in everyone)
    halves = added(
        [added(counted(each, DAY) for each in everyone[::2]), added(counted(each, DAY) for each in everyone[1::2])]
    )

    assert whole == halves == added(counted(each, DAY) for each in reversed(everyone))
    assert whole.get(ALL, 0) == len(everyone)
    for asked in CHOOSABLE:
        for option in asked.choices:
            assert whole.get(of_option(asked.id, option), 0) == sum(option in each[asked.id] for each in everyone)


@given(st.lists(CHOSEN, max_size=60), st.binary(min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_what_is_shown_is_near_and_in_fives(everyone: list[Chosen], key: bytes) -> None:
    """Where one answer has one option, everybody is in the table, those who left it out as well."""
    counts = added(counted(each, DAY) for each in everyone)
    found = results(QUESTIONS, counts, draws=Draws(key))

    assert found.answers == len(everyone) // LEAST * LEAST
    for each in found.questions:
        options = list(each.question.choices)
        for option, row in zip(options, each.rows, strict=False):
            assert row.number % LEAST == 0
            assert abs(row.number - counts.get(of_option(each.question.id, option), 0)) < LEAST
        if each.question.kind not in (QuestionKind.SEVERAL, QuestionKind.OPEN):
            assert sum(row.number for row in each.rows) == found.answers
            assert each.rows[-1].words == LEFT_OUT


def test_every_count_of_a_result_is_made_by_the_one_control() -> None:
    """The numbers of each kind of question are multiples of five, whatever was counted: none is passed through."""
    asked = [question(id=QuestionId(f"q{n}"), kind=kind, words="?", options=options_of(kind)) for n, kind in KINDS]
    counts = {of_option(each.id, option): 7 for each in asked for option in each.choices} | {ALL: 38}
    themes = [theme(each.id, "Cold", about="x") for each in asked if each.is_open]

    found = results(asked, counts, draws=DRAWS, themes=[replace(each, answers=7) for each in themes])

    assert [each.question.kind for each in found.questions] == list(QuestionKind)
    assert all(each.rows and all(row.number % LEAST == 0 for row in each.rows) for each in found.questions)


def test_few_answers_show_no_table() -> None:
    """Not even their number."""
    found = results(QUESTIONS, {ALL: LEAST - 1, of_option(ONE.id, "1"): LEAST - 1}, draws=DRAWS)

    assert not found.are_enough
    assert found.questions == ()
    assert found.how_many == "fewer than 5"


def test_while_people_answer_their_number_is_that_of_yesterday_in_steps() -> None:
    """Two looks on one day look the same, whoever answered between them."""
    yesterday = added(counted({}, DAY) for _ in range(7))
    today = added([yesterday, *(counted({}, DAY + timedelta(days=1)) for _ in range(9))])

    assert so_far(yesterday, DAY) == so_far({}, DAY) == "fewer than 5"
    assert so_far(today, DAY + timedelta(days=1)) == "5 or more"
    assert so_far(today, DAY + timedelta(days=2)) == "15 or more"


def test_themes_are_named_in_an_order_that_says_nothing_about_the_small_ones() -> None:
    """The large ones first; one that nobody has is not named."""
    names = {"Noise": 3, "Food": 10, "Cold": 4, "Staff": 0, "Bus": 20}
    themes = [Theme(id=ThemeId(f"q3-{n}"), question=OPEN.id, name=n, answers=size) for n, size in names.items()]
    (found,) = results([OPEN], {ALL: 30}, draws=DRAWS, themes=themes).questions

    assert [(row.words, row.number) for row in found.rows][:2] == [("Bus", 20), ("Food", 10)]
    assert {row.words for row in found.rows[2:]} == {"Cold", "Noise"}
    assert [row for row in found.rows if not row.number] == sorted(
        (row for row in found.rows if not row.number), key=lambda row: row.words
    )


def test_a_theme_named_twice_is_one() -> None:
    """Two readers at once, in other letters; on another question it is another."""
    one, same = theme(OPEN.id, "Cold  food", about="x"), theme(OPEN.id, "cold food", about="x")

    assert one.id == same.id
    assert theme(QuestionId("q4"), "cold food", about="x").id != one.id


@given(st.lists(st.sets(st.sampled_from("abcd")), max_size=12))
def test_the_numbers_of_themes_follow_every_move(moves: list[set[str]]) -> None:
    """However often an answer is sorted again, each of its themes counts it once."""
    size: dict[str, int] = {}
    before: set[str] = set()
    for after in moves:
        for id, change in changes({ThemeId(each) for each in before}, {ThemeId(each) for each in after}).items():
            size[id] = size.get(id, 0) + change
        before = after

    assert {id for id, n in size.items() if n} == before
    assert all(n in (0, 1) for n in size.values())
