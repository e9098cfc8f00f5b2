"""A person's name as a bank's file can hold it: few letters, and few of them."""

from __future__ import annotations

import re
from typing import Final

from anyascii import anyascii

BACS_NAME: Final = 18
"""The most characters a BACS name has."""
_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_NOT_ALLOWED: Final = re.compile(r"[^A-Z0-9.&/ -]+")
_AT_THE_ENDS: Final = " .&/-"
NO_LETTERS: Final = "ACCOUNT HOLDER"


def file_name_of(name: str, *, length: int = BACS_NAME) -> str:
    """Transliterate, upper-case, keep ``A-Z 0-9 . & / -`` and spaces, and cut: ``Zoë D’Arc`` is ``ZOE DARC``.

    It starts with a letter or digit, so no spreadsheet takes it for a formula. The full name is kept elsewhere. A name
    with nothing to transliterate becomes ``ACCOUNT HOLDER``: banks match the account's number, not this.
    """
    plain = anyascii(_APOSTROPHES.sub("", name)).upper()
    words = " ".join(_NOT_ALLOWED.sub(" ", _APOSTROPHES.sub("", plain)).split())
    words = words.lstrip(_AT_THE_ENDS) or NO_LETTERS
    return words[:length].rstrip(_AT_THE_ENDS)
