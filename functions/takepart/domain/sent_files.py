"""A file that somebody sent: what it is by its own bytes, whether others can open it, and it without what it hides.

Receipts and evidence of promises go through here. A photo loses the place where it was taken before anybody sees it.
What those who decide could not open is told to whoever sent it, while they are there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from takepart.domain.pictures import BrokenPicture, kind_of_picture, picture_alone

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest file that is taken. A photo from a phone has 2 to 6 MB."""
PDF: Final = "application/pdf"
_HEIC_TYPE: Final = "image/heic"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_ENDS_OF_PDF: Final = 2048
"""Bytes at its end in which a PDF says that it is whole (ISO 32000-1, 7.5.5); programs add a little after it."""
_WHOLE_PDF: Final = re.compile(rb"startxref\s+\d+\s+%%EOF")
_LOCKED_PDF: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
TOO_BIG: Final = "This file is larger than 10 MB. Take the photo again at a smaller size."
EMPTY: Final = "This file is empty. Choose it again."
BROKEN: Final = "This file is damaged, or not all of it came. Take the photo again, or choose the file again."
LOCKED: Final = "This PDF is locked, so nobody here can open it. Send a photo of it, or a copy without a password."
HEIC: Final = "Not everybody can open this kind of photo (HEIC). Send it as a JPEG, or take a screenshot of it."
WRONG_KIND: Final = "This file is not a photo or a PDF. Send a photo of the receipt, or a PDF."


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """What came. ``content`` is what may be kept; ``problem`` says why it cannot be used and what to do."""

    content_type: str
    content: bytes
    problem: str = ""


def look_at(content: bytes) -> SentFile:
    """What a file is, and it without what it hides; done twice, nothing more is taken out."""
    kind = kind_of(content)
    problem = _problem(content, kind)
    if problem or kind == PDF:
        return SentFile(content_type=kind, content=content, problem=problem)
    try:
        return SentFile(content_type=kind, content=picture_alone(content))
    except BrokenPicture:
        return SentFile(content_type=kind, content=content, problem=BROKEN)


def kind_of(content: bytes) -> str:
    """The content type that the first bytes show; empty for anything that is no photo and no PDF."""
    if picture := kind_of_picture(content):
        return picture
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"msf1"):
        return _HEIC_TYPE
    if content.removeprefix(_BYTE_ORDER_MARK).lstrip()[:5] == b"%PDF-":
        return PDF  # readers also take one that starts later, but so could a program or a page
    return ""


def _problem(content: bytes, kind: str) -> str:
    if len(content) > MOST_BYTES:
        return TOO_BIG
    if not content:
        return EMPTY
    if not kind:
        return WRONG_KIND
    if kind == _HEIC_TYPE:
        return HEIC
    if kind == PDF and not _WHOLE_PDF.search(content[-_ENDS_OF_PDF:]):
        return BROKEN
    return LOCKED if kind == PDF and _LOCKED_PDF.search(content) else ""
