"""Who looked at what we keep of somebody, and why: written down before they see it.

Source: Data Protection Act 2018, section 62 (a log of who consulted what, when and why), taken as good practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact, staff
from takepart.domain.plain_reason import PlainWord

LASTS: Final = timedelta(hours=12)
"""How long somebody who said that they look may look again without saying so: a day's work."""
THE_LIST: Final = "list"
"""Whom a download of a list is about."""


class LookReason(PlainWord):
    """Why somebody looks."""

    ASKED = "asked", "They asked for something"
    SESSION = "session", "To get a session ready"
    CHECK = "check", "To check what we keep of them"
    INVITE = "invite", "To ask people to take part"
    WORRIED = "worried", "I am worried about them"


class LookAction(StrEnum):
    """What can happen."""

    LOOK = "looked"


@dataclass(frozen=True, kw_only=True)
class Looks(Journalled):
    """All looks at one person in one month: each is an entry of its journal. It holds no words about anybody."""

    KEY: ClassVar[tuple[str, ...]] = ("of", "month")

    of: str
    """A person's id, or ``list``."""
    month: str
    """``2026-11``."""


def key_of(of: str, at: datetime) -> tuple[str, str]:
    """Where a look at this moment is written down."""
    return of, f"{at:%Y-%m}"


def look(before: Looks | None, step: Step, of: str, *, why: LookReason | None, people: int = 1) -> Looks:
    """Somebody looks at one person, or takes a list of so many."""
    facts: dict[str, Fact] = {"people": people} | ({"why": why.value} if why else {})
    _, month = key_of(of, step.at)
    return (before or Looks(of=of, month=month)).written(LookAction.LOOK, step, facts)


def may_look(looks: Looks | None, who: StaffId, at: datetime) -> bool:
    """Whether they said so a short while ago."""
    entries = looks.journal if looks else ()
    return any(entry.by == staff(who) and at - entry.at < LASTS for entry in entries)
