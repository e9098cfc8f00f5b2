"""Tallies count every answer once; results hide what could be small, also from whoever takes one from another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.people.reach import LEAST
from takepart.domain.voice.questions import AskedQuestion, Chosen, QuestionId, QuestionKind, question
from takepart.domain.voice.results import BAND, QuestionResult, results, so_far
from takepart.domain.voice.tally import ALL, Theme, ThemeId, added, changes, counted, of_option, theme
from tests.questionnaires import draft

QUESTIONS = draft().questions
ONE = question(id=QuestionId("q1"), kind=QuestionKind.ONE, words="?", options=("a", "b", "c"))
SEVERAL = question(id=QuestionId("q2"), kind=QuestionKind.SEVERAL, words="?", options=("a", "b"))
SCALE = question(id=QuestionId("q4"), kind=QuestionKind.SCALE, words="?")
OPEN = question(id=QuestionId("q3"), kind=QuestionKind.OPEN, words="?")


def _chosen(each: AskedQuestion) -> st.SearchStrategy[tuple[str, ...]]:
    options = st.lists(st.sampled_from(sorted(each.choices)), unique=True)
    return options.map(lambda found: tuple(found if each.kind is QuestionKind.SEVERAL else found[:1]))


CHOOSABLE = [each for each in QUESTIONS if not each.is_open]
CHOSEN = st.fixed_dictionaries({each.id: _chosen(each) for each in CHOOSABLE})


@given(st.lists(CHOSEN, max_size=40))
@settings(deadline=None, max_examples=60)
def test_a_tally_is_what_everyone_chose(everyone: list[Chosen]) -> None:
    """Whatever the order, and however the counts are split."""
    whole = added(counted(each) for each in everyone)
    halves = added([added(counted(each) for each in everyone[::2]), added(counted(each) for each in everyone[1::2])])

    assert whole == halves == added(counted(each) for each in reversed(everyone))
    assert whole.get(ALL, 0) == len(everyone)
    for asked in CHOOSABLE:
        for option in asked.choices:
            assert whole.get(of_option(asked.id, option), 0) == sum(option in each[asked.id] for each in everyone)


@given(st.lists(CHOSEN, max_size=60))
@settings(deadline=None, max_examples=60)
def test_what_is_shown_is_true_and_never_small(everyone: list[Chosen]) -> None:
    """Nor what is left of everyone when it is taken away."""
    counts = added(counted(each) for each in everyone)
    found = results(QUESTIONS, counts)

    assert found.answers == (len(everyone) if len(everyone) >= LEAST else 0)
    for each in found.questions:
        options = list(each.question.choices)
        for option, row in zip(options, each.rows, strict=False):
            if row.number is not None and len(each.rows) == len(options):
                assert row.number == counts[of_option(each.question.id, option)] >= LEAST
                if each.question.kind is QuestionKind.SEVERAL:
                    assert len(everyone) - row.number >= LEAST


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people can choose."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in splits(total - first, parts - 1))


def of(asked: AskedQuestion, numbers: tuple[int, ...]) -> QuestionResult:
    """What is shown when everyone answered, and so many chose each option."""
    counts = {of_option(asked.id, str(place)): n for place, n in enumerate(numbers, start=1)} | {ALL: sum(numbers)}
    (found,) = results([asked], counts).questions
    return found


@pytest.mark.parametrize(
    ("asked", "everyone"),
    [*((ONE, n) for n in range(LEAST, 24)), *((SCALE, n) for n in (5, 9, 10, 11, 15, 16))],
    ids=lambda value: str(getattr(value, "kind", value)),
)
def test_not_even_someone_who_knows_the_rule_can_work_one_out(asked: AskedQuestion, everyone: int) -> None:
    """Of all tables that look alike, each number that is not shown has more than one value.

    Nobody left the question out, and that is known: 4, 4 and 4 of 12 would be the only table with three small numbers.
    """
    alike: dict[tuple[tuple[str, int | None], ...], list[tuple[int, ...]]] = {}
    for numbers in splits(everyone, len(asked.options)):
        look = tuple((row.words, row.number) for row in of(asked, numbers).rows)
        alike.setdefault(look, []).append(numbers)

    for look, tables in alike.items():
        shown = dict(look)
        for place, words in enumerate(asked.options):
            if shown.get(words) is None:
                assert len({numbers[place] for numbers in tables}) > 1, (look, tables)


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [
        ((5, 6, 7, 8, 9), (5, 6, 7, 8, 9)),
        ((1, 4, 6, 2, 20), (5, 6, 22)),
        ((0, 1, 4, 15, 10), (5, 25)),
        ((3, 2, 1, 1, 20), (6, 21)),
        ((5, 1, 2, 1, 0), (6, 3)),
        ((0, 0, 1, 0, 20), None),
    ],
)
def test_the_steps_of_a_scale_are_put_together_until_no_number_is_small(
    numbers: tuple[int, ...], rows: tuple[int, ...] | None
) -> None:
    """So that a small group sees results, too; where even that tells too much, numbers are hidden."""
    found = of(SCALE, numbers)

    if rows is None or min(rows) < LEAST:
        assert found.hides
    else:
        assert tuple(row.number for row in found.rows) == rows
        assert found.answered == sum(numbers)


def test_ticks_do_not_tell_who_did_not_tick() -> None:
    """38 of 40 names two people as well as 2 of 40 does."""
    found = results([SEVERAL], {ALL: 40, of_option(SEVERAL.id, "1"): 38, of_option(SEVERAL.id, "2"): 20})

    assert [row.number for row in found.questions[0].rows] == [None, 20]


def test_few_answers_show_no_table() -> None:
    """Not even their number."""
    found = results(QUESTIONS, {ALL: LEAST - 1, of_option(ONE.id, "1"): LEAST - 1})

    assert not found.are_enough
    assert found.questions == ()
    assert found.how_many == "fewer than 5"


def test_while_people_answer_their_number_comes_in_steps() -> None:
    """Two looks, one answer apart, mostly look the same."""
    assert [so_far({ALL: n}) for n in (0, 4, 5, 9, 10)] == [0, 0, BAND, BAND, 2 * BAND]


def test_themes_are_named_with_their_size_and_small_ones_without() -> None:
    """In an order that says nothing about the small ones; one that nobody has is not named."""
    names = {"Noise": 3, "Food": 9, "Cold": 4, "Staff": 0, "Bus": 12}
    themes = [Theme(id=ThemeId(f"q3-{n}"), question=OPEN.id, name=n, answers=size) for n, size in names.items()]
    (found,) = results([OPEN], {ALL: 30}, themes=themes).questions

    assert [(row.words, row.number) for row in found.rows] == [
        ("Bus", 12),
        ("Food", 9),
        ("Cold", None),
        ("Noise", None),
    ]


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
