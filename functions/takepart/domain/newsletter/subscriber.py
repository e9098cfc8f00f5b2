"""Somebody who asked for the newsletter by email: one mailbox, once.

The mailbox must say yes itself before anything but that question is sent to it. Leaving takes the address away in
the same write. Nothing has to be kept to honour it, since nothing is sent to an address that is not here. What is left
for a few weeks is a MAC and days, to show somebody who asks that they were taken off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import PersonId, StepId
from takepart.domain.journal import Actor
from takepart.domain.newsletter.refusals import CannotDo, Refusal

SubscriberId = NewType("SubscriberId", str)
"""A mailbox, without saying which: the first part of the ids of its people."""

ANSWER_WITHIN: Final = timedelta(days=7)
"""Then what somebody typed is gone, unless the mailbox said yes."""
SHOWN_AFTER_LEAVING: Final = timedelta(days=40)
"""Longer than tables can be restored back to (35 days), so that a restore brings nobody back who left."""
MOST_STEPS: Final = 60
"""Somebody who types another's address day after day stops here; it is gone ``ANSWER_WITHIN`` later."""


class State(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    ON = "on"
    LEFT = "left"


class Action(StrEnum):
    """What can be done. The value is what the journal calls it."""

    ASK = "asked"
    CONFIRM = "confirmed"
    JOIN = "joined"
    LEAVE = "left"


TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.ASKED, Action.ASK): State.ASKED,
        (State.LEFT, Action.ASK): State.ASKED,
        (State.ASKED, Action.CONFIRM): State.ON,
        (State.ASKED, Action.JOIN): State.ON,
        (State.LEFT, Action.JOIN): State.ON,
        (State.ASKED, Action.LEAVE): State.LEFT,
        (State.ON, Action.LEAVE): State.LEFT,
    }
)
"""Every pair that is not here is refused. JOIN is for a mailbox that was proven before."""


@dataclass(frozen=True, kw_only=True)
class Subscriber(Aggregate):
    """One mailbox."""

    TRANSITIONS: ClassVar = TRANSITIONS

    id: SubscriberId
    state: State
    email: str
    since: datetime | None = None
    """Since when they get it."""

    @property
    def is_on(self) -> bool:
        """Whether they get it."""
        return self.state is State.ON

    @property
    def gone_by(self) -> datetime | None:
        """When all of it is cleared away; never while they get it."""
        kept = {State.ASKED: ANSWER_WITHIN, State.LEFT: SHOWN_AFTER_LEAVING}.get(self.state)
        return self.journal[-1].at + kept if kept else None


def subscriber_of(person: PersonId) -> SubscriberId:
    """The mailbox of somebody's id."""
    return SubscriberId(person.partition(".")[0])


def ask(before: Subscriber | None, *, id: SubscriberId, email: str, at: datetime, step: StepId) -> Subscriber:
    """Somebody typed this address: the mailbox is asked. Raises CannotDo when it gets the newsletter already."""
    if before is not None and before.version >= MOST_STEPS:
        raise CannotDo(id, reason=Refusal.NOT_IN_THIS_STATE)
    return _step(before, Action.ASK, id=id, email=email, at=at, step=step)


def confirm(subscriber: Subscriber, *, at: datetime, step: StepId) -> Subscriber:
    """The mailbox says yes. Raises CannotDo."""
    after = _step(subscriber, Action.CONFIRM, id=subscriber.id, email=subscriber.email, at=at, step=step)
    return replace(after, since=at)


def join(before: Subscriber | None, *, id: SubscriberId, email: str, at: datetime, step: StepId) -> Subscriber:
    """Somebody whose mailbox is proven asks on their own page. Raises CannotDo."""
    return replace(_step(before, Action.JOIN, id=id, email=email, at=at, step=step), since=at)


def leave(subscriber: Subscriber, *, at: datetime, step: StepId) -> Subscriber:
    """No more of it: the address is gone with this write. Raises CannotDo when it is gone already."""
    after = _step(subscriber, Action.LEAVE, id=subscriber.id, email="", at=at, step=step)
    return replace(after, since=None)


def _step(
    before: Subscriber | None, action: Action, *, id: SubscriberId, email: str, at: datetime, step: StepId
) -> Subscriber:
    blank = before or Subscriber(id=id, state=State.LEFT, journal=(), email="")
    state = TRANSITIONS.get((blank.state, action))
    if state is None:
        raise CannotDo(id, reason=Refusal.NOT_IN_THIS_STATE)
    by = Actor(f"mailbox:{id}")
    journal = journals.append(blank.journal, at=at, by=by, action=action.value, step=step)
    return replace(blank, state=state, email=email, journal=journal)
