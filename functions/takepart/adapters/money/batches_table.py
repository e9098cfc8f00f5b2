"""Batches in DynamoDB: the batch is one item; its rows lie beside it, named by the SHA-256 of the file they make.

So rows are written before the batch is sealed with their name, and no two runs can mix theirs. An item may hold 400 KB:
the plan of 500 payments takes about 30, and rows, with their names and sealed accounts, go 50 to an item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from pynamodb.exceptions import PynamoDBException

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.money.batch_parts import (
    planned_body,
    profile_body,
    read_planned,
    read_profile,
    read_row,
    row_body,
)
from takepart.adapters.rows import ThingRow, bound, plain, without_nothing
from takepart.domain.batches.batch import UNFINISHED, Batch, BatchAction, BatchState
from takepart.domain.batches.rows import Row
from takepart.domain.ids import BatchId
from takepart.domain.money import Money
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.stores import Damaged, Found

_SK: Final = "BATCH"
_TO_AN_ITEM: Final = 50


def _damaged(found: Sequence[Found[Batch]]) -> list[Damaged]:
    return [damaged for some in found for damaged in some.damaged]


class BatchesTable:
    """The port ``Batches`` on DynamoDB."""

    def __init__(self, aggregates: Aggregates, table: str) -> None:
        self._aggregates = aggregates
        self._beside = bound(ThingRow, table)

    def get(self, batch_id: BatchId) -> Batch | None:
        """The batch as it is now, with its rows."""
        stored = self._aggregates.get(_pk(batch_id), _SK)
        if stored is None:
            return None
        sha256 = stored.body.get("sha256", "")
        return read_one(lambda found: read_batch(found, rows=self._rows(batch_id, sha256) if sha256 else ()), stored)

    def add(self, batch: Batch) -> None:
        """Keep a new batch."""
        self._aggregates.add(stored_batch(batch))

    def save(self, batch: Batch) -> None:
        """Keep a batch's next step; the rows go first when it is sealed."""
        if batch.journal[-1].action == BatchAction.SEAL.value:
            self._keep_rows(batch)
        self._aggregates.save(stored_batch(batch))

    def unfinished(self) -> Sequence[BatchId]:
        """The batches that a run still has to look after, the oldest first."""
        found = [self._in_state(state, limit=100, newest=False) for state in UNFINISHED]
        return Found(sorted(batch.id for some in found for batch in some), damaged=_damaged(found))

    def recent(self, *, limit: int = 30) -> Sequence[Batch]:
        """The latest batches, without their rows, the newest first."""
        found = [self._in_state(state, limit=limit, newest=True) for state in BatchState]
        batches = [batch for some in found for batch in some]
        latest = sorted(batches, key=lambda batch: (batch.day, len(batch.id), batch.id), reverse=True)
        return Found(latest[:limit], damaged=_damaged(found))

    def _in_state(self, state: BatchState, *, limit: int, newest: bool) -> Found[Batch]:
        found, _ = self._aggregates.on_board(f"batch:{state.value}", limit=limit, newest=newest)
        return read_each(lambda stored: read_batch(stored, rows=()), found)

    def rows_of(self, batch: Batch) -> list[ThingRow]:
        """The items that lie beside a batch."""
        return [
            self._beside(
                _pk(batch.id),
                f"{_rows_of(batch.sha256)}{start:06}",
                body={"rows": [row_body(row) for row in batch.rows[start : start + _TO_AN_ITEM]]},
            )
            for start in range(0, len(batch.rows), _TO_AN_ITEM)
        ]

    def _keep_rows(self, batch: Batch) -> None:
        try:
            for item in self.rows_of(batch):
                item.save()
        except PynamoDBException as error:
            raise StoreUnavailable from error

    def _rows(self, batch_id: BatchId, sha256: str) -> tuple[Row, ...]:
        condition = self._beside.sk.startswith(_rows_of(sha256))
        try:
            items = list(self._beside.query(_pk(batch_id), range_key_condition=condition, consistent_read=True))
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return tuple(read_row(row) for item in items for row in plain(item.body)["rows"])


def _pk(batch_id: BatchId) -> str:
    return f"BATCH#{batch_id}"


def _rows_of(sha256: str) -> str:
    return f"ROWS#{sha256}#"


def stored_batch(batch: Batch) -> Stored:
    """The batch as it is kept, without its rows."""
    body = {
        "day": batch.day.isoformat(),
        "plan": [planned_body(planned) for planned in batch.plan],
        "pay_date": batch.pay_date.isoformat(),
        "profile": profile_body(batch.profile),
        "pence": batch.total.pence,
        "sha256": batch.sha256,
        "arrives": batch.arrives.isoformat() if batch.arrives else None,
        "returned": dict(batch.returned),
    }
    return Stored(
        pk=_pk(batch.id),
        sk=_SK,
        state=batch.state.value,
        journal=batch.journal,
        body=without_nothing(body),
        keys={"board": f"batch:{batch.state.value}", "board_at": f"{batch.day.isoformat()}#{batch.id}"},
    )


def read_batch(stored: Stored, *, rows: tuple[Row, ...]) -> Batch:
    """The batch that was kept."""
    body: Mapping[str, Any] = stored.body
    return Batch(
        id=BatchId(stored.pk.removeprefix("BATCH#")),
        day=date.fromisoformat(body["day"]),
        state=BatchState(stored.state),
        plan=tuple(read_planned(planned) for planned in body.get("plan", ())),
        pay_date=date.fromisoformat(body["pay_date"]),
        profile=read_profile(body["profile"]),
        rows=rows,
        total=Money(int(body["pence"])),
        sha256=body.get("sha256", ""),
        arrives=date.fromisoformat(body["arrives"]) if "arrives" in body else None,
        returned=MappingProxyType(dict(body.get("returned", {}))),
        journal=stored.journal,
    )
