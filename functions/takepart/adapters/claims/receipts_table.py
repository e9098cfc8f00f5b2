"""Receipts: their files in S3, posted straight from the browser by a signed form, known by their bytes and never shown
inline; and what was found out about each, in DynamoDB, beside the claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from takepart.adapters import posted_files
from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import ThingRow, bound, plain, without_nothing
from takepart.domain.ids import DraftId, ReceiptId
from takepart.domain.sent_files import MOST_BYTES
from takepart.use_cases.claims.check_receipt import REPLACED
from takepart.use_cases.claims.ports import MOST_ALIKE, MOST_RECEIPTS, Receipt
from takepart.use_cases.ports import UploadForm


class S3ReceiptFiles:
    """The port ``ReceiptFiles``. ``files_url`` is where browsers reach the buckets, when not at their own addresses."""

    def __init__(self, s3: Any, bucket: str, *, files_url: str = "") -> None:
        self._s3, self._bucket = s3, bucket
        self._address = f"{files_url.rstrip('/')}/{bucket}" if files_url else ""

    def upload_form(self, *, draft: DraftId, receipt: ReceiptId, back_to: str) -> UploadForm:
        """A form for one file that comes back to a page of ours."""
        key = receipt_key(draft, receipt)
        return posted_files.upload_form(self._s3, self._bucket, key, back_to=back_to, address=self._address)

    def read(self, key: str) -> bytes:
        """The bytes of a file, no more than are allowed."""
        with answering():
            try:
                answer = self._s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{MOST_BYTES}")
                return bytes(answer["Body"].read())
            except ClientError as error:
                if error.response["Error"]["Code"] != "InvalidRange":
                    raise
        return b""  # an empty file has no first byte

    def replace(self, key: str, content: bytes, *, content_type: str) -> None:
        """Other bytes in its place. The store tells of them as of a file that arrived: they are looked at once more."""
        with answering():
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def link(self, key: str, *, content_type: str) -> str:
        """An address that downloads the file, for five minutes."""
        name = f"receipt.{content_type.rpartition('/')[2] or 'bin'}"
        return posted_files.download_link(self._s3, self._bucket, key, name=name, content_type=content_type)


def receipt_key(draft: DraftId, receipt: ReceiptId) -> str:
    """Where a receipt lies: ``receipts/<draft>/<receipt>``."""
    return f"receipts/{draft}/{receipt}"


def read_receipt_key(key: str) -> tuple[DraftId, ReceiptId] | None:
    """Whose receipt lies at a key; nothing for a key that is not one of ours."""
    parts = key.split("/")
    if len(parts) != 3 or parts[0] != "receipts" or not all(parts):
        return None
    return DraftId(parts[1]), ReceiptId(parts[2])


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
