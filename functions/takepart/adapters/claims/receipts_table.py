"""What was found out about each receipt, in DynamoDB, beside the claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import ThingRow, bound, plain, without_nothing
from takepart.domain.ids import DraftId, ReceiptId
from takepart.use_cases.claims.check_receipt import REPLACED
from takepart.use_cases.claims.ports import MOST_ALIKE, MOST_RECEIPTS, Receipt


class ReceiptsTable:
    """The port ``Receipts``."""

    def __init__(self, table: str) -> None:
        self._row = bound(ThingRow, table)

    def add(self, receipt: Receipt) -> None:
        """Keep what the check found: the same file gives the same row.

        A form to upload with works for an hour, so a second file can take the place of one that was looked at, or
        even decided on. The first good file stands; once it is gone nobody is shown another in its place.
        """
        row = self._row
        stands = row.pk.does_not_exist() | (row.body["sha256"] == receipt.sha256)
        had_a_problem = row.body["problem"].exists() & (row.body["problem"] != REPLACED)
        body = {
            "key": receipt.key,
            "type": receipt.content_type,
            "size": receipt.size,
            "sha256": receipt.sha256,
            "on": receipt.received_on.isoformat(),
            "problem": receipt.problem,
        }
        fingerprint = f"receipt:{receipt.sha256}" if receipt.usable else None
        new = row(f"RECEIPTS#{receipt.draft}", receipt.id, body=without_nothing(body), fingerprint=fingerprint)
        try:
            with answering():
                new.save(condition=stands | had_a_problem)
        except ConditionFailed:
            self._was_replaced(receipt)

    def _was_replaced(self, receipt: Receipt) -> None:
        """Say so beside what was found out about the first file."""
        with answering():
            self._row(f"RECEIPTS#{receipt.draft}", receipt.id).update(
                actions=[self._row.body["problem"].set(REPLACED)], condition=self._row.pk.exists()
            )

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:
        """The receipts sent with a draft or its claim, the first day first."""
        with answering():
            rows = list(self._row.query(f"RECEIPTS#{draft}", consistent_read=True, limit=MOST_RECEIPTS))
        return sorted((_receipt(row, draft) for row in rows), key=lambda each: (each.received_on, each.id))

    def same_picture(self, sha256: str) -> Sequence[DraftId]:
        """The drafts and claims that hold this very file."""
        with answering():
            rows = self._row.by_fingerprint.query(f"receipt:{sha256}", limit=MOST_ALIKE)
            return list(dict.fromkeys(DraftId(row.pk.removeprefix("RECEIPTS#")) for row in rows))


def _receipt(row: ThingRow, draft: DraftId) -> Receipt:
    body = plain(row.body)
    return Receipt(
        id=ReceiptId(row.sk),
        draft=draft,
        key=body["key"],
        content_type=body.get("type", ""),
        size=int(body["size"]),
        sha256=body["sha256"],
        received_on=date.fromisoformat(body["on"]),
        problem=body.get("problem", ""),
    )
