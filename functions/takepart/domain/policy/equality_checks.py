"""What makes the equality questions and the population unfit, although each of their values can be read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from takepart.domain.people.equality import PREFER_NOT_TO_SAY, Equality, Population, Question
from takepart.domain.policy import Policy
from takepart.domain.policy.checks import twice

MOST_QUESTIONS: Final = 20
"""One answer to each is kept in one write, and nobody answers more."""
_ROUNDING: Final = Decimal("0.5")
"""How far from 100 shares may add up to, since each of them was rounded."""


def equality_problems(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every contradiction: (key, what is wrong and what is allowed)."""
    rules = policy.equality
    if rules is None:
        return
    if len(rules.questions) > MOST_QUESTIONS:
        yield "equality.questions", f"{len(rules.questions)} are too many, ask {MOST_QUESTIONS} at most"
    yield from twice("equality.questions", [each.id for each in rules.questions])
    for question in rules.questions:
        yield from _question(question)
    yield from twice("population", [each.question for each in rules.populations])
    for population in rules.populations:
        yield from _population(population, rules)


def _question(question: Question) -> Iterator[tuple[str, str]]:
    at = f"equality.questions[{question.id}].answers"
    names = [each.id for each in question.answers]
    yield from twice(at, names)
    if PREFER_NOT_TO_SAY in names:
        yield at, f'"{PREFER_NOT_TO_SAY}" is added to every question by itself, leave it out'
    if len(names) < 2:
        yield at, "one answer is no choice, write two or more"


def _population(population: Population, rules: Equality) -> Iterator[tuple[str, str]]:
    at = f"population[{population.question}]"
    question = next((each for each in rules.questions if each.id == population.question), None)
    if question is None:
        known = ", ".join(each.id for each in rules.questions)
        yield f"{at}.question", f'"{population.question}" is not asked, choose from {known}'
        return
    if bool(population.shares) == bool(population.numbers):
        yield at, "write either shares (per cent) or numbers (people), one of the two"
        return
    key = f"{at}.{'shares' if population.shares else 'numbers'}"
    given, groups = {*population.shares, *population.numbers}, [each.id for each in question.answers]
    for name in sorted(given - {*groups}):
        yield f"{key}.{name}", f"is no answer to {question.id}, choose from {', '.join(groups)}"
    for name in [each for each in groups if each not in given]:
        yield f"{key}.{name}", "is missing, write 0 for a group that nobody is in"
    total = sum(population.shares.values(), Decimal(0))
    if population.shares and abs(total - 100) > _ROUNDING:
        yield key, f"add up to {total}, they must add up to 100 (99.5 to 100.5 when rounded)"
    if population.numbers and not any(population.numbers.values()):
        yield key, "add up to 0, write how many people there are"
