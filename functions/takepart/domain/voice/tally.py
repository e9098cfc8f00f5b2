"""Tallies: how often each option was chosen. They are all that is kept of what somebody without a name chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NewType

from takepart.domain.voice.answer import Chosen
from takepart.domain.voice.questions import QuestionId

CountOf = NewType("CountOf", str)
"""What is counted: ``all``, or an option of a question (``q2-3``)."""
Counts = Mapping[CountOf, int]
ALL: Final = CountOf("all")
"""Every answer that counts."""


def of_option(question: QuestionId, option: str) -> CountOf:
    """Those who chose an option."""
    return CountOf(f"{question}-{option}")


def counted(chosen: Chosen) -> Counts:
    """What one answer adds: itself, and 1 to every option that it has, however often it has it."""
    options = {of_option(question, option) for question, options in chosen.items() for option in options}
    return dict.fromkeys(sorted({ALL, *options}), 1)


def added(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    sums: Counter[CountOf] = Counter()
    for each in counts:
        sums.update(each)
    return dict(sums)
