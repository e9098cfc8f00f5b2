"""How people take part: how long a place is kept, when a parent is asked, training, limits that matter for benefits."""

from dataclasses import dataclass
from typing import Annotated, Final

from takepart.domain.money import Money
from takepart.domain.policy_keys import Key, Slug


@dataclass(frozen=True, kw_only=True)
class Course:
    """A training course (Wirral policy, section 6)."""

    id: Slug
    name: str


@dataclass(frozen=True, kw_only=True)
class EarningsLimit:
    """An amount that somebody on benefits may want to stay below."""

    name: Annotated[str, Key(most=120)]
    amount: Money
    """What one can be paid before it matters."""
    weekly: bool
    """Over a week (Monday to Sunday) rather than a tax year."""


@dataclass(frozen=True, kw_only=True)
class Participation:
    """The rules of taking part."""

    offer_hours: Annotated[int, Key(1, 336, "hours")]
    """How long a place that came free is kept for the first in the line."""
    consent_under: Annotated[int, Key(0, 18, "years of age")]
    """A child younger than this takes part once a parent or carer agrees."""
    reminder_days: Annotated[tuple[int, ...], Key(1, unit="days")]
    """How many days before a session its people are reminded."""
    courses: tuple[Course, ...] = ()
    """The training that is given."""
    limits: tuple[EarningsLimit, ...] = ()
    """What a person on benefits is told of before they choose money."""

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
