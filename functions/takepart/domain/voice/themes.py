"""Themes: what many people wrote about, named by a person who read it. A theme belongs to one open question."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NewType

from takepart.domain.refused import Refused
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.refusals import VoiceRefusal

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
