"""Staff read what was said: they take it, answer it, ask back, put two together, or say that it is spam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Feedback
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.use_cases.voice.ports import Feedbacks
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """One member of staff at one time, with what a step on feedback needs."""

    feedbacks: Feedbacks
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId

    def take(self, id: FeedbackId) -> Feedback:
        """ "Mine": it is with me now. Raises CannotDo, ChangedMeanwhile."""
        return self._do(id, lambda one: feedbacks_domain.take(one, by=self.by, at=self.now, step=self.step))

    def answer(self, id: FeedbackId, words: str) -> Feedback:
        """Answer it. Raises CannotDo, ChangedMeanwhile."""
        return self._do(
            id, lambda one: feedbacks_domain.answer(one, words=words, by=self.by, at=self.now, step=self.step)
        )

    def ask(self, id: FeedbackId, words: str) -> Feedback:
        """Ask something back. Raises CannotDo, ChangedMeanwhile."""
        return self._do(id, lambda one: feedbacks_domain.ask(one, words=words, by=self.by, at=self.now, step=self.step))

    def keep(self, id: FeedbackId) -> Feedback:
        """It is no spam. Raises CannotDo, ChangedMeanwhile."""
        return self._do(id, lambda one: feedbacks_domain.keep(one, by=self.by, at=self.now, step=self.step))

    def set_aside(self, id: FeedbackId) -> Feedback:
        """It is spam. Raises CannotDo, ChangedMeanwhile."""
        return self._do(id, lambda one: feedbacks_domain.set_aside(one, by=self.by, at=self.now, step=self.step))

    def merge(self, id: FeedbackId, into: FeedbackId) -> Feedback:
        """Two say the same: they go on as one. Raises CannotDo, ChangedMeanwhile."""
        one, other = self.read(id), self.read(into)
        if journals.has_step(one.journal, self.step):
            return other
        gone, kept = feedbacks_domain.merge(one, into=other, by=self.by, at=self.now, step=self.step)
        self.feedbacks.save_both(gone, kept)
        return kept

    def read(self, id: FeedbackId) -> Feedback:
        """One of them, for those who read. Raises CannotDo for anybody else, or when there is none."""
        if not may_read(self.by, policy=self.policy):
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        found = self.feedbacks.get(id)
        if found is None:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        return found

    def _do(self, id: FeedbackId, step: feedbacks_domain.Step) -> Feedback:
        feedback = self.read(id)
        if journals.has_step(feedback.journal, self.step):
            return feedback
        after = step(feedback)
        self.feedbacks.save(after)
        return after


def may_read(staff: StaffId, *, policy: Policy) -> bool:
    """Readers, and those who are told of alerts."""
    rules = rules_of(policy)
    return staff in rules.readers or staff in rules.duty
