"""The policy's equality questions and who lives here: read as they are written, or refused line by line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from takepart.adapters.policy.file import BrokenPolicy, load
from takepart.domain.people.equality import PREFER_NOT_TO_SAY
from tests.policies import POLICIES, WIRRAL
from tests.policy_toml import DELETED, with_change, written


def problems(path: str, value: Any, folder: Path) -> tuple[str, ...]:
    with pytest.raises(BrokenPolicy) as broken:
        load(written(with_change(path, value), folder))
    return broken.value.problems


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("equality.year_starts", "may", 'equality.year_starts: "may" is not allowed, choose from april, september'),
        ("equality.questions", [], "equality.questions: is an empty list, write tables that each start with"),
        ("equality.questions.0.wrods", "x", "equality.questions[age].wrods: is not a key that we know, did you mean"),
        (
            "equality.questions.1.answers",
            [{"id": "female", "name": "Girl or woman"}],
            "equality.questions[gender].answers: one answer is no choice, write two or more",
        ),
        (
            "equality.questions.3.answers.1",
            {"id": "yes", "name": "No"},
            'equality.questions[disability].answers: "yes" is there 2 times, use each only once',
        ),
        (
            "equality.questions.4.answers.2",
            {"id": PREFER_NOT_TO_SAY, "name": "Hm"},
            'equality.questions[caring].answers: "prefer-not-to-say" is added to every question by itself',
        ),
        ("equality.questions.1.id", "age", 'equality.questions: "age" is there 2 times, use each only once'),
        ("population.0.question", "height", 'population[height].question: "height" is not asked, choose from age, '),
        ("population.1.question", "age", 'population: "age" is there 2 times, use each only once'),
        (
            "population.1.shares.male",
            "60.4",
            "population[gender].shares: add up to 110.0, they must add up to 100 (99.5 to 100.5 when rounded)",
        ),
        (
            "population.1.shares.green",
            "0",
            "population[gender].shares.green: is no answer to gender, choose from female, male, non-binary, another",
        ),
        (
            "population.1.shares.male",
            DELETED,
            "population[gender].shares.male: is missing, write 0 for a group that nobody is in",
        ),
        (
            "population.1.shares.male",
            "half",
            'population[2].shares.male: "half" is not allowed, write per cent in quotes, like "12.5"',
        ),
        (
            "population.1.shares.male",
            50.4,
            "population[2].shares.male: 50.4 is a number with a point, write it",
        ),
        ("population.1.shares", DELETED, "population[gender]: write either shares (per cent) or numbers (people), one"),
        ("population.0.numbers.under-11", -1, "population[1].numbers.under-11: -1 is out of range, it must be from 0"),
        ("population.0.year", 1066, "population[1].year: 1066 is out of range, it must be from 1991 to 2100"),
        ("population.0.source", DELETED, "population[1].source: is missing, write it in quotes"),
        ("equality", DELETED, "population: nothing is asked that it could be held against, add [equality]"),
    ],
)
def test_a_mistake_is_told_with_its_key_and_why(path: str, value: Any, problem: str, tmp_path: Path) -> None:
    """``file: key: what is wrong, what is allowed``."""
    found = problems(path, value, tmp_path)

    assert any(line.startswith(f"policy.toml: {problem}") for line in found), found


def test_shares_come_from_numbers_too() -> None:
    """To one place, and they add up as far as rounding lets them."""
    rules = WIRRAL.equality
    assert rules is not None
    population = rules.population("age")
    assert population is not None

    shares = [population.share(each.id) for each in rules.question("age").answers]

    assert shares[:2] == [Decimal("33.0"), Decimal("10.1")]
    assert abs(sum(shares, Decimal(0)) - 100) <= Decimal("0.3")
    assert rules.population("care") is None


@pytest.mark.parametrize("name", ["wirral", "example-nhs-trust"])
def test_the_example_policies_ask_and_say_what_is_an_example(name: str) -> None:
    """Nobody takes an example's figures for their own."""
    rules = load(POLICIES / f"{name}.toml").equality

    assert rules is not None
    assert rules.populations
    assert all("xample" in each.source for each in rules.populations)
    assert not any(answer.id == PREFER_NOT_TO_SAY for each in rules.questions for answer in each.answers)
