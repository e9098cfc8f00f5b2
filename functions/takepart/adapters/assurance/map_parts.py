"""Teams' maps of taking part as they are kept, and back: all of a year under one key, so that one query reads them."""

from __future__ import annotations

from types import MappingProxyType

from takepart.adapters.aggregates import Stored
from takepart.adapters.rows import without_nothing
from takepart.domain.assurance.level_map import Drawing, Spot, TeamMap
from takepart.domain.assurance.rules import KeeperId, TeamId


def map_pk(year: int) -> str:
    """Where all maps of a year lie."""
    return f"MAP#{year}"


def stored_map(map: TeamMap) -> Stored:
    """A map as it is kept."""
    body = {
        "places": {
            id: without_nothing({"levels": sorted(each.levels), "example": each.example})
            for id, each in map.drawing.places.items()
        },
        "champion": map.drawing.champion,
        "next": map.drawing.next,
    }
    return Stored(pk=map_pk(map.year), sk=map.team, state="drawn", journal=map.journal, body=without_nothing(body))


def read_map(stored: Stored) -> TeamMap:
    """The map that was kept."""
    body = stored.body
    return TeamMap(
        team=TeamId(stored.sk),
        year=int(stored.pk.partition("#")[2]),
        drawing=Drawing(
            places=MappingProxyType(
                {
                    id: Spot(levels=frozenset(each.get("levels", ())), example=each.get("example", ""))
                    for id, each in body.get("places", {}).items()
                }
            ),
            champion=KeeperId(body["champion"]) if "champion" in body else None,
            next=body.get("next", ""),
        ),
        journal=stored.journal,
    )
