"""Receipts: their files in S3, posted straight from the browser by a signed form, known by their bytes and never shown
inline; and what was found out about each, in DynamoDB, beside the claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PutError, PynamoDBException

from takepart.adapters import posted_files
from takepart.adapters.rows import ThingRow, bound, plain, without_nothing
from takepart.domain.ids import DraftId, ReceiptId
from takepart.use_cases.claims.check_receipt import MOST_BYTES, REPLACED
from takepart.use_cases.claims.ports import MOST_ALIKE, MOST_RECEIPTS, Receipt
from takepart.use_cases.ports import StoreUnavailable, UploadForm

_LINK_SECONDS: Final = 300


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
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes=0-{MOST_BYTES}")
            return bytes(answer["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidRange":
                return b""  # an empty file has no first byte
            raise StoreUnavailable from error
        except BotoCoreError as error:
            raise StoreUnavailable from error

    def link(self, key: str, *, content_type: str) -> str:
        """An address that downloads the file, for five minutes."""
        name = f"receipt.{content_type.rpartition('/')[2] or 'bin'}"
        return str(
            self._s3.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ResponseContentDisposition": f'attachment; filename="{name}"',
                    "ResponseContentType": content_type,
                },
                ExpiresIn=_LINK_SECONDS,
            )
        )


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
        try:
            self._row(
                f"RECEIPTS#{receipt.draft}",
                receipt.id,
                body=without_nothing(body),
                fingerprint=f"receipt:{receipt.sha256}" if receipt.usable else None,
            ).save(condition=stands | had_a_problem)
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise StoreUnavailable from error
            self._was_replaced(receipt)

    def _was_replaced(self, receipt: Receipt) -> None:
        """Say so beside what was found out about the first file."""
        try:
            self._row(f"RECEIPTS#{receipt.draft}", receipt.id).update(
                actions=[self._row.body["problem"].set(REPLACED)], condition=self._row.pk.exists()
            )
        except PynamoDBException as error:
            raise StoreUnavailable from error

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:
        """The receipts sent with a draft or its claim, the first day first."""
        try:
            rows = list(self._row.query(f"RECEIPTS#{draft}", consistent_read=True, limit=MOST_RECEIPTS))
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return sorted((_receipt(row, draft) for row in rows), key=lambda each: (each.received_on, each.id))

    def same_picture(self, sha256: str) -> Sequence[DraftId]:
        """The drafts and claims that hold this very file."""
        try:
            rows = self._row.by_fingerprint.query(f"receipt:{sha256}", limit=MOST_ALIKE)
            return list(dict.fromkeys(DraftId(row.pk.removeprefix("RECEIPTS#")) for row in rows))
        except PynamoDBException as error:
            raise StoreUnavailable from error


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
