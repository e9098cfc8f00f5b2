"""The figures in DynamoDB: what a record adds and the totals that it changes are one transaction.

The low-level client writes them, since a total's attributes are named by its figures and a row's cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters.answering import answering
from takepart.adapters.assurance.figure_parts import (
    counted_item,
    key_of,
    keys_of,
    place_in,
    place_key,
    read_counted,
    read_tally,
    read_totals,
    seat_key,
    subject_key,
    tally_value,
    totals_pk,
)
from takepart.domain.figures.contribution import NOTHING, Contribution, Place, Seat, Tally, applied, change
from takepart.domain.figures.figure import Key
from takepart.domain.figures.period import Period
from takepart.use_cases.figures.ports import Counted, Subject
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable

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
        return read_counted(item) if item else Counted(number=0, contribution=NOTHING)

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
        """One query a period."""
        with answering():
            return {place: read_totals(item) for item in self._of(periods) if (place := place_in(item))}

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
                    found[of_key[key_of(item)]] = read_tally(item)
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
