"""An outreach action: what will be done to reach a group that is missing, who does it, by when, and what came of it.

Source: community-care (find under-represented groups and act to reach them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.plain_reason import PlainReason

OutreachId = NewType("OutreachId", str)
"""An action's name, made from the form that added it."""

SOON: Final = timedelta(days=7)
"""How long before its date the owner is reminded."""
LONGEST: Final = timedelta(days=731)
"""An action further away than this is a hope."""


class OutreachState(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def plain(self) -> str:
        """What the page says."""
        return {
            OutreachState.OPEN: "To do",
            OutreachState.DONE: "Done",
            OutreachState.DROPPED: "Dropped",
        }[self]


class OutreachAction(StrEnum):
    """What can happen to it. The value is the journal's action."""

    ADD = "added"
    REMIND = "reminded"
    WARN = "warned"
    HAND_OVER = "handed-over"
    FINISH = "done"
    DROP = "dropped"


OUTREACH_TRANSITIONS: Final[Mapping[tuple[OutreachState, OutreachAction], OutreachState]] = MappingProxyType(
    {
        (OutreachState.OPEN, OutreachAction.REMIND): OutreachState.OPEN,
        (OutreachState.OPEN, OutreachAction.WARN): OutreachState.OPEN,
        (OutreachState.OPEN, OutreachAction.HAND_OVER): OutreachState.OPEN,
        (OutreachState.OPEN, OutreachAction.FINISH): OutreachState.DONE,
        (OutreachState.OPEN, OutreachAction.DROP): OutreachState.DROPPED,
    }
)
"""Every pair that is not here is refused. ADD is not here: it makes the action."""


class Refusal(PlainReason):
    """Why something cannot be done to an action."""

    CLOSED = "closed", "This action is closed already. Look at the list again."
    PAST_DAY = "past-day", "Give a day that is still to come."
    TOO_FAR = "too-far", "Give a day in the next two years."
    NO_WORDS = "no-words", "Say it in a few words."
    NOT_THERE = "not-there", "We cannot find that action."
    OUT_OF_DATE = "out-of-date", "Somebody else changed this action. Look at it again."


class CannotReach(Exception):
    """The step is refused. Nothing was written."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Outreach(Aggregate):
    """One action, for one group."""

    TRANSITIONS: ClassVar = OUTREACH_TRANSITIONS

    id: OutreachId
    question: str
    answer: str
    year: int
    """That of the figures it follows from."""
    what: str
    owner: StaffId
    due: date
    state: OutreachState = OutreachState.OPEN
    outcome: str = ""
    """What came of it, or why it was dropped."""
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is OutreachState.OPEN

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.is_open and self.due < today

    def step(
        self,
        action: OutreachAction,
        *,
        by: Actor,
        at: datetime,
        step: StepId,
        facts: Mapping[str, Fact] | None = None,
        **changes: Any,
    ) -> Outreach:
        """The action after one allowed step. Raises CannotReach when the table refuses."""
        state = OUTREACH_TRANSITIONS.get((self.state, action))
        if state is None:
            raise CannotReach(Refusal.CLOSED)
        journal = journals.append(self.journal, at=at, by=by, action=action.value, step=step, facts=facts)
        return replace(self, state=state, journal=journal, **changes)


def add(planned: Outreach, *, by: StaffId, today: date, at: datetime, step: StepId) -> Outreach:
    """A new action. Raises CannotReach."""
    if not planned.what.strip():
        raise CannotReach(Refusal.NO_WORDS)
    _to_come(planned.due, today)
    facts: dict[str, Fact] = {
        "group": f"{planned.question}/{planned.answer}",
        "owner": planned.owner,
        "due": planned.due.isoformat(),
        "what": journals.digest_of(planned.what, step=step),
    }
    journal = journals.append((), at=at, by=journals.staff(by), action=OutreachAction.ADD.value, step=step, facts=facts)
    return replace(planned, journal=journal)


def finish(action: Outreach, *, outcome: str, by: StaffId, today: date, at: datetime, step: StepId) -> Outreach:
    """It was done, and this came of it. Raises CannotReach."""
    return _close(action, OutreachAction.FINISH, outcome, by=by, today=today, at=at, step=step)


def drop(action: Outreach, *, reason: str, by: StaffId, today: date, at: datetime, step: StepId) -> Outreach:
    """It will not be done, for a reason. Raises CannotReach."""
    return _close(action, OutreachAction.DROP, reason, by=by, today=today, at=at, step=step)


def hand_over(
    action: Outreach, *, owner: StaffId, due: date, by: StaffId, today: date, at: datetime, step: StepId
) -> Outreach:
    """Somebody else does it, or it is done by another day. Raises CannotReach."""
    _to_come(due, today)
    facts: dict[str, Fact] = {"owner": owner, "due": due.isoformat()}
    return action.step(
        OutreachAction.HAND_OVER, by=journals.staff(by), at=at, step=step, facts=facts, owner=owner, due=due
    )


def remind(action: Outreach, *, today: date, at: datetime) -> Outreach | None:
    """The action with its owner told, once before the day and once when it is late; None when there is nothing to tell.

    Each reminder is for one owner and one day: whoever takes it over is reminded anew.
    """
    if not action.is_open:
        return None
    if action.is_late(today):
        told = OutreachAction.WARN
    elif action.due - SOON <= today:
        told = OutreachAction.REMIND
    else:
        return None
    step = StepId(f"{told.value}-{action.due.isoformat()}-{action.owner}")
    if journals.has_step(action.journal, step):
        return None
    return action.step(told, by=journals.Job.REMINDERS.actor, at=at, step=step, facts={"owner": action.owner})


def _close(
    action: Outreach, what: OutreachAction, words: str, *, by: StaffId, today: date, at: datetime, step: StepId
) -> Outreach:
    if not words.strip():
        raise CannotReach(Refusal.NO_WORDS)
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step)}
    return action.step(
        what, by=journals.staff(by), at=at, step=step, facts=facts, outcome=words.strip(), closed_on=today
    )


def _to_come(day: date, today: date) -> None:
    if day < today:
        raise CannotReach(Refusal.PAST_DAY)
    if day > today + LONGEST:
        raise CannotReach(Refusal.TOO_FAR)
