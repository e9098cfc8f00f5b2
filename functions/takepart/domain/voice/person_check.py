"""A small question that a person answers at a glance, for days on which very many answers come to one questionnaire.

It needs no picture, no sound, no script and no arithmetic, and a screen reader reads it. It stops programs that only
fill in forms; what was made for this service in particular is met by the limit of the day, after which people look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from takepart.domain.typed_words import as_written

KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "an animal": ("horse", "rabbit", "spider", "monkey", "lion", "duck"),
        "a colour": ("green", "yellow", "purple", "brown", "blue", "pink"),
        "something to eat": ("bread", "soup", "cheese", "apple", "rice", "cake"),
        "something to wear": ("shoe", "scarf", "jacket", "sock", "hat", "glove"),
        "something to sit on": ("chair", "bench", "sofa", "stool", "swing", "saddle"),
    }
)
"""The kinds of words: none fits two of them."""


@dataclass(frozen=True, kw_only=True)
class PersonCheck:
    """One question and its answer."""

    words: str
    answer: str

    def is_right(self, typed: str) -> bool:
        """In any case, with spaces or a full stop around."""
        return as_written(typed).strip(" .\n").casefold() == self.answer


def check_of(secret: bytes) -> PersonCheck:
    """The question for some secret bytes (32 or so): one word of the kind asked for, and one of each of two others."""
    kinds = list(KINDS)
    first = secret[0] % len(kinds)
    others = [kinds[(first + step) % len(kinds)] for step in (1 + secret[1] % 2, 3 + secret[2] % 2)]
    answer = KINDS[kinds[first]][secret[3] % 6]
    words = [KINDS[kind][secret[4 + place] % 6] for place, kind in enumerate(others)]
    words.insert(secret[6] % 3, answer)
    return PersonCheck(words=f"Which of these is {kinds[first]}: {words[0]}, {words[1]} or {words[2]}?", answer=answer)
