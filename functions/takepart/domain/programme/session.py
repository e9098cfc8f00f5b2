"""A session: one dated meeting of an opportunity, that can be planned, moved, cancelled and held."""

from __future__ import annotations

import hashlib
import hmac
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import ActivityTypeId, OpportunityId, PersonId, SessionId, SessionKey
from takepart.domain.journal import Fact
from takepart.domain.part_of_day import PartOfDay, session_key
from takepart.domain.plain_reason import PlainWord
from takepart.domain.programme.agenda import AgendaItem, without
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused
from takepart.domain.uk_time import LONDON, local, local_date

DOORS_OPEN: Final = timedelta(minutes=30)
"""How long before a session its attendance code starts to work."""
DOORS_CLOSE: Final = timedelta(minutes=30)
"""How long after its end the code still works."""
MOST_PLACES: Final = 500
MOST_IN_A_ROW: Final = 14
"""Days in a row of one session."""


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
    AGREE_TIME = "extra-time-agreed"
    HOLD = "held"
    ARRANGE = "agenda-arranged"
    DROP_ITEM = "agenda-item-dropped"
    SEND_PAPERS = "papers-sent"
    SEND_NOTES = "notes-sent"


@dataclass(frozen=True, kw_only=True)
class Session(Aggregate):
    """One meeting. Its places and its sign-ups are kept beside it, since they grow."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (SessionState.PLANNED, SessionAction.MOVE): SessionState.PLANNED,
            (SessionState.PLANNED, SessionAction.CANCEL): SessionState.CANCELLED,
            (SessionState.PLANNED, SessionAction.HOLD): SessionState.HELD,
            (SessionState.PLANNED, SessionAction.AGREE_TIME): SessionState.PLANNED,
            (SessionState.PLANNED, SessionAction.SEND_PAPERS): SessionState.PLANNED,
            (SessionState.PLANNED, SessionAction.ARRANGE): SessionState.PLANNED,
            **{(state, SessionAction.DROP_ITEM): state for state in SessionState},
            (SessionState.HELD, SessionAction.SEND_NOTES): SessionState.HELD,
        }
    )
    """Every pair that is not here is refused. PLAN is not here: it makes the session."""
    NOT_NOW: ClassVar = ProgrammeRefusal.NOT_IN_THIS_STATE

    id: SessionId
    opportunity: OpportunityId
    activity_type: ActivityTypeId
    state: SessionState = SessionState.PLANNED
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
    items: tuple[AgendaItem, ...] = ()
    """What participants wanted to talk about and the worker put on the agenda, in order."""
    notes: str = ""
    why: str = ""
    """Why it was moved or called off: everyone whom that concerns reads it."""
    instead: SessionId | None = None
    """Another session that people can come to, where this one was called off."""
    paid_units: int = 1
    """How many units of its fee are paid, where it lasts that long: more than one was agreed to before it started."""

    @property
    def day(self) -> date:
        """The day it is on, in the UK."""
        return local_date(self.starts)

    @property
    def last_day(self) -> date:
        """The day it ends on, in the UK: the next one for a session past midnight."""
        return local_date(self.ends)

    @property
    def days(self) -> int:
        """On how many days in a row it meets, at the same times each. One that ends past midnight is on one."""
        nights = (self.last_day - self.day).days
        return nights + 1 if local(self.ends).time() > local(self.starts).time() else max(nights, 1)

    @property
    def minutes(self) -> int:
        """How long it lasts on each day; on one day by the clock that does not change."""
        if self.days > 1:
            opens, closes = (datetime.combine(self.day, local(each).time()) for each in (self.starts, self.ends))
            return int((closes - opens).total_seconds()) // 60
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


def at_local(day: date, clock: time) -> datetime:
    """The instant of a time on the wall. Raises Refused for a time that the clock change skips or has twice."""
    there = datetime.combine(day, clock, tzinfo=LONDON)
    if there.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise Refused("session", reason=ProgrammeRefusal.NO_SUCH_TIME)
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        raise Refused("session", reason=ProgrammeRefusal.NO_SUCH_TIME)
    return there.astimezone(UTC)


def plan(planned: Session, step: Step) -> Session:
    """A new session. Raises Refused when it ends before it starts, or has started."""
    _check(planned.id, planned.starts, planned.ends, now=step.at)
    facts: dict[str, Fact] = {**_when(planned.starts, planned.ends), "opportunity": planned.opportunity}
    return planned.written(SessionAction.PLAN, step, facts)


def move(session: Session, step: Step, *, starts: datetime, ends: datetime, where: str, why: str) -> Session:
    """Another time or place. Everyone is told why, and their calendars are corrected (same UID, higher SEQUENCE)."""
    _check(session.id, starts, ends, now=step.at)
    facts: dict[str, Fact] = {**_when(starts, ends), "from": session.starts.isoformat(), **_why(why, step)}
    changes = {"starts": starts, "ends": ends, "where": where, "why": why, "sequence": session.sequence + 1}
    return session.took(SessionAction.MOVE, step, facts, **changes)


def agree_time(session: Session, step: Step, *, units: int) -> Session:
    """A budget holder agrees to pay for more than the fee covers; what was agreed before is never taken back.

    Source: Wirral policy, appendix 1 (limits of 2 and 3 hours). Raises Refused once it has started.
    """
    if step.at >= session.starts:
        raise Refused(session.id, reason=ProgrammeRefusal.TOO_LATE_TO_AGREE)
    if units <= session.paid_units:
        return session
    facts: dict[str, Fact] = {"units": units, "before": session.paid_units, "minutes": session.minutes}
    return session.took(SessionAction.AGREE_TIME, step, facts, paid_units=units)


def cancel(session: Session, step: Step, *, why: str, instead: SessionId | None = None) -> Session:
    """It does not happen. Everyone is told at once why, and what there is instead (somerset: keep people updated)."""
    facts: dict[str, Fact] = {**_why(why, step), **({"instead": instead} if instead else {})}
    moved = session.sequence + 1
    return session.took(SessionAction.CANCEL, step, facts, why=why, instead=instead, sequence=moved)


def hold(session: Session, step: Step) -> Session:
    """It happened, and attendance was taken. Raises Refused before it starts.

    Attendance may be taken from when the doors open; until the start the places still change hands.
    """
    if step.at < session.starts:
        raise Refused(session.id, reason=ProgrammeRefusal.TOO_EARLY)
    return session.took(SessionAction.HOLD, step)


def arrange(session: Session, step: Step, items: tuple[AgendaItem, ...]) -> Session:
    """The worker puts what participants want to talk about in an order; the same back where it is in it.

    Raises Refused once it has started.
    """
    if step.at >= session.starts:
        raise Refused(session.id, reason=ProgrammeRefusal.STARTED)
    if items == session.items:
        return session
    order = journals.digest_of(" ".join(item.ref for item in items), step=step.press)
    return session.took(SessionAction.ARRANGE, step, {"items": len(items), "order": order}, items=items)


def drop_items(session: Session, step: Step, person: PersonId, number: int | None) -> Session:
    """Somebody takes back what they wanted to talk about, or is forgotten; the same back where nothing is theirs."""
    items = without(session.items, person, number)
    return session if items == session.items else session.took(SessionAction.DROP_ITEM, step, items=items)


def send_papers(session: Session, step: Step, *, agenda: str) -> Session:
    """The agenda goes out ahead (community-care: agreed beforehand)."""
    facts = {"agenda": journals.digest_of(agenda, step=step.press)}
    return session.took(SessionAction.SEND_PAPERS, step, facts, agenda=agenda)


def send_notes(session: Session, step: Step, *, notes: str) -> Session:
    """What was said and what happens next, to everyone who came."""
    facts = {"notes": journals.digest_of(notes, step=step.press)}
    return session.took(SessionAction.SEND_NOTES, step, facts, notes=notes)


def _why(why: str, step: Step) -> dict[str, Fact]:
    return {"why": journals.digest_of(why, step=step.press)}


def _when(starts: datetime, ends: datetime) -> dict[str, Fact]:
    return {"starts": journals.instant(starts), "ends": journals.instant(ends)}


def _check(id: SessionId, starts: datetime, ends: datetime, *, now: datetime) -> None:
    if ends <= starts:
        raise Refused(id, reason=ProgrammeRefusal.ENDS_FIRST)
    if starts <= now:
        raise Refused(id, reason=ProgrammeRefusal.IN_THE_PAST)


LASTS_SECONDS: Final = 300
"""A code is taken while it is shown, and for as long again."""


def current_code(session: Session, *, now: datetime) -> str:
    """The code of this moment. It comes from the session's journal, which is never shown to anyone."""
    return _code(session, _turn(now))


def is_current(session: Session, code: str, *, now: datetime) -> bool:
    """Whether a code is this moment's, or that of the moment before, while the doors are open."""
    turn = _turn(now)
    known = (_code(session, turn), _code(session, turn - 1))
    return session.doors_open(now) and any(hmac.compare_digest(code.encode(), each.encode()) for each in known)


def _turn(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp()) // LASTS_SECONDS


def _code(session: Session, turn: int) -> str:
    return hashlib.sha256(f"{session.journal[0].hash}:{session.id}:{turn}".encode()).hexdigest()[:10]


MOST_DAYS: Final = 52
"""Planned with one press: a year of weeks."""
_WEEK: Final = 7


class Repeat(PlainWord):
    """How often."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every 2 weeks"
    MONTHLY = "monthly", "Every month, on the same day of the week"


def days_of(first: date, repeat: Repeat, number: int) -> tuple[date, ...]:
    """So many days from the first on. Every month means its first, second, third, fourth or last such weekday."""
    if repeat is Repeat.MONTHLY:
        return tuple(_month_on(first, months) for months in range(number))
    step = timedelta(days=_WEEK if repeat is Repeat.WEEKLY else 2 * _WEEK)
    return tuple(first + step * place for place in range(number))


def _month_on(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    opens, length = monthrange(year, month + 1)
    day = 1 + (first.weekday() - opens) % _WEEK + (first.day - 1) // _WEEK * _WEEK
    return date(year, month + 1, day if day <= length else day - _WEEK)
