"""Who was reached in a year: each question's table, from the quarters that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from takepart.domain.people.equality import Equality, Quarter, quarters_over
from takepart.domain.people.reach import Reach, reach_of
from takepart.use_cases.reach.ports import Figures


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
    counted = figures.of(quarters) if quarters else {}
    tables = tuple(
        reach_of(
            question,
            {(stage, answer): number for (asked, stage, answer), number in counted.items() if asked == question.id},
            rules.population(question.id),
        )
        for question in rules.questions
    )
    return YearReached(year=year, quarters=quarters, tables=tables)
