"""The part of a policy file about who is reached: ``[equality]`` with its questions, and ``[[population]]``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from takepart.adapters.policy.reader import Table
from takepart.domain.assurance.years import YearStart
from takepart.domain.people.equality import Answer, Equality, Population, Question

_SHARE: Final = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)


def equality_rules(top: Table) -> Equality:
    """Read it. What is wrong is noted in the tables."""
    table = top.table("equality")
    questions = tuple(_question(each) for each in table.tables("questions"))
    rules = Equality(
        year_starts=table.one_of("year_starts", YearStart),
        questions=questions,
        populations=tuple(_population(each) for each in top.tables("population", least=0)),
        public=table.yes_or_no("public") if table.has("public") else False,
    )
    table.close()
    return rules


def _question(table: Table) -> Question:
    question = Question(
        id=table.name_of(),
        words=table.text("words", most=120),
        hint=table.text("hint", most=160) if table.has("hint") else "",
        answers=tuple(_answer(each) for each in table.tables("answers")),
    )
    table.close()
    return question


def _answer(table: Table) -> Answer:
    answer = Answer(id=table.name_of(), name=table.text("name", most=80))
    table.close()
    return answer


def _population(table: Table) -> Population:
    population = Population(
        question=table.name_of("question"),
        counted=table.text("counted", most=120),
        source=table.text("source", most=160),
        year=table.whole("year", least=1991, most=2100),
        shares=_shares(table) if table.has("shares") else {},
        numbers=_numbers(table) if table.has("numbers") else {},
    )
    table.close()
    return population


def _shares(table: Table) -> dict[str, Decimal]:
    inner = table.table("shares")
    found = {}
    for name in inner.names:
        written = inner.text(name, most=8)
        if _SHARE.fullmatch(written):
            found[name] = Decimal(written)
        elif written:
            inner.wrong(name, f'"{written}" is not allowed, write per cent in quotes, like "12.5"')
    return found


def _numbers(table: Table) -> dict[str, int]:
    inner = table.table("numbers")
    return {name: inner.whole(name, most=100_000_000) for name in inner.names}
