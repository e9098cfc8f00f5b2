"""A session: one dated meeting of an opportunity, that can be planned, moved, cancelled and held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import ActivityTypeId, PersonId, SessionKey, StaffId, StepId
from takepart.domain.journal import Fact
from takepart.domain.part_of_day import PartOfDay, session_key
from takepart.domain.programme.agenda import Item, without
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.domain.uk_time import LONDON, local, local_date

DOORS_OPEN: Final = timedelta(minutes=30)
"""How long before a session its attendance code starts to work."""
DOORS_CLOSE: Final = timedelta(minutes=30)
"""How long after its end the code still works."""
MOST_PLACES: Final = 500


class SessionState(StrEnum):
    """Where a session stands. One that was moved is planned again, for another time."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"


class SessionAction(StrEnum):
    """What can happen to it."""

    PLAN = "planned"
    MOVE = "moved"
    CANCEL = "cancelled"
    HOLD = "held"
    ARRANGE = "agenda-arranged"
    DROP_ITEM = "agenda-item-dropped"
    SEND_PAPERS = "papers-sent"
    SEND_NOTES = "notes-sent"


SESSION_TRANSITIONS: Final[Mapping[tuple[SessionState, SessionAction], SessionState]] = MappingProxyType(
    {
        (SessionState.PLANNED, SessionAction.MOVE): SessionState.PLANNED,
        (SessionState.PLANNED, SessionAction.CANCEL): SessionState.CANCELLED,
        (SessionState.PLANNED, SessionAction.HOLD): SessionState.HELD,
        (SessionState.PLANNED, SessionAction.SEND_PAPERS): SessionState.PLANNED,
        (SessionState.PLANNED, SessionAction.ARRANGE): SessionState.PLANNED,
        **{(state, SessionAction.DROP_ITEM): state for state in SessionState},
        (SessionState.HELD, SessionAction.SEND_NOTES): SessionState.HELD,
    }
)
"""Every pair that is not here is refused. PLAN is not here: it makes the session."""


@dataclass(frozen=True, kw_only=True)
class Session(Aggregate):
    """One meeting. Its places and its sign-ups are kept beside it, since they grow."""

    TRANSITIONS: ClassVar = SESSION_TRANSITIONS

    id: SessionId
    opportunity: OpportunityId
    activity_type: ActivityTypeId
    state: SessionState
    starts: datetime
    ends: datetime
    where: str
    """The venue's name and address, or how to join online."""
    online: bool = False
    contact: str = ""
    """Who to phone on the day."""
    sequence: int = 0
    """How often the calendar entry was corrected (RFC 5545)."""
    agenda: str = ""
    items: tuple[Item, ...] = ()
    """What participants wanted to talk about and the worker put on the agenda, in order."""
    notes: str = ""

    @property
    def day(self) -> date:
        """The day it is on, in the UK."""
        return local_date(self.starts)

    @property
    def minutes(self) -> int:
        """How long it lasts, by the clock that does not change."""
        return int((self.ends - self.starts).total_seconds()) // 60

    @property
    def part_of_day(self) -> PartOfDay:
        """The part of the day that it takes: all day from six hours on."""
        if self.minutes >= 360:
            return PartOfDay.ALL_DAY
        hour = local(self.starts).hour
        return PartOfDay.MORNING if hour < 12 else PartOfDay.AFTERNOON if hour < 17 else PartOfDay.EVENING

    @property
    def key(self) -> SessionKey:
        """What claims that attendance prepares call it."""
        return session_key(self.activity_type, self.day, self.part_of_day, session=self.id)

    def is_to_come(self, now: datetime) -> bool:
        """Whether people can still join or leave."""
        return self.state is SessionState.PLANNED and now < self.starts

    def takes_attendance(self, now: datetime) -> bool:
        """Whether it can be written down who is here: from when the doors open, unless it was called off."""
        return self.state is not SessionState.CANCELLED and now >= self.starts - DOORS_OPEN

    def doors_open(self, now: datetime) -> bool:
        """Whether the attendance code works now."""
        return self.starts - DOORS_OPEN <= now <= self.ends + DOORS_CLOSE

    def step(
        self,
        action: SessionAction,
        *,
        by: journals.Actor,
        at: datetime,
        step: StepId,
        facts: Mapping[str, Fact] | None = None,
        **changes: Any,
    ) -> Session:
        """The session after one allowed step. Raises CannotDo when the table refuses."""
        try:
            state = SESSION_TRANSITIONS[self.state, action]
        except KeyError:
            raise CannotDo(self.id, reason=Refusal.NOT_IN_THIS_STATE, detail=f"{action} when {self.state}") from None
        journal = journals.append(self.journal, at=at, by=by, action=action.value, step=step, facts=facts)
        return replace(self, state=state, journal=journal, **changes)


def at_local(day: date, clock: time) -> datetime:
    """The instant of a time on the wall. Raises CannotDo for a time that the clock change skips or has twice."""
    there = datetime.combine(day, clock, tzinfo=LONDON)
    if there.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise CannotDo("session", reason=Refusal.NO_SUCH_TIME)
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        raise CannotDo("session", reason=Refusal.NO_SUCH_TIME)
    return there.astimezone(UTC)


def plan(
    id: SessionId,
    *,
    opportunity: OpportunityId,
    activity_type: ActivityTypeId,
    starts: datetime,
    ends: datetime,
    where: str,
    online: bool,
    contact: str,
    by: StaffId,
    at: datetime,
    step: StepId,
) -> Session:
    """A new session. Raises CannotDo when it ends before it starts, or has started."""
    _check(id, starts, ends, now=at)
    journal = journals.append(
        (),
        at=at,
        by=journals.staff(by),
        action=SessionAction.PLAN.value,
        step=step,
        facts={"starts": journals.instant(starts), "ends": journals.instant(ends), "opportunity": opportunity},
    )
    return Session(
        id=id,
        opportunity=opportunity,
        activity_type=activity_type,
        state=SessionState.PLANNED,
        starts=starts,
        ends=ends,
        where=where,
        online=online,
        contact=contact,
        journal=journal,
    )


def move(
    session: Session, *, starts: datetime, ends: datetime, where: str, by: StaffId, at: datetime, step: StepId
) -> Session:
    """Another time or place. Everyone is told, and their calendars are corrected (same UID, higher SEQUENCE)."""
    _check(session.id, starts, ends, now=at)
    return session.step(
        SessionAction.MOVE,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"starts": journals.instant(starts), "ends": journals.instant(ends), "from": session.starts.isoformat()},
        starts=starts,
        ends=ends,
        where=where,
        sequence=session.sequence + 1,
    )


def cancel(session: Session, *, by: StaffId, at: datetime, step: StepId) -> Session:
    """It does not happen. Everyone is told at once."""
    return session.step(SessionAction.CANCEL, by=journals.staff(by), at=at, step=step, sequence=session.sequence + 1)


def hold(session: Session, *, by: StaffId | None, at: datetime, step: StepId) -> Session:
    """It happened, and attendance was taken. Raises CannotDo before it starts.

    Attendance may be taken from when the doors open; until the start the places still change hands.
    """
    if at < session.starts:
        raise CannotDo(session.id, reason=Refusal.TOO_EARLY)
    return session.step(
        SessionAction.HOLD, by=journals.staff(by) if by else journals.Job.REMINDERS.actor, at=at, step=step
    )


def arrange(session: Session, items: tuple[Item, ...], *, by: StaffId, at: datetime, step: StepId) -> Session:
    """The worker puts what participants want to talk about in an order. Raises CannotDo once it has started."""
    if at >= session.starts:
        raise CannotDo(session.id, reason=Refusal.STARTED)
    order = journals.digest_of(" ".join(item.ref for item in items), step=step)
    facts: dict[str, Fact] = {"items": len(items), "order": order}
    return session.step(SessionAction.ARRANGE, by=journals.staff(by), at=at, step=step, facts=facts, items=items)


def drop_items(session: Session, person: PersonId, number: int | None, *, at: datetime, step: StepId) -> Session:
    """Somebody takes back what they wanted to talk about, or is forgotten."""
    items = without(session.items, person, number)
    return session.step(SessionAction.DROP_ITEM, by=journals.person(person), at=at, step=step, items=items)


def send_papers(session: Session, *, agenda: str, by: StaffId, at: datetime, step: StepId) -> Session:
    """The agenda goes out ahead (community-care: agreed beforehand)."""
    facts: dict[str, Fact] = {"agenda": journals.digest_of(agenda, step=step)}
    return session.step(SessionAction.SEND_PAPERS, by=journals.staff(by), at=at, step=step, facts=facts, agenda=agenda)


def send_notes(session: Session, *, notes: str, by: StaffId, at: datetime, step: StepId) -> Session:
    """What was said and what happens next, to everyone who came."""
    facts: dict[str, Fact] = {"notes": journals.digest_of(notes, step=step)}
    return session.step(SessionAction.SEND_NOTES, by=journals.staff(by), at=at, step=step, facts=facts, notes=notes)


def _check(id: SessionId, starts: datetime, ends: datetime, *, now: datetime) -> None:
    if ends <= starts:
        raise CannotDo(id, reason=Refusal.ENDS_FIRST)
    if starts <= now:
        raise CannotDo(id, reason=Refusal.IN_THE_PAST)
