"""Teams draw their map each year; all maps of a year show where taking part is strong and where it is missing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from takepart.domain.aggregate import Step
from takepart.domain.assurance import level_map
from takepart.domain.assurance.level_map import Drawing, TeamMap, gaps
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import MapRules, Rung, Team
from takepart.domain.assurance.years import first_day
from takepart.domain.refused import Refused
from takepart.use_cases.assurance.audits import may_answer
from takepart.use_cases.assurance.keep_promises import keeper_of
from takepart.use_cases.assurance.ports import Promises, PromiseStore
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import DamagedRecord


@dataclass(frozen=True, kw_only=True)
class TeamOnMap:
    """One team on the map of a year."""

    team: Team
    map: TeamMap | None
    """None when the team has not drawn it."""
    gaps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WholeMap:
    """Everybody's maps of a year."""

    year: int
    rules: MapRules
    teams: tuple[TeamOnMap, ...]

    def at(self, level: Rung, sphere: Rung) -> tuple[Team, ...]:
        """The teams in one cell of the grid."""
        return tuple(
            each.team for each in self.teams if each.map and level.id in each.map.drawing.place(sphere.id).levels
        )

    def missing_in(self, sphere: Rung) -> tuple[Team, ...]:
        """The teams that drew a map on which nobody takes part in one place of the work."""
        return tuple(each.team for each in self.teams if each.map and each.map.drawing.place(sphere.id).is_empty)


def find_map(team: Team, year: int, *, store: PromiseStore) -> tuple[TeamMap, TeamMap | None]:
    """A team's map of a year, empty when nobody drew it, and the one of the year before if it can be read."""
    found, before = store.team_map(team.id, year), None
    with suppress(DamagedRecord):
        before = store.team_map(team.id, year - 1)
    return found or TeamMap(team=team.id, year=year), before


def draw(team: Team, year: int, drawing: Drawing, *, seen: int, promises: Promises, step: Step) -> TeamMap:
    """Keep a team's map. Raises Refused; DrawnMeanwhile when somebody else drew it since; StoreUnavailable."""
    if not may_answer(keeper_of(step), team, rules=promises.rules):
        raise Refused(team.id, reason=PromiseRefusal.NOT_YOURS)
    if promises.rules.map is None:
        raise Refused(team.id, reason=PromiseRefusal.NOT_ON_THE_MAP)
    before, _ = find_map(team, year, store=promises.store)
    after = level_map.draw(before, step, drawing, seen=seen, rules=promises.rules.map)
    if after is before:
        return before
    try:
        promises.store.save(after)
    except ChangedMeanwhile as changed:
        kept, _ = find_map(team, year, store=promises.store)
        if not kept.has(step):
            raise level_map.DrawnMeanwhile from changed
    return after


def whole_map(year: int, *, promises: Promises) -> WholeMap | None:
    """Everybody's maps of a year, from one query; None when the policy has no map. Raises StoreUnavailable."""
    if promises.rules.map is None:
        return None
    sides = promises.rules.map
    found = {each.team: each for each in promises.store.maps(year)}
    starts = first_day(year, promises.rules.year_starts)
    ends = first_day(year + 1, promises.rules.year_starts)
    return WholeMap(
        year=year,
        rules=sides,
        teams=tuple(
            TeamOnMap(
                team=team,
                map=found.get(team.id),
                gaps=gaps(found[team.id].drawing, sides) if team.id in found else ("No map of this year yet",),
            )
            for team in promises.rules.teams
            if team.starts < ends and not team.is_closed(starts)
        ),
    )
