"""Staff read what was said: they take it, answer it, ask back, put two together, or say that it is spam."""

from __future__ import annotations

from functools import partial
from typing import Final

from takepart.domain.voice import feedback as steps
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Feedback
from takepart.use_cases.again import until_kept
from takepart.use_cases.doing import Change
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Feedbacks

_TRIES: Final = 3


class Hearing(Acting):
    """What they do with feedback. Every step raises Refused, ChangedMeanwhile."""

    def __init__(self, act: Act, *, feedbacks: Feedbacks) -> None:
        super().__init__(act)
        self.feedbacks = feedbacks

    def take(self, id: FeedbackId) -> Feedback:
        """ "Mine": it is with me now."""
        return self._do(id, partial(steps.take, on_duty=self.on_duty))

    def answer(self, id: FeedbackId, words: str) -> Feedback:
        """Answer it."""
        return self._do(id, partial(steps.answer, words=words, on_duty=self.on_duty))

    def ask(self, id: FeedbackId, words: str) -> Feedback:
        """Ask something back."""
        return self._do(id, partial(steps.ask, words=words, on_duty=self.on_duty))

    def keep(self, id: FeedbackId) -> Feedback:
        """It is no spam."""
        return self._do(id, steps.keep)

    def set_aside(self, id: FeedbackId) -> Feedback:
        """It is spam."""
        return self._do(id, partial(steps.set_aside, on_duty=self.on_duty))

    def merge(self, id: FeedbackId, into: FeedbackId) -> Feedback:
        """Two say the same: they go on as one."""

        def attempt() -> Feedback:
            one, other = self.read(id), self.read(into)
            if one.has(self.taking):
                return other
            if self.seen is not None and one.version != self.seen:
                raise ChangedMeanwhile(id)
            gone, kept = steps.merge(one, self.taking, into=other)
            self.feedbacks.save_together(gone, kept)
            return kept

        return until_kept(attempt, tries=1 if self.seen is not None else _TRIES)

    def read(self, id: FeedbackId) -> Feedback:
        """One of them, for those who read. Raises Closed for anybody else, or when there is none."""
        return self.read_one(self.feedbacks, id, may=self.reads)

    def _do(self, id: FeedbackId, change: Change[Feedback]) -> Feedback:
        return self.do_one(self.feedbacks, id, change, may=self.reads)
