"""Results of a questionnaire as they may be shown: small numbers are hidden, and cannot be worked out from the others.

They are shown only once nothing can change them any more: it has closed, and nothing waits to be called real or spam.
Two looks at it could otherwise be taken from each other, and the difference would be one person's answer. How many left
a question out can be seen: that is no answer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from takepart.domain.people.reach import LEAST, publish
from takepart.domain.voice.questions import AskedQuestion, QuestionKind
from takepart.domain.voice.tally import ALL, Counts, Theme, of_option
from takepart.domain.words import listed

BAND: Final = 5
"""While people answer, the number of answers is told in steps of this size."""
COARSER: Final = (
    (("1",), ("2",), ("3",), ("4",), ("5",)),
    (("1", "2"), ("3",), ("4", "5")),
    (("1", "2", "3"), ("4", "5")),
    (("1", "2"), ("3", "4", "5")),
)
"""How the steps of a scale are put together, the finest first, until no number is small."""
_STEPPED: Final = (QuestionKind.SCALE, QuestionKind.FACES)


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One option or theme and how many people; None for a number that is hidden."""

    words: str
    number: int | None


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """One question's table. ``answered`` is None where it would give a hidden number away."""

    question: AskedQuestion
    rows: tuple[ResultRow, ...]
    answered: int | None
    together: int | None = None
    """How many chose one of those that are hidden, where the rest of the table says it anyway."""

    @property
    def hides(self) -> bool:
        """Whether some number is hidden."""
        return any(row.number is None for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Results:
    """All of it. ``answers`` is 0 where there are too few to say how many."""

    answers: int
    questions: tuple[QuestionResult, ...]

    @property
    def are_enough(self) -> bool:
        """Whether there are enough answers to show any table at all."""
        return self.answers >= LEAST

    @property
    def how_many(self) -> str:
        """``23``, or ``fewer than 5``."""
        return str(self.answers) if self.are_enough else f"fewer than {LEAST}"


def so_far(counts: Counts) -> int:
    """How many answers there are at least, in steps: while people answer, two looks must not tell of one person."""
    everyone = counts.get(ALL, 0)
    return everyone - everyone % BAND


def results(questions: Sequence[AskedQuestion], counts: Counts, *, themes: Iterable[Theme] = ()) -> Results:
    """What may be shown of some counts."""
    everyone, listed_themes = counts.get(ALL, 0), tuple(themes)
    if everyone < LEAST:
        return Results(answers=0, questions=())
    return Results(
        answers=everyone, questions=tuple(_question(each, counts, everyone, listed_themes) for each in questions)
    )


def _question(question: AskedQuestion, counts: Counts, everyone: int, themes: Sequence[Theme]) -> QuestionResult:
    if question.is_open:
        return _open(question, themes)
    numbers = {option: counts.get(of_option(question.id, option), 0) for option in question.choices}
    if question.kind is QuestionKind.SEVERAL:
        return _several(question, numbers, everyone)
    if question.kind in _STEPPED:
        return _stepped(question, numbers)
    shown = publish(numbers)
    numbers_shown = [n for n in shown.counts.values() if n is not None]
    rows = _rows(question.choices, shown.counts)
    if shown.total is None or not numbers_shown:
        return QuestionResult(question=question, rows=rows, answered=None)  # 12 of 12 looks as 4, 4 and 4 do
    left = shown.total - sum(numbers_shown)
    return QuestionResult(question=question, rows=rows, answered=shown.total, together=left or None)


def _stepped(question: AskedQuestion, numbers: Mapping[str, int]) -> QuestionResult:
    """The finest table without a small number. Where there is none, nothing: that none fits says much already."""
    for groups in COARSER:
        sums = [sum(numbers[option] for option in group) for group in groups]
        if min(sums) >= LEAST:
            rows = tuple(
                ResultRow(words=_words(question, group), number=n) for group, n in zip(groups, sums, strict=True)
            )
            return QuestionResult(question=question, rows=rows, answered=sum(sums))
    return QuestionResult(question=question, rows=_rows(question.choices, dict.fromkeys(numbers)), answered=None)


def _several(question: AskedQuestion, numbers: Mapping[str, int], everyone: int) -> QuestionResult:
    """Each option splits everyone in two, and both must be large enough: those who ticked it and those who did not."""
    shown = {option: n if LEAST <= n <= everyone - LEAST else None for option, n in numbers.items()}
    return QuestionResult(question=question, rows=_rows(question.choices, shown), answered=everyone)


def _open(question: AskedQuestion, themes: Sequence[Theme]) -> QuestionResult:
    """Themes by how many people they come from. Who wrote something is not counted: it could be taken from the rest."""
    ours = sorted((each for each in themes if each.question == question.id and each.answers), key=_large_first)
    rows = tuple(ResultRow(words=each.name, number=each.answers if each.answers >= LEAST else None) for each in ours)
    return QuestionResult(question=question, rows=rows, answered=None)


def _large_first(theme: Theme) -> tuple[int, str]:
    """By size, and those that are hidden by name, so that their order says nothing."""
    return (-theme.answers if theme.answers >= LEAST else 0, theme.name.casefold())


def _words(question: AskedQuestion, group: Sequence[str]) -> str:
    first, *others = (question.choices[option] for option in group)
    return listed([first, *(f"{each[:1].lower()}{each[1:]}" for each in others)], "or")


def _rows(choices: Mapping[str, str], numbers: Mapping[str, int | None]) -> tuple[ResultRow, ...]:
    return tuple(ResultRow(words=words, number=numbers[option]) for option, words in choices.items())
