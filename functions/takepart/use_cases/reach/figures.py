"""Who was reached in a year: each question's table, from the quarters that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from takepart.domain.people.equality import Equality, EqualityStage, Quarter, Question, quarters_over
from takepart.domain.people.reach import Counts, Reach, reach_of, released
from takepart.use_cases.reach.ports import Counted, Figures


@dataclass(frozen=True, kw_only=True)
class YearReached:
    """One year's figures."""

    year: int
    quarters: tuple[Quarter, ...]
    """Those that are over and counted."""
    tables: tuple[Reach, ...]

    @property
    def has_answers(self) -> bool:
        """Whether any count can be shown."""
        return any(each.has_answers for each in self.tables)


def year_reached(year: int, *, figures: Figures, rules: Equality, today: date) -> YearReached:
    """The figures of one year up to the last quarter that is over. Raises StoreUnavailable."""
    quarters = quarters_over(year, today=today, starts=rules.year_starts)
    counted = figures.of(quarters)
    tables = tuple(
        reach_of(question, _counts(question, counted), rules.population(question.id)) for question in rules.questions
    )
    return YearReached(year=year, quarters=quarters, tables=tables)


def _counts(question: Question, counted: Sequence[Counted]) -> Counts:
    found: dict[tuple[EqualityStage, str], int] = {}
    for stage in EqualityStage:
        quarters = [
            {answer: number for (asked, at, answer), number in each.items() if (asked, at) == (question.id, stage)}
            for each in counted
        ]
        found |= {(stage, answer): number for answer, number in released(quarters).items()}
    return found
