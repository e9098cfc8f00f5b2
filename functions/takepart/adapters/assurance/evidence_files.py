"""Evidence in S3: posted straight from the browser, looked at when its page comes back, never shown inline.

What arrives lies under ``incoming/``, which the bucket empties by itself; what somebody then uses as evidence is moved
on to ``evidence/``, as it was checked and without what a photo hides, and stays.

What is empty, too big or of another kind is refused by us, in words. Nothing else looks at it; the bucket keeps it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from takepart.adapters import posted_files
from takepart.adapters.answering import answering
from takepart.domain.assurance.duty import EvidenceFile
from takepart.domain.sent_files import MOST_BYTES, WRONG_KIND, look_at
from takepart.use_cases.assurance.ports import UnusableFile
from takepart.use_cases.ports import StoreUnavailable, UploadForm

_OFFICE: Final = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


_ENDINGS: Final = {_OFFICE[b"word/"]: "docx", _OFFICE[b"xl/"]: "xlsx", _OFFICE[b"ppt/"]: "pptx"}


class S3EvidenceFiles:
    """The port ``EvidenceFiles``. ``files_url`` is where browsers reach the bucket, when not at its own address."""

    def __init__(self, s3: Any, bucket: str, *, files_url: str = "") -> None:
        self._s3, self._bucket = s3, bucket
        self._address = f"{files_url.rstrip('/')}/{bucket}" if files_url else ""

    def upload_form(self, key: str, *, back_to: str) -> UploadForm:
        """A form for one file that comes back to a page of ours."""
        return posted_files.upload_form(self._s3, self._bucket, key, back_to=back_to, address=self._address)

    def check(self, key: str, *, name: str) -> EvidenceFile:
        """What arrived, by its own bytes. Raises UnusableFile or StoreUnavailable."""
        try:
            size = int(self._s3.head_object(Bucket=self._bucket, Key=key)["ContentLength"])
        except ClientError as error:
            if error.response["Error"]["Code"] in {"404", "403", "NoSuchKey", "NotFound"}:
                raise UnusableFile("We did not get a file. Choose it again.") from error
            raise StoreUnavailable from error
        except BotoCoreError as error:
            raise StoreUnavailable from error
        if size == 0:
            raise UnusableFile("The file is empty. Choose it again.")
        if size > MOST_BYTES:
            raise UnusableFile("The file is larger than 10 MB. Send a smaller one, or write a note.")
        content = self._read(key)
        sent = look_at(content)
        kind = sent.content_type or _office_kind(content)
        if sent.problem and sent.problem != WRONG_KIND:
            raise UnusableFile(sent.problem)
        if not kind:
            raise UnusableFile("We cannot take this kind of file. Send a photo, a PDF or an office document.")
        return EvidenceFile(
            key=key, name=name[:120], content_type=kind, size=size, sha256=hashlib.sha256(content).hexdigest()
        )

    def keep(self, file: EvidenceFile) -> EvidenceFile:
        """The same file where it stays. Done twice, it is one file.

        Raises UnusableFile when it is not the one that was checked, StoreUnavailable.
        """
        content = self._read(file.key)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise UnusableFile("The file was changed while you were writing. Choose it again.")
        key, content = f"evidence/{file.key.partition('/')[2]}", look_at(content).content
        with answering():
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=file.content_type)
        return replace(file, key=key, size=len(content), sha256=hashlib.sha256(content).hexdigest())

    def _read(self, key: str) -> bytes:
        with answering():
            return bytes(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())

    def link(self, file: EvidenceFile) -> str:
        """An address that downloads the file, for five minutes."""
        name = f"evidence.{_ENDINGS.get(file.content_type) or file.content_type.rpartition('/')[2] or 'bin'}"
        return posted_files.download_link(self._s3, self._bucket, file.key, name=name, content_type=file.content_type)


def _office_kind(content: bytes) -> str:
    """A document of an office programme: a zip file that names its parts. Macros are not taken."""
    if not content.startswith(b"PK\x03\x04") or b"[Content_Types].xml" not in content or b"vbaProject" in content:
        return ""
    return next((kind for part, kind in _OFFICE.items() if part in content), "")
