"""Tallies: how often each option was chosen. They are all that is kept of what somebody without a name chose."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NewType

from takepart.domain.disclosure import or_more
from takepart.domain.refused import Refused
from takepart.domain.voice.questions import Chosen, QuestionId
from takepart.domain.voice.refusals import VoiceRefusal

CountOf = NewType("CountOf", str)
"""What is counted: ``all``, an option of a question (``q2-3``), or a day on which answers came (``day-2026-11-28``)."""
Counts = Mapping[CountOf, int]
_DAY: Final = "day-"
ALL: Final = CountOf("all")
"""Every answer that counts."""


def of_option(question: QuestionId, option: str) -> CountOf:
    """Those who chose an option."""
    return CountOf(f"{question}-{option}")


def counted(chosen: Chosen, day: date) -> Counts:
    """What one answer adds: itself, its day, and 1 to every option that it has, however often it has it."""
    options = {of_option(question, option) for question, options in chosen.items() for option in options}
    return dict.fromkeys(sorted({ALL, CountOf(f"{_DAY}{day}"), *options}), 1)


def counted_again(before: Chosen, now: Chosen) -> Counts:
    """What changes when somebody has chosen something else: 1 more or 1 less of an option, and nothing else."""
    counts = Counter({of_option(question, option): 1 for question, given in now.items() for option in given})
    counts.subtract(of_option(question, option) for question, given in before.items() for option in given)
    return {name: number for name, number in sorted(counts.items()) if number}


def taken_back(chosen: Chosen) -> Counts:
    """What one answer takes with it when it is taken back. Its day stays: how many came on it was told."""
    return {ALL: -1, **counted_again(chosen, {})}


def so_far(counts: Counts, today: date) -> str:
    """How many answers came until yesterday, while people answer: two looks on one day tell nothing of who answers."""
    return or_more(sum(n for name, n in counts.items() if name.startswith(_DAY) and name < f"{_DAY}{today}"))


def added(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    sums: Counter[CountOf] = Counter()
    for each in counts:
        sums.update(each)
    return dict(sums)


ThemeId = NewType("ThemeId", str)
"""A theme: ``q3-5f2a…``, made from its question and its name, so that two who name it at once name one."""
LONGEST_NAME: Final = 60
MOST_THEMES: Final = 30


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One theme, and how many answers have it."""

    id: ThemeId
    question: QuestionId
    name: str
    answers: int = 0


def theme(question: QuestionId, name: str, *, about: str) -> Theme:
    """A theme with no answers yet. Raises Refused for a name that is none, or too long."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise Refused(about, reason=VoiceRefusal.THEME_NAME)
    digest = hashlib.sha256(tidy.casefold().encode()).hexdigest()[:12]
    return Theme(id=ThemeId(f"{question}-{digest}"), question=question, name=tidy)


def changes(before: Iterable[ThemeId], after: Iterable[ThemeId]) -> Mapping[ThemeId, int]:
    """How the numbers of themes change when an answer's themes do: 1 more or 1 less for each that differs."""
    old, new = set(before), set(after)
    return {**dict.fromkeys(sorted(new - old), 1), **dict.fromkeys(sorted(old - new), -1)}
