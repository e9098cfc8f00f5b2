"""The bank's files in S3, named by their batch and their bytes: a name never gets other bytes."""

from __future__ import annotations

from typing import Any, Final

from botocore.exceptions import ClientError

from takepart.adapters.answering import answering
from takepart.adapters.posted_files import download_link
from takepart.domain.ids import BatchId

_NOT_THERE: Final = {"404", "403", "NoSuchKey", "NotFound", "Forbidden", "AccessDenied"}
"""Without leave to list a bucket, S3 says 403 of a file that is not there."""


class S3PaymentFiles:
    """The port ``PaymentFiles``."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def put(self, batch_id: BatchId, content: bytes, *, sha256: str) -> None:
        """Keep a file; again is the same."""
        with answering():
            self._s3.put_object(
                Bucket=self._bucket,
                Key=payment_file_key(batch_id, sha256=sha256),
                Body=content,
                ContentType="text/csv; charset=utf-8",
                Metadata={"sha256": sha256},
            )

    def has(self, batch_id: BatchId, *, sha256: str) -> bool:
        """Whether it is kept."""
        with answering():
            try:
                self._s3.head_object(Bucket=self._bucket, Key=payment_file_key(batch_id, sha256=sha256))
            except ClientError as error:
                if error.response["Error"]["Code"] not in _NOT_THERE:
                    raise
                return False
        return True

    def link(self, batch_id: BatchId, *, sha256: str) -> str:
        """An address that downloads it, for five minutes."""
        return download_link(
            self._s3,
            self._bucket,
            payment_file_key(batch_id, sha256=sha256),
            name=f"{batch_id}.csv",
            content_type="text/csv; charset=utf-8",
        )


def payment_file_key(batch_id: BatchId, *, sha256: str) -> str:
    """Where a file lies: ``batches/2026-11-24-1-0123456789ab.csv``."""
    return f"batches/{batch_id}-{sha256[:12]}.csv"
