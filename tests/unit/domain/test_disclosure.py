"""Small counts: an attacker who knows the rule, the total and every release in order never finds one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.disclosure import (
    LEAST,
    NOBODY_KNOWS,
    Draws,
    at_least,
    band,
    crossed,
    or_more,
    part,
    publish,
    released,
    rounded,
    told,
)

Table = tuple[int, ...]
KEYS = [Draws(str(number).encode()) for number in range(40)]
"""Enough for every order of five cells or fewer that matters: an attacker does not know which it was."""


def splits(total: int, cells: int) -> Iterator[Table]:
    """Every way in which so many people can be in these cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in splits(total - first, cells - 1))


def shown(numbers: Table, draws: Draws) -> Table:
    """What is told of a table."""
    return tuple(rounded({str(cell): n for cell, n in enumerate(numbers)}, table="t", draws=draws).values())


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1), st.binary(max_size=16))
@settings(deadline=None)
def test_a_table_is_told_in_fives_that_add_up_and_are_near(counts: dict[str, int], key: bytes) -> None:
    """Each within four of the truth; the whole rounded down; the same however often, and in whatever order."""
    found = rounded(counts, table="t", draws=Draws(key))

    assert list(found) == list(counts)
    assert all(n % LEAST == 0 and abs(n - counts[cell]) < LEAST for cell, n in found.items())
    assert sum(found.values()) == at_least(sum(counts.values()))
    assert found == rounded(dict(reversed(counts.items())), table="t", draws=Draws(key))


@pytest.mark.parametrize(("cells", "most"), [(2, 21), (3, 16), (4, 12)])
def test_who_knows_the_rule_and_the_total_still_finds_five_values_for_each_cell(cells: int, most: int) -> None:
    """Of all tables that look alike. So nobody's answer is certain, not even when everybody said the same."""
    for total in range(LEAST, most):
        alike: dict[Table, set[Table]] = defaultdict(set)
        for numbers, draws in product(splits(total, cells), KEYS):
            alike[shown(numbers, draws)].add(numbers)
        for look, tables in alike.items():
            for place in range(cells):
                assert len({numbers[place] for numbers in tables}) >= LEAST, (total, look, tables)


@pytest.mark.parametrize(("cells", "most"), [(2, 20), (3, 15)])
def test_without_a_key_the_same_holds_where_nobody_knows_the_total(cells: int, most: int) -> None:
    """But for how far it came in fives, which is told."""
    for whole in range(LEAST, most, LEAST):
        alike: dict[Table, set[Table]] = defaultdict(set)
        for total in range(whole, whole + LEAST):
            for numbers in splits(total, cells):
                alike[shown(numbers, NOBODY_KNOWS)].add(numbers)
        for look, tables in alike.items():
            for place in range(cells):
                assert len({numbers[place] for numbers in tables}) >= LEAST, (whole, look, tables)


def releases(days: tuple[Table, ...], draws: Draws) -> tuple[Table, ...]:
    """What somebody sees who looks after every day."""
    seen = []
    for until in range(len(days) + 1):
        found: Mapping[str, int] = released([{str(cell): n for cell, n in enumerate(day)} for day in days[:until]])
        seen.append(shown(tuple(found.get(str(cell), 0) for cell in range(len(days[0]))), draws))
    return tuple(seen)


def test_an_attacker_who_looks_after_each_answer_finds_nobody() -> None:
    """Seven days, one answer a day, yes or no: whoever knows who answers when still learns nobody's answer."""
    alike: dict[tuple[Table, ...], set[tuple[int, ...]]] = defaultdict(set)
    for answers, draws in product(product((0, 1), repeat=7), KEYS[:8]):
        alike[releases(tuple((1 - each, each) for each in answers), draws)].add(answers)

    for seen, possible in alike.items():
        for person in range(7):
            assert {answers[person] for answers in possible} == {0, 1}, (seen, person)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12))
@settings(deadline=None)
def test_a_number_that_is_told_moves_for_five_people_or_for_none(days: list[tuple[int, int]]) -> None:
    """However often somebody looks."""
    wholes = [
        sum(released([{"yes": yes, "no": no} for yes, no in days[:until]]).values()) for until in range(len(days) + 1)
    ]

    assert all(after == before or after - before >= LEAST for before, after in pairwise(wholes))
    assert list(accumulate(wholes, max)) == wholes


def test_who_is_not_in_a_group_is_protected_as_well() -> None:
    """38 of 40 names two people as well as 2 of 40 does."""
    for draws in KEYS:
        assert part(38, 40, table="t", draws=draws) in (35, 40)
        assert part(2, 40, table="t", draws=draws) in (0, 5)
    assert {part(38, 40, table="t", draws=draws) for draws in KEYS} == {35, 40}


def test_a_table_of_two_questions_beside_each_of_them_leaves_every_cell_open() -> None:
    """Every way in which so many people can be in four cells, with every sum that is told and the total known."""
    for total in (6, 9, 12):
        seen: dict[object, set[Table]] = defaultdict(set)
        for numbers, draws in product(splits(total, 4), KEYS[:12]):
            a, b, c, d = numbers
            rows = rounded({"r": a + b, "s": c + d}, table="rows", draws=draws)
            columns = rounded({"x": a + c, "y": b + d}, table="columns", draws=draws)
            cells = {("r", "x"): a, ("r", "y"): b, ("s", "x"): c, ("s", "y"): d}
            found = crossed(cells, rows=rows, columns=columns, table="both", draws=draws)
            look = (tuple(rows.values()), tuple(columns.values()), found and tuple(found.values()))
            seen[look].add(numbers)
        for alike, tables in seen.items():
            for place in range(4):
                assert len({numbers[place] for numbers in tables}) >= 2, (total, alike, tables)


def test_twelve_answers_tell_something_about_most_questions() -> None:
    """Of all ways in which 12 people say yes, no or not sure, at least 8 in 10 show which answer was among the most."""
    tables = [(numbers, shown(numbers, draws)) for numbers in splits(12, 3) for draws in KEYS]
    true = [look for numbers, look in tables if max(numbers) - numbers[look.index(max(look))] < LEAST]
    telling = [look for _, look in tables if max(look) >= LEAST and len(set(look)) > 1]

    assert len(telling) == len(tables)
    assert len(true) >= 0.8 * len(tables)


def test_numbers_in_words() -> None:
    """One that stands alone, one of a table, a band, and a table with its total."""
    assert [or_more(n) for n in (0, 4, 5, 14)] == ["fewer than 5", "fewer than 5", "5 or more", "10 or more"]
    assert [told(n) for n in (0, 10)] == ["fewer than 5", "about 10"]
    assert [(band(n).low, band(n).high, band(n).is_hidden) for n in (4, 5)] == [(0, 4, True), (5, 9, False)]
    assert publish({"a": 1, "b": 2}, table="t") == publish({"a": 2, "b": 0}, table="t")
    assert publish({"a": 20}, table="t").total == 20
