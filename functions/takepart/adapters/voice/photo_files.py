"""Photos and papers in S3: what is sent lies apart and is cleared away after a day; only what was checked stays.

A picture for everybody lies under ``shown/``, a paper of a complaint under ``shown-to-staff/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters import posted_files
from takepart.adapters.answering import answering
from takepart.domain.voice.complaint_parts import Attached
from takepart.domain.voice.pictures import MOST_BYTES, Picture
from takepart.use_cases.ports import StoreUnavailable, UploadForm

if TYPE_CHECKING:
    from takepart.domain.sent_files import SentFile

_NOT_THERE: Final = {"404", "403", "NoSuchKey", "NotFound", "AccessDenied"}


class S3PhotoFiles:
    """The port ``PhotoFiles``. ``files_url`` is where browsers reach the bucket, when not at its own address."""

    def __init__(self, s3: Any, bucket: str, *, files_url: str = "") -> None:
        self._s3, self._bucket, self._files_url = s3, bucket, files_url.rstrip("/")

    def upload_form(self, id: str, file: str, *, back_to: str) -> UploadForm:
        """A form for one file that comes back to a page of ours."""
        address = f"{self._files_url}/{self._bucket}" if self._files_url else ""
        return posted_files.upload_form(self._s3, self._bucket, _sent(id, file), back_to=back_to, address=address)

    def uploaded(self, id: str, file: str) -> bytes:
        """What was sent: at most one byte more than may be."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=_sent(id, file), Range=f"bytes=0-{MOST_BYTES}")
            return bytes(answer["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] in {*_NOT_THERE, "InvalidRange"}:
                return b""
            raise StoreUnavailable from error
        except BotoCoreError as error:
            raise StoreUnavailable from error

    def keep(self, id: str, picture: Picture) -> None:
        """Keep what may be shown."""
        with answering():
            self._s3.put_object(
                Bucket=self._bucket, Key=_shown(id), Body=picture.content, ContentType=picture.content_type
            )

    def link(self, id: str, *, seconds: int = 60) -> str:
        """An address that shows it, for so long: a page that is loaded later asks us again."""
        signed = str(
            self._s3.generate_presigned_url(
                "get_object", Params={"Bucket": self._bucket, "Key": _shown(id)}, ExpiresIn=seconds
            )
        )
        return self._reached(signed)

    def drop(self, id: str) -> None:
        """It is gone; S3 says so, too, when it was gone before."""
        with answering():
            self._s3.delete_object(Bucket=self._bucket, Key=_shown(id))

    def keep_paper(self, key: str, sent: SentFile) -> None:
        """Keep a paper of a complaint."""
        with answering():
            self._s3.put_object(Bucket=self._bucket, Key=_paper(key), Body=sent.content, ContentType=sent.content_type)

    def paper_link(self, paper: Attached) -> str:
        """An address that downloads it, for some minutes."""
        name = f"complaint-{paper.key.partition('/')[0]}.{paper.content_type.rpartition('/')[2]}"
        kind = paper.content_type
        return self._reached(
            posted_files.download_link(self._s3, self._bucket, _paper(paper.key), name=name, content_type=kind)
        )

    def drop_paper(self, key: str) -> None:
        """It is gone."""
        with answering():
            self._s3.delete_object(Bucket=self._bucket, Key=_paper(key))

    def _reached(self, signed: str) -> str:
        """The same address where browsers reach the bucket."""
        if not self._files_url:
            return signed
        parts = urlsplit(signed)
        return f"{self._files_url}{parts.path}?{parts.query}"


def _sent(id: str, file: str) -> str:
    return f"sent/{id}/{file}"


def _shown(id: str) -> str:
    return f"shown/{id}"


def _paper(key: str) -> str:
    return f"shown-to-staff/{key}"
