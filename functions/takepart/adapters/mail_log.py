"""What was sent, in DynamoDB: an attempt is written down before it is made."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import PynamoDBException

from takepart.adapters.rows import ThingRow, bound
from takepart.domain.journal import instant
from takepart.use_cases.ports import StoreUnavailable

_TRIED, _SENT, _REJECTED = "tried", "sent", "rejected"


class MailTable:
    """The port ``MailLog``. Rows hold the letter's key and times, never an address."""

    def __init__(self, table: str, *, kept_days: int) -> None:
        self._row = bound(ThingRow, table)
        self._kept = timedelta(days=kept_days)

    def was_sent(self, key: str) -> bool:
        """Whether a letter with this key went out."""
        try:
            found = self._row.get(f"LETTER#{key}", "LETTER", consistent_read=True)
        except self._row.DoesNotExist:
            return False
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return bool(found.body.as_dict().get("state") == _SENT)

    def about_to_send(self, key: str, *, at: datetime) -> None:
        """Write down that we try."""
        self._put(key, _TRIED, at)

    def sent(self, key: str, *, at: datetime) -> None:
        """Write down that it went out."""
        self._put(key, _SENT, at)

    def rejected(self, key: str, *, at: datetime) -> None:
        """Write down that it never will."""
        self._put(key, _REJECTED, at)

    def _put(self, key: str, state: str, at: datetime) -> None:
        try:
            self._row(
                f"LETTER#{key}",
                "LETTER",
                body={"state": state, "at": instant(at)},
                expires=int((at + self._kept).timestamp()),
            ).save()
        except PynamoDBException as error:
            raise StoreUnavailable from error
