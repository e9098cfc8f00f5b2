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
UrnId = NewType("UrnId", str)
"""What came by one link on one day: ``2026-11-28``, or ``2026-11-28*2`` by the link of the second group."""
SURE: Final = UrnId("")
"""What needs no look: sent by a link of one's own, typed in by staff, or called real by a person."""


def urn_of(day: date, group: str = "") -> UrnId:
    """Where an answer is counted that came by a link which anybody may have passed on."""
    return UrnId(f"{day}*{group}" if group else f"{day}")


def day_of(urn: UrnId) -> date:
    """The day on which it was filled."""
    return date.fromisoformat(urn[:10])


def of_option(question: QuestionId, option: str) -> CountOf:
    """Those who chose an option."""
    return CountOf(f"{question}-{option}")


def of_both(group: CountOf, option: CountOf) -> CountOf:
    """Those who chose an option of the question that others are compared by, and an option of another."""
    return CountOf(f"{group}*{option}")


def _options(chosen: Chosen, by: QuestionId | None) -> set[CountOf]:
    """Every option that an answer has, and each beside its option of the question that others are compared by."""
    options = {of_option(question, option) for question, options in chosen.items() for option in options}
    groups = {of_option(by, option) for option in chosen.get(by, ())} if by else set()
    return options | {of_both(group, option) for group in groups for option in options - groups}


def counted(chosen: Chosen, day: date, *, by: QuestionId | None = None) -> Counts:
    """What one answer adds: itself, its day, and 1 to every option that it has, however often it has it."""
    return dict.fromkeys(sorted({ALL, CountOf(f"{_DAY}{day}"), *_options(chosen, by)}), 1)


def counted_again(before: Chosen, now: Chosen, *, by: QuestionId | None = None) -> Counts:
    """What changes when somebody has chosen something else: 1 more or 1 less of an option, and nothing else."""
    old, new = _options(before, by), _options(now, by)
    return {**dict.fromkeys(sorted(new - old), 1), **dict.fromkeys(sorted(old - new), -1)}


def taken_back(chosen: Chosen, *, by: QuestionId | None = None) -> Counts:
    """What one answer takes with it when it is taken back. Its day stays: how many came on it was told."""
    return {ALL: -1, **counted_again(chosen, {}, by=by)}


def came(counts: Counts, before: date) -> int:
    """How many answers came before a day, also those that were taken back since."""
    return sum(n for name, n in counts.items() if name.startswith(_DAY) and name < f"{_DAY}{before}")


def so_far(counts: Counts, today: date) -> str:
    """How many answers came until yesterday, while people answer: two looks on one day tell nothing of who answers."""
    return or_more(came(counts, today))


def told_of(urns: Mapping[UrnId, Counts], wanted: Iterable[UrnId]) -> dict[UrnId, str]:
    """How many answers came by some links on their days, as it may be told."""
    return {urn: or_more(came(urns[urn], date.max)) for urn in wanted}


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
