"""Something that may mean harm was written in a box that nobody on duty reads: they are told, and read it here.

It holds the words themselves, since what they were written in may never be kept, or may be closed to who reads them.
Its journal knows days and no finer time, whoever wrote: see ``days.day_only``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, NewType, Self

from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Actor, Fact
from takepart.domain.refused import Closed
from takepart.domain.voice.aggregates import MOST_LETTERS, Erasable, told_next
from takepart.domain.voice.days import day_only

AlertId = NewType("AlertId", str)
"""From all that was sent, so that the same press tells once."""
DOOR: Final = Actor("system:door")
"""What hears everything that is sent. It knows nobody."""
MOST_BOXES: Final = 20
"""With ``MOST_LETTERS`` in all of them together, an item stays far below what the table takes."""


class AlertState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    """Nobody has said "mine"."""
    TAKEN = "taken"
    DONE = "done"
    ERASED = "erased"
    """Its time was over: its words and who wrote them are gone."""


class AlertAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    RAISE = "raised"
    ESCALATE = "escalated"
    TAKE = "taken"
    CLOSE = "closed"
    ERASE = "erased"


_Is, _Do = AlertState, AlertAction


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stood in one box."""

    box: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Alert(Erasable):
    """One time that somebody wrote words that may mean harm."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (_Is.WAITING, _Do.ESCALATE): _Is.WAITING,
            (_Is.WAITING, _Do.TAKE): _Is.TAKEN,
            (_Is.TAKEN, _Do.TAKE): _Is.TAKEN,
            (_Is.TAKEN, _Do.CLOSE): _Is.DONE,
            (_Is.DONE, _Do.ERASE): _Is.ERASED,
        }
    )
    """Every pair that is not here is refused. Nothing is done with before somebody has said "mine"."""
    ERASE: ClassVar = AlertAction.ERASE

    id: AlertId
    state: AlertState
    said_on: date
    where: str
    """On which of our pages, in plain words."""
    link: str = ""
    """The office's page about it, when there is one."""
    who: str = ""
    """The name and address beside it, when there were any."""
    texts: tuple[Written, ...] = ()
    told: int = 1
    """How many of the duty list were told."""
    taken_by: StaffId | None = None

    def written(self, action: StrEnum, step: Step, facts: Mapping[str, Fact] | None = None, **changes: Any) -> Self:
        """The same with one more entry, at its day alone."""
        return super().written(action, step._replace(at=day_only(step.at)), facts, **changes)


def raised(step: Step, *, id: AlertId, where: str, link: str, who: str, written: tuple[Written, ...]) -> Alert:
    """Somebody may be at risk. What is far too long is cut: the beginning is enough to act on."""
    kept, left = [], MOST_LETTERS
    for each in written[:MOST_BOXES]:
        kept.append(Written(box=each.box[:100], words=each.words[:left] or "…"))
        left = max(0, left - len(kept[-1].words))
    blank = Alert(
        id=id, state=AlertState.WAITING, said_on=step.today, where=where, link=link, who=who[:500], texts=tuple(kept)
    )
    return blank.written(AlertAction.RAISE, step, {"alert": 1})


def take(alert: Alert, step: Step) -> Alert:
    """Someone says "mine". From then on nobody further is told."""
    return alert.took(AlertAction.TAKE, step, taken_by=step.staff)


def hand_on(alert: Alert, step: Step, *, to: StaffId) -> Alert:
    """Whoever said "mine" is away or has left: it is with somebody else now, who is told."""
    return alert.took(AlertAction.TAKE, step, {"to": to}, taken_by=to)


def close(alert: Alert, step: Step) -> Alert:
    """Whoever has it says that it is dealt with."""
    alert.after(AlertAction.CLOSE)
    if step.staff != alert.taken_by:
        raise Closed(alert.id)
    return alert.took(AlertAction.CLOSE, step)


def escalate(alert: Alert, step: Step, *, duty: int) -> Alert:
    """Nobody said "mine": the next of ``duty`` people is told; after the last, all of the list again."""
    told = alert.told + 1
    return alert.took(AlertAction.ESCALATE, step, told_next(told, duty=duty), told=told)


def erase(alert: Alert, step: Step) -> Alert:
    """Its time is over: the words go, and who wrote them."""
    return alert.took(AlertAction.ERASE, step, texts=(), who="", link="")
