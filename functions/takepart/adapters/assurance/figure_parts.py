"""The figures as items of the table of promises, and back.

- ``FIGURE#OF#claim:K7M4-9QXR`` / ``ADDS``: what one record adds, and how often that was written down.
- ``FIGURE#2026-Q3`` / ``everyone`` or ``team:fostering``: the totals of a period, an attribute for each figure.
- ``FIGURE#2026-Q3#everyone#PEOPLE`` / a person's id: with what they are marked there. An id is a MAC and names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from takepart.domain.assurance.rules import TeamId
from takepart.domain.figures.contribution import Contribution, Mark, Place, Scope, Seat, Tally
from takepart.domain.figures.figure import Key
from takepart.domain.figures.period import Period
from takepart.domain.ids import PersonId
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import EventKind

FIGURES: Final = "FIGURE#"
_OF: Final = "FIGURE#OF#"
_ADDS: Final = "ADDS"
_PEOPLE: Final = "#PEOPLE"

Item = Mapping[str, Any]
"""An item, or its key, as DynamoDB spells it."""


def subject_key(subject: Subject) -> dict[str, Any]:
    """Where it is kept what a record adds."""
    return {"pk": {"S": f"{_OF}{subject.kind.value}:{subject.about}"}, "sk": {"S": _ADDS}}


def place_key(place: Place) -> dict[str, Any]:
    """Where totals are kept."""
    period, scope = place
    return {"pk": {"S": totals_pk(period)}, "sk": {"S": scope}}


def totals_pk(period: Period) -> str:
    """The partition of a period's totals."""
    return f"{FIGURES}{period.name}"


def seat_key(seat: Seat) -> dict[str, Any]:
    """Where a person is marked."""
    period, scope, person = seat
    return {"pk": {"S": f"{FIGURES}{period.name}#{scope}{_PEOPLE}"}, "sk": {"S": person}}


def subject_in(item: Item) -> Subject | None:
    """The record that an item is about; None for another item."""
    about = item["pk"]["S"]
    if not about.startswith(_OF):
        return None
    kind, _, id = about.removeprefix(_OF).partition(":")
    return Subject(EventKind(kind), id)


def seat_in(item: Item) -> Seat | None:
    """The seat that an item is; None for another item."""
    about = item["pk"]["S"]
    if about.startswith(_OF) or not about.endswith(_PEOPLE):
        return None
    period, _, scope = about.removeprefix(FIGURES).removesuffix(_PEOPLE).partition("#")
    return Period.read(period), Scope(scope), PersonId(item["sk"]["S"])


def place_in(item: Item) -> Place | None:
    """The place whose totals an item holds; None for another item."""
    about = item["pk"]["S"]
    if about.startswith(_OF) or about.endswith(_PEOPLE):
        return None
    return Period.read(about.removeprefix(FIGURES)), Scope(item["sk"]["S"])


def counted_item(subject: Subject, number: int, adds: Contribution) -> dict[str, Any]:
    """What a record adds, as an item."""
    return {**subject_key(subject), "number": {"N": str(number)}, "adds": {"S": _spelled(adds)}}


def read_counted(item: Item) -> Counted:
    """What a record adds."""
    adds: dict[str, Any] = json.loads(item["adds"]["S"])
    return Counted(
        number=int(item["number"]["N"]),
        contribution=Contribution(
            team=TeamId(adds["team"]),
            numbers=MappingProxyType(
                {
                    Period.read(period): {Key(name): number for name, number in numbers.items()}
                    for period, numbers in adds["numbers"].items()
                }
            ),
            marks=tuple(
                Mark(period=Period.read(period), person=PersonId(person), tags=frozenset(tags))
                for period, person, tags in adds["marks"]
            ),
        ),
    )


def tally_value(tally: Tally) -> dict[str, str]:
    """A tally in one fixed spelling, so that a write can be on condition of it."""
    return {"S": json.dumps(dict(sorted(tally.items())), separators=(",", ":"))}


def read_tally(item: Item) -> Tally:
    """A tally."""
    tally: dict[str, int] = json.loads(item["tally"]["S"])
    return tally


def read_totals(item: Item) -> dict[Key, int]:
    """The totals of a place; what is 0 again is left out."""
    numbers = {Key(name): int(value["N"]) for name, value in item.items() if name not in ("pk", "sk")}
    return {name: number for name, number in numbers.items() if number}


def key_of(item: Item) -> tuple[str, str]:
    """An item's key."""
    return item["pk"]["S"], item["sk"]["S"]


def keys_of(seats: Iterable[Seat]) -> dict[tuple[str, str], Seat]:
    """The seats by their keys."""
    return {key_of(seat_key(seat)): seat for seat in seats}


def _spelled(adds: Contribution) -> str:
    return json.dumps(
        {
            "team": adds.team,
            "numbers": {period.name: dict(numbers) for period, numbers in adds.numbers.items()},
            "marks": [[mark.period.name, mark.person, sorted(mark.tags)] for mark in adds.marks],
        },
        separators=(",", ":"),
    )
