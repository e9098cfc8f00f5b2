"""What was sent, in DynamoDB: an attempt is written down before it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from aws_lambda_powertools import Logger
from pynamodb.expressions.condition import size
from pynamodb.expressions.operand import Path

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import ThingRow, bound, item
from takepart.domain.journal import instant
from takepart.use_cases.ports import STRANGERS, Taken

if TYPE_CHECKING:
    from takepart.domain.policy.rules import Retention

logger = Logger()
LETTERS_HELD: Final = "LettersHeld"
"""The constant message when strangers have caused as many letters as may go out in a day: template.yaml counts it."""
_TRIED, _SENT, _REJECTED, _FREE = "tried", "sent", "rejected", "free"


class MailTable:
    """The port ``MailLog``. Rows hold the letter's key and times, never an address.

    ``mark`` is what a mailbox is called where its letters are counted: nobody can tell the address from it.
    """

    def __init__(self, table: str, *, retention: Retention, mark: Callable[[str], str]) -> None:
        self._row, self._retention = bound(ThingRow, table), retention
        self._mark = lru_cache(maxsize=8)(mark)  # one letter asks twice

    def room_for(
        self, to: str, key: str, *, kind: str, of_a_kind: int, of_all: int, day: date, apart: bool = False
    ) -> bool:
        """Add a letter to what a mailbox gets that day, if there is room: one item a mailbox and day, ended by itself.

        A kind that is ``apart`` has an item of its own.

        It holds a MAC of the mailbox and digests of letters: no address and no time of the day.
        """
        letter = hashlib.sha256(key.encode()).hexdigest()[:16]
        every, of_kind = Path("letters"), Path([f"of {kind}"])
        ends = datetime.combine(day + timedelta(days=2), time.min, tzinfo=UTC)
        room = (every.does_not_exist() | (size(every) < of_all)) & (
            of_kind.does_not_exist() | (size(of_kind) < of_a_kind)
        )
        row = self._row(f"MAILBOX#{self._mark(to)}#{day}", kind if apart else "MAILBOX")
        adding = [each.add({"SS": [letter]}) for each in (every, of_kind)]
        try:
            with answering():
                row.update(
                    actions=[*adding, self._row.expires.set(int(ends.timestamp()))],
                    condition=of_kind.contains(letter) | room,
                )
        except ConditionFailed:
            return False
        return True

    def room_today(self, *, most: int, day: date, of: str = STRANGERS) -> bool:
        """Count one more of the letters that strangers cause, or of ``of``: one item a day, ended by itself."""
        number, ends = Path("number"), datetime.combine(day + timedelta(days=2), time.min, tzinfo=UTC)
        row = self._row(f"{of}#{day}", of)
        try:
            with answering():
                row.update(
                    actions=[number.add(1), self._row.expires.set(int(ends.timestamp()))],
                    condition=number.does_not_exist() | (number < most),
                )
        except ConditionFailed:
            logger.error(LETTERS_HELD)
            return False
        return True

    def comes_back(self, to: str) -> bool:
        """Whether letters to this mailbox come back, and nobody has said since that it is right."""
        found = item(self._row, f"BACK#{self._mark(to)}", "BACK")
        return bool(found and found.body.as_dict().get("on"))

    def stop(self, to: str, *, on: date) -> None:
        """Letters to this mailbox come back: nothing more goes there. What is kept names no mailbox."""
        self._back(self.mark(to), {"on": on.isoformat()})

    def go_on(self, mark: str) -> None:
        """Somebody says that the mailbox is right."""
        self._back(mark, {})

    def mark(self, to: str) -> str:
        """What a mailbox is called here."""
        return self._mark(to)

    @answering()
    def _back(self, mark: str, body: dict[str, str]) -> None:
        self._row(f"BACK#{mark}", "BACK", body=body).save()

    def sent(self, key: str, *, at: datetime) -> None:
        """Write down that it went out."""
        self._put(key, _SENT, at)

    def rejected(self, key: str, *, at: datetime) -> None:
        """Write down that it never will."""
        self._put(key, _REJECTED, at)

    def take(self, key: str, *, at: datetime, stale: datetime) -> Taken:
        """Be the one who sends it, by one conditional write."""
        state, since = Path("body.state"), Path("body.at")
        free = self._row.pk.does_not_exist() | (state == _FREE) | ((state == _TRIED) & (since < instant(stale)))
        try:
            with answering():
                self._new(key, _TRIED, at).save(condition=free)
        except ConditionFailed:
            return self._taken(key)
        return Taken.OURS

    def let_go(self, key: str, *, at: datetime) -> None:
        """It did not go out: anyone may take it."""
        self._put(key, _FREE, at)

    def _taken(self, key: str) -> Taken:
        found = item(self._row, f"LETTER#{key}", "LETTER")
        state = found.body.as_dict().get("state", "") if found else ""
        return {_SENT: Taken.DONE, _REJECTED: Taken.REFUSED}.get(state, Taken.BUSY)

    def _new(self, key: str, state: str, at: datetime) -> ThingRow:
        return self._row(
            f"LETTER#{key}",
            "LETTER",
            body={"state": state, "at": instant(at)},
            expires=int((at + timedelta(days=self._retention.mail_days)).timestamp()),
        )

    @answering()
    def _put(self, key: str, state: str, at: datetime) -> None:
        self._new(key, state, at).save()
