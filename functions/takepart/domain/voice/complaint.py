"""A complaint: one kind, one stage at a time, one handler, and a clock that everyone can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Actor, Fact, Journal
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice.aggregates import Erasable, Text, WrittenBy, checked
from takepart.domain.voice.days import after, months_after
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import ClockStart, ComplaintStage, Track
from takepart.domain.working_days import Holidays, add_working_days

ComplaintId = NewType("ComplaintId", str)
"""A complaint's reference, readable aloud: ``K7M4-9QXR``."""
COMPLAINANT: Final = Actor("person:complainant")


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When an answer is due, and the last day to which it may be moved."""

    due: date
    most: date


def acknowledge_by(track: Track, *, received: date, holidays: Holidays) -> date:
    """The last day on which we may say that we have it."""
    return after(received, track.acknowledge_days, track.acknowledge_in, holidays)


def deadline(
    stage: ComplaintStage, track: Track, *, started: date, acknowledged: date | None, holidays: Holidays
) -> Deadline:
    """When a stage's answer is due. A clock that starts when we acknowledge never gains by our being late to do so."""
    start = started
    if stage.starts is ClockStart.ACKNOWLEDGED:
        latest = acknowledge_by(track, received=started, holidays=holidays)
        start = min(acknowledged, latest) if acknowledged else latest
    return Deadline(
        due=after(start, stage.days, stage.counted_in, holidays),
        most=after(start, stage.most_days, stage.counted_in, holidays),
    )


def too_long_ago(track: Track, *, happened: date | None, received: date) -> bool:
    """Whether it comes later than the track's months allow: that is flagged, and a person decides."""
    return happened is not None and received > months_after(happened, track.within_months)


def asked_late(track: Track, *, answered: date, asked: date, holidays: Holidays) -> bool:
    """Whether the next stage is asked for later than it should be: that is flagged, and a person decides."""
    return asked > add_working_days(answered, track.next_stage_days, holidays)


class CameBy(StrEnum):
    """How it reached us."""

    FORM = "form"
    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in-person"
    EMAIL = "email"


LONGEST_AGO: Final = timedelta(days=366)
"""The longest that something can have lain with us before it is entered: an older date is taken for a slip."""


class ComplaintState(StrEnum):
    """Where it stands."""

    RECEIVED = "received"
    """We have not said yet that we have it."""
    WITH_HANDLER = "with-handler"
    ANSWERED = "answered"
    """The next stage can be asked for."""
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    """Its time was over: its words and who complained are gone."""


class ComplaintAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    SEND = "complained"
    ASSIGN = "assigned"
    ACKNOWLEDGE = "acknowledged"
    EXTEND = "extended"
    ADD = "added"
    ANSWER = "answered"
    NEXT_STAGE = "next-stage"
    WITHDRAW = "withdrawn"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    ERASE = "erased"


_OPEN: Final = (ComplaintState.RECEIVED, ComplaintState.WITH_HANDLER)
_Is, _Do = ComplaintState, ComplaintAction
TRANSITIONS: Final[Mapping[tuple[ComplaintState, ComplaintAction], ComplaintState]] = MappingProxyType(
    {
        (_Is.RECEIVED, _Do.ACKNOWLEDGE): _Is.WITH_HANDLER,
        **{(state, _Do.ASSIGN): state for state in _OPEN},
        **{(state, _Do.EXTEND): state for state in _OPEN},
        **{(state, _Do.DUE_SOON): state for state in _OPEN},
        **{(state, _Do.OVERDUE): state for state in _OPEN},
        **{(state, _Do.ADD): state for state in (*_OPEN, _Is.ANSWERED)},
        (_Is.WITH_HANDLER, _Do.ANSWER): _Is.ANSWERED,
        (_Is.ANSWERED, _Do.NEXT_STAGE): _Is.RECEIVED,
        **{(state, _Do.WITHDRAW): _Is.WITHDRAWN for state in _OPEN},
        **{(state, _Do.ERASE): _Is.ERASED for state in (_Is.ANSWERED, _Is.WITHDRAWN)},
    }
)
"""Every pair that is not here is refused."""


@dataclass(frozen=True, kw_only=True)
class Complainant:
    """Who complains, how to reach them, and for whom if not for themselves."""

    name: str
    email: str
    phone: str = ""
    address: str = ""
    """Where letters on paper go, for who has no email."""
    for_whom: str = ""
    consent: str = ""
    """How we know that the one in ``for_whom`` agrees, or that this person may speak for them."""

    def __post_init__(self) -> None:
        """Raises Refused when there is no way to answer them."""
        if self.name and not (self.email or self.phone or self.address):
            raise Refused("complaint", reason=VoiceRefusal.NO_WAY_TO_ANSWER)


@dataclass(frozen=True, kw_only=True)
class Complaint(Erasable):
    """One complaint through all its stages."""

    TRANSITIONS: ClassVar = TRANSITIONS
    ERASE: ClassVar = ComplaintAction.ERASE

    id: ComplaintId
    track: str
    state: ComplaintState
    complainant: Complainant
    texts: tuple[Text, ...]
    received_on: date
    stage: int
    """The place of its stage in the track, from 0."""
    started_on: date
    """When this stage was asked for."""
    acknowledge_by: date
    due: date
    most: date
    """The last day to which ``due`` may be moved."""
    acknowledged_on: date | None = None
    handler: StaffId | None = None
    handled: tuple[tuple[str, StaffId], ...] = ()
    """Who had a part in which stage, for good: (stage, staff)."""
    late: bool = False
    """It came later than the rules allow; a person decides what that means."""
    warned_for: tuple[date, ...] = ()
    """The deadlines that were told as missed."""
    came_by: CameBy = CameBy.FORM
    warned_on: date | None = None
    """When staff were last told of a date that comes, or was missed."""

    @property
    def is_open(self) -> bool:
        """Whether we still owe something."""
        return self.state in _OPEN

    @property
    def next_date(self) -> date:
        """The next day by which we must have done something."""
        return min(self.acknowledge_by, self.due) if self.state is ComplaintState.RECEIVED else self.due

    @property
    def warn_on(self) -> date:
        """When staff are told next: before the date, on it, the day after, and then each week until it is done."""
        before, since = 1 if self.state is ComplaintState.RECEIVED else 3, self.warned_on
        days = (-before, 0, 1)
        for each in (self.next_date + timedelta(days=day) for day in days):
            if since is None or each > since:
                return each
        late = (since - self.next_date).days - 1 if since else 0
        return self.next_date + timedelta(days=1 + 7 * (late // 7 + 1))

    def is_overdue(self, today: date) -> bool:
        """Whether that day has passed."""
        return self.is_open and today > self.next_date

    def may_be_read_by(self, staff: StaffId, *, desk: tuple[StaffId, ...]) -> bool:
        """Its handler, those who give complaints to handlers, and nobody else."""
        return staff == self.handler or staff in desk


def send(
    step: Step,
    *,
    id: ComplaintId,
    track: Track,
    complainant: Complainant,
    words: str,
    happened: date | None,
    holidays: Holidays,
    received: date | None = None,
    came_by: CameBy = CameBy.FORM,
) -> Complaint:
    """Somebody complains: the clock starts, on the day it reached us. Raises Refused."""
    checked(id, words)
    if received is not None and complainant.for_whom and not complainant.consent:
        raise Refused(id, reason=VoiceRefusal.NEEDS_CONSENT)
    day = _came_on(id, step, received, since=step.today - LONGEST_AGO)
    clock = deadline(track.stages[0], track, started=day, acknowledged=None, holidays=holidays)
    blank = Complaint(
        id=id,
        track=track.id,
        state=ComplaintState.RECEIVED,
        complainant=complainant,
        texts=(Text(seq=1, by=WrittenBy.THEM, words=words),),
        received_on=day,
        stage=0,
        started_on=day,
        acknowledge_by=acknowledge_by(track, received=day, holidays=holidays),
        due=clock.due,
        most=clock.most,
        late=too_long_ago(track, happened=happened, received=day),
        came_by=came_by,
    )
    facts: dict[str, Fact] = {"track": track.id, "words": journals.digest_of(words, step=step.press)}
    if received is not None:
        facts |= {"received": day.isoformat(), "came_by": came_by.value}
    return blank.written(ComplaintAction.SEND, step, facts)


def who_may_handle(complaint: Complaint, track: Track) -> tuple[StaffId, ...]:
    """Who may take this stage: its handlers, without those who had a part in a stage that it must be apart from."""
    stage = track.stages[complaint.stage]
    return tuple(each for each in stage.handlers if not _had_a_part(complaint, stage, each))


def assign(complaint: Complaint, step: Step, *, to: StaffId, track: Track) -> Complaint:
    """Give it to a handler."""
    complaint.after(ComplaintAction.ASSIGN)
    stage = track.stages[complaint.stage]
    if to not in stage.handlers:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_HANDLER)
    if _had_a_part(complaint, stage, to):
        raise Refused(complaint.id, reason=VoiceRefusal.HANDLED_BEFORE)
    part = (stage.id, to)
    handled = complaint.handled if part in complaint.handled else (*complaint.handled, part)
    return complaint.took(ComplaintAction.ASSIGN, step, {"to": to, "stage": stage.id}, handler=to, handled=handled)


def acknowledge(complaint: Complaint, step: Step, *, track: Track, holidays: Holidays) -> Complaint:
    """We tell them that we have it, who looks at it and by when. Some clocks start here."""
    clock = deadline(
        track.stages[complaint.stage],
        track,
        started=complaint.started_on,
        acknowledged=step.today,
        holidays=holidays,
    )
    moved = any(entry.action == ComplaintAction.EXTEND.value for entry in _this_stage(complaint))
    due = max(complaint.due, clock.due) if moved else clock.due
    return complaint.took(ComplaintAction.ACKNOWLEDGE, step, acknowledged_on=step.today, due=due, most=clock.most)


def extend(complaint: Complaint, step: Step, *, to: date, why: str) -> Complaint:
    """Move the date, with a reason that they read, and never past the last day that the rules allow."""
    complaint.after(ComplaintAction.EXTEND)
    if not why.strip():
        raise Refused(complaint.id, reason=VoiceRefusal.NO_REASON)
    if step.today > complaint.due:
        raise Refused(complaint.id, reason=VoiceRefusal.DATE_PASSED)
    if to <= complaint.due:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_LATER)
    if to > complaint.most:
        raise Refused(complaint.id, reason=VoiceRefusal.BEYOND_MOST)
    text = Text(seq=complaint.version + 1, by=WrittenBy.US, words=checked(complaint.id, why, before=complaint.texts))
    facts: dict[str, Fact] = {
        "from": complaint.due.isoformat(),
        "to": to.isoformat(),
        "why": journals.digest_of(why, step=step.press),
    }
    return complaint.took(ComplaintAction.EXTEND, step, facts, due=to, texts=(*complaint.texts, text))


def add(complaint: Complaint, step: Step, *, words: str) -> Complaint:
    """They tell us more."""
    return _said(complaint, ComplaintAction.ADD, step, words, by=WrittenBy.THEM)


def answer(complaint: Complaint, step: Step, *, words: str) -> Complaint:
    """The handler answers: what we found, what we do, and how to go on if they do not agree."""
    if step.staff != complaint.handler:
        raise Refused(complaint.id, reason=VoiceRefusal.NOT_A_HANDLER)
    return _said(complaint, ComplaintAction.ANSWER, step, words, by=WrittenBy.US)


def next_stage(
    complaint: Complaint, step: Step, *, track: Track, words: str, holidays: Holidays, received: date | None = None
) -> Complaint:
    """They do not agree, and ask for the next stage: a new clock, and a handler who had no part in the one before.

    The clock counts from the day on which we were asked, which for a letter or a call may be before it is entered.
    """
    complaint.after(ComplaintAction.NEXT_STAGE)
    stage = complaint.stage + 1
    if stage >= len(track.stages):
        raise Refused(complaint.id, reason=VoiceRefusal.NO_NEXT_STAGE)
    answered = max(local_date(each.at) for each in complaint.journal if each.action == ComplaintAction.ANSWER.value)
    day = _came_on(complaint.id, step, received, since=answered)
    clock = deadline(track.stages[stage], track, started=day, acknowledged=None, holidays=holidays)
    return _said(
        complaint,
        ComplaintAction.NEXT_STAGE,
        step,
        words,
        by=WrittenBy.THEM,
        stage=stage,
        started_on=day,
        acknowledge_by=acknowledge_by(track, received=day, holidays=holidays),
        acknowledged_on=None,
        due=clock.due,
        most=clock.most,
        handler=None,
        late=asked_late(track, answered=answered, asked=day, holidays=holidays),
    )


def withdraw(complaint: Complaint, step: Step) -> Complaint:
    """They take it back."""
    return complaint.took(ComplaintAction.WITHDRAW, step)


def warn(complaint: Complaint, step: Step) -> Complaint:
    """A date comes near, or was missed: staff are told when it is time, and again until it is done (``warn_on``)."""
    complaint.after(ComplaintAction.OVERDUE)
    day = complaint.next_date
    if step.today < complaint.warn_on:
        raise Refused(complaint.id, reason=NotAllowed.IN_THIS_STATE)
    if not complaint.is_overdue(step.today):
        return complaint.took(ComplaintAction.DUE_SOON, step, {"due": day.isoformat()}, warned_on=step.today)
    again = day in complaint.warned_for
    facts: dict[str, Fact] = {"missed": day.isoformat(), "again": int(again)}
    told = complaint.warned_for if again else (*complaint.warned_for, day)
    return complaint.took(ComplaintAction.OVERDUE, step, facts, warned_on=step.today, warned_for=told)


def erase(complaint: Complaint, step: Step) -> Complaint:
    """Its time is over: no words and nobody's name are left. Its kind, its stages and its days are."""
    return complaint.took(ComplaintAction.ERASE, step, texts=(), complainant=Complainant(name="", email=""))


def _came_on(about: str, step: Step, received: date | None, *, since: date) -> date:
    """The day on which something reached us: today, or an earlier one that whoever enters it gives."""
    day = received or step.today
    if day > step.today:
        raise Refused(about, reason=VoiceRefusal.NOT_YET)
    if day < since:
        raise Refused(about, reason=VoiceRefusal.TOO_LONG_AGO)
    return day


def _had_a_part(complaint: Complaint, stage: ComplaintStage, staff: StaffId) -> bool:
    return any(who == staff and part in stage.apart_from for part, who in complaint.handled)


def _this_stage(complaint: Complaint) -> Journal:
    begins = max(
        (
            entry.seq
            for entry in complaint.journal
            if entry.action in (ComplaintAction.SEND.value, ComplaintAction.NEXT_STAGE.value)
        ),
        default=1,
    )
    return complaint.journal[begins - 1 :]


def _said(
    before: Complaint, action: ComplaintAction, step: Step, words: str, *, by: WrittenBy, **changes: Any
) -> Complaint:
    before.after(action)
    text = Text(seq=before.version + 1, by=by, words=checked(before.id, words, before=before.texts))
    facts: dict[str, Fact] = {
        "words": journals.digest_of(words, step=step.press),
        "stage": changes.get("stage", before.stage),
    }
    return before.took(action, step, facts, texts=(*before.texts, text), **changes)
