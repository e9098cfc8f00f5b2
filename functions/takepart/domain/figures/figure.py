"""What is counted. A figure may be told apart by parts, such as the level of a session: then each part has its own key.

Sources: Somerset strategy, "Evaluate" (the number of people and the difference it made); Wirral policy, section 12;
community-care (levels of participation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NewType, TypeVar

from takepart.domain.assurance.rules import ORGANISATION, TeamId
from takepart.domain.assurance.years import YearStart, first_day, part_of_year, quarter_of, year_name
from takepart.domain.ids import PersonId
from takepart.domain.people.details import PersonRole

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


_Where = TypeVar("_Where")
_Name = TypeVar("_Name", bound=str)

Scope = NewType("Scope", str)
"""Whose figures: everyone's, or a team's."""
EVERYONE: Final = Scope("everyone")
_TEAM: Final = "team:"
_ROLES: Final = (*(role.value for role in PersonRole), NOT_KNOWN)


def scope_of(team: TeamId) -> Scope:
    """A team's own figures."""
    return Scope(f"{_TEAM}{team}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Somebody took part in a quarter: ``tags`` say as whom and in what."""

    period: Period
    person: PersonId
    tags: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one record adds, in which quarters, for which team."""

    team: TeamId = ORGANISATION
    numbers: Mapping[Period, Mapping[Key, int]] = field(default_factory=lambda: MappingProxyType({}))
    marks: tuple[Mark, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether it adds nothing at all."""
        return not self.numbers and not self.marks

    def same_as(self, other: Contribution) -> bool:
        """Whether both add the same; nothing is nothing, whichever team it is of."""
        return self == other or (self.is_nothing and other.is_nothing)


NOTHING: Final = Contribution()

Place = tuple[Period, Scope]
"""Where a total stands."""
Seat = tuple[Period, Scope, PersonId]
"""Where a person is marked."""
Tally = Mapping[str, int]
"""How often a person was marked with what, at one seat; no mark, no entry."""
Totals = Mapping[Place, Mapping[Key, int]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """How totals and tallies change. Nothing in it is 0."""

    totals: Totals
    tallies: Mapping[Seat, Tally]


def contribution(team: TeamId, numbers: Iterable[tuple[Period, Key, int]], marks: Iterable[Mark] = ()) -> Contribution:
    """A contribution in its one form: added up, in order, without anything that is 0."""
    added: dict[Period, Counter[Key]] = {}
    for period, figure, number in numbers:
        added.setdefault(period, Counter())[figure] += number
    clean = {period: {name: n for name, n in sorted(found.items()) if n} for period, found in sorted(added.items())}
    ordered = tuple(sorted(marks, key=lambda mark: (mark.period, mark.person, sorted(mark.tags))))
    return Contribution(
        team=team, numbers=MappingProxyType({period: found for period, found in clean.items() if found}), marks=ordered
    )


def change(old: Contribution, new: Contribution) -> Change:
    """What takes the figures from one contribution to the other."""
    totals: dict[Place, Counter[Key]] = {}
    tallies: dict[Seat, Counter[str]] = {}
    for each, sign in ((old, -1), (new, 1)):
        scopes = (EVERYONE, scope_of(each.team))
        for period, numbers in each.numbers.items():
            for scope in scopes:
                found = totals.setdefault((period, scope), Counter())
                for figure, number in numbers.items():
                    found[figure] += sign * number
        for mark in each.marks:
            for period in (mark.period, mark.period.whole_year):
                for scope in scopes:
                    seat = tallies.setdefault((period, scope, mark.person), Counter())
                    for each_tag in mark.tags:
                        seat[each_tag] += sign
    return Change(totals=_clean(totals), tallies=_clean(tallies))


def people_of(tally: Tally) -> Mapping[Key, int]:
    """What one person at one seat adds to the figure of people: 1, and 1 for each part that they are in.

    Everybody has one role: of somebody marked with several, the first that is known.
    """
    if not tally:
        return {}
    roles = [role for role in _ROLES if tally.get(tag(FigureBy.ROLE, role))]
    others = {name for name in tally if not name.startswith(f"{FigureBy.ROLE.value}|")}
    parts = sorted({*others, *(tag(FigureBy.ROLE, role) for role in roles[:1])})
    return {key(Figure.PEOPLE): 1, **{Key(f"{Figure.PEOPLE.value}|{part}"): 1 for part in parts}}


def applied(change: Change, tallies: Mapping[Seat, Tally]) -> tuple[Totals, Mapping[Seat, Tally]]:
    """The whole change of the totals, that of people included, and the tallies after it.

    ``tallies`` are those of the change's seats as they are now; a seat that nobody has is left out.
    """
    totals = {place: Counter(numbers) for place, numbers in change.totals.items()}
    after: dict[Seat, Tally] = {}
    for seat, delta in change.tallies.items():
        before = tallies.get(seat, {})
        now = Counter(before)
        now.update(delta)
        after[seat] = {name: number for name, number in sorted(now.items()) if number}
        found = totals.setdefault(seat[:2], Counter())
        found.update(people_of(after[seat]))
        found.subtract(people_of(before))
    return _clean(totals), after


def _clean(found: Mapping[_Where, Counter[_Name]]) -> dict[_Where, dict[_Name, int]]:
    clean = {where: {name: number for name, number in each.items() if number} for where, each in found.items()}
    return {where: each for where, each in clean.items() if each}
