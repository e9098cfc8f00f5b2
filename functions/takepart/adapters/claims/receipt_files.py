"""Receipts in S3: posted straight from the browser by a signed form, known by their bytes, never shown inline."""

from __future__ import annotations

from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters import posted_files
from takepart.domain.ids import DraftId, ReceiptId
from takepart.domain.sent_files import MOST_BYTES
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

    def replace(self, key: str, content: bytes, *, content_type: str) -> None:
        """Other bytes in its place. The store tells of them as of a file that arrived: they are looked at once more."""
        try:
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)
        except (BotoCoreError, ClientError) as error:
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
