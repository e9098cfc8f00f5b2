"""What is counted. A figure may be told apart by parts, such as the level of a session: then each part has its own key.

Sources: Somerset strategy, "Evaluate" (the number of people and the difference it made); Wirral policy, section 12;
community-care (levels of participation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NewType

from takepart.domain.assurance.years import YearStart, first_day, part_of_year, quarter_of, year_name

Key = NewType("Key", str)
"""A figure, or one part of it: ``sessions`` or ``sessions|level|together``."""


class Figure(StrEnum):
    """One figure of the reports. Money is in pence, time in minutes."""

    PEOPLE = "people"
    """Different people, each once in a quarter and once in a year."""
    ATTENDANCES = "attendances"
    MINUTES = "minutes"
    SESSIONS = "sessions"
    CLAIMS_SENT = "claims-sent"
    CLAIMS_APPROVED = "claims-approved"
    CLAIMS_REFUSED = "claims-refused"
    CLAIMS_TAKEN_BACK = "claims-taken-back"
    CLAIMS_PAID = "claims-paid"
    PAID_IN_TIME = "paid-in-time"
    PAID_LATE = "paid-late"
    DAYS_TO_PAY = "days-to-pay"
    """From sent to the last of the money, all claims that were paid together."""
    MONEY = "money"
    YOU_SAID = "you-said"
    QUESTIONNAIRES = "questionnaires"
    """Closed: their last day is over."""


class FigureBy(StrEnum):
    """By what a figure is told apart."""

    ROLE = "role"
    LEVEL = "level"
    KIND = "kind"
    WAY = "way"
    PURPOSE = "purpose"
    SOURCE = "source"
    OUTCOME = "outcome"


class FigurePurpose(StrEnum):
    """What money is for."""

    FEE = "fee"
    COSTS = "costs"
    GIFT = "gift"
    """A fee that somebody gave to charity."""


NOT_KNOWN = "not-known"
"""The part of what nobody said, or of whoever asked to be forgotten."""


def key(figure: Figure, by: FigureBy | None = None, part: str = "") -> Key:
    """The key of a figure, or of one part of it."""
    return Key(f"{figure.value}|{tag(by, part)}" if by else figure.value)


def tag(by: FigureBy, part: str) -> str:
    """One part, as it is marked beside a person: ``level|together``."""
    return f"{by.value}|{part}"


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
