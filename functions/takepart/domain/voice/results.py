"""Results of a questionnaire as they may be shown: small numbers are hidden, and cannot be worked out from the others.

They are shown only once nothing can change them any more: it has closed, and nothing waits to be called real or spam.
Two looks at it could otherwise be taken from each other, and the difference would be one person's answer. How many left
a question out can be seen: that is no answer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from takepart.domain.people.suppression import LEAST, publish
from takepart.domain.voice.questions import Question, QuestionKind
from takepart.domain.voice.tally import ALL, Counts, of_option
from takepart.domain.voice.themes import Theme
from takepart.domain.words import listed

BAND: Final = 5
"""Where the exact number of answers would tell too much, it is told in steps of this size."""


COARSER: Final = (
    (("1",), ("2",), ("3",), ("4",), ("5",)),
    (("1", "2"), ("3",), ("4", "5")),
    (("1", "2", "3"), ("4", "5")),
    (("1", "2"), ("3", "4", "5")),
)
"""How the steps of a scale are put together, the finest first, until no number is small."""
_STEPPED: Final = (QuestionKind.SCALE, QuestionKind.FACES)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One option or theme and how many people; None for a number that is hidden."""

    words: str
    number: int | None


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """One question's table. ``answered`` is None where it would give a hidden number away."""

    question: Question
    rows: tuple[Row, ...]
    answered: int | None
    together: int | None = None
    """How many chose one of those that are hidden, where the rest of the table says it anyway."""

    @property
    def hides(self) -> bool:
        """Whether some number is hidden."""
        return any(row.number is None for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Results:
    """All of it. ``exactly`` is None where only ``at_least`` may be told, which goes up in steps."""

    at_least: int
    exactly: int | None
    questions: tuple[QuestionResult, ...]

    @property
    def are_enough(self) -> bool:
        """Whether there are enough answers to show any table at all."""
        return self.at_least >= LEAST

    @property
    def how_many(self) -> str:
        """``23``, ``20 to 24``, or ``fewer than 5``."""
        if not self.are_enough:
            return f"fewer than {LEAST}"
        return str(self.exactly) if self.exactly is not None else f"{self.at_least} to {self.at_least + BAND - 1}"


def so_far(counts: Counts) -> int:
    """How many answers there are at least, in steps: while people answer, two looks must not tell of one person."""
    everyone = counts.get(ALL, 0)
    return everyone - everyone % BAND


def results(questions: Sequence[Question], counts: Counts, *, themes: Iterable[Theme] = ()) -> Results:
    """What may be shown of some counts."""
    everyone = counts.get(ALL, 0)
    if everyone < LEAST:
        return Results(at_least=0, exactly=None, questions=())
    listed = tuple(themes)
    found = tuple(_question(each, counts, everyone, listed) for each in questions)
    exact = all(each.answered is not None for each in found if not each.question.is_open)
    return Results(
        at_least=everyone if exact else so_far(counts),
        exactly=everyone if exact else None,
        questions=found if exact else tuple(_without_total(each) for each in found),
    )


def _question(question: Question, counts: Counts, everyone: int, themes: Sequence[Theme]) -> QuestionResult:
    if question.is_open:
        return _open(question, themes)
    numbers = {option: counts.get(of_option(question.id, option), 0) for option in question.choices}
    if question.kind is QuestionKind.SEVERAL:
        return _several(question, numbers, everyone)
    if question.kind in _STEPPED:
        return _stepped(question, numbers)
    shown = publish(numbers)
    left = None if shown.total is None else shown.total - sum(n for n in shown.counts.values() if n is not None)
    return QuestionResult(
        question=question, rows=_rows(question.choices, shown.counts), answered=shown.total, together=left or None
    )


def _stepped(question: Question, numbers: Mapping[str, int]) -> QuestionResult:
    """The finest table without a small number. Where there is none, nothing: that none fits says much already."""
    for groups in COARSER:
        sums = [sum(numbers[option] for option in group) for group in groups]
        if min(sums) >= LEAST:
            rows = tuple(Row(words=_words(question, group), number=n) for group, n in zip(groups, sums, strict=True))
            return QuestionResult(question=question, rows=rows, answered=sum(sums))
    return QuestionResult(question=question, rows=_rows(question.choices, dict.fromkeys(numbers)), answered=None)


def _several(question: Question, numbers: Mapping[str, int], everyone: int) -> QuestionResult:
    """Each option splits everyone in two, and both must be large enough: those who ticked it and those who did not."""
    shown = {option: n if LEAST <= n <= everyone - LEAST else None for option, n in numbers.items()}
    return QuestionResult(question=question, rows=_rows(question.choices, shown), answered=everyone)


def _open(question: Question, themes: Sequence[Theme]) -> QuestionResult:
    """Themes by how many people they come from. Who wrote something is not counted: it could be taken from the rest."""
    ours = sorted((each for each in themes if each.question == question.id and each.answers), key=_large_first)
    rows = tuple(Row(words=each.name, number=each.answers if each.answers >= LEAST else None) for each in ours)
    return QuestionResult(question=question, rows=rows, answered=None)


def _large_first(theme: Theme) -> tuple[int, str]:
    """By size, and those that are hidden by name, so that their order says nothing."""
    return (-theme.answers if theme.answers >= LEAST else 0, theme.name.casefold())


def _without_total(result: QuestionResult) -> QuestionResult:
    """A table of ticks says of how many; where that number is not told, what is near to it is hidden as well."""
    if result.question.kind is not QuestionKind.SEVERAL:
        return result
    return QuestionResult(question=result.question, rows=result.rows, answered=None)


def _words(question: Question, group: Sequence[str]) -> str:
    first, *others = (question.choices[option] for option in group)
    return listed([first, *(f"{each[:1].lower()}{each[1:]}" for each in others)], "or")


def _rows(choices: Mapping[str, str], numbers: Mapping[str, int | None]) -> tuple[Row, ...]:
    return tuple(Row(words=words, number=numbers[option]) for option, words in choices.items())
