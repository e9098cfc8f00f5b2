"""Who is reached: no hidden count can be worked out, and a group that is called missing is."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.assurance.years import YearStart
from takepart.domain.disclosure import LEAST, released
from takepart.domain.people.equality import PREFER_NOT_TO_SAY, EqualityStage, Quarter, quarter_on, quarters_over
from takepart.domain.people.reach import FAR_BELOW, Reach, ReachStanding, reach_of
from takepart.use_cases.reach.figures import YearReached
from takepart.web.office.reach.figures_pages import lines_of, reach_chart
from tests.reach_builders import a_population, a_question

ANSWERS = ("young", "old", "oldest")
counts = st.dictionaries(
    st.tuples(st.sampled_from(EqualityStage), st.sampled_from([*ANSWERS, PREFER_NOT_TO_SAY])), st.integers(0, 60)
)


def everything(reach: Reach) -> str:
    """All that leaves the office about one question: the table, the files, the chart, who is missing."""
    found = YearReached(year=2026, quarters=(), tables=(reach,))
    bands = [(row.answer.id, row.is_missing, *row.cells.items()) for row in reach.rows]
    return f"{bands}{reach.not_said}{lines_of(found)}{reach_chart(reach)}"


@given(counts, st.lists(st.integers(0, LEAST - 1), min_size=12, max_size=12))
@settings(deadline=None)
def test_whatever_the_counts_are_within_their_bands_the_same_is_published(
    given_counts: dict[tuple[EqualityStage, str], int], moves: list[int]
) -> None:
    """So nobody can tell a hidden count from any other, whatever they compare or add up."""
    question, population = a_question(answers=ANSWERS), a_population(young="50", old="30", oldest="20")
    cells = [(stage, answer) for stage in EqualityStage for answer in (*ANSWERS, PREFER_NOT_TO_SAY)]
    moved = {cell: given_counts.get(cell, 0) // LEAST * LEAST + move for cell, move in zip(cells, moves, strict=True)}

    published = everything(reach_of(question, given_counts, population))

    assert published == everything(reach_of(question, moved, population))


def test_nobody_who_sees_every_quarters_page_works_out_a_hidden_count() -> None:
    """Every small history is tried: two groups, two releases. Of all that look alike, a count can be any of five.

    The second release holds the first and more, so whoever keeps both subtracts; they know the rule as well.
    """
    question, population = a_question(), a_population()
    seen: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    pages: dict[tuple[int, int], str] = {}

    def page(*quarters: dict[str, int]) -> tuple[str, tuple[int, int]]:
        told = released(quarters)
        key = told.get("young", 0), told.get("old", 0)
        if key not in pages:
            found = {(EqualityStage.REGISTERED, answer): number for answer, number in told.items()}
            pages[key] = everything(reach_of(question, found, population))
        return pages[key], key

    for young, old, more_young, more_old in product(range(10), range(10), range(7), range(7)):
        first = {"young": young, "old": old}
        before, was = page(first)
        after, now = page(first, {"young": more_young, "old": more_old})
        seen.setdefault((before, after), []).append((*was, *now))

    assert len(seen) > 10
    for histories in seen.values():
        for place in range(4):
            values = {history[place] for history in histories}
            (fives,) = {value // LEAST for value in values}
            if max(value for history in histories for value in history) < 10:  # beyond, the search was cut short
                assert values == set(range(fives * LEAST, fives * LEAST + LEAST)), histories


def test_a_quarter_of_few_answers_waits_for_the_next() -> None:
    """Else whoever knows the one person who registered in it sees what moved."""
    nine, one, four = {"young": 9}, {"young": 1}, {"old": 4}

    assert released([nine, one]) == nine
    assert released([nine, one, four]) == {"young": 10, "old": 4}
    assert released([one, one, one]) == {}


def test_the_quarter_that_runs_is_not_counted() -> None:
    """A number that moves today would tell what somebody has just answered."""
    starts = YearStart.APRIL

    assert quarter_on(date(2026, 11, 22), starts) == Quarter(2026, 3)
    assert quarters_over(2026, today=date(2026, 11, 22), starts=starts) == (Quarter(2026, 1), Quarter(2026, 2))
    assert quarters_over(2026, today=date(2026, 6, 30), starts=starts) == ()
    assert quarters_over(2025, today=date(2026, 11, 22), starts=starts)[-1] == Quarter(2025, 4)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 99))
@settings(deadline=None)
def test_a_group_that_is_called_missing_is_missing(young: int, old: int, here: int) -> None:
    """Wherever in their bands the counts are; and one that is called reached is."""
    population = a_population(young=str(here), old=str(100 - here))
    reach = reach_of(
        a_question(), {(EqualityStage.INVITED, "young"): young, (EqualityStage.INVITED, "old"): old}, population
    )
    standing = reach.rows[0].cells[EqualityStage.INVITED].standing

    if standing is ReachStanding.MISSING:
        assert 100 * young < FAR_BELOW * here * (young + old)
    if standing is ReachStanding.REACHED:
        assert 100 * young >= FAR_BELOW * here * (young + old)


@pytest.mark.parametrize(("young", "old"), [(0, 0), (3, 4), (9, 14)])
def test_few_answers_say_nothing_about_shares(young: int, old: int) -> None:
    """Nobody is missing among a handful."""
    reach = reach_of(
        a_question(), {(EqualityStage.INVITED, "young"): young, (EqualityStage.INVITED, "old"): old}, a_population()
    )

    assert {cell.about for row in reach.rows for cell in row.cells.values()} == {None}
    assert {cell.standing for row in reach.rows for cell in row.cells.values()} == {ReachStanding.UNSURE}


def test_a_group_of_none_is_missing_when_many_others_came() -> None:
    """It is hidden how many they are, and not that they are too few."""
    reach = reach_of(
        a_question(), {(EqualityStage.TAKING_PART, "young"): 40, (EqualityStage.TAKING_PART, "old"): 0}, a_population()
    )
    young, old = reach.rows

    assert old.cells[EqualityStage.TAKING_PART].standing is ReachStanding.MISSING
    assert old.cells[EqualityStage.TAKING_PART].about is None
    assert young.cells[EqualityStage.TAKING_PART].about == 95
