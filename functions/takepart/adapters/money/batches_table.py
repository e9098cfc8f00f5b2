"""Batches in DynamoDB: the batch is one item; its rows lie beside it, named by the SHA-256 of the file they make.

So rows are written before the batch is sealed with their name, and no two runs can mix theirs. An item may hold 400 KB:
the plan of 500 payments takes about 60, and rows, with their names and sealed accounts, go 50 to an item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from takepart.adapters import codec
from takepart.adapters.aggregates import Aggregates, read_each, reading
from takepart.adapters.answering import answering
from takepart.adapters.rows import ThingRow, bound, plain
from takepart.adapters.store import Shape, Store
from takepart.domain.batches.batch import UNFINISHED, Batch, BatchAction, BatchRow, BatchState
from takepart.domain.batches.told import check, check_rows
from takepart.domain.ids import BatchId
from takepart.use_cases.stores import Damaged, Found

_TO_AN_ITEM: Final = 50


def _damaged(found: Sequence[Found[Batch]]) -> list[Damaged]:
    return [damaged for some in found for damaged in some.damaged]


def _board(state: BatchState) -> str:
    return f"batch:{state.value}"


def _keys(batch: Batch) -> dict[str, str]:
    return {"board": _board(batch.state), "board_at": _place(batch.id)}


def _place(id: BatchId) -> str:
    """What batches are in the order of: the day, then the number."""
    day, _, number = id.rpartition("-")
    return f"{day}#{number:0>4}"


def _pk(batch_id: BatchId) -> str:
    return f"BATCH#{batch_id}"


class BatchesTable(Store[Batch]):
    """The port ``Batches`` on DynamoDB."""

    shape = Shape(Batch, pk="BATCH#{id}", sk="BATCH", keys=_keys, beside={"rows": ()}, told=check)

    def __init__(self, aggregates: Aggregates, table: str) -> None:
        super().__init__(aggregates)
        self._beside = bound(ThingRow, table)

    def get(self, key: BatchId) -> Batch | None:
        """The batch as it is now, with its rows."""
        batch = super().get(key)
        return batch and self.with_rows(batch)

    def with_rows(self, batch: Batch) -> Batch:
        """A batch of a list, with what lies beside it. Raises DamagedRecord."""
        if not batch.sha256:
            return batch
        return reading(self._filled, batch, *self.shape.key(batch.id))

    def save(self, batch: Batch) -> None:
        """Keep a batch's next step; the rows go first when it is sealed."""
        if batch.journal[-1].action == BatchAction.SEAL.value:
            self._keep_rows(batch)
        super().save(batch)

    def unfinished(self) -> Sequence[BatchId]:
        """The batches that a run still has to look after, the oldest first."""
        found = [self._before(state, "~") for state in UNFINISHED]
        return Found(sorted(batch.id for some in found for batch in some), damaged=_damaged(found))

    def recent(self, *, before: BatchId | None = None, limit: int = 30) -> Found[Batch]:
        """The latest batches before one, without their rows, the newest first; ``after`` is the last if more follow."""
        until = _place(before) if before else "~"
        found = [self._before(state, until, most=limit + 1) for state in BatchState]
        latest = sorted((batch for some in found for batch in some), key=lambda one: _place(one.id), reverse=True)
        after = latest[limit - 1].id if len(latest) > limit else None
        return Found(latest[:limit], damaged=_damaged(found), after=after)

    def _before(self, state: BatchState, until: str, *, most: int | None = None) -> Found[Batch]:
        return read_each(self.shape.read, self.aggregates.before(_board(state), until, most=most))

    def rows_of(self, batch: Batch) -> list[ThingRow]:
        """The items that lie beside a batch."""
        return [
            self._beside(
                _pk(batch.id),
                f"{rows_begin(batch)}{start:06}",
                body={"rows": [codec.encode(row) for row in batch.rows[start : start + _TO_AN_ITEM]]},
            )
            for start in range(0, len(batch.rows), _TO_AN_ITEM)
        ]

    def _keep_rows(self, batch: Batch) -> None:
        with answering():
            for item in self.rows_of(batch):
                item.save()

    def _filled(self, batch: Batch) -> Batch:
        condition = self._beside.sk.startswith(rows_begin(batch))
        with answering():
            items = list(self._beside.query(_pk(batch.id), range_key_condition=condition, consistent_read=True))
        return filled(batch, [plain(item.body) for item in items])


def rows_begin(batch: Batch) -> str:
    """What the sort keys of a batch's rows begin with."""
    return f"ROWS#{batch.sha256}#"


def filled(batch: Batch, bodies: Iterable[Mapping[str, Any]]) -> Batch:
    """A batch with its rows, from the items that lie beside it. Raises BrokenJournal when they are others."""
    rows = tuple(codec.decode(BatchRow, row) for body in bodies for row in body["rows"])
    after = replace(batch, rows=rows)
    check_rows(after)
    return after
