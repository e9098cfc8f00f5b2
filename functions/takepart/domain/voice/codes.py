"""The code that a person gets for what they said: the only way back to it, and we keep no more than its hash."""

from __future__ import annotations

import hashlib
import re
from typing import Final, NewType

from takepart.domain.references import LETTERS

FeedbackId = NewType("FeedbackId", str)
"""What somebody said: the hash of their code, so that the code leads to it and it does not lead to the code."""

_GROUPS: Final = 4
_IN_GROUP: Final = 4
_LENGTH: Final = _GROUPS * _IN_GROUP


def code_of(secret: bytes) -> str:
    """The code for some secret bytes (32 or so): 16 letters, 73 bits, no look-alikes: ``K7M4-9QXR-BCDF-2346``."""
    number = int.from_bytes(hashlib.sha256(b"takepart feedback code\n" + secret).digest())
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return _grouped("".join(letters))


def read_code(typed: str) -> str | None:
    """The code that somebody typed or read out, in any case and with any spaces; nothing when it is not one."""
    letters = re.sub(r"[\s\-–]", "", typed).upper()
    if len(letters) != _LENGTH or any(letter not in LETTERS for letter in letters):
        return None
    return _grouped(letters)


def id_of(code: str) -> FeedbackId:
    """Where the feedback with this code is kept."""
    return FeedbackId(hashlib.sha256(f"takepart feedback\n{code}".encode()).hexdigest()[:40])


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + _IN_GROUP] for at in range(0, _LENGTH, _IN_GROUP))
