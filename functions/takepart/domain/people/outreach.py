"""An outreach action: what will be done to reach a group that is missing, who does it, by when, and what came of it.

Source: community-care (find under-represented groups and act to reach them).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainReason, PlainWord
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date

OutreachId = NewType("OutreachId", str)
"""An action's name, made from the form that added it."""

SOON: Final = timedelta(days=7)
"""How long before its date the owner is reminded."""
LONGEST: Final = timedelta(days=731)
"""An action further away than this is a hope."""


class OutreachState(PlainWord):
    """Where an action stands."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class OutreachAction(StrEnum):
    """What can happen to it. The value is the journal's action."""

    ADD = "added"
    REMIND = "reminded"
    WARN = "warned"
    HAND_OVER = "handed-over"
    FINISH = "done"
    DROP = "dropped"


class OutreachRefusal(PlainReason):
    """Why something cannot be done to an action."""

    CLOSED = "closed", "This action is closed already. Look at the list again."
    PAST_DAY = "past-day", "Give a day that is still to come.", "due"
    TOO_FAR = "too-far", "Give a day in the next two years.", "due"
    NO_WORDS = "no-words", "Say it in a few words."
    NOT_THERE = "not-there", "We cannot find that action."
    OUT_OF_DATE = "out-of-date", "Somebody else changed this action. Look at it again."


@dataclass(frozen=True, kw_only=True)
class Outreach(Aggregate):
    """One action, for one group."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (OutreachState.OPEN, OutreachAction.REMIND): OutreachState.OPEN,
            (OutreachState.OPEN, OutreachAction.WARN): OutreachState.OPEN,
            (OutreachState.OPEN, OutreachAction.HAND_OVER): OutreachState.OPEN,
            (OutreachState.OPEN, OutreachAction.FINISH): OutreachState.DONE,
            (OutreachState.OPEN, OutreachAction.DROP): OutreachState.DROPPED,
        }
    )
    """Every pair that is not here is refused. ADD is not here: it makes the action."""
    NOT_NOW: ClassVar = OutreachRefusal.CLOSED

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


def add(step: Step, planned: Outreach) -> Outreach:
    """A new action. Raises Refused."""
    if not planned.what.strip():
        raise Refused(planned.id, reason=OutreachRefusal.NO_WORDS)
    _to_come(planned, planned.due, step.today)
    facts: dict[str, Fact] = {
        "group": f"{planned.question}/{planned.answer}",
        "owner": planned.owner,
        "due": planned.due.isoformat(),
        "what": journals.digest_of(planned.what, step=step.press),
    }
    return planned.written(OutreachAction.ADD, step, facts)


def finish(action: Outreach, step: Step, *, outcome: str) -> Outreach:
    """It was done, and this came of it. Raises Refused."""
    return _close(action, OutreachAction.FINISH, step, outcome)


def drop(action: Outreach, step: Step, *, reason: str) -> Outreach:
    """It will not be done, for a reason. Raises Refused."""
    return _close(action, OutreachAction.DROP, step, reason)


def hand_over(action: Outreach, step: Step, *, owner: StaffId, due: date) -> Outreach:
    """Somebody else does it, or it is done by another day. Raises Refused."""
    _to_come(action, due, step.today)
    facts: dict[str, Fact] = {"owner": owner, "due": due.isoformat()}
    return action.took(OutreachAction.HAND_OVER, step, facts, owner=owner, due=due)


def reminder(action: Outreach, *, at: datetime) -> tuple[OutreachAction, Step] | None:
    """What its owner is told today, once before the day and once when it is late; None when there is nothing to tell.

    Each reminder is for one owner and one day: whoever takes it over is reminded anew.
    """
    today = local_date(at)
    if not action.is_open or action.due - SOON > today:
        return None
    told = OutreachAction.WARN if action.is_late(today) else OutreachAction.REMIND
    press = StepId(f"{told.value}-{action.due.isoformat()}-{action.owner}")
    step = Step(journals.Job.REMINDERS.actor, at, press)
    return None if action.has(step) else (told, step)


def remind(action: Outreach, step: Step, told: OutreachAction) -> Outreach:
    """Its owner is told."""
    return action.took(told, step, {"owner": action.owner})


def _close(action: Outreach, what: OutreachAction, step: Step, words: str) -> Outreach:
    if not words.strip():
        raise Refused(action.id, reason=OutreachRefusal.NO_WORDS)
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step.press)}
    return action.took(what, step, facts, outcome=words.strip(), closed_on=step.today)


def _to_come(action: Outreach, day: date, today: date) -> None:
    if day < today:
        raise Refused(action.id, reason=OutreachRefusal.PAST_DAY)
    if day > today + LONGEST:
        raise Refused(action.id, reason=OutreachRefusal.TOO_FAR)
