"""Small pictures for tests, with things hidden in them that must not be published."""

from __future__ import annotations

import struct
import zlib

HIDDEN = b"53.3934N 3.0217W"
"""Where it was taken, as it may stand in any of a file's parts."""
_PIXELS = zlib.compress(b"\x00\xff\x00\x00")


def a_png(*, hidden: bool = True) -> bytes:
    """One red dot, with words and a second Exif beside it."""
    parts = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        *([_chunk(b"tEXt", b"Comment\0" + HIDDEN), _chunk(b"eXIf", b"MM\0*" + HIDDEN)] if hidden else []),
        _chunk(b"IDAT", _PIXELS),
        *([_chunk(b"tIME", HIDDEN[:7])] if hidden else []),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + (HIDDEN if hidden else b"")


def a_jpeg(*, orientation: int = 6, order: str = "<") -> bytes:
    """The parts of a phone's photo: two sorts of Exif, a comment, a small copy, a scan, and a film after its end."""
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entries = struct.pack(f"{order}H", 2)
    entries += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 50)
    exif = b"Exif\0\0" + mark + struct.pack(f"{order}I", 8) + entries + b"\0\0\0\0" + HIDDEN
    return b"".join(
        [
            b"\xff\xd8",
            _part(0xE0, b"JFXX\0\x10" + HIDDEN),
            _part(0xE1, exif),
            b"\xff",  # filling
            _part(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + HIDDEN),
            _part(0xE2, b"MPF\0" + HIDDEN),
            _part(0xED, b"Photoshop 3.0\0" + HIDDEN),
            _part(0xFE, HIDDEN),
            _part(0xDB, b"\0" + b"\x01" * 64),
            _part(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0"),
            _part(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56",
            _part(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x78",
            b"\xff\xd9",
            HIDDEN,
        ]
    )


def a_webp(*, hidden: bool = True) -> bytes:
    """A picture that says that Exif and XMP follow it, and both of them."""
    parts = b"WEBPVP8X" + struct.pack("<I", 10) + (b"\x2c" if hidden else b"\0") + b"\0" * 9
    parts += b"VP8 " + struct.pack("<I", 5) + b"drawn\0"
    if hidden:
        parts += b"EXIF" + struct.pack("<I", len(HIDDEN)) + HIDDEN + b"XMP " + struct.pack("<I", len(HIDDEN)) + HIDDEN
    return b"RIFF" + struct.pack("<I", len(parts)) + parts


def _part(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
