"""The map of taking part: where in its work a team lets people take part, how far that goes, and who its champion is.

A team draws it each year. Gaps are not written down by anybody: they are what the map leaves empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import KeeperId, MapRules, Rung, TeamId
from takepart.domain.journal import Fact
from takepart.domain.refused import Refused


class MapAction(StrEnum):
    """What can be done with it. The value is what the journal calls it."""

    DRAW = "drawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """What happens in one place of the work."""

    levels: frozenset[str] = frozenset()
    example: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody takes part there."""
        return not self.levels


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """What a team says: by place in the work, with its champion and what it tries next."""

    places: Mapping[str, Spot]
    champion: KeeperId | None = None
    next: str = ""

    def place(self, sphere: str) -> Spot:
        """What happens in one place of the work."""
        return self.places.get(sphere, Spot())


@dataclass(frozen=True, kw_only=True)
class TeamMap(Journalled):
    """One team's map of one year."""

    KEY: ClassVar = ("year", "team")

    team: TeamId
    year: int
    drawing: Drawing = field(default_factory=lambda: Drawing(places=MappingProxyType({})))


class DrawnMeanwhile(Exception):
    """Somebody else drew the map since the page was shown; what they drew is kept."""


def draw(map: TeamMap, step: Step, drawing: Drawing, *, seen: int, rules: MapRules) -> TeamMap:
    """Draw it, or draw it again. Raises Refused, DrawnMeanwhile; the same step again changes nothing."""
    if map.has(step):
        return map
    levels = {each.id for each in rules.levels}
    if not drawing.places.keys() <= {each.id for each in rules.spheres} or any(
        not place.levels <= levels for place in drawing.places.values()
    ):
        raise Refused(map.called, reason=PromiseRefusal.NOT_ON_THE_MAP)
    if all(place.is_empty for place in drawing.places.values()):
        raise Refused(map.called, reason=PromiseRefusal.EMPTY_MAP)
    if seen != map.version:
        raise DrawnMeanwhile
    facts: dict[str, Fact] = {id: ",".join(sorted(each.levels)) for id, each in sorted(drawing.places.items())}
    facts["champion"] = drawing.champion or "nobody"
    words = "\n".join((*(each.example for _, each in sorted(drawing.places.items())), drawing.next))
    facts["words"] = journals.digest_of(words, step=step.press)
    return map.written(MapAction.DRAW, step, facts, drawing=drawing)


def highest(place: Spot, rules: MapRules) -> Rung | None:
    """How far taking part goes in one place of the work; None when nobody takes part there."""
    return next((each for each in reversed(rules.levels) if each.id in place.levels), None)


def gaps(drawing: Drawing, rules: MapRules) -> tuple[str, ...]:
    """What the map leaves empty: places where nobody takes part or only at the lowest level, and no champion."""
    found = []
    for sphere in rules.spheres:
        reached = highest(drawing.place(sphere.id), rules)
        if reached is None:
            found.append(f"Nobody takes part in: {sphere.name}")
        elif reached == rules.levels[0]:
            found.append(f"No further than “{reached.name}” in: {sphere.name}")
    if drawing.champion is None:
        found.append("No champion")
    return tuple(found)
