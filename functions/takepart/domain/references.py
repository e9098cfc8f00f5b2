"""References that people can read aloud: no vowels, so no words; no look-alikes such as 0/O, 1/I/L, 5/S."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from takepart.domain.ids import ClaimId, DraftId

LETTERS: Final = "2346789BCDFGHJKMPQRTVWXY"
_LENGTH: Final = 8


def claim_reference(draft: DraftId, *, attempt: int = 0) -> ClaimId:
    """The reference that a draft gets when it is sent, the same each time it is sent.

    ``attempt`` gives the next one, for the rare time when another claim has it already.
    """
    number = int.from_bytes(hashlib.sha256(f"{draft}#{attempt}".encode()).digest()[:16])
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return ClaimId(f"{''.join(letters[:4])}-{''.join(letters[4:])}")


def read_reference(typed: str) -> ClaimId | None:
    """The reference that somebody typed or read out, in any case and with any spaces; nothing when it is not one."""
    letters = re.sub(r"[\s\-–]", "", typed).upper()
    if len(letters) != _LENGTH or any(letter not in LETTERS for letter in letters):
        return None
    return ClaimId(f"{letters[:4]}-{letters[4:]}")
