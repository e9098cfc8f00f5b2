"""What a batch's journal tells of it, held against what it says: its plan, its file, its rows, what came back."""

from __future__ import annotations

from collections.abc import Mapping

from takepart.domain.batches.batch import ROWS, Batch, BatchAction, BatchState, rows_digest
from takepart.domain.journal import Fact, same
from takepart.domain.money import Money


def check(batch: Batch) -> None:
    """Hold a batch against its journal, its rows apart. Raises BrokenJournal, saying what was changed."""
    facts: dict[BatchAction, Mapping[str, Fact]] = {BatchAction(each.action): each.facts for each in batch.journal}
    opened, sealed, sent = (facts.get(each, {}) for each in (BatchAction.OPEN, BatchAction.SEAL, BatchAction.SEND))
    told = " ".join(str(each.facts["references"]) for each in batch.journal if each.action == BatchAction.CAME_BACK)
    planned = Money.total(each.amount for each in batch.plan).pence
    same("state", batch.state, batch.state_told(BatchState.OPEN))
    same("plan", (len(batch.plan), planned), (opened["payments"], opened["pence"]))
    same("file", (batch.total.pence, batch.sha256), (sealed.get("pence", 0), sealed.get("sha256", "")))
    same("day", batch.arrives.isoformat() if batch.arrives else None, sent.get("arrives"))
    same("return", sorted(batch.returned), sorted(told.split()))


def check_rows(batch: Batch) -> None:
    """Hold the rows of a batch against what it was sealed with. Raises BrokenJournal."""
    facts = next(each.facts for each in batch.journal if each.action == BatchAction.SEAL)
    pence = Money.total(row.amount for row in batch.rows).pence
    same("row", (len(batch.rows), pence), (facts["payments"], facts["pence"]))
    if ROWS in facts:  # One that was sealed before its rows were told of has their number and sum alone.
        same("line", rows_digest(batch.rows), facts[ROWS])
