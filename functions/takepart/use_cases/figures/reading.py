"""The figures of a period, ready to be shown: small numbers of people are hidden, also from subtraction.

Whoever was there is hidden with the count of people: few people cannot have come often without being few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from takepart.domain.assurance.rules import Team, TeamId
from takepart.domain.figures.contribution import EVERYONE, Scope, Totals, scope_of
from takepart.domain.figures.figure import NOT_KNOWN, Figure, FigureBy, Key, Period, key
from takepart.domain.people.details import PersonRole
from takepart.domain.people.reach import LEAST, PublishedCounts, publish
from takepart.use_cases.figures.ports import FigureStore

ROLES = (*(role.value for role in PersonRole), NOT_KNOWN)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The figures of one scope in one period."""

    counts: Mapping[Key, int]
    hides_people: bool = False
    """Everything about people is hidden: where their number would tell another one."""

    def of(self, figure: Figure, by: FigureBy | None = None, part: str = "") -> int:
        """One figure, or one part of it; what was never counted is 0. Of people, see ``people`` and ``parts``."""
        return self.counts.get(key(figure, by, part), 0)

    @property
    def people(self) -> PublishedCounts:
        """Different people by role. A role in which there was nobody is left out, and hides nothing."""
        found = {role: self.of(Figure.PEOPLE, FigureBy.ROLE, role) for role in ROLES}
        there = {role: count for role, count in found.items() if count}
        return PublishedCounts(dict.fromkeys(there), None) if self.hides_people else publish(there)

    @property
    def few(self) -> bool:
        """Whether so few people took part that their number is hidden, and with it how often they came."""
        return self.hides_people or 0 < self.of(Figure.PEOPLE) < LEAST

    def parts(self, figure: Figure, by: FigureBy, names: Sequence[str]) -> Mapping[str, int | None]:
        """A figure of people or of their having been there, part by part; None for what is hidden."""
        found = {name: count for name in names if (count := self.of(figure, by, name))}
        shown = dict.fromkeys(found, None) if self.few else publish(found).counts
        return {name: shown.get(name, 0) for name in names}

    def together(self, figure: Figure) -> int | None:
        """Attendances, or the minutes of them; None when hidden."""
        return None if self.few or (0 < self.of(Figure.ATTENDANCES) < LEAST) else self.of(figure)

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
        return Numbers(counts=sums)

    def of_team(self, team: TeamId) -> Numbers:
        """A team's own."""
        return self.of(scope_of(team))

    def published_of_team(self, team: TeamId, teams: Sequence[Team]) -> Numbers:
        """A team's own, without its people where they cover another team's: a number of the list of all teams."""
        numbers = self.of_team(team)
        return replace(numbers, hides_people=True) if self.people_by_team(teams).get(team) is None else numbers

    def people_by_team(self, teams: Sequence[Team]) -> Mapping[TeamId, int | None]:
        """Different people in each team, small numbers hidden; a person can be in more than one."""
        found = {team.id: count for team in teams if (count := self.of_team(team.id).of(Figure.PEOPLE))}
        shown = publish({str(id): count for id, count in found.items()}).counts
        return {team.id: shown.get(team.id, 0) for team in teams}


def figures_of(periods: Sequence[Period], *, store: FigureStore) -> Mapping[Period, PeriodFigures]:
    """The figures of some periods. Raises StoreUnavailable."""
    asked = sorted({each for period in periods for each in (period, *period.quarters)})
    totals = store.totals(asked)
    return {period: PeriodFigures(period=period, totals=totals) for period in periods}


def _is_people(name: Key) -> bool:
    return name == Figure.PEOPLE.value or name.startswith(f"{Figure.PEOPLE.value}|")
