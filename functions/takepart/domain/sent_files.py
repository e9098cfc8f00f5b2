"""A file that somebody sent: what it is by its own bytes, whether others can open it, and it without what it hides.

Receipts and evidence of promises go through here. A photo loses the place where it was taken before anybody sees it.
What those who decide could not open is told to whoever sent it, while they are there. A picture is taken
apart, and never painted anew: no decoder has to be trusted with a stranger's file.
Formats: JPEG (ITU T.81, annex B), Exif 2.32 for the orientation, PNG (W3C, chunks), WebP (RIFF, chunks).
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Final

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
_JPEG_STARTS: Final = b"\xff\xd8\xff"
_PNG_STARTS: Final = b"\x89PNG\r\n\x1a\n"
_STARTS_SCAN, _ENDS, _EXIF, _ADOBE = 0xDA, 0xD9, 0xE1, 0xEE
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_DRAWS: Final = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, _ADOBE})
"""Tables, frames and scans; of the applications' parts, the one that says how colours are kept."""
_CHUNKS: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT"})
_WEBP_CHUNKS: Final = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_WEBP_DRAWS: Final = frozenset({b"VP8 ", b"VP8L", b"ANMF"})
_WEBP_HIDES: Final = 0x20 | 0x08 | 0x04
"""In VP8X: that a colour profile, Exif and XMP follow."""
_TURNED: Final = range(2, 9)


class BrokenPicture(ValueError):
    """Nothing whole can be drawn from these bytes."""


def kind_of_picture(content: bytes) -> str:
    """The content type that the first bytes show; empty for what is no picture that we can take apart."""
    if content.startswith(_JPEG_STARTS):
        return JPEG
    if content.startswith(_PNG_STARTS):
        return PNG
    return WEBP if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def picture_alone(content: bytes) -> bytes:
    """What draws the picture, and nothing else. Raises BrokenPicture for what is none, is damaged or cut off."""
    try:
        return {JPEG: _jpeg, PNG: _png, WEBP: _webp}[kind_of_picture(content)](content)
    except (struct.error, LookupError, ValueError) as error:
        raise BrokenPicture from error


def _jpeg(content: bytes) -> bytes:
    kept, at, orientation, drawn = [b"\xff\xd8"], 2, 1, False
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1  # filling between parts
        if content[at] != 0xFF:
            raise ValueError("a part does not start with its mark")
        marker = content[at + 1]
        if marker == _ENDS:
            break
        if marker in _ALONE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("a part is longer than the file")
        if marker == _EXIF:
            orientation = _orientation(content[at + 4 : end]) or orientation
        if marker == _STARTS_SCAN:
            end, drawn = _end_of_scan(content, end), True
        if marker in _DRAWS:
            kept.append(content[at:end])
        at = end
    if not drawn:
        raise ValueError("nothing is drawn")
    if orientation in _TURNED:
        kept.insert(1, _exif_of(orientation))
    return b"".join([*kept, b"\xff\xd9"])


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next part starts: inside a scan, FF is followed by 00 or by a mark to start again."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] == 0 or content[at + 1] in _ALONE:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(exif: bytes) -> int:
    """Which way up it is, 1 to 8; 0 when it does not say."""
    if not exif.startswith(b"Exif\0\0"):
        return 0
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order:
        return 0
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for entry in range(min(count, 200)):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
        if tag == 0x0112 and kind == 3:
            return int(value) if 1 <= value <= 8 else 0
    return 0


def _exif_of(orientation: int) -> bytes:
    """An Exif part that says this and nothing else."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept, at, kind = [_PNG_STARTS], len(_PNG_STARTS), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("a part is longer than the file")
        (told,) = struct.unpack_from(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != told:
            raise ValueError("a part is damaged")
        if kind in _CHUNKS:
            kept.append(content[at:end])
        at = end
    if not any(part[4:8] == b"IDAT" for part in kept[1:]) or kept[1][4:8] != b"IHDR":
        raise ValueError("nothing is drawn")
    return b"".join(kept)


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    kept, at, ends = [b"WEBP"], 12, size + 8
    if ends > len(content):
        raise ValueError("the picture is longer than the file")
    while at + 8 <= ends:
        kind, length = struct.unpack_from("<4sI", content, at)
        part = bytearray(content[at : at + 8 + length + length % 2])
        if at + 8 + length > ends:
            raise ValueError("a part is longer than the file")
        if kind == b"VP8X":
            part[8] &= ~_WEBP_HIDES
        if kind in _WEBP_CHUNKS:
            kept.append(bytes(part))
        at += 8 + length + length % 2
    if not any(part[:4] in _WEBP_DRAWS for part in kept[1:]):
        raise ValueError("nothing is drawn")
    return b"RIFF" + struct.pack("<I", sum(map(len, kept))) + b"".join(kept)


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
