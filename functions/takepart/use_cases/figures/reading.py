"""The figures of a period, ready to be told: whatever counts people goes through ``domain/disclosure.py``.

Whoever was there is hidden with the count of people: few people cannot have come often without being few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from takepart.domain.assurance.rules import TeamId
from takepart.domain.disclosure import LEAST, PublishedCounts, at_least, publish
from takepart.domain.figures.figure import (
    EVERYONE,
    NOT_KNOWN,
    Figure,
    FigureBy,
    Key,
    Period,
    Scope,
    Totals,
    key,
    scope_of,
)
from takepart.domain.people.details import PersonRole
from takepart.use_cases.figures.ports import FigureStore

MINUTES = 60
ROLES = (*(role.value for role in PersonRole), NOT_KNOWN)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The figures of one scope in one period."""

    place: str
    """The period and whose figures they are: what is rounded in one place is rounded so for good."""
    counts: Mapping[Key, int]

    def of(self, figure: Figure, by: FigureBy | None = None, part: str = "") -> int:
        """One figure, or one part of it; what was never counted is 0. Of people, see ``people`` and ``parts``."""
        return self.counts.get(key(figure, by, part), 0)

    @property
    def people(self) -> PublishedCounts:
        """Different people by role. A role in which there was nobody is left out, and hides nothing."""
        found = {role: self.of(Figure.PEOPLE, FigureBy.ROLE, role) for role in ROLES}
        there = {role: count for role, count in found.items() if count}
        return publish(there, table=f"{self.place} people")

    @property
    def few(self) -> bool:
        """Whether so few people took part that their number is hidden, and with it how often they came."""
        return 0 < self.of(Figure.PEOPLE) < LEAST

    def parts(self, figure: Figure, by: FigureBy, names: Sequence[str]) -> Mapping[str, int | None]:
        """A figure of people or of their having been there, part by part; None for what is hidden."""
        found = {name: count for name in names if (count := self.of(figure, by, name))}
        table = f"{self.place} {figure} {by}"
        shown = dict.fromkeys(found, None) if self.few else publish(found, table=table).counts
        return {name: shown.get(name, 0) for name in names}

    def together(self, figure: Figure) -> int | None:
        """Attendances, or the minutes of them in whole hours, as far as they came in fives; None when hidden."""
        if self.few or (0 < self.of(Figure.ATTENDANCES) < LEAST):
            return None
        unit = MINUTES if figure is Figure.MINUTES else 1
        return at_least(self.of(figure) // unit) * unit

    @property
    def usual_days(self) -> int | None:
        """Days to be paid, on average, rounded up; None when nothing was paid."""
        paid = self.of(Figure.CLAIMS_PAID)
        return -(-self.of(Figure.DAYS_TO_PAY) // paid) if paid else None


@dataclass(frozen=True, kw_only=True)
class PeriodFigures:
    """The figures of a period, everyone's and each team's."""

    period: Period
    totals: Totals

    def of(self, scope: Scope = EVERYONE) -> Numbers:
        """One scope's: sums of its quarters, but people once in the whole period."""
        sums: Counter[Key] = Counter()
        for quarter in self.period.quarters:
            found = self.totals.get((quarter, scope), {})
            sums.update({name: number for name, number in found.items() if not _is_people(name)})
        found = self.totals.get((self.period, scope), {})
        sums.update({name: number for name, number in found.items() if _is_people(name)})
        return Numbers(place=f"{self.period.name} {scope}", counts=sums)

    def of_team(self, team: TeamId) -> Numbers:
        """A team's own."""
        return self.of(scope_of(team))


def figures_of(periods: Sequence[Period], *, store: FigureStore) -> Mapping[Period, PeriodFigures]:
    """The figures of some periods. Raises StoreUnavailable."""
    asked = sorted({each for period in periods for each in (period, *period.quarters)})
    totals = store.totals(asked)
    return {period: PeriodFigures(period=period, totals=totals) for period in periods}


def _is_people(name: Key) -> bool:
    return name == Figure.PEOPLE.value or name.startswith(f"{Figure.PEOPLE.value}|")
