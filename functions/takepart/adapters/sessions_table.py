"""Sign-in sessions, used links and counters in DynamoDB: small items that are gone by themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from pynamodb.exceptions import DeleteError, PutError, PynamoDBException

from takepart.adapters.rows import ThingRow, bound, code_of, plain
from takepart.domain.ids import StaffId
from takepart.use_cases.ports import StoreUnavailable

_SESSION, _SPENT, _COUNT = "SESSION", "SPENT", "COUNT"
_A_DAY: Final = 86_400
"""Seconds."""


class SessionsTable:
    """The port ``Sessions``. What is past its time is not there, even before the table has cleared it away."""

    def __init__(self, table: str, *, clock: Callable[[], datetime]) -> None:
        self._row, self._clock = bound(ThingRow, table), clock

    def start(self, secret: str, *, staff: StaffId, until: datetime) -> None:
        """Keep a session under the hash of its secret."""
        self._put(self._row(_key(secret), _SESSION, body={"staff": staff}, expires=int(until.timestamp())))

    def find(self, secret: str) -> StaffId | None:
        """Whose session it is."""
        try:
            row = self._row.get(_key(secret), _SESSION, consistent_read=True)
        except self._row.DoesNotExist:
            return None
        except PynamoDBException as error:
            raise StoreUnavailable from error
        if row.expires is None or row.expires <= self._clock().timestamp():
            return None
        return StaffId(plain(row.body)["staff"])

    def end(self, secret: str) -> None:
        """Forget a session."""
        try:
            self._row(_key(secret), _SESSION).delete()
        except (DeleteError, PynamoDBException) as error:
            raise StoreUnavailable from error

    def spend(self, name: str, *, until: datetime) -> bool:
        """Write down that something was used; False when it was used before. Forgotten when that day has ended."""
        row = self._row(f"SPENT#{name}", _SPENT, body={}, expires=_day_has_ended(until))
        try:
            row.save(condition=self._row.pk.does_not_exist())
        except PutError as error:
            if code_of(error) == "ConditionalCheckFailedException":
                return False
            raise StoreUnavailable from error
        return True

    def count(self, name: str, *, until: datetime) -> int:
        """Count one more; how many it is now. Forgotten when that day has ended: a counter keeps no time of day."""
        row = self._row(f"COUNT#{name}", _COUNT)
        try:
            row.update(
                actions=[self._row.version.add(1), self._row.expires.set(_day_has_ended(until))],
            )
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return int(row.version)

    def _put(self, row: Any) -> None:
        try:
            row.save()
        except PynamoDBException as error:
            raise StoreUnavailable from error


def _day_has_ended(at: datetime) -> int:
    """The first midnight (UTC) that is not before an instant, as DynamoDB takes it."""
    return -(-int(at.timestamp()) // _A_DAY) * _A_DAY


def _key(secret: str) -> str:
    return f"SESSION#{hashlib.sha256(secret.encode()).hexdigest()}"
