"""Sign-in sessions, used links and counters in DynamoDB: small items that are gone by themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Final

from takepart.adapters import clock
from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import ThingRow, bound, item, plain
from takepart.domain.ids import StaffId

_SESSION, _SPENT, _COUNT = "SESSION", "SPENT", "COUNT"
_A_DAY: Final = 86_400
"""Seconds."""


class SessionsTable:
    """The port ``Sessions``. What is past its time is not there, even before the table has cleared it away."""

    def __init__(self, table: str, *, clock: Callable[[], datetime] = clock.now) -> None:
        self._row, self._clock = bound(ThingRow, table), clock

    @answering()
    def start(self, secret: str, *, staff: StaffId, until: datetime) -> None:
        """Keep a session under the hash of its secret."""
        self._row(_key(secret), _SESSION, body={"staff": staff}, expires=int(until.timestamp())).save()

    def find(self, secret: str) -> StaffId | None:
        """Whose session it is."""
        row = item(self._row, _key(secret), _SESSION)
        if row is None or row.expires is None or row.expires <= self._clock().timestamp():
            return None
        return StaffId(plain(row.body)["staff"])

    @answering()
    def end(self, secret: str) -> None:
        """Forget a session."""
        self._row(_key(secret), _SESSION).delete()

    def spend(self, name: str, *, until: datetime) -> bool:
        """Write down that something was used; False when it was used before. Forgotten when that day has ended."""
        row = self._row(f"SPENT#{name}", _SPENT, body={}, expires=_day_has_ended(until))
        try:
            with answering():
                row.save(condition=self._row.pk.does_not_exist())
        except ConditionFailed:
            return False
        return True

    @answering()
    def count(self, name: str, *, until: datetime) -> int:
        """Count one more; how many it is now. Forgotten when that day has ended: a counter keeps no time of day."""
        row = self._row(f"COUNT#{name}", _COUNT)
        row.update(actions=[self._row.version.add(1), self._row.expires.set(_day_has_ended(until))])
        return int(row.version)


def _day_has_ended(at: datetime) -> int:
    """The first midnight (UTC) that is not before an instant, as DynamoDB takes it."""
    return -(-int(at.timestamp()) // _A_DAY) * _A_DAY


def _key(secret: str) -> str:
    return f"SESSION#{hashlib.sha256(secret.encode()).hexdigest()}"
