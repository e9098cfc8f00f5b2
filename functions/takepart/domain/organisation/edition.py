"""An edition of the rules: one whole policy file, that two people put in force from a day on.

What was published stays as it is, and stays readable. Rules that were a mistake are followed by the next edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, NewType

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import FURTHEST
from takepart.domain.plain_reason import PlainReason, PlainWord
from takepart.domain.refused import Refused

EditionId = NewType("EditionId", str)
"""Of the file's own text, so that one text is one edition: ``1a2b3c4d5e6f``."""


class EditionState(StrEnum):
    """Where an edition stands. From its day on it cannot be taken back."""

    NEW = "new"
    ASKED = "asked"
    PUBLISHED = "published"
    TURNED_DOWN = "turned-down"


class EditionAction(PlainWord):
    """What is done with it."""

    ASK = "ask", "asked for a second person to publish it, from {since}"
    PUBLISH = "publish", "published it"
    TURN_DOWN = "turn-down", "turned it down"
    TAKE_BACK = "take-back", "took it back before its first day"


class EditionRefusal(PlainReason):
    """Why something cannot be done with an edition."""

    NOT_RIGHT = "not-right", "These rules cannot be used yet. What is wrong is listed below.", "text"
    SAME = "same", "These rules are in force already, word for word.", "text"
    KNOWN = "known", "These rules were sent before. Look at the list of editions.", "text"
    NAME_TAKEN = "name-taken", "An earlier edition has this version already. Give the new one another.", "text"
    PAST_DAY = "past-day", "Choose today or a later day.", "since"
    TOO_FAR = "too-far", "Choose a day in the next two years.", "since"
    DAY_TAKEN = "day-taken", "Another edition begins on that day. Choose another day.", "since"
    DAY_OVER = "day-over", "Its first day is over. Turn it down, and send it again with a later day."
    SECOND_PERSON = "second-person", "Somebody else must publish this, not who asked."
    BEGUN = "begun", "It is in force already. Send the next edition instead."
    LATER = "later", "Another edition goes on from this one. Take that one back first."
    NOT_NOW = "not-now", "This cannot be done with it any more. Look at it again."


@dataclass(frozen=True, kw_only=True)
class Edition(Aggregate):
    """Which text, from which day on, and who asked for it. The text itself lies beside it and never changes."""

    TRANSITIONS: ClassVar[Mapping[tuple[Any, Any], Any]] = MappingProxyType(
        {
            (EditionState.NEW, EditionAction.ASK): EditionState.ASKED,
            (EditionState.TURNED_DOWN, EditionAction.ASK): EditionState.ASKED,
            (EditionState.ASKED, EditionAction.PUBLISH): EditionState.PUBLISHED,
            (EditionState.ASKED, EditionAction.TURN_DOWN): EditionState.TURNED_DOWN,
            (EditionState.PUBLISHED, EditionAction.TAKE_BACK): EditionState.TURNED_DOWN,
        }
    )
    NOT_NOW: ClassVar[PlainReason] = EditionRefusal.NOT_NOW

    state: EditionState = EditionState.NEW
    id: EditionId
    name: str = ""
    """The version that the file gives itself."""
    since: date = date.max
    asked_by: StaffId | None = None

    def counts(self, day: date) -> bool:
        """Whether it is published, and its first day is here."""
        return self.state is EditionState.PUBLISHED and self.since <= day


def in_force(editions: Iterable[Edition], day: date) -> Edition | None:
    """The edition of a day; None before the first one, when the file that the service was built with holds."""
    return max((each for each in editions if each.counts(day)), key=lambda each: each.since, default=None)


def follows(editions: Iterable[Edition], day: date) -> Edition | None:
    """The next one that is published with a later first day; None where there is none."""
    later = (each for each in editions if each.state is EditionState.PUBLISHED and each.since > day)
    return min(later, key=lambda each: each.since, default=None)


def ask(edition: Edition, step: Step, *, name: str, since: date) -> Edition:
    """Have it published by a second person, from a day on. Raises Refused."""
    if since < step.today:
        raise Refused(edition.id, reason=EditionRefusal.PAST_DAY)
    if since > step.today + FURTHEST:
        raise Refused(edition.id, reason=EditionRefusal.TOO_FAR)
    if edition.state in (EditionState.ASKED, EditionState.PUBLISHED):
        raise Refused(edition.id, reason=EditionRefusal.KNOWN)
    facts = {"since": since.isoformat(), "name": name}
    return edition.took(EditionAction.ASK, step, facts, name=name, since=since, asked_by=step.staff)


def publish(edition: Edition, step: Step) -> Edition:
    """A second person agrees. Raises Refused."""
    after = edition.took(EditionAction.PUBLISH, step, {"since": edition.since.isoformat()})
    if step.staff == edition.asked_by:
        raise Refused(edition.id, reason=EditionRefusal.SECOND_PERSON)
    if edition.since < step.today:
        raise Refused(edition.id, reason=EditionRefusal.DAY_OVER)
    return after


def turn_down(edition: Edition, step: Step) -> Edition:
    """It is not published: a second person says so, or who asked. Raises Refused."""
    return edition.took(EditionAction.TURN_DOWN, step)


def take_back(edition: Edition, step: Step) -> Edition:
    """What was published does not come into force after all. Raises Refused from its first day on."""
    after = edition.took(EditionAction.TAKE_BACK, step)
    if edition.since <= step.today:
        raise Refused(edition.id, reason=EditionRefusal.BEGUN)
    return after
