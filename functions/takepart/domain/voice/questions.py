"""The questions of a questionnaire: a few kinds, each with what it takes to be asked, and what counts as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NewType

from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.words import short_day

QuestionId = NewType("QuestionId", str)
"""One question, for good: ``q3``."""
GROUP: Final = QuestionId("q0")
"""Which group somebody answers with: nobody is asked, the link that they were given says it."""
MOST_GROUPS: Final = 12
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
    NUMBER = "number", "A number"
    DATE = "date", "A date"
    RANKING = "ranking", "Put in order, the best first"
    OPEN = "open", "Open: people write their own words"


_FIXED: Final[Mapping[QuestionKind, tuple[str, ...]]] = {
    QuestionKind.YES_NO: ("Yes", "No", "Not sure"),
    QuestionKind.OPEN: (),
}
GROUPED: Final = (QuestionKind.NUMBER, QuestionKind.DATE)
"""What people type is kept as the group that it falls in, and as nothing finer."""
LARGEST: Final = 1_000_000
_USUAL: Final[Mapping[QuestionKind, tuple[str, ...]]] = {QuestionKind.SCALE: HOW_MUCH, QuestionKind.FACES: FACES}


@dataclass(frozen=True, kw_only=True)
class QuestionPicture:
    """What a question shows, and the same in words."""

    file: str
    """Its name in the store: a new one for each picture."""
    alt: str
    """What it shows, for people who cannot see it."""


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """One question. Its options are numbered from 1 in the order in which they are shown."""

    id: QuestionId
    kind: QuestionKind
    words: str
    options: tuple[str, ...] = ()
    """What can be chosen; for a number or a date, where each group starts (``3``, ``2026-01-31``), in order."""
    new_page: bool = False
    """Whether it stands first on a page."""
    compares: bool = False
    """Whether the answers to the others are told apart by it."""
    only_if: str = ""
    """Asked only of those who chose an option of a question before it: ``q1-2``; empty for everyone."""
    picture: QuestionPicture | None = None

    @property
    def is_open(self) -> bool:
        """Whether people answer it in their own words (Wirral policy, section 11)."""
        return self.kind is QuestionKind.OPEN

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be chosen: the number that is sent, and its words. Of a ranking, what can be put in order."""
        words = _groups(self.kind, self.options) if self.kind in GROUPED else self.options
        return {str(number): each for number, each in enumerate(words, start=1)}

    def fits(self, chosen: Sequence[str]) -> bool:
        """Whether this is an answer to it: options that it has, each once, and one alone unless several may be.

        A ranking is sent as ``3.1``, the third option in the first place: each option and each place once, from the
        first place on without a gap.
        """
        if self.kind is QuestionKind.RANKING:
            placed = [each.partition(".")[::2] for each in chosen]
            options, places = {option for option, _ in placed}, {place for _, place in placed}
            in_order = places == {str(place) for place in range(1, len(chosen) + 1)}
            return in_order and len(options) == len(chosen) and options <= set(self.choices)
        known = len(set(chosen)) == len(chosen) and set(chosen) <= set(self.choices)
        return known and (len(chosen) <= 1 or self.kind is QuestionKind.SEVERAL)

    def group_of(self, typed: int | date) -> str:
        """The group of a number or a date, as it is sent: the last that starts at it or before."""
        number = typed.toordinal() if isinstance(typed, date) else typed
        before = sum(_start(self.kind, each) <= number for each in self.options)
        return str(before + (self.kind is QuestionKind.DATE))

    @property
    def can_compare(self) -> bool:
        """Whether answers can be told apart by it: everybody has one option of it, or none."""
        return not self.is_open and self.kind not in (QuestionKind.SEVERAL, QuestionKind.RANKING)

    def is_asked(self, chosen: Chosen) -> bool:
        """Whether somebody who chose this is asked it."""
        question, _, option = self.only_if.partition("-")
        return not self.only_if or option in chosen.get(QuestionId(question), ())


def question(
    *,
    id: QuestionId,
    kind: QuestionKind,
    words: str,
    options: Sequence[str] = (),
    new_page: bool = False,
    compares: bool = False,
    only_if: str = "",
) -> AskedQuestion:
    """A question that can be asked. Raises Refused for one without words, or with too few, too many or equal options.

    A scale and faces have five options, with usual words where none are given; yes or no has its own. A number and a
    date have groups, by where each starts.
    """
    if not words.strip():
        raise Refused(id, reason=VoiceRefusal.NO_WORDS)
    if len(words) > LONGEST_QUESTION or any(len(each) > LONGEST_OPTION for each in options):
        raise Refused(id, reason=VoiceRefusal.QUESTION_TOO_LONG)
    made = _starts(id, kind, options) if kind in GROUPED else _options(id, kind, options)
    one = AskedQuestion(id=id, kind=kind, words=words.strip(), options=made, new_page=new_page, only_if=only_if)
    if compares and not one.can_compare:
        raise Refused(id, reason=VoiceRefusal.CANNOT_COMPARE)
    return replace(one, compares=compares)


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


def _starts(id: QuestionId, kind: QuestionKind, given: Sequence[str]) -> tuple[str, ...]:
    """Where groups start, in order; a number's first group starts at 0. Raises Refused."""
    try:
        starts = {_start(kind, each.strip()) for each in given if each.strip()}
    except ValueError as error:
        raise Refused(id, reason=VoiceRefusal.STARTS) from error
    is_date = kind is QuestionKind.DATE
    listed = sorted(starts if is_date else starts | {0})
    if not (1 if is_date else 2) <= len(listed) < MOST_OPTIONS:
        raise Refused(id, reason=VoiceRefusal.STARTS)
    return tuple(date.fromordinal(each).isoformat() if is_date else str(each) for each in listed)


def _start(kind: QuestionKind, typed: str) -> int:
    """A number of digits alone, or the number of a day that is written as ``2026-01-31``. Raises ValueError."""
    if kind is QuestionKind.DATE:
        return date.fromisoformat(typed).toordinal()
    if not (typed.isascii() and typed.isdecimal() and int(typed) <= LARGEST):
        raise ValueError(typed)
    return int(typed)


def _groups(kind: QuestionKind, starts: Sequence[str]) -> list[str]:
    """The groups in words: ``0``, ``1 to 4``, ``5 or more``; of dates, what comes before the first start as well."""
    if kind is QuestionKind.DATE:
        days = [date.fromisoformat(each) for each in starts]
        spans = [f"{short_day(one)} to {short_day(other - timedelta(days=1))}" for one, other in pairwise(days)]
        return [f"Before {short_day(days[0])}", *spans, f"{short_day(days[-1])} or later"]
    numbers = [int(each) for each in starts]
    spans = [str(one) if other - one == 1 else f"{one} to {other - 1}" for one, other in pairwise(numbers)]
    return [*spans, f"{numbers[-1]} or more"]
