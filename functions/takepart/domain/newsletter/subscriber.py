"""Somebody who asked for the newsletter by email: one mailbox, once.

The mailbox must say yes itself before anything but that question is sent to it. Leaving takes the address away in
the same write. Nothing has to be kept to honour it, since nothing is sent to an address that is not here. What is left
for a few weeks is a MAC and days, to show somebody who asks that they were taken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, NewType

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import PersonId, StepId
from takepart.domain.journal import Actor
from takepart.domain.refused import NotAllowed, Refused

SubscriberId = NewType("SubscriberId", str)
"""A mailbox, without saying which: the first part of the ids of its people."""

ANSWER_WITHIN: Final = timedelta(days=7)
"""Then what somebody typed is gone, unless the mailbox said yes."""
SHOWN_AFTER_LEAVING: Final = timedelta(days=40)
"""Longer than tables can be restored back to (35 days), so that a restore brings nobody back who left."""
MOST_STEPS: Final = 60
"""Somebody who types another's address day after day stops here; it is gone ``ANSWER_WITHIN`` later."""


class SubscriberState(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    ON = "on"
    LEFT = "left"


class SubscriberAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    ASK = "asked"
    CONFIRM = "confirmed"
    JOIN = "joined"
    LEAVE = "left"


@dataclass(frozen=True, kw_only=True)
class Subscriber(Aggregate):
    """One mailbox."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (SubscriberState.ASKED, SubscriberAction.ASK): SubscriberState.ASKED,
            (SubscriberState.LEFT, SubscriberAction.ASK): SubscriberState.ASKED,
            (SubscriberState.ASKED, SubscriberAction.CONFIRM): SubscriberState.ON,
            (SubscriberState.ASKED, SubscriberAction.JOIN): SubscriberState.ON,
            (SubscriberState.LEFT, SubscriberAction.JOIN): SubscriberState.ON,
            (SubscriberState.ASKED, SubscriberAction.LEAVE): SubscriberState.LEFT,
            (SubscriberState.ON, SubscriberAction.LEAVE): SubscriberState.LEFT,
        }
    )
    """Every pair that is not here is refused. JOIN is for a mailbox that was proven before."""

    id: SubscriberId
    state: SubscriberState
    email: str
    since: datetime | None = None
    """Since when they get it."""

    @property
    def is_on(self) -> bool:
        """Whether they get it."""
        return self.state is SubscriberState.ON

    @property
    def gone_by(self) -> datetime | None:
        """When all of it is cleared away; never while they get it."""
        kept = {SubscriberState.ASKED: ANSWER_WITHIN, SubscriberState.LEFT: SHOWN_AFTER_LEAVING}.get(self.state)
        return self.journal[-1].at + kept if kept else None


def subscriber_of(person: PersonId) -> SubscriberId:
    """The mailbox of somebody's id."""
    return SubscriberId(person.partition(".")[0])


def ask(before: Subscriber | None, *, id: SubscriberId, email: str, at: datetime) -> Subscriber:
    """Somebody typed this address: the mailbox is asked. Raises Refused when it gets the newsletter already."""
    if before is not None and before.version >= MOST_STEPS:
        raise Refused(id, reason=NotAllowed.IN_THIS_STATE)
    return _took(before or _nobody(id), SubscriberAction.ASK, at=at, email=email)


def confirm(subscriber: Subscriber, *, at: datetime) -> Subscriber:
    """The mailbox says yes. Raises Refused."""
    return _took(subscriber, SubscriberAction.CONFIRM, at=at, since=at)


def join(before: Subscriber | None, *, id: SubscriberId, email: str, at: datetime) -> Subscriber:
    """Somebody whose mailbox is proven asks on their own page. Raises Refused."""
    return _took(before or _nobody(id), SubscriberAction.JOIN, at=at, email=email, since=at)


def leave(subscriber: Subscriber, *, at: datetime) -> Subscriber:
    """No more of it: the address is gone with this write. Raises Refused when it is gone already."""
    return _took(subscriber, SubscriberAction.LEAVE, at=at, email="", since=None)


def _nobody(id: SubscriberId) -> Subscriber:
    return Subscriber(id=id, state=SubscriberState.LEFT, email="")


def _took(before: Subscriber, action: SubscriberAction, *, at: datetime, **changes: Any) -> Subscriber:
    """The step is named by what it is and its number: of two who press at once, one is kept."""
    press = StepId(f"{action.value}-{before.version + 1}")
    return before.took(action, Step(Actor(f"mailbox:{before.id}"), at, press), **changes)
