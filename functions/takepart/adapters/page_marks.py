"""Where the next page of a list starts: a mark that goes out in an address, and comes back as anything at all.

A mark names its list, so that the mark of one list opens no page of another: DynamoDB refuses such a start key.
"""

from __future__ import annotations

import hashlib
from typing import Final

from takepart.use_cases.ports import NoSuchPage

_LONGEST: Final = 600
_OF_LIST: Final = 12
_SEPARATOR: Final = "~"


def mark(board: str, begins: str | None, *, pk: str, sk: str, at: str) -> str:
    """The mark of the item that a page ended with."""
    return _SEPARATOR.join((_list(board, begins), pk, sk, at))


def read_mark(text: str, board: str, begins: str | None) -> tuple[str, str, str]:
    """``pk``, ``sk`` and place of the item that the page before ended with.

    Raises NoSuchPage for what is no mark, or the mark of another list.
    """
    parts = tuple(text.split(_SEPARATOR, 3))
    if len(text) > _LONGEST or not text.isprintable() or len(parts) != 4 or not all(parts):
        raise NoSuchPage
    of, pk, sk, at = parts
    if of != _list(board, begins) or not at.startswith(begins or ""):
        raise NoSuchPage
    return pk, sk, at


def _list(board: str, begins: str | None) -> str:
    return hashlib.sha256(f"{board}\n{begins or ''}".encode()).hexdigest()[:_OF_LIST]
