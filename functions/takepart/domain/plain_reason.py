"""Reasons to refuse something: each a name for the code and words for the person."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class PlainReason(StrEnum):
    """A reason with what it means in plain words: ``NOT_FOUND = "not-found", "We cannot find that."``"""

    plain: str

    def __new__(cls, value: str, plain: str) -> Self:
        """Keep the words with the reason."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.plain = plain
        return member
