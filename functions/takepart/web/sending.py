"""Send less: nothing to who has it already, and text compressed, where nothing can be learnt from its length.

Somebody who can make another's browser ask for a page, and put words of their own into it, can guess a secret on that
page from how well it compresses (BREACH). So a page is compressed only for who opened it: not for a request that
another site has caused without a press of the user's. What is compressed and not for everybody has a random length as
well. What is for everybody has a mark of its content (ETag): a browser that shows the same mark is told that it is the
same.
"""

from __future__ import annotations

import binascii
import hashlib
import secrets
import zlib
from collections.abc import Mapping
from typing import Any, Final

from takepart.web.requests import Request

_LEAST: Final = 1_000
"""Characters. What is shorter goes in one packet anyway."""
_TEXT: Final = ("text/", "application/json", "application/problem+json", "image/svg+xml")
_MOST_PADDING: Final = 64
_WITH_A_NAME: Final = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\xff"
"""The head of a gzip file (RFC 1952) that says its name, of no time and no system."""


def sent(answer: dict[str, Any], request: Request) -> dict[str, Any]:
    """The answer as it leaves: marked or left out if it is for everybody, then its body in gzip where that may be."""
    for_everybody = answer["headers"].get("Cache-Control", "").startswith("public")
    if for_everybody and request.method in {"GET", "HEAD"} and answer["statusCode"] == 200:
        mark = f'W/"{hashlib.sha256((answer.get("body") or "").encode()).hexdigest()[:20]}"'
        answer = answer | {"headers": answer["headers"] | {"ETag": mark}}
        if mark in request.headers.get("if-none-match", ""):
            return answer | {"statusCode": 304, "body": "", "isBase64Encoded": False}
    return _compressed(answer, request, for_everybody=for_everybody)


def _compressed(answer: dict[str, Any], request: Request, *, for_everybody: bool) -> dict[str, Any]:
    headers, body = answer["headers"], answer.get("body") or ""
    if not _is_text(headers) or "Content-Encoding" in headers:
        return answer
    headers = headers | {"Vary": _and(headers.get("Vary", ""), "Accept-Encoding")}
    may = reads(request, "gzip") and (for_everybody or asked_by_user(request))
    if len(body) < _LEAST or answer.get("isBase64Encoded") or not may:
        return answer | {"headers": headers}
    packed = gzipped(body.encode("utf-8"), padding=0 if for_everybody else secrets.randbelow(_MOST_PADDING))
    return answer | {
        "headers": headers | {"Content-Encoding": "gzip"},
        "body": binascii.b2a_base64(packed, newline=False).decode("ascii"),
        "isBase64Encoded": True,
    }


def reads(request: Request, encoding: str) -> bool:
    """Whether the browser says that it reads what is encoded so."""
    for each in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def asked_by_user(request: Request) -> bool:
    """Whether somebody opened the page: from our own pages, by a press elsewhere, or by its address.

    Browsers say so in the headers of Fetch Metadata; one that is too old to say anything is taken at its word.
    """
    site = request.headers.get("sec-fetch-site", "none")
    return site in {"same-origin", "none"} or request.headers.get("sec-fetch-user") == "?1"


def gzipped(content: bytes, *, padding: int) -> bytes:
    """A gzip file whose name, which nothing reads, is as long as the padding."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    end = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return _WITH_A_NAME + b"-" * padding + b"\x00" + packed + end


def _is_text(headers: Mapping[str, str]) -> bool:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return kind.startswith(_TEXT)


def _and(varies: str, name: str) -> str:
    return f"{varies}, {name}" if varies else name
