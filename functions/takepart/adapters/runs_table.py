"""When each job last ran: one small item for each, in the table of what passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from aws_lambda_powertools import Logger
from pynamodb.attributes import UnicodeAttribute

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import DAMAGED_RECORD, Row, bound
from takepart.domain.journal import from_instant, instant

logger = Logger()
_KEY: Final = "JOB#"
_JOB: Final = "JOB"


class JobRow(Row):
    """As of when a job last ran."""

    as_of = UnicodeAttribute()


class RunsTable:
    """The port ``Runs``."""

    def __init__(self, table: str) -> None:
        self._row = bound(JobRow, table)

    def finished(self, job: str, *, at: datetime) -> None:
        """Write it down, unless a later run is. Raises StoreUnavailable."""
        as_of = instant(at)
        earlier = self._row.as_of.does_not_exist() | (self._row.as_of < as_of)
        with suppress(ConditionFailed), answering():
            self._row(f"{_KEY}{job}", _JOB, as_of=as_of).save(condition=earlier)

    @answering()
    def last(self, jobs: Iterable[str]) -> Mapping[str, datetime]:
        """As of when each last ran; one that cannot be read is logged and passed over. Raises StoreUnavailable."""
        found: dict[str, datetime] = {}
        for row in self._row.batch_get([(f"{_KEY}{job}", _JOB) for job in jobs], consistent_read=True):
            try:
                found[row.pk.removeprefix(_KEY)] = from_instant(row.as_of)
            except (TypeError, ValueError) as error:
                logger.error(DAMAGED_RECORD, record=row.pk, why=type(error).__name__)
        return found
