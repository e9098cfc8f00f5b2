"""How people take part: how long a place is kept, when a parent is asked, training, limits that matter for benefits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from takepart.domain.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A training course (Wirral policy, section 6)."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningsLimit:
    """An amount that somebody on benefits may want to stay below."""

    name: str
    amount: Money
    weekly: bool
    """Over a week (Monday to Sunday) rather than a tax year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Participation:
    """The rules of taking part."""

    offer_hours: int
    """How long a place that came free is kept for the first in the line."""
    consent_under: int
    """A child younger than this takes part once a parent or carer agrees."""
    reminder_days: tuple[int, ...]
    """How many days before a session its people are reminded."""
    courses: tuple[Course, ...]
    limits: tuple[EarningsLimit, ...]

    def course(self, id: str) -> str:
        """A course's name; its id when the policy no longer has it."""
        return next((course.name for course in self.courses if course.id == id), id)


USUAL: Final = Participation(
    offer_hours=48,
    consent_under=13,
    reminder_days=(7, 1),
    courses=(
        Course(id="introduction", name="Introduction to taking part"),
        Course(id="meetings", name="Taking part in meetings"),
        Course(id="influencing", name="Influencing and negotiating"),
        Course(id="interviewing", name="Interviewing and presenting"),
    ),
    limits=(),
)
"""What holds where a policy file has no ``[participation]``."""
