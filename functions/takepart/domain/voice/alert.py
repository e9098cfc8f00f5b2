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
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Closed, Refused
from takepart.domain.voice.aggregates import MOST_LETTERS, Erasable, told_next
from takepart.domain.voice.days import day_only
from takepart.domain.voice.refusals import VoiceRefusal

AlertId = NewType("AlertId", str)
"""From all that was sent, so that the same press tells once."""
DOOR: Final = Actor("system:door")
"""What hears everything that is sent. It knows nobody."""
MOST_OF_A_RECORD: Final = 200
"""Letters."""
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


class AlertOutcome(PlainWord):
    """What came of it, as whoever had it says."""

    REFERRED = "referred", "Passed on to children’s social care, the police or a doctor"
    SPOKE = "spoke", "We spoke with them, or with whoever looks after them"
    NO_DANGER = "no-danger", "The words were about something else: nobody is at risk"
    MISUSE = "misuse", "It was meant to annoy, or a program sent it"

    @property
    def recorded(self) -> bool:
        """Whether it must say where it is written down."""
        return self in (AlertOutcome.REFERRED, AlertOutcome.SPOKE)


class AlertAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    RAISE = "raised"
    ESCALATE = "escalated"
    TAKE = "taken"
    CLOSE = "closed"
    SET_ASIDE = "set-aside"
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
            **{(state, _Do.SET_ASIDE): _Is.DONE for state in (_Is.WAITING, _Is.TAKEN)},
            (_Is.DONE, _Do.ERASE): _Is.ERASED,
        }
    )
    """Every pair that is not here is refused. Only what is set aside is done with before somebody has said "mine"."""
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
    outcome: AlertOutcome | None = None
    record: str = ""
    """Where it is written down: the number of the record in the organisation's own system."""

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


def close(alert: Alert, step: Step, *, outcome: AlertOutcome, record: str = "") -> Alert:
    """Whoever has it says what came of it, and where that is written down. Raises Refused when it must say where."""
    alert.after(AlertAction.CLOSE)
    if step.staff != alert.taken_by:
        raise Closed(alert.id)
    if outcome.recorded and not record.strip():
        raise Refused(alert.id, reason=VoiceRefusal.NOT_RECORDED)
    facts = {"outcome": outcome.value}
    return alert.took(AlertAction.CLOSE, step, facts, outcome=outcome, record=record.strip()[:MOST_OF_A_RECORD])


def set_aside(alert: Alert, step: Step) -> Alert:
    """It is meant to annoy, or a program sent it: taken and closed in one step, by whoever is on duty."""
    facts = {"outcome": AlertOutcome.MISUSE.value}
    changes = {"taken_by": step.staff, "outcome": AlertOutcome.MISUSE}
    return alert.took(AlertAction.SET_ASIDE, step, facts, **changes)


def escalate(alert: Alert, step: Step, *, duty: int) -> Alert:
    """Nobody said "mine": the next of ``duty`` people is told; after the last, all of the list again."""
    told = alert.told + 1
    return alert.took(AlertAction.ESCALATE, step, told_next(told, duty=duty), told=told)


def erase(alert: Alert, step: Step) -> Alert:
    """Its time is over: the words go, and who wrote them."""
    return alert.took(AlertAction.ERASE, step, texts=(), who="", link="", record="")
