"""Names for the code that carry their words for people; and reasons to refuse something, with their box of a form."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class PlainWord(StrEnum):
    """A name with what people call it: ``DONE = "done", "We did it"``."""

    plain: str

    def __new__(cls, value: str, plain: str = "") -> Self:
        """Keep the words with the name. Whoever looks one up gives its value alone."""
        member = str.__new__(cls, value)
        member._value_, member.plain = value, plain
        return member


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
