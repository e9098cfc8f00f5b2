"""What somebody said: with a name or without one, read by a named person, answered, and told what came of it.

The journal of what was said without a name knows days and no finer time, whoever acts: see ``days.day_only``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.uk_time import local_date
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.days import day_only
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.texts import Text, WrittenBy, checked
from takepart.domain.voice.transitions import state_after

SENDER: Final = Actor("person:sender")
"""Whoever said it. It says no more, even when they gave a name."""


class FeedbackState(StrEnum):
    """Where it stands."""

    REVIEW = "review"
    """It came like spam does; a person must say what it is."""
    WAITING = "waiting"
    """Somebody must read and answer it."""
    TAKEN = "taken"
    """Somebody said "mine"."""
    ASKED = "asked"
    """We asked something back."""
    ANSWERED = "answered"
    SET_ASIDE = "set-aside"
    """A person looked and said that it is spam."""
    MERGED = "merged"
    """It goes on with another one that says the same."""
    ERASED = "erased"
    """Its time was over: its words and its sender are gone, its days are left for the figures."""


class FeedbackAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    SEND = "said"
    SEND_TO_REVIEW = "said-like-spam"
    KEEP = "kept"
    SET_ASIDE = "set-aside"
    TAKE = "taken"
    ANSWER = "answered"
    ASK = "asked"
    ADD = "added"
    ESCALATE = "escalated"
    MERGE = "merged"
    TAKE_IN = "took-in"
    TELL = "told"
    ASK_CHANGE = "asked-what-changed"
    TELL_CHANGE = "told-what-changed"
    ERASE = "erased"


_OPEN: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ASKED)
TRANSITIONS: Final[Mapping[tuple[FeedbackState, FeedbackAction], FeedbackState]] = MappingProxyType(
    {
        (FeedbackState.REVIEW, FeedbackAction.KEEP): FeedbackState.WAITING,
        (FeedbackState.REVIEW, FeedbackAction.SET_ASIDE): FeedbackState.SET_ASIDE,
        (FeedbackState.SET_ASIDE, FeedbackAction.KEEP): FeedbackState.WAITING,
        **{
            (state, FeedbackAction.TAKE): FeedbackState.TAKEN
            for state in (FeedbackState.REVIEW, FeedbackState.WAITING, FeedbackState.TAKEN)
        },
        **{(state, FeedbackAction.ANSWER): FeedbackState.ANSWERED for state in (*_OPEN, FeedbackState.ANSWERED)},
        **{
            (state, FeedbackAction.ASK): FeedbackState.ASKED
            for state in (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ANSWERED)
        },
        **{(state, FeedbackAction.ADD): FeedbackState.WAITING for state in (*_OPEN, FeedbackState.ANSWERED)},
        (FeedbackState.REVIEW, FeedbackAction.ADD): FeedbackState.REVIEW,
        (FeedbackState.SET_ASIDE, FeedbackAction.ADD): FeedbackState.REVIEW,
        **{(state, FeedbackAction.ESCALATE): state for state in (FeedbackState.REVIEW, FeedbackState.WAITING)},
        **{(state, FeedbackAction.MERGE): FeedbackState.MERGED for state in (*_OPEN, FeedbackState.ANSWERED)},
        **{(state, FeedbackAction.TAKE_IN): state for state in (*_OPEN, FeedbackState.ANSWERED)},
        **{(state, FeedbackAction.TELL): FeedbackState.ANSWERED for state in (*_OPEN, FeedbackState.ANSWERED)},
        (FeedbackState.MERGED, FeedbackAction.TELL): FeedbackState.MERGED,
        **{
            (state, FeedbackAction.ASK_CHANGE): state
            for state in (*_OPEN, FeedbackState.ANSWERED, FeedbackState.MERGED)
        },
        **{
            (state, FeedbackAction.TELL_CHANGE): state
            for state in (*_OPEN, FeedbackState.ANSWERED, FeedbackState.MERGED)
        },
        **{
            (state, FeedbackAction.ERASE): FeedbackState.ERASED
            for state in (FeedbackState.ASKED, FeedbackState.ANSWERED, FeedbackState.MERGED, FeedbackState.SET_ASIDE)
        },
    }
)
"""Every pair that is not here is refused. Nothing is ever closed by itself, and nothing that waits for us erased."""


class ChangeFelt(StrEnum):
    """Did it change anything for you?"""

    YES = "yes"
    A_LITTLE = "a-little"
    NO = "no"

    @property
    def plain(self) -> str:
        """As people say it."""
        return {"yes": "Yes, it did", "a-little": "A little", "no": "No, it did not"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who said it, when they want an answer by email."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Feedback(Aggregate):
    """One thing that somebody said, and all that was said and done since."""

    TRANSITIONS: ClassVar = TRANSITIONS

    id: FeedbackId
    state: FeedbackState
    venue: str
    said_on: date
    texts: tuple[Text, ...]
    sender: Sender | None
    reply_by: date
    suspected: tuple[str, ...] = ()
    """Why it may be spam: ``too-fast``, ``hidden-box``, ``too-many``, ``old-form``."""
    alert: int = 0
    """0: no alert. Else how many of the duty list were told, while nobody has said "mine"."""
    harm: bool = False
    """Whether words that may mean harm were found, ever."""
    taken_by: StaffId | None = None
    answered_on: date | None = None
    merged_into: FeedbackId | None = None
    also: tuple[FeedbackId, ...] = ()
    """Others that were merged into this one."""
    led_to: tuple[str, ...] = ()
    """The published "You said, we did" that it led to."""
    asked_change: str = ""
    """The one of those that we ask about: did it change anything?"""
    change: ChangeFelt | None = None

    @property
    def anonymous(self) -> bool:
        """Whether nobody is named."""
        return self.sender is None

    @property
    def needs_answer(self) -> bool:
        """Whether we owe them one."""
        return self.state in (FeedbackState.REVIEW, FeedbackState.WAITING, FeedbackState.TAKEN)

    @property
    def rests_since(self) -> date | None:
        """The day of the last step, for what waits for nobody here: from then on its time to be erased counts."""
        return local_date(self.journal[-1].at) if (self.state, FeedbackAction.ERASE) in TRANSITIONS else None

    def at_in_journal(self, at: datetime) -> datetime:
        """The time that a step is written down with."""
        return day_only(at) if self.anonymous else at


Step = Callable[[Feedback], Feedback]
"""What one step makes of it."""


def send(
    *,
    id: FeedbackId,
    venue: str,
    words: str,
    sender: Sender | None,
    harm: bool,
    suspected: tuple[str, ...],
    reply_by: date,
    at: datetime,
    step: StepId,
) -> Feedback:
    """Somebody says something. What looks like spam waits for a person to say what it is; harm is told at once.

    Raises CannotDo for no words or too many.
    """
    checked(id, words)
    action = FeedbackAction.SEND_TO_REVIEW if suspected else FeedbackAction.SEND
    blank = Feedback(
        id=id,
        state=FeedbackState.REVIEW if suspected else FeedbackState.WAITING,
        journal=(),
        venue=venue,
        said_on=local_date(at),
        texts=(Text(seq=1, by=WrittenBy.THEM, words=words),),
        sender=sender,
        reply_by=reply_by,
        suspected=suspected,
        alert=1 if harm else 0,
        harm=harm,
    )
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step), "alert": int(harm)}
    return _written(blank, action, by=SENDER, at=at, step=step, facts=facts)


def add(feedback: Feedback, *, words: str, harm: bool, at: datetime, step: StepId) -> Feedback:
    """They say more, or answer our question: it waits to be read again. New words of harm are told at once."""
    after = _next(feedback, FeedbackAction.ADD)
    after = replace(
        after,
        texts=(*feedback.texts, _text(feedback, WrittenBy.THEM, words)),
        harm=feedback.harm or harm,
        taken_by=None,
    )
    after = replace(after, alert=max(1, feedback.alert) if harm else feedback.alert)
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step), "alert": int(harm)}
    return _written(after, FeedbackAction.ADD, by=SENDER, at=at, step=step, facts=facts)


def take(feedback: Feedback, *, by: StaffId, at: datetime, step: StepId) -> Feedback:
    """Someone says "mine". From then on nobody further is told of an alert."""
    after = replace(_next(feedback, FeedbackAction.TAKE), taken_by=by, alert=0)
    return _written(after, FeedbackAction.TAKE, by=journals.staff(by), at=at, step=step)


def escalate(feedback: Feedback, *, duty: int, at: datetime, step: StepId) -> Feedback:
    """Nobody said "mine": the next of ``duty`` people is told; after the last, all of the list again."""
    if not feedback.alert:
        raise CannotDo(feedback.id, reason=VoiceRefusal.NOT_IN_THIS_STATE)
    after = replace(_next(feedback, FeedbackAction.ESCALATE), alert=feedback.alert + 1)
    facts: dict[str, Fact] = {"told": min(after.alert, duty), "all": int(after.alert > duty)}
    return _written(after, FeedbackAction.ESCALATE, by=journals.Job.REMINDERS.actor, at=at, step=step, facts=facts)


def answer(feedback: Feedback, *, words: str, by: StaffId, at: datetime, step: StepId) -> Feedback:
    """We answer. The person reads it with their code, or by the link in an email. The first answer stops the clock."""
    after = replace(
        _next(feedback, FeedbackAction.ANSWER),
        texts=(*feedback.texts, _text(feedback, WrittenBy.US, words)),
        taken_by=by,
        alert=0,
        answered_on=feedback.answered_on or local_date(at),
    )
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step), "first": int(not feedback.answered_on)}
    return _written(after, FeedbackAction.ANSWER, by=journals.staff(by), at=at, step=step, facts=facts)


def ask(feedback: Feedback, *, words: str, by: StaffId, at: datetime, step: StepId) -> Feedback:
    """We ask something back. Without a name they see it the next time they come with their code."""
    after = replace(
        _next(feedback, FeedbackAction.ASK),
        texts=(*feedback.texts, _text(feedback, WrittenBy.US, words)),
        taken_by=by,
        alert=0,
    )
    facts: dict[str, Fact] = {"words": journals.digest_of(words, step=step)}
    return _written(after, FeedbackAction.ASK, by=journals.staff(by), at=at, step=step, facts=facts)


def keep(feedback: Feedback, *, by: StaffId, at: datetime, step: StepId) -> Feedback:
    """It is no spam: a person looked."""
    return _written(_next(feedback, FeedbackAction.KEEP), FeedbackAction.KEEP, by=journals.staff(by), at=at, step=step)


def set_aside(feedback: Feedback, *, by: StaffId, at: datetime, step: StepId) -> Feedback:
    """It is spam: a person looked. It is kept, and can be taken up again."""
    after = replace(_next(feedback, FeedbackAction.SET_ASIDE), alert=0)
    return _written(after, FeedbackAction.SET_ASIDE, by=journals.staff(by), at=at, step=step)


def merge(feedback: Feedback, *, into: Feedback, by: StaffId, at: datetime, step: StepId) -> tuple[Feedback, Feedback]:
    """Two say the same: one goes on with the other. Both histories stay; whoever has either code reads the answer."""
    if feedback.id == into.id:
        raise CannotDo(feedback.id, reason=VoiceRefusal.MERGE_WITH_ITSELF)
    gone = replace(_next(feedback, FeedbackAction.MERGE), merged_into=into.id, alert=0)
    kept = replace(
        _next(into, FeedbackAction.TAKE_IN),
        also=(*into.also, feedback.id, *feedback.also),
        harm=into.harm or feedback.harm,
        alert=max(into.alert, feedback.alert),
    )
    who = journals.staff(by)
    return (
        _written(gone, FeedbackAction.MERGE, by=who, at=at, step=step, facts={"into": into.id}),
        _written(kept, FeedbackAction.TAKE_IN, by=who, at=at, step=step, facts={"from": feedback.id}),
    )


def tell(feedback: Feedback, *, you_said: str, at: datetime, step: StepId) -> Feedback:
    """What they said led to something that is published: they are told, and that is an answer."""
    after = replace(
        _next(feedback, FeedbackAction.TELL),
        led_to=(*feedback.led_to, you_said),
        answered_on=feedback.answered_on or local_date(at),
    )
    return _written(after, FeedbackAction.TELL, by=journals.Job.OFFICE.actor, at=at, step=step, facts={"of": you_said})


def ask_change(feedback: Feedback, *, you_said: str, at: datetime, step: StepId) -> Feedback:
    """Some weeks later they are asked one thing: did it change anything for you?"""
    after = replace(_next(feedback, FeedbackAction.ASK_CHANGE), asked_change=you_said, change=None)
    return _written(
        after, FeedbackAction.ASK_CHANGE, by=journals.Job.REMINDERS.actor, at=at, step=step, facts={"of": you_said}
    )


def tell_change(feedback: Feedback, *, change: ChangeFelt, at: datetime, step: StepId) -> Feedback:
    """Their answer, given once."""
    after = _next(feedback, FeedbackAction.TELL_CHANGE)
    if not feedback.asked_change:
        raise CannotDo(feedback.id, reason=VoiceRefusal.NOT_ASKED)
    if feedback.change is not None:
        raise CannotDo(feedback.id, reason=VoiceRefusal.ANSWERED_BEFORE)
    facts: dict[str, Fact] = {"of": feedback.asked_change, "change": change.value}
    return _written(replace(after, change=change), FeedbackAction.TELL_CHANGE, by=SENDER, at=at, step=step, facts=facts)


def erase(feedback: Feedback, *, at: datetime, step: StepId) -> Feedback:
    """Its time is over: no words and nobody's name are left. What was counted stays counted."""
    after = replace(_next(feedback, FeedbackAction.ERASE), texts=(), sender=None, harm=False, suspected=())
    return _written(after, FeedbackAction.ERASE, by=journals.Job.RETENTION.actor, at=at, step=step)


def _text(feedback: Feedback, by: WrittenBy, words: str) -> Text:
    return Text(seq=feedback.version + 1, by=by, words=checked(feedback.id, words, before=feedback.texts))


def _next(feedback: Feedback, action: FeedbackAction) -> Feedback:
    return replace(feedback, state=state_after(TRANSITIONS, feedback.state, action, of=feedback.id))


def _written(
    feedback: Feedback,
    action: FeedbackAction,
    *,
    by: Actor,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact] | None = None,
) -> Feedback:
    journal = journals.append(
        feedback.journal, at=feedback.at_in_journal(at), by=by, action=action.value, step=step, facts=facts
    )
    return replace(feedback, journal=journal)
