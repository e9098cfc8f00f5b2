"""Staff read what was said and what may mean harm: they take it, answer it, ask back, put two together, end it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from takepart.domain.voice import feedback as steps
from takepart.domain.voice.alert import Alert, AlertState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Feedback
from takepart.use_cases.voice.acting import Acting
from takepart.use_cases.voice.ports import Alerts, Feedbacks


class Hearing(Acting[Feedback]):
    """What they do with feedback."""

    @property
    def store(self) -> Feedbacks:
        """What people said."""
        return self.stores.feedbacks

    @property
    def may(self) -> bool:
        """Those who read do."""
        return self.reads

    def take(self, id: FeedbackId) -> Feedback:
        """ "Mine": it is with me now."""
        return self.do(id, partial(steps.take, on_duty=self.on_duty))

    def answer(self, id: FeedbackId, words: str) -> Feedback:
        """Answer it."""
        return self.do(id, partial(steps.answer, words=words, on_duty=self.on_duty))

    def ask(self, id: FeedbackId, words: str) -> Feedback:
        """Ask something back."""
        return self.do(id, partial(steps.ask, words=words, on_duty=self.on_duty))

    def set_aside(self, id: FeedbackId) -> Feedback:
        """It is spam."""
        return self.do(id, partial(steps.set_aside, on_duty=self.on_duty))

    def merge(self, id: FeedbackId, into: FeedbackId) -> Feedback:
        """Two say the same: they go on as one, which is given back."""

        def keep(one: Feedback, gone: Feedback) -> None:
            self.store.save_together(gone, steps.take_in(self.read(into), self.taking, one))

        self.do(id, partial(steps.merge, into=into), keep=keep)
        return self.read(into)


class Guarding(Acting[Alert]):
    """What those on duty do with alerts."""

    @property
    def store(self) -> Alerts:
        """Alerts from the door."""
        return self.stores.alerts

    @property
    def may(self) -> bool:
        """Those on duty alone."""
        return self.on_duty

    def board(self) -> Sequence[Alert]:
        """Those that nobody has taken, then those that somebody has; nothing for who is not on duty."""
        if not self.on_duty:
            return ()
        states = (AlertState.WAITING, AlertState.TAKEN)
        return [one for state in states for one in self.store.all_in(state, newest=False)]
