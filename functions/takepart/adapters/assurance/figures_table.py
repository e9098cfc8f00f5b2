"""The figures in DynamoDB: what a record adds and the totals that it changes are one transaction.

The low-level client writes them, since a total's attributes are named by its figures and a row's cannot be. The items:

- ``FIGURE#OF#claim:K7M4-9QXR`` / ``ADDS``: what one record adds, and how often that was written down.
- ``FIGURE#2026-Q3`` / ``everyone`` or ``team:fostering``: the totals of a period, an attribute for each figure.
- ``FIGURE#2026-Q3#everyone#PEOPLE`` / a person's id: with what they are marked there. An id is a MAC and names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters.aggregates import reading
from takepart.adapters.answering import answering
from takepart.domain.assurance.rules import TeamId
from takepart.domain.figures.figure import (
    NOTHING,
    Contribution,
    Key,
    Mark,
    Period,
    Place,
    Scope,
    Seat,
    Tally,
    applied,
    change,
)
from takepart.domain.ids import PersonId
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable
from takepart.use_cases.stores import DamagedRecord

FIGURES: Final = "FIGURE#"
OF: Final = "FIGURE#OF#"
_ADDS: Final = "ADDS"
PEOPLE: Final = "#PEOPLE"

Item = Mapping[str, Any]
"""An item, or its key, as DynamoDB spells it."""
_Read = TypeVar("_Read")
_LOST_THE_RACE: Final = {"ConditionalCheckFailed", "TransactionConflict"}


class FiguresTable:
    """The port ``FigureStore``."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def last(self, subject: Subject) -> Counted:
        """What a record adds to the figures now."""
        with answering():
            answer = self._dynamodb.get_item(TableName=self._table, Key=subject_key(subject), ConsistentRead=True)
        item = answer.get("Item")
        return _sound(read_counted, item) if item else Counted(number=0, contribution=NOTHING)

    def replace(self, subject: Subject, last: Counted, new: Contribution) -> None:
        """One transaction: what the record adds, the people that it marks, the totals that follow."""
        found = change(last.contribution, new)
        tallies = self._tallies(tuple(found.tallies))
        totals, after = applied(found, tallies)
        writes = [
            self._count(subject, last, new),
            *(self.mark(seat, tallies.get(seat), tally) for seat, tally in after.items()),
            *(self.add_to(place, numbers) for place, numbers in totals.items()),
        ]
        self.write(writes, about=subject.about)

    def totals(self, periods: Iterable[Period]) -> Mapping[Place, Mapping[Key, int]]:
        """One query a period. A damaged total is logged and passed over."""
        found: dict[Place, Mapping[Key, int]] = {}
        with answering():
            for item in self._of(periods):
                with suppress(DamagedRecord):
                    if place := _sound(place_in, item):
                        found[place] = _sound(read_totals, item)
        return found

    def write(self, writes: Sequence[Mapping[str, Any]], *, about: str) -> None:
        """All or none of them. Raises ChangedMeanwhile or StoreUnavailable."""
        try:
            self._dynamodb.transact_write_items(TransactItems=list(writes))
        except ClientError as error:
            reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", ())}
            if reasons & _LOST_THE_RACE:
                raise ChangedMeanwhile(about) from error
            raise StoreUnavailable from error
        except BotoCoreError as error:
            raise StoreUnavailable from error

    def add_to(self, place: Place, numbers: Mapping[Key, int]) -> dict[str, Any]:
        """The write that adds to the totals of a place."""
        names = {f"#{number}": name for number, name in enumerate(numbers)}
        return {
            "Update": {
                "TableName": self._table,
                "Key": place_key(place),
                "UpdateExpression": "ADD " + ", ".join(f"#{number} :{number}" for number in range(len(numbers))),
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": {
                    f":{number}": {"N": str(value)} for number, value in enumerate(numbers.values())
                },
            }
        }

    def correct(self, place: Place, name: Key, *, is_now: int, right: int) -> None:
        """Set one total that is not the sum of its records, if nobody changed it. Raises ChangedMeanwhile."""
        update = self.add_to(place, {name: right - is_now})
        update["Update"]["ConditionExpression"] = "#0 = :now" if is_now else "attribute_not_exists(#0) OR #0 = :now"
        update["Update"]["ExpressionAttributeValues"][":now"] = {"N": str(is_now)}
        self.write([update], about=name)

    def mark(self, seat: Seat, before: Tally | None, after: Tally) -> dict[str, Any]:
        """The write that marks a person, on condition that they are marked as before."""
        put: dict[str, Any] = {"TableName": self._table, "Item": {**seat_key(seat), "tally": tally_value(after)}}
        if before is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "tally = :before"
            put["ExpressionAttributeValues"] = {":before": tally_value(before)}
        return {"Put": put}

    def _count(self, subject: Subject, last: Counted, new: Contribution) -> dict[str, Any]:
        put: dict[str, Any] = {"TableName": self._table, "Item": counted_item(subject, last.number + 1, new)}
        if last.number:
            put["ConditionExpression"] = "#number = :last"
            put["ExpressionAttributeNames"] = {"#number": "number"}
            put["ExpressionAttributeValues"] = {":last": {"N": str(last.number)}}
        else:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put}

    def _tallies(self, seats: Sequence[Seat]) -> Mapping[Seat, Tally]:
        """How people are marked now; a seat that was never taken is left out. A record has a few seats at most."""
        if not seats:
            return {}
        of_key = keys_of(seats)
        asked = {self._table: {"Keys": [seat_key(seat) for seat in seats], "ConsistentRead": True}}
        found: dict[Seat, Tally] = {}
        with answering():
            while asked:
                answer = self._dynamodb.batch_get_item(RequestItems=asked)
                for item in answer["Responses"].get(self._table, ()):
                    found[of_key[key_of(item)]] = _sound(read_tally, item)
                asked = answer.get("UnprocessedKeys") or {}
        return found

    def _of(self, periods: Iterable[Period]) -> Iterator[Mapping[str, Any]]:
        for period in periods:
            pages = self._dynamodb.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": totals_pk(period)}},
            )
            for page in pages:
                yield from page["Items"]


def subject_key(subject: Subject) -> dict[str, Any]:
    """Where it is kept what a record adds."""
    return {"pk": {"S": f"{OF}{subject.kind.value}:{subject.about}"}, "sk": {"S": _ADDS}}


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
    return {"pk": {"S": f"{FIGURES}{period.name}#{scope}{PEOPLE}"}, "sk": {"S": person}}


def place_in(item: Item) -> Place | None:
    """The place whose totals an item holds; None for another item."""
    about = item["pk"]["S"]
    if about.startswith(OF) or about.endswith(PEOPLE):
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


def _sound(read: Callable[[Item], _Read], item: Item) -> _Read:
    """What an item is read as. Raises DamagedRecord."""
    return reading(read, item, *key_of(item))


def _spelled(adds: Contribution) -> str:
    return json.dumps(
        {
            "team": adds.team,
            "numbers": {period.name: dict(numbers) for period, numbers in adds.numbers.items()},
            "marks": [[mark.period.name, mark.person, sorted(mark.tags)] for mark in adds.marks],
        },
        separators=(",", ":"),
    )
