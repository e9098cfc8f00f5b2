"""A complaint: one kind, one stage at a time, one handler, and a clock that everyone can see.

How it ends is in ``complaint_end``, what staff put on its file in ``complaint_file``, its dates in ``complaint_clock``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step, nothing_left
from takepart.domain.ids import StaffId
from takepart.domain.journal import Actor, Fact, Journal
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice.aggregates import Erasable, Text, WrittenBy, checked
from takepart.domain.voice.complaint_clock import acknowledge_by, asked_late, deadline, too_long_ago
from takepart.domain.voice.complaint_parts import (
    Attached,
    CameBy,
    Complainant,
    ComplaintAction,
    ComplaintId,
    ComplaintState,
    Drafted,
    Learning,
    Outcome,
    Reached,
    TakingPart,
    WhyNot,
)
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.rules import ComplaintStage, Track
from takepart.domain.working_days import Holidays

COMPLAINANT: Final = Actor("person:complainant")


LONGEST_AGO: Final = timedelta(days=366)
"""The longest that something can have lain with us before it is entered: an older date is taken for a slip."""


_Is, _Do = ComplaintState, ComplaintAction
_OPEN: Final = (_Is.RECEIVED, _Is.WITH_HANDLER, _Is.TO_SIGN)
_DONE: Final = (_Is.ANSWERED, _Is.WITHDRAWN, _Is.REFUSED, _Is.MERGED)
_AT_WORK: Final = (_Is.RECEIVED, _Is.WITH_HANDLER)
_STAYING: Final[Mapping[ComplaintAction, tuple[ComplaintState, ...]]] = MappingProxyType(
    {
        _Do.ASSIGN: _AT_WORK,
        _Do.EXTEND: _OPEN,
        _Do.DUE_SOON: _OPEN,
        _Do.OVERDUE: _OPEN,
        _Do.ADD: (*_OPEN, _Is.ANSWERED),
        _Do.AGREE: _AT_WORK,
        _Do.SORT: (*_OPEN, *_DONE),
        _Do.NAME: _AT_WORK,
        _Do.UNNAME: _AT_WORK,
        _Do.REACH: (_Is.WITH_HANDLER,),
        _Do.NOTE: (*_OPEN, *_DONE),
        _Do.ATTACH: (*_OPEN, *_DONE),
        _Do.DETACH: (*_OPEN, *_DONE),
        _Do.TAKE_IN: _AT_WORK,
        _Do.BEYOND: (_Is.ANSWERED, _Is.REFUSED),
        _Do.LEARN: (_Is.WITH_HANDLER, _Is.TO_SIGN, *_DONE),
        _Do.LEARNT: (*_OPEN, *_DONE),
        _Do.LEARNING_DUE: _DONE,
    }
)
"""What leaves it where it stands, and where that can be done."""


@dataclass(frozen=True, kw_only=True)
class Complaint(Erasable):
    """One complaint through all its stages."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            **{(state, action): state for action, states in _STAYING.items() for state in states},
            (_Is.RECEIVED, _Do.ACKNOWLEDGE): _Is.WITH_HANDLER,
            (_Is.WITH_HANDLER, _Do.DRAFT): _Is.TO_SIGN,
            (_Is.TO_SIGN, _Do.SEND_BACK): _Is.WITH_HANDLER,
            **{(state, _Do.ANSWER): _Is.ANSWERED for state in (_Is.WITH_HANDLER, _Is.TO_SIGN)},
            (_Is.ANSWERED, _Do.NEXT_STAGE): _Is.RECEIVED,
            **{(state, _Do.WITHDRAW): _Is.WITHDRAWN for state in _OPEN},
            **{(state, _Do.REFUSE): _Is.REFUSED for state in _AT_WORK},
            **{(state, _Do.CHANGE_TRACK): _Is.RECEIVED for state in _AT_WORK},
            **{(state, _Do.MERGE): _Is.MERGED for state in _AT_WORK},
            **{(state, _Do.REOPEN): _Is.RECEIVED for state in (_Is.ANSWERED, _Is.REFUSED, _Is.WITHDRAWN)},
            **{(state, _Do.ERASE): _Is.ERASED for state in _DONE},
        }
    )
    """Every pair that is not here is refused."""
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
    milestone_due: date | None = None
    """When the next milestone of this stage is to be reached, if it has a day of its own."""
    acknowledged_on: date | None = None
    handler: StaffId | None = None
    handled: tuple[tuple[str, StaffId], ...] = ()
    """Who had a part in which stage, for good: (stage, staff)."""
    late: bool = False
    """It came later than the rules allow; a person decides what that means."""
    warned_for: tuple[date, ...] = ()
    """The deadlines that were told as missed."""
    came_by: CameBy = CameBy.FORM
    subject: str = ""
    """What it is about, in the words of its track."""
    warned_on: date | None = None
    """When staff were last told of a date that comes, or was missed."""
    climbed: int = 0
    """How many of the managers were told that a date of this stage was missed, and nothing happened."""
    people: tuple[TakingPart, ...] = ()
    milestones: tuple[Reached, ...] = ()
    notes: tuple[Text, ...] = ()
    """What staff noted for one another. Whoever complained does not see it."""
    files: tuple[Attached, ...] = ()
    """Papers and photos, for those who deal with it."""
    draft: Drafted | None = None
    outcome: Outcome | None = None
    """What came of it, so far; a next stage may come to another."""
    remedy: str = ""
    """What we do to put it right for whoever complained."""
    why_not: WhyNot | None = None
    """Why it was refused."""
    part_of: ComplaintId | None = None
    """The complaint that it is a part of now."""
    beyond_on: date | None = None
    """When they went to the ombudsman or the regulator, as far as we know."""
    learning: tuple[Learning, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether we still owe something."""
        return self.state in _OPEN

    @property
    def holder(self) -> StaffId | None:
        """Who has the next move: whoever signs the answer, or its handler; None while nobody has it."""
        return self.draft.signer if self.draft and self.state is ComplaintState.TO_SIGN else self.handler

    @property
    def learning_by(self) -> date | None:
        """The first day by which something that we learnt is to be done, and is not."""
        return min((each.by for each in self.learning if each.done_on is None), default=None)

    @property
    def waits_for(self) -> date | None:
        """The day of which staff are told: of what we owe them, then of what we learnt; None when all is done."""
        if self.is_open:
            return self.next_date
        return self.learning_by if self.state in _DONE else None

    @property
    def rests_since(self) -> date | None:
        """The day of the last step, when nothing is left to do: what we learnt from it is done first."""
        return None if self.learning_by else super().rests_since

    @property
    def next_date(self) -> date:
        """The next day by which we must have done something."""
        own = min(self.due, self.milestone_due or self.due)
        return min(self.acknowledge_by, own) if self.state is ComplaintState.RECEIVED else own

    @property
    def dates(self) -> tuple[date, ...]:
        """The days of which staff are told: each by which we owe them something, or that of what we learnt.

        One that was told as missed stands for those before it, so that nobody is reminded of two of them each week.
        """
        if not self.is_open:
            return (self.learning_by,) if self.learning_by else ()
        owed = {self.due, self.milestone_due or self.due}
        if self.state is ComplaintState.RECEIVED:
            owed.add(self.acknowledge_by)
        missed = max(owed & {*self.warned_for}, default=date.min)
        return tuple(sorted(each for each in owed if each >= missed))

    def _told_on(self, day: date) -> date:
        """When staff are told next of a day: before it, on it, the day after, and then each week until it is done."""
        since = self.warned_on
        before = 1 if self.state is ComplaintState.RECEIVED and day == self.acknowledge_by else 3
        for each in (day + timedelta(days=days) for days in (-before, 0, 1)):
            if since is None or each > since:
                return each
        return (since or day) + timedelta(days=7)

    @property
    def warn_on(self) -> date:
        """When staff are told next of one of its dates."""
        return min(map(self._told_on, self.dates), default=date.max)

    def to_tell(self, today: date) -> date | None:
        """The date of which staff are told today, if it is time: one that was just missed before all others."""
        ready = [each for each in self.dates if self._told_on(each) <= today]
        return max(ready, key=lambda each: (each < today and each not in self.warned_for, each), default=None)

    @property
    def all_words(self) -> tuple[Text, ...]:
        """Everything that is written in it, which has to fit into one item of the table."""
        drafted = [Text(seq=0, by=WrittenBy.US, words=self.draft.words + self.draft.remedy)] if self.draft else []
        learnt = [Text(seq=0, by=WrittenBy.US, words=each.what + each.did) for each in self.learning]
        return (*self.texts, *self.notes, *drafted, *learnt)

    def is_overdue(self, today: date) -> bool:
        """Whether that day has passed."""
        return self.is_open and today > self.next_date

    def may_be_read_by(self, staff: StaffId, *, desk: tuple[StaffId, ...], managers: tuple[StaffId, ...] = ()) -> bool:
        """Who has it in hand, those who give complaints to handlers, the managers who were told, and nobody else."""
        return staff in (self.handler, self.holder, *desk, *managers[: self.climbed])

    def reached(self, stage: ComplaintStage) -> tuple[Reached, ...]:
        """The milestones of a stage so far, in their order."""
        return tuple(each for each in self.milestones if each.stage == stage.id)

    def missing(self, stage: ComplaintStage) -> tuple[str, ...]:
        """The seats of a stage that somebody must still be named for, by their names."""
        taken = [each.seat for each in self.people if each.stage == stage.id]
        return tuple(seat.name for seat in stage.people if taken.count(seat.id) < seat.number)


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
    blank = Complaint(
        id=id,
        track=track.id,
        state=ComplaintState.RECEIVED,
        complainant=complainant,
        texts=(Text(seq=1, by=WrittenBy.THEM, words=words),),
        received_on=day,
        late=too_long_ago(track, happened=happened, received=day),
        came_by=came_by,
        **starts(track, 0, day, holidays),
    )
    facts: dict[str, Fact] = {"track": track.id, "words": journals.digest_of(words, step=step.press)}
    if received is not None:
        facts |= {"received": day.isoformat(), "came_by": came_by.value}
    return blank.written(ComplaintAction.SEND, step, facts)


def starts(track: Track, stage: int, day: date, holidays: Holidays) -> dict[str, Any]:
    """A stage that starts on a day, as fields: its dates, and that nobody has it and nothing was said to them yet."""
    clock = deadline(track.stages[stage], track, started=day, acknowledged=None, holidays=holidays)
    return {
        "stage": stage,
        "started_on": day,
        "acknowledge_by": acknowledge_by(track, received=day, holidays=holidays),
        "acknowledged_on": None,
        "due": clock.due,
        "most": clock.most,
        "milestone_due": clock.milestone_due,
        "handler": None,
        "climbed": 0,
    }


def who_may_handle(complaint: Complaint, track: Track) -> tuple[StaffId, ...]:
    """Who may take it now, without those who had a part in a stage that this one must be apart from.

    The handlers of the stage, until all its milestones are reached; then whoever is to answer, where the track says so.
    """
    stage = track.stages[complaint.stage]
    done = len(complaint.reached(stage)) == len(stage.milestones)
    named = stage.answered_by if stage.answered_by and done else stage.handlers
    return tuple(each for each in named if not _had_a_part(complaint, stage, each))


def assign(complaint: Complaint, step: Step, *, to: StaffId, track: Track) -> Complaint:
    """Give it to a handler, or to whoever is to answer it."""
    complaint.after(ComplaintAction.ASSIGN)
    stage = track.stages[complaint.stage]
    if to not in who_may_handle(complaint, track):
        before = to in stage.staff and _had_a_part(complaint, stage, to)
        raise Refused(complaint.id, reason=VoiceRefusal.HANDLED_BEFORE if before else VoiceRefusal.NOT_A_HANDLER)
    part = (stage.id, to)
    handled = complaint.handled if part in complaint.handled else (*complaint.handled, part)
    return complaint.took(ComplaintAction.ASSIGN, step, {"to": to, "stage": stage.id}, handler=to, handled=handled)


def acknowledge(complaint: Complaint, step: Step, *, track: Track, holidays: Holidays) -> Complaint:
    """We tell them that we have it, who looks at it and by when. Some clocks start here."""
    clock = clock_of(complaint, track, acknowledged=step.today, holidays=holidays)
    facts: dict[str, Fact] = {"due": complaint.acknowledge_by.isoformat()}
    return complaint.took(ComplaintAction.ACKNOWLEDGE, step, facts, acknowledged_on=step.today, **clock)


def clock_of(
    complaint: Complaint,
    track: Track,
    *,
    acknowledged: date | None,
    holidays: Holidays,
    reached: tuple[Reached, ...] | None = None,
) -> dict[str, Any]:
    """The dates of its stage as fields, from what has happened in it.

    A later day that was promised stays, and so does the earlier one of another complaint that is a part of it now.
    """
    stage = track.stages[complaint.stage]
    days = [each.on for each in (complaint.reached(stage) if reached is None else reached)]
    clock = deadline(
        stage, track, started=complaint.started_on, acknowledged=acknowledged, holidays=holidays, reached=days
    )
    done = {entry.action for entry in _this_stage(complaint)}
    due, most, milestone = clock.due, clock.most, clock.milestone_due
    if ComplaintAction.TAKE_IN.value in done:
        due, most = min(complaint.due, due), min(complaint.most, most)
        if reached is None:
            milestone = complaint.milestone_due
    if ComplaintAction.AGREE.value in done:
        due = complaint.due
    elif ComplaintAction.EXTEND.value in done:
        due = max(complaint.due, due)
    return {"due": due, "most": most, "milestone_due": milestone}


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
    text = Text(
        seq=complaint.version + 1, by=WrittenBy.US, words=checked(complaint.id, why, before=complaint.all_words)
    )
    facts: dict[str, Fact] = {
        "from": complaint.due.isoformat(),
        "to": to.isoformat(),
        "why": journals.digest_of(why, step=step.press),
    }
    return complaint.took(ComplaintAction.EXTEND, step, facts, due=to, texts=(*complaint.texts, text))


def agree(complaint: Complaint, step: Step, *, to: date, words: str, track: Track) -> Complaint:
    """We agree with them how we look into it, and by when: sooner or later than usual, and never past the last day."""
    complaint.after(ComplaintAction.AGREE)
    if not track.stages[complaint.stage].agreed:
        raise Refused(complaint.id, reason=NotAllowed.IN_THIS_STATE)
    if step.today > complaint.due:
        raise Refused(complaint.id, reason=VoiceRefusal.AGREED_LATE)
    if to < step.today:
        raise Refused(complaint.id, reason=VoiceRefusal.AGREED_IN_THE_PAST)
    if to > complaint.most:
        raise Refused(complaint.id, reason=VoiceRefusal.AGREED_TOO_FAR)
    facts: dict[str, Fact] = {"from": complaint.due.isoformat(), "to": to.isoformat()}
    return said(complaint, ComplaintAction.AGREE, step, words, by=WrittenBy.US, facts=facts, due=to)


def add(complaint: Complaint, step: Step, *, words: str) -> Complaint:
    """They tell us more."""
    return said(complaint, ComplaintAction.ADD, step, words, by=WrittenBy.THEM)


def next_stage(
    complaint: Complaint,
    step: Step,
    *,
    track: Track,
    words: str,
    holidays: Holidays,
    received: date | None = None,
    came_by: CameBy | None = None,
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
    facts: dict[str, Fact] = {"received": day.isoformat(), "came_by": came_by.value} if came_by else {}
    return said(
        complaint,
        ComplaintAction.NEXT_STAGE,
        step,
        words,
        by=WrittenBy.THEM,
        facts=facts,
        late=asked_late(track, answered=answered, asked=day, holidays=holidays),
        **starts(track, stage, day, holidays),
    )


def warn(complaint: Complaint, step: Step) -> Complaint:
    """A date comes near, or was missed: staff are told when it is time, and again until it is done (``warn_on``).

    Each time after the first that a date of ours is told as missed, one more of the managers hears of it.
    """
    day = complaint.to_tell(step.today)
    if day is None:
        raise Refused(complaint.id, reason=NotAllowed.IN_THIS_STATE)
    if not complaint.is_open:
        return complaint.took(ComplaintAction.LEARNING_DUE, step, {"due": day.isoformat()}, warned_on=step.today)
    if step.today <= day:
        return complaint.took(ComplaintAction.DUE_SOON, step, {"due": day.isoformat()}, warned_on=step.today)
    again = day in complaint.warned_for
    facts: dict[str, Fact] = {"missed": day.isoformat(), "again": int(again)}
    if again:
        facts["climbed"] = complaint.climbed + 1
    return complaint.took(
        ComplaintAction.OVERDUE,
        step,
        facts,
        warned_on=step.today,
        warned_for=complaint.warned_for if again else (*complaint.warned_for, day),
        climbed=complaint.climbed + again,
    )


def withdraw(complaint: Complaint, step: Step) -> Complaint:
    """They take it back."""
    facts: dict[str, Fact] = {"stage": complaint.stage}
    return complaint.took(ComplaintAction.WITHDRAW, step, facts, outcome=Outcome.WITHDRAWN, draft=None)


_STAYS: Final = frozenset(
    {
        *("id", "track", "state", "journal", "received_on", "came_by", "late", "handler", "handled", "outcome"),
        *("stage", "started_on", "acknowledge_by", "acknowledged_on", "due", "most", "why_not", "part_of", "beyond_on"),
        *("subject", "texts", "complainant"),
    }
)
"""What says nothing about a person; the last two are emptied by hand."""


def erase(complaint: Complaint, step: Step) -> Complaint:
    """Its time is over: no words and nobody's name are left. Its kind, its stages, its days and its outcome are."""
    gone = nothing_left(complaint, stays=_STAYS)
    return complaint.took(ComplaintAction.ERASE, step, texts=(), complainant=Complainant(name="", email=""), **gone)


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


_STARTS: Final = frozenset({_Do.SEND.value, _Do.NEXT_STAGE.value, _Do.CHANGE_TRACK.value, _Do.REOPEN.value})


def _this_stage(complaint: Complaint) -> Journal:
    begins = max(
        (entry.seq for entry in complaint.journal if entry.action in _STARTS),
        default=1,
    )
    return complaint.journal[begins - 1 :]


def said(
    before: Complaint,
    action: ComplaintAction,
    step: Step,
    words: str,
    *,
    by: WrittenBy,
    facts: Mapping[str, Fact] | None = None,
    **changes: Any,
) -> Complaint:
    """A step with words that both sides read. Raises Refused."""
    before.after(action)
    text = Text(seq=before.version + 1, by=by, words=checked(before.id, words, before=before.all_words))
    told: dict[str, Fact] = {
        **(facts or {}),
        "words": journals.digest_of(words, step=step.press),
        "stage": changes.get("stage", before.stage),
    }
    return before.took(action, step, told, texts=(*before.texts, text), **changes)
