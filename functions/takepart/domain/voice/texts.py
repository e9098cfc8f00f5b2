"""What people write and what we write back: kept as written, beside the journal, which holds only its digest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from takepart.domain.voice.refusals import CannotDo, Refusal

MOST_LETTERS: Final = 20_000


class By(StrEnum):
    """Whose words they are."""

    THEM = "them"
    US = "us"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Some words, by the journal entry they came with."""

    seq: int
    by: By
    words: str


def checked(about: str, words: str) -> str:
    """The words, if there are some and not too many: nothing is cut off or changed. Raises CannotDo."""
    if not words.strip():
        raise CannotDo(about, reason=Refusal.NO_WORDS)
    if len(words) > MOST_LETTERS:
        raise CannotDo(about, reason=Refusal.TOO_LONG)
    return words
