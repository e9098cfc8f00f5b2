"""Every planted bug still applies and names tests that are there; some of them, others each time, are tried."""

from __future__ import annotations

import random

import pytest

from infra.mutants import attempt
from infra.mutation import DOMAIN, WHAT, changes
from infra.mutation import TESTS as RULES_TESTS
from tests.mutants.planted import BUGS
from tests.mutants.planting import FUNCTIONS, DoesNotApply, Planted, planted

TESTS = FUNCTIONS.parent / "tests"
SLOW = {"e2e", "simulation"}
TRIED_EACH_TIME = 2


def test_there_are_as_many_as_were_promised_and_no_two_have_one_name() -> None:
    """A bug is called by its name."""
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 25


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_applies_to_the_code_as_it_is_and_names_fast_tests(bug: Planted) -> None:
    """What it replaces is there once. Else the code has gone on, and the bug goes along or goes."""
    assert planted(bug)
    assert [name for name in bug.caught_by if not (TESTS / name).exists() or name.split("/")[0] in SLOW] == []


def test_what_is_changed_bit_by_bit_is_there_and_so_are_its_tests() -> None:
    """The rules of money and links, which `make mutation` tries, after any move."""
    assert [pattern for pattern in WHAT if not list(DOMAIN.glob(pattern))] == []
    assert [test for test in RULES_TESTS if not (TESTS.parent / test).exists()] == []
    assert all(changes("links.py"))


def test_some_of_them_are_caught() -> None:
    """Others in each run. All of them: `make mutants`."""
    seed = random.randrange(10**6)  # noqa: S311 - chooses what is tried, no secret
    chosen = random.Random(seed).sample(BUGS, TRIED_EACH_TIME)  # noqa: S311

    survived = [tried for tried in map(attempt, chosen) if not tried.caught]

    assert [tried.bug.name for tried in survived] == [], "\n".join(tried.said for tried in survived)


def test_a_bug_that_the_code_has_outlived_is_told() -> None:
    """Not there, there twice, in no such function, or no change at all."""
    bug = BUGS[0]

    for outlived in (
        bug._replace(find="nobody_wrote_this()"),
        bug._replace(inside="no_such"),
        bug._replace(put=bug.find),
        bug._replace(find="self"),
    ):
        with pytest.raises(DoesNotApply):
            planted(outlived)


def test_neither_breaks_nor_spaces_hide_the_place() -> None:
    """It is compared as Python reads it."""
    bug = BUGS[0]

    assert planted(bug._replace(find=bug.find.replace(" ", "   "))) == planted(bug)
