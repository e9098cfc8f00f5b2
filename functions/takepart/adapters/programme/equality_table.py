"""Answers in DynamoDB: a counter for each answer, stage and quarter, and a mark that a ticket was used.

The table has no stream and no restore points: either would tell to the second what somebody answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from pynamodb.attributes import NumberAttribute
from pynamodb.transactions import TransactWrite

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, connection_of
from takepart.domain.people.equality import EqualityStage, Quarter
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.reach.figures import Counted

_TRIES: Final = 6


class CountRow(Row):
    """How many gave one answer at one stage in one quarter."""

    people = NumberAttribute(default=0)


class UsedRow(Row):
    """Says that a ticket was used. It ends with a quarter, like all of that quarter."""

    expires = NumberAttribute()


class TallyTable:
    """The port ``Tally``: it may write and not read."""

    def __init__(self, table: str, *, pause: Callable[[int], None]) -> None:
        self._count, self._used, self._pause = bound(CountRow, table), bound(UsedRow, table), pause

    def count(
        self, once: str, quarter: Quarter, stage: EqualityStage, answers: Mapping[str, str], *, forget: date
    ) -> bool:
        """Add one to each answer."""
        expires = int(datetime.combine(forget, time.min, tzinfo=UTC).timestamp())
        for attempt in range(_TRIES):
            try:
                with answering(), TransactWrite(connection=connection_of(self._count)) as write:
                    write.save(
                        self._used(f"USED#{hashlib.sha256(once.encode()).hexdigest()}", "USED", expires=expires),
                        condition=self._used.pk.does_not_exist(),
                    )
                    for question, answer in sorted(answers.items()):
                        row = self._count(_pk(quarter), f"{question}#{stage.value}#{answer}")
                        write.update(row, actions=[self._count.people.add(1)])
            except ConditionFailed as failed:
                if failed.certain:
                    return False
                self._pause(attempt)  # Somebody else is counted this moment.
            else:
                return True
        raise StoreUnavailable


class EqualityFiguresTable:
    """The port ``Figures``."""

    def __init__(self, table: str) -> None:
        self._count = bound(CountRow, table)

    def of(self, quarters: Sequence[Quarter]) -> Sequence[Counted]:
        """The counts of each quarter: one query each."""
        with answering():
            return [{_counted(row): int(row.people) for row in self._count.query(_pk(each))} for each in quarters]


def _counted(row: CountRow) -> tuple[str, EqualityStage, str]:
    question, stage, answer = row.sk.split("#")
    return question, EqualityStage(stage), answer


def _pk(quarter: Quarter) -> str:
    return f"QUARTER#{quarter.name}"
