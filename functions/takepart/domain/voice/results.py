"""Results of a questionnaire as they may be told: every number of them goes through ``domain/disclosure.py``.

They are made only once nothing can change them any more: it has closed, and nothing waits to be called real or spam.
Two looks at it could otherwise be taken from each other, and the difference would be one person's answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from takepart.domain.disclosure import LEAST, Draws, at_least, crossed, or_more, part, rounded, told
from takepart.domain.voice.questions import AskedQuestion, QuestionId, QuestionKind
from takepart.domain.voice.tally import ALL, Counts, Theme, of_both, of_option

LEFT_OUT: Final = "No answer"


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One option or theme and roughly how many people, in fives; 0 for fewer than five."""

    words: str
    number: int

    @property
    def people(self) -> str:
        """``about 10``, ``fewer than 5``."""
        return told(self.number)


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """One question's table."""

    question: AskedQuestion
    rows: tuple[ResultRow, ...]
    beside: tuple[tuple[str, tuple[ResultRow, ...]], ...] = ()
    """The same for each group of the question that answers are compared by, where that may be told."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """All of it. ``answers`` is rounded down to fives: 0 where there are too few for any table."""

    answers: int
    questions: tuple[QuestionResult, ...]

    @property
    def are_enough(self) -> bool:
        """Whether there are enough answers to show any table at all."""
        return self.answers >= LEAST

    @property
    def how_many(self) -> str:
        """``20 or more``, or ``fewer than 5``."""
        return or_more(self.answers)


def results(
    questions: Sequence[AskedQuestion],
    counts: Counts,
    *,
    draws: Draws,
    themes: Iterable[Theme] = (),
    by: QuestionId | None = None,
) -> Results:
    """What may be told of some counts."""
    everyone, listed = counts.get(ALL, 0), tuple(themes)
    if everyone < LEAST:
        return Results(answers=0, questions=())
    group = next((each for each in questions if each.id == by), None)
    found = [
        QuestionResult(
            question=each,
            rows=_rows(each, counts, listed, draws),
            beside=_beside(group, each, counts, draws) if group and each is not group and each.can_compare else (),
        )
        for each in questions
    ]
    return Results(answers=at_least(everyone), questions=tuple(found))


def _beside(
    group: AskedQuestion, question: AskedQuestion, counts: Counts, draws: Draws
) -> tuple[tuple[str, tuple[ResultRow, ...]], ...]:
    """One table of both, with those who left one of them out; nothing where no such table is safe."""
    cells, everyone = {}, counts.get(ALL, 0)
    singles = {one.id: _with_left_out(one, counts) for one in (group, question)}
    for row in group.choices:
        of_row = of_option(group.id, row)
        for column in question.choices:
            cells[row, column] = counts.get(of_both(of_row, of_option(question.id, column)), 0)
        cells[row, LEFT_OUT] = singles[group.id][row] - sum(cells[row, column] for column in question.choices)
    for column in question.choices:
        cells[LEFT_OUT, column] = singles[question.id][column] - sum(cells[row, column] for row in group.choices)
    cells[LEFT_OUT, LEFT_OUT] = everyone - sum(cells.values())
    rows, columns = (rounded(singles[one.id], table=one.id, draws=draws) for one in (group, question))
    shown = crossed(cells, rows=rows, columns=columns, table=f"{group.id}*{question.id}", draws=draws)
    if shown is None:
        return ()
    names, words = ({**one.choices, LEFT_OUT: LEFT_OUT} for one in (group, question))
    return tuple(
        (names[row], tuple(ResultRow(words=words[column], number=shown[row, column]) for column in words))
        for row in names
    )


def _with_left_out(question: AskedQuestion, counts: Counts) -> dict[str, int]:
    """Everybody once: by the option that they chose, or among those who chose none."""
    numbers = {option: counts.get(of_option(question.id, option), 0) for option in question.choices}
    return {**numbers, LEFT_OUT: max(counts.get(ALL, 0) - sum(numbers.values()), 0)}


def _rows(question: AskedQuestion, counts: Counts, themes: Sequence[Theme], draws: Draws) -> tuple[ResultRow, ...]:
    """Where one answer has one option, a table with those who left it out; else each option apart."""
    everyone = counts.get(ALL, 0)
    if question.is_open:
        return _themes(question, themes, everyone, draws)
    if question.kind is QuestionKind.RANKING:
        return _ranking(question, counts, draws)
    if question.kind is QuestionKind.SEVERAL:
        numbers = {option: counts.get(of_option(question.id, option), 0) for option in question.choices}
        shown = {
            option: part(n, everyone, table=of_option(question.id, option), draws=draws)
            for option, n in numbers.items()
        }
    else:
        shown = dict(rounded(_with_left_out(question, counts), table=question.id, draws=draws))
    words = {**question.choices, LEFT_OUT: LEFT_OUT}
    return tuple(ResultRow(words=words[option], number=n) for option, n in shown.items())


def _ranking(question: AskedQuestion, counts: Counts, draws: Draws) -> tuple[ResultRow, ...]:
    """How many put each first; and of three or more, how many put each into the first half."""

    def placed(option: str, places: int) -> int:
        return sum(counts.get(of_option(question.id, f"{option}.{place}"), 0) for place in range(1, places + 1))

    everyone, half = counts.get(ALL, 0), (len(question.choices) + 1) // 2
    firsts = {option: placed(option, 1) for option in question.choices}
    left_out = max(everyone - sum(firsts.values()), 0)
    shown = rounded({**firsts, LEFT_OUT: left_out}, table=question.id, draws=draws)
    rows = [ResultRow(words=f"First: {words}", number=shown[option]) for option, words in question.choices.items()]
    rows.append(ResultRow(words=LEFT_OUT, number=shown[LEFT_OUT]))
    if half > 1:
        rows += [
            ResultRow(
                words=f"Among the first {half}: {words}",
                number=part(placed(option, half), everyone, table=f"{question.id}-{option}-half", draws=draws),
            )
            for option, words in question.choices.items()
        ]
    return tuple(rows)


def _themes(question: AskedQuestion, themes: Sequence[Theme], everyone: int, draws: Draws) -> tuple[ResultRow, ...]:
    """By size; those of a size by name, so that their order says nothing. One that nobody has is not named."""
    rows = [
        ResultRow(words=each.name, number=part(each.answers, everyone, table=each.id, draws=draws))
        for each in themes
        if each.question == question.id and each.answers
    ]
    return tuple(sorted(rows, key=lambda row: (-row.number, row.words.casefold())))
