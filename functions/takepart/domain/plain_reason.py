"""Reasons to refuse something: each a name for the code, words for the person, and the box of the form it is about."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class PlainReason(StrEnum):
    """A reason with what it means in plain words: ``NOT_LATER = "not-later", "Choose a later day.", "to"``."""

    plain: str
    box: str
    """The name of the field whose answer it refuses; empty for one that is about the whole."""

    def __new__(cls, value: str, plain: str, box: str = "") -> Self:
        """Keep the words and the box with the reason."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.plain, member.box = plain, box
        return member
