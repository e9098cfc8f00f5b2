"""The periods that are reported on: a quarter of the policy's year, and the whole year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from takepart.domain.assurance.years import YearStart, first_day, part_of_year, quarter_of, year_name

QUARTERS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A quarter, counted from 1; or the whole year, whose quarter is 0."""

    year: int
    quarter: int = 0

    @classmethod
    def of(cls, day: date, starts: YearStart) -> Period:
        """The quarter that a day is in."""
        return cls(*quarter_of(day, starts))

    @classmethod
    def read(cls, name: str) -> Period:
        """The period that ``name`` spelled. Raises ValueError."""
        year, _, quarter = name.partition("-Q")
        return cls(int(year), int(quarter or 0))

    @property
    def name(self) -> str:
        """``2026-Q3``; ``2026`` for the whole year."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def plain(self) -> str:
        """``Quarter 3 of 2026-27``; ``2026-27`` for the whole year."""
        return f"Quarter {self.quarter} of {year_name(self.year)}" if self.quarter else year_name(self.year)

    @property
    def whole_year(self) -> Period:
        """The year that it is in."""
        return Period(self.year)

    @property
    def quarters(self) -> Sequence[Period]:
        """Itself; the four quarters of a whole year."""
        return (self,) if self.quarter else tuple(Period(self.year, quarter) for quarter in QUARTERS)

    @property
    def before(self) -> Period:
        """The one before it, as long as itself."""
        if not self.quarter:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)

    def days(self, starts: YearStart) -> tuple[date, date]:
        """Its first and its last day."""
        if self.quarter:
            return part_of_year(self.year, self.quarter, of=4, starts=starts)
        return first_day(self.year, starts), part_of_year(self.year, 1, of=1, starts=starts)[1]

    def months(self, starts: YearStart) -> Sequence[str]:
        """The months in it, as ``2026-11``."""
        first, _ = self.days(starts)
        start = first.year * 12 + first.month - 1
        return [f"{each // 12}-{each % 12 + 1:02}" for each in range(start, start + 3 * len(self.quarters))]
