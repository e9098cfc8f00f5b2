"""What people write and what we write back: kept as written, beside the journal, which holds only its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from takepart.domain.refused import Refused
from takepart.domain.typed_words import seen
from takepart.domain.voice.refusals import VoiceRefusal

MOST_LETTERS: Final = 20_000
MOST_IN_ALL: Final = 80_000
"""What one conversation can hold: an item of the table takes 400 KB, and a letter up to 4 bytes."""


class WrittenBy(StrEnum):
    """Whose words they are."""

    THEM = "them"
    US = "us"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Some words, by the journal entry they came with."""

    seq: int
    by: WrittenBy
    words: str


def checked(about: str, words: str, *, before: Sequence[Text] = ()) -> str:
    """The words, if there are some and not too many: nothing is cut off or changed. Raises Refused."""
    if not seen(words):
        raise Refused(about, reason=VoiceRefusal.NO_WORDS)
    if len(words) > MOST_LETTERS:
        raise Refused(about, reason=VoiceRefusal.TOO_LONG)
    if sum(len(text.words) for text in before) + len(words) > MOST_IN_ALL:
        raise Refused(about, reason=VoiceRefusal.TOO_MUCH)
    return words
