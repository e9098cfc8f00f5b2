"""What one record adds to the figures, and how the figures change when it adds something else.

Every counted record (a claim, somebody's attendance, a session, a "You said, we did") has one contribution. The figures
are the sum of them all, so they are the same whether they were kept up to date step by step or added up afresh.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NewType, TypeVar

from takepart.domain.assurance.rules import ORGANISATION, TeamId
from takepart.domain.figures.figure import NOT_KNOWN, Figure, FigureBy, Key, Period, key, tag
from takepart.domain.ids import PersonId
from takepart.domain.people.details import PersonRole

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
