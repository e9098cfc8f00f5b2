"""Small counts: no published table lets a hidden count be worked out."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takepart.domain.people.reach import LEAST, could_be, publish


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1))
@settings(deadline=None)
def test_what_is_shown_is_true_and_large_enough(counts: dict[str, int]) -> None:
    """A count that is shown is the real one, and never a small one."""
    published = publish(counts)

    assert all(shown is None or shown == counts[group] >= LEAST for group, shown in published.counts.items())
    assert published.total in (None, sum(counts.values()))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1))
@settings(deadline=None)
def test_no_hidden_count_comes_out_by_subtraction(counts: dict[str, int]) -> None:
    """The total less what is shown never gives one hidden count."""
    published = publish(counts)

    for group, shown in published.counts.items():
        if shown is None:
            span = could_be(published, group)
            assert span is None or span[0] <= LEAST - 1 < span[1] or span[1] >= LEAST


@pytest.mark.parametrize("size", [2, 3])
def test_not_even_someone_who_knows_the_rule_can_work_one_out(size: int) -> None:
    """Of all tables that are shown alike, each hidden count has more than one value. Every small table is tried."""
    groups = "abc"[:size]
    alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
    most = 14 if size == 2 else 11
    for values in product(range(most), repeat=size):
        published = publish(dict(zip(groups, values, strict=True)))
        seen = (*(published.counts[group] for group in groups), published.total)
        alike.setdefault(seen, []).append(values)

    for seen, tables in alike.items():
        for place in range(size):
            if seen[place] is None and max(max(values) for values in tables) < most - 1:
                assert len({values[place] for values in tables}) > 1, (seen, tables)
