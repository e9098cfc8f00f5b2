"""What the aggregates of being heard share: who said it, how exact their journal is, and since when they rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final, Self

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.journal import Actor, Fact, digest_of
from takepart.domain.refused import Refused
from takepart.domain.typed_words import seen
from takepart.domain.uk_time import local_date
from takepart.domain.voice.days import day_only
from takepart.domain.voice.refusals import VoiceRefusal

SENDER: Final = Actor("person:sender")
"""Whoever said it. It says no more, even when they gave a name."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who said it, when they want an answer by email."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What its words, and how it came, look like to a program; a person looks at it then."""

    harm: bool = False
    """Words that may mean harm were found."""
    suspected: tuple[str, ...] = ()
    """Why it may be spam: ``too-fast``, ``hidden-box``, ``too-many``, ``old-form``, ``wrong-word``."""


def told_next(number: int, *, duty: int) -> dict[str, Fact]:
    """Whom the ``number``th letter of an alert goes to: the next of ``duty`` people; after the last, all of them."""
    return {"told": min(number, duty), "all": int(number > duty)}


@dataclass(frozen=True, kw_only=True)
class FromSender(Aggregate):
    """What somebody said. Without a name its journal knows days and no finer time, whoever acts: ``days.day_only``."""

    sender: Sender | None

    @property
    def anonymous(self) -> bool:
        """Whether nobody is named."""
        return self.sender is None

    def wrote(self, words: str) -> bool:
        """Whether its sender sent these words before. The journal knows, though a name was taken out of them since."""
        theirs = (entry for entry in self.journal if entry.by == SENDER)
        return any(digest_of(words, step=each.step) in str(each.facts.get("words", "")).split() for each in theirs)

    def written(self, action: StrEnum, step: Step, facts: Mapping[str, Fact] | None = None, **changes: Any) -> Self:
        """The same with one more entry, at its day alone when nobody is named, or not any more."""
        at = step.at if changes.get("sender", self.sender) else day_only(step.at)
        return super().written(action, step._replace(at=at), facts, **changes)


@dataclass(frozen=True, kw_only=True)
class Erasable(Aggregate):
    """What is erased when its time is over."""

    ERASE: ClassVar[StrEnum]

    @property
    def rests_since(self) -> date | None:
        """The day of the last step, for what waits for nobody here: from then on its time to be erased counts."""
        return local_date(self.journal[-1].at) if (self.state, self.ERASE) in self.TRANSITIONS else None


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


BLACKED_OUT: Final = "█████"
"""What stands in place of a name that was taken out: it says nothing of how long that was."""


def blacked_out(words: str, names: Iterable[str]) -> str:
    """The words without these names, in any case and however their accents are put together; parts of words stay."""
    forms = {unicodedata.normalize(form, name.strip()) for name in names for form in ("NFC", "NFD")} - {""}
    for form in sorted(forms, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", BLACKED_OUT, words, flags=re.IGNORECASE)
    return words


def checked(about: str, words: str, *, before: Sequence[Text] = ()) -> str:
    """The words, if there are some and not too many: nothing is cut off or changed. Raises Refused."""
    if not seen(words):
        raise Refused(about, reason=VoiceRefusal.NO_WORDS)
    if len(words) > MOST_LETTERS:
        raise Refused(about, reason=VoiceRefusal.TOO_LONG)
    if sum(len(text.words) for text in before) + len(words) > MOST_IN_ALL:
        raise Refused(about, reason=VoiceRefusal.TOO_MUCH)
    return words
