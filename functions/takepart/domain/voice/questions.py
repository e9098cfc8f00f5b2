"""The questions of a questionnaire: a few kinds, each with what it takes to be asked, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NewType

from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused
from takepart.domain.voice.refusals import VoiceRefusal

QuestionId = NewType("QuestionId", str)
"""One question, for good: ``q3``."""
Chosen = Mapping[QuestionId, tuple[str, ...]]
"""What was chosen, by question: the numbers of its options."""
NOTHING_CHOSEN: Final[Chosen] = MappingProxyType({})
MOST_QUESTIONS: Final = 20
MOST_OPTIONS: Final = 12
STEPS: Final = 5
"""A scale goes from 1 to 5."""
LONGEST_QUESTION: Final = 300
LONGEST_OPTION: Final = 100
HOW_MUCH: Final = ("Not at all", "A little", "Some of it", "Mostly", "Very much")
"""The words of a scale for which nobody wrote others."""
FACES: Final = ("Very bad", "Bad", "In between", "Good", "Very good")


class QuestionKind(PlainWord):
    """How a question is answered."""

    ONE = "one", "Choose one of several"
    SEVERAL = "several", "Choose as many as fit"
    SCALE = "scale", "A scale from 1 to 5, with words"
    FACES = "faces", "Five faces, with words"
    YES_NO = "yes-no", "Yes, no or not sure"
    OPEN = "open", "Open: people write their own words"


_FIXED: Final[Mapping[QuestionKind, tuple[str, ...]]] = {
    QuestionKind.YES_NO: ("Yes", "No", "Not sure"),
    QuestionKind.OPEN: (),
}
_USUAL: Final[Mapping[QuestionKind, tuple[str, ...]]] = {QuestionKind.SCALE: HOW_MUCH, QuestionKind.FACES: FACES}


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """One question. Its options are numbered from 1 in the order in which they are shown."""

    id: QuestionId
    kind: QuestionKind
    words: str
    options: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether people answer it in their own words (Wirral policy, section 11)."""
        return self.kind is QuestionKind.OPEN

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be chosen: the number that is sent, and its words."""
        return {str(number): words for number, words in enumerate(self.options, start=1)}

    def fits(self, chosen: Sequence[str]) -> bool:
        """Whether this is an answer to it: options that it has, each once, and one alone unless several may be."""
        known = len(set(chosen)) == len(chosen) and set(chosen) <= set(self.choices)
        return known and (len(chosen) <= 1 or self.kind is QuestionKind.SEVERAL)


def question(*, id: QuestionId, kind: QuestionKind, words: str, options: Sequence[str] = ()) -> AskedQuestion:
    """A question that can be asked. Raises Refused for one without words, or with too few, too many or equal options.

    A scale and faces have five options, with usual words where none are given; yes or no has its own.
    """
    if not words.strip():
        raise Refused(id, reason=VoiceRefusal.NO_WORDS)
    if len(words) > LONGEST_QUESTION or any(len(each) > LONGEST_OPTION for each in options):
        raise Refused(id, reason=VoiceRefusal.QUESTION_TOO_LONG)
    return AskedQuestion(id=id, kind=kind, words=words.strip(), options=_options(id, kind, options))


def _options(id: QuestionId, kind: QuestionKind, given: Sequence[str]) -> tuple[str, ...]:
    if kind in _FIXED:
        return _FIXED[kind]
    options = tuple(each.strip() for each in given if each.strip()) or _USUAL.get(kind, ())
    if len({each.casefold() for each in options}) < len(options):
        raise Refused(id, reason=VoiceRefusal.SAME_OPTIONS)
    if kind in _USUAL and len(options) != STEPS:
        raise Refused(id, reason=VoiceRefusal.NOT_FIVE)
    if kind not in _USUAL and not 2 <= len(options) <= MOST_OPTIONS:
        raise Refused(id, reason=VoiceRefusal.OPTIONS)
    return options
