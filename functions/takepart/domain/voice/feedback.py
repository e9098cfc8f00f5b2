"""What somebody said: with a name or without one, read by a named person, answered, and told what came of it.

The journal of what was said without a name knows days and no finer time, whoever acts: see ``days.day_only``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.aggregates import (
    BLACKED_OUT,
    Erasable,
    FromSender,
    Sender,
    Signs,
    Text,
    WrittenBy,
    blacked_out,
    checked,
    told_next,
)
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.refusals import VoiceRefusal


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
    BLACK_OUT = "blacked-out"
    """Names of others were taken out of it."""
    WITHDRAW = "taken-back"
    """Whoever said it took it back."""
    ERASE = "erased"


_OPEN: Final = (FeedbackState.WAITING, FeedbackState.TAKEN, FeedbackState.ASKED)
_AFTERWARDS: Final = (FeedbackState.ASKED, FeedbackState.ANSWERED, FeedbackState.SET_ASIDE)
"""An alert lives on there until somebody on duty has it: it may come with one that was merged into it."""
NOT_COUNTED: Final = (FeedbackState.REVIEW, FeedbackState.SET_ASIDE)
"""Spam, or what may be."""
_Is, _Do = FeedbackState, FeedbackAction


class ChangeFelt(PlainWord):
    """Did it change anything for you?"""

    YES = "yes", "Yes, it did"
    A_LITTLE = "a-little", "A little"
    NO = "no", "No, it did not"


@dataclass(frozen=True, kw_only=True)
class Feedback(FromSender, Erasable):
    """One thing that somebody said, and all that was said and done since."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (_Is.REVIEW, _Do.KEEP): _Is.WAITING,
            **{(state, _Do.SET_ASIDE): _Is.SET_ASIDE for state in (_Is.REVIEW, _Is.WAITING, _Is.TAKEN)},
            (_Is.SET_ASIDE, _Do.KEEP): _Is.WAITING,
            **{(state, _Do.TAKE): _Is.TAKEN for state in (_Is.REVIEW, _Is.WAITING, _Is.TAKEN)},
            **{(state, _Do.TAKE): state for state in _AFTERWARDS},
            **{(state, _Do.ANSWER): _Is.ANSWERED for state in (*_OPEN, _Is.ANSWERED)},
            **{(state, _Do.ASK): _Is.ASKED for state in (_Is.WAITING, _Is.TAKEN, _Is.ANSWERED)},
            **{(state, _Do.ADD): _Is.WAITING for state in (*_OPEN, _Is.ANSWERED)},
            (_Is.REVIEW, _Do.ADD): _Is.REVIEW,
            (_Is.SET_ASIDE, _Do.ADD): _Is.REVIEW,
            **{(state, _Do.ESCALATE): state for state in (_Is.REVIEW, *_OPEN, *_AFTERWARDS)},
            **{(state, _Do.MERGE): _Is.MERGED for state in (*_OPEN, _Is.ANSWERED)},
            **{(state, _Do.TAKE_IN): state for state in (*_OPEN, _Is.ANSWERED)},
            **{(state, _Do.TELL): _Is.ANSWERED for state in (*_OPEN, _Is.ANSWERED)},
            (_Is.MERGED, _Do.TELL): _Is.MERGED,
            **{(state, _Do.ASK_CHANGE): state for state in (*_OPEN, _Is.ANSWERED, _Is.MERGED)},
            **{(state, _Do.TELL_CHANGE): state for state in (*_OPEN, _Is.ANSWERED, _Is.MERGED)},
            **{(state, _Do.ERASE): _Is.ERASED for state in (_Is.ASKED, _Is.ANSWERED, _Is.MERGED, _Is.SET_ASIDE)},
            **{(state, _Do.BLACK_OUT): state for state in _Is if state is not _Is.ERASED},
            **{(state, _Do.WITHDRAW): _Is.ERASED for state in _Is if state is not _Is.ERASED},
        }
    )
    """Every pair that is not here is refused. Nothing is closed by itself, and nothing that waits for us erased."""
    ERASE: ClassVar = FeedbackAction.ERASE

    id: FeedbackId
    state: FeedbackState
    venue: str
    said_on: date
    texts: tuple[Text, ...]
    reply_by: date
    suspected: tuple[str, ...] = ()
    """Why it may be spam, as in ``Signs``."""
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
    def said(self) -> tuple[tuple[int, int], ...]:
        """How the number of things that people said changes by it: 1 or -1, with the entry by which it does.

        What may be spam does not count until a person says that it is none, and what is set aside counts no more.
        """
        state, counted, found = FeedbackState.REVIEW, False, []
        for entry in self.journal:
            action = FeedbackAction(entry.action)
            first = FeedbackState.WAITING if action is FeedbackAction.SEND else FeedbackState.REVIEW
            state = first if entry.seq == 1 else self.TRANSITIONS.get((state, action), state)
            counts = counted if state is FeedbackState.ERASED else state not in NOT_COUNTED
            if counts is not counted:
                counted = counts
                found.append((entry.seq, 1 if counts else -1))
        return tuple(found)

    @property
    def was_withdrawn(self) -> bool:
        """Whether whoever said it took it back."""
        return self.journal[-1].action == FeedbackAction.WITHDRAW.value

    @property
    def needs_answer(self) -> bool:
        """Whether we owe them one."""
        return self.state in (FeedbackState.REVIEW, FeedbackState.WAITING, FeedbackState.TAKEN)


def send(
    step: Step,
    *,
    id: FeedbackId,
    venue: str,
    words: str,
    sender: Sender | None,
    signs: Signs,
    reply_by: date,
) -> Feedback:
    """Somebody says something. What looks like spam waits for a person to say what it is; harm is told at once.

    Raises Refused for no words or too many.
    """
    checked(id, words)
    blank = Feedback(
        id=id,
        state=FeedbackState.REVIEW if signs.suspected else FeedbackState.WAITING,
        venue=venue,
        said_on=step.today,
        texts=(Text(seq=1, by=WrittenBy.THEM, words=words),),
        sender=sender,
        reply_by=reply_by,
        suspected=signs.suspected,
        alert=int(signs.harm),
        harm=signs.harm,
    )
    action = FeedbackAction.SEND_TO_REVIEW if signs.suspected else FeedbackAction.SEND
    return blank.written(action, step, {**_digest(words, step), "alert": int(signs.harm)})


def add(feedback: Feedback, step: Step, *, words: str, harm: bool) -> Feedback:
    """They say more, or answer our question: it waits to be read again. New words of harm are told at once."""
    return feedback.took(
        FeedbackAction.ADD,
        step,
        {**_digest(words, step), "alert": int(harm and not feedback.alert)},  # duty is told of one that waits already
        texts=_with(feedback, FeedbackAction.ADD, WrittenBy.THEM, words),
        harm=feedback.harm or harm,
        alert=max(1, feedback.alert) if harm else feedback.alert,
        taken_by=None,
    )


def take(feedback: Feedback, step: Step, *, on_duty: bool = True) -> Feedback:
    """Someone says "mine". From then on nobody further is told of an alert, if it is somebody on duty who has it."""
    return feedback.took(FeedbackAction.TAKE, step, taken_by=step.staff, alert=_left(feedback, on_duty))


def hand_on(feedback: Feedback, step: Step, *, to: StaffId) -> Feedback:
    """Whoever said "mine" is away or has left: somebody else goes on with it."""
    return feedback.written(FeedbackAction.TAKE, step, {"to": to}, taken_by=to)


def escalate(feedback: Feedback, step: Step, *, duty: int) -> Feedback:
    """Nobody said "mine": the next of ``duty`` people is told; after the last, all of the list again."""
    if not feedback.alert:
        raise Refused(feedback.id, reason=NotAllowed.IN_THIS_STATE)
    alert = feedback.alert + 1
    return feedback.took(FeedbackAction.ESCALATE, step, told_next(alert, duty=duty), alert=alert)


def answer(feedback: Feedback, step: Step, *, words: str, on_duty: bool = True) -> Feedback:
    """We answer. The person reads it with their code, or by the link in an email. The first answer stops the clock.

    It ends an alert only when somebody on duty answers.
    """
    return feedback.took(
        FeedbackAction.ANSWER,
        step,
        {**_digest(words, step), "first": int(not feedback.answered_on)},
        texts=_with(feedback, FeedbackAction.ANSWER, WrittenBy.US, words),
        taken_by=step.staff,
        alert=_left(feedback, on_duty),
        answered_on=feedback.answered_on or step.today,
    )


def ask(feedback: Feedback, step: Step, *, words: str, on_duty: bool = True) -> Feedback:
    """We ask something back. Without a name they see it the next time they come with their code."""
    texts = _with(feedback, FeedbackAction.ASK, WrittenBy.US, words)
    alert = _left(feedback, on_duty)
    return feedback.took(FeedbackAction.ASK, step, _digest(words, step), texts=texts, taken_by=step.staff, alert=alert)


def keep(feedback: Feedback, step: Step) -> Feedback:
    """It is no spam: a person looked."""
    return feedback.took(FeedbackAction.KEEP, step)


def set_aside(feedback: Feedback, step: Step, *, on_duty: bool = True) -> Feedback:
    """It is spam: a person looked. It is kept, and can be taken up again. Only somebody on duty ends an alert by it."""
    return feedback.took(FeedbackAction.SET_ASIDE, step, alert=_left(feedback, on_duty))


def merge(feedback: Feedback, step: Step, *, into: FeedbackId) -> Feedback:
    """Two say the same: one goes on with the other. Both histories stay; whoever has either code reads the answer."""
    if feedback.id == into:
        raise Refused(feedback.id, reason=VoiceRefusal.MERGE_WITH_ITSELF)
    return feedback.took(FeedbackAction.MERGE, step, {"into": into}, merged_into=into, alert=0)


def take_in(into: Feedback, step: Step, other: Feedback) -> Feedback:
    """The one that goes on with what was merged into it, in the same write."""
    return into.took(
        FeedbackAction.TAKE_IN,
        step,
        {"from": other.id},
        also=(*into.also, other.id, *other.also),
        harm=into.harm or other.harm,
        alert=max(into.alert, other.alert),
    )


def tell(feedback: Feedback, step: Step, *, you_said: str) -> Feedback:
    """What they said led to something that is published: they are told, and that is an answer."""
    led_to, on = (*feedback.led_to, you_said), feedback.answered_on or step.today
    return feedback.took(FeedbackAction.TELL, step, {"of": you_said}, led_to=led_to, answered_on=on)


def ask_change(feedback: Feedback, step: Step, *, you_said: str) -> Feedback:
    """Some weeks later they are asked one thing: did it change anything for you?"""
    return feedback.took(FeedbackAction.ASK_CHANGE, step, {"of": you_said}, asked_change=you_said, change=None)


def tell_change(feedback: Feedback, step: Step, *, change: ChangeFelt) -> Feedback:
    """Their answer, given once."""
    feedback.after(FeedbackAction.TELL_CHANGE)
    if not feedback.asked_change:
        raise Refused(feedback.id, reason=VoiceRefusal.NOT_ASKED)
    if feedback.change is not None:
        raise Refused(feedback.id, reason=VoiceRefusal.ANSWERED_BEFORE)
    facts: dict[str, Fact] = {"of": feedback.asked_change, "change": change.value}
    return feedback.took(FeedbackAction.TELL_CHANGE, step, facts, change=change)


def black_out(feedback: Feedback, step: Step, *, names: Sequence[str]) -> Feedback:
    """Take names out of every text of it, for good. Raises Refused when none of them is there."""
    feedback.after(FeedbackAction.BLACK_OUT)
    texts = tuple(replace(text, words=blacked_out(text.words, names)) for text in feedback.texts)
    places = sum(text.words.count(BLACKED_OUT) for text in texts)
    if texts == feedback.texts:
        raise Refused(feedback.id, reason=VoiceRefusal.NOT_IN_IT)
    return feedback.took(FeedbackAction.BLACK_OUT, step, {"places": places}, texts=texts)


def withdraw(feedback: Feedback, step: Step) -> Feedback:
    """Whoever said it takes it back: no words and no name are left. An alert is seen to first."""
    feedback.after(FeedbackAction.WITHDRAW)
    if feedback.alert:
        raise Refused(feedback.id, reason=VoiceRefusal.SAFETY_FIRST)
    return feedback.took(FeedbackAction.WITHDRAW, step, **_NOTHING_LEFT)


def erase(feedback: Feedback, step: Step) -> Feedback:
    """Its time is over: no words and nobody's name are left. What was counted stays counted."""
    return feedback.took(FeedbackAction.ERASE, step, **_NOTHING_LEFT)


_NOTHING_LEFT: Final[Mapping[str, Any]] = {"texts": (), "sender": None, "harm": False, "suspected": ()}


def _left(feedback: Feedback, on_duty: bool) -> int:
    """The alert that is left after somebody dealt with it: whoever is not on duty ends none."""
    return 0 if on_duty else feedback.alert


def _digest(words: str, step: Step) -> dict[str, Fact]:
    return {"words": journals.digest_of(words, step=step.press)}


def _with(feedback: Feedback, action: FeedbackAction, by: WrittenBy, words: str) -> tuple[Text, ...]:
    """The texts with one more. Raises Refused: first for a step that is not allowed, then for the words."""
    feedback.after(action)
    more = Text(seq=feedback.version + 1, by=by, words=checked(feedback.id, words, before=feedback.texts))
    return (*feedback.texts, more)
