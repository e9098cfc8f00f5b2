"""A letter that did not arrive: what it was for, why, and what was done about it. It holds no address and no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, NewType, Self

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.journal import Fact
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.days import day_only

ReturnedId = NewType("ReturnedId", str)
"""From the letter and its mailbox, so that the same report counts once."""


class Why(StrEnum):
    """What became of it."""

    BOUNCED = "bounced"
    """The mailbox is not there, or takes nothing from us."""
    NOT_NOW = "not-now"
    """The mailbox was full or did not answer for a day: the next letter may arrive."""
    COMPLAINED = "complained"
    """Whoever got it marked it as spam."""
    HELD = "held"
    """It was not sent, since others to the same mailbox had come back."""

    @property
    def lasts(self) -> bool:
        """Whether the mailbox gets nothing more until somebody says that it is right."""
        return self is not Why.NOT_NOW


class ReturnedState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    """Nobody has said what is to be done."""
    AGAIN = "again"
    """It is to go out once more."""
    DONE = "done"


class ReturnedAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    RETURN = "returned"
    SEND_AGAIN = "send-again"
    PUT_BACK = "put-back"
    CLOSE = "closed"


_Is, _Do = ReturnedState, ReturnedAction


@dataclass(frozen=True, kw_only=True)
class Returned(Aggregate):
    """One letter to one mailbox that did not arrive."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            **{(each, _Do.SEND_AGAIN): _Is.AGAIN for each in (_Is.WAITING, _Is.AGAIN)},
            (_Is.AGAIN, _Do.PUT_BACK): _Is.DONE,
            (_Is.WAITING, _Do.CLOSE): _Is.DONE,
            **{(each, _Do.RETURN): _Is.WAITING for each in _Is},
        }
    )
    """Every pair that is not here is refused."""

    id: ReturnedId
    state: ReturnedState
    on: date
    why: Why
    mailbox: str
    """The mark of the mailbox: nobody can tell the address from it."""
    letter: str
    """The letter's own key, by which the mail log knows it."""
    kind: str
    """Which letter it was: the name of its template."""
    event: str = ""
    """What it was for, as an event is spelled; empty for what the clock sends."""

    def written(self, action: StrEnum, step: Step, facts: Mapping[str, Fact] | None = None, **changes: Any) -> Self:
        """The same with one more entry, at its day alone: some of those we write to are known to nobody."""
        return super().written(action, step._replace(at=day_only(step.at)), facts, **changes)


def returned(
    before: Returned | None,
    step: Step,
    *,
    id: ReturnedId,
    why: Why,
    mailbox: str,
    letter: str,
    kind: str,
    event: str,
) -> Returned:
    """It did not arrive, or did not arrive again."""
    one = before or Returned(
        id=id,
        state=ReturnedState.WAITING,
        on=step.today,
        why=why,
        mailbox=mailbox,
        letter=letter,
        kind=kind,
        event=event,
    )
    return one.took(ReturnedAction.RETURN, step, {"why": why.value}, why=why, on=step.today)


def send_again(one: Returned, step: Step) -> Returned:
    """Somebody says that the address is right. Raises Refused for what the clock sent: its time is over."""
    if not one.event:
        raise Refused(one.id, reason=NotAllowed.IN_THIS_STATE)
    return one.took(ReturnedAction.SEND_AGAIN, step)


def put_back(one: Returned, step: Step) -> Returned:
    """It is on its queue once more."""
    return one.took(ReturnedAction.PUT_BACK, step)


def close(one: Returned, step: Step) -> Returned:
    """Somebody reached the person in another way, or need not."""
    return one.took(ReturnedAction.CLOSE, step)
