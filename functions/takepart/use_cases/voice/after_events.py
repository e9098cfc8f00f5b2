"""What follows from one step: the figures count it, people are told, and the letters that it calls for.

Safe to run twice and out of order: every effect is named by what it is for, and happens once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.days import day_only
from takepart.domain.voice.feedback import ChangeFelt, Feedback, FeedbackAction, FeedbackState
from takepart.domain.voice.figures import VoiceFigure, hear, month_of
from takepart.domain.voice.you_said import YouSaidId
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.ports import VoiceStores

_HEARD: Final = (FeedbackAction.SEND.value, FeedbackAction.KEEP.value)
"""Said, or found to be no spam after all."""


@dataclass(frozen=True, kw_only=True)
class Following:
    """What following up needs."""

    stores: VoiceStores
    policy: Policy
    now: datetime

    def follow(self, event: Event) -> None:
        """Do what an event calls for, but for its letters. Raises ChangedMeanwhile or StoreUnavailable: try again."""
        if event.kind is EventKind.YOU_SAID:
            self._tell_everyone(YouSaidId(event.about))
        elif event.kind is EventKind.FEEDBACK:
            feedback = self.stores.feedbacks.get(FeedbackId(event.about))
            if feedback is not None:
                self._count(feedback)
                if event.action in _HEARD:
                    self._hear(feedback)
                if event.action == FeedbackAction.TELL_CHANGE.value:
                    self._count_change(feedback)

    def _tell_everyone(self, id: YouSaidId) -> None:
        """Whoever said it is told: by email where they left one, on their code's page where they did not."""
        you_said = self.stores.you_saids.get(id)
        if you_said is None or you_said.state is not you_saids_domain.YouSaidState.PUBLISHED:
            return
        step = Step(journals.Job.OFFICE.actor, self.now, StepId(f"told-{id}"))
        for feedback in self.stores.feedbacks.many(you_said.sources):
            if feedback.has(step):
                continue
            with suppress(Refused):  # set aside as spam since: nobody to tell
                told = feedbacks_domain.tell(feedback, step, you_said=id)
                self.stores.feedbacks.save(told)

    def _count(self, feedback: Feedback) -> None:
        month = month_of(feedback.said_on)
        for seq, number in feedback.said:
            self.stores.figures.count(f"{feedback.id}#said#{seq}", month, {VoiceFigure.SAID: number})
        if feedback.answered_on:
            for one in (feedback, *self.stores.feedbacks.many(feedback.also)):
                self._count_answer(one, answered_by=feedback)
        elif feedback.merged_into and (other := self.stores.feedbacks.get(feedback.merged_into)) and other.answered_on:
            self._count_answer(feedback, answered_by=other)

    def _hear(self, feedback: Feedback) -> None:
        venues = {venue.id for venue in self.policy.voice.venues} if self.policy.voice else set()
        if feedback.venue in venues and feedback.state not in (FeedbackState.REVIEW, FeedbackState.SET_ASIDE):
            self.stores.heard_at.add(hear(feedback.venue, feedback.said_on))

    def _count_answer(self, feedback: Feedback, *, answered_by: Feedback) -> None:
        answered = feedback.answered_on or answered_by.answered_on
        if answered is None:
            return
        answered = max(answered, feedback.said_on)
        numbers = {
            VoiceFigure.ANSWERED: 1,
            VoiceFigure.DAYS: (answered - feedback.said_on).days,
            VoiceFigure.IN_TIME: int(answered <= feedback.reply_by),
        }
        self.stores.figures.count(f"{feedback.id}#answered", month_of(feedback.said_on), numbers)

    def _count_change(self, feedback: Feedback) -> None:
        for entry in feedback.journal:
            if entry.action != FeedbackAction.TELL_CHANGE.value:
                continue
            change, id = ChangeFelt(str(entry.facts["change"])), YouSaidId(str(entry.facts["of"]))
            numbers = {VoiceFigure.CHANGE_ANSWERS: 1, VoiceFigure.CHANGED: int(change is not ChangeFelt.NO)}
            self.stores.figures.count(f"{feedback.id}#change#{id}", month_of(local_date(entry.at)), numbers)
            you_said = self.stores.you_saids.get(id)
            step = Step(journals.Job.OFFICE.actor, day_only(self.now), StepId(f"changed-{feedback.id}"))
            if you_said is None or you_said.has(step):
                continue
            with suppress(Refused):
                self.stores.you_saids.save(you_saids_domain.count(you_said, step, change=change))
