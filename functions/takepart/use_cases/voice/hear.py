"""Staff read what was said and what may mean harm: they take it, answer it, ask back, put two together, end it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from takepart.domain.refused import Refused
from takepart.domain.voice import alert as alerts
from takepart.domain.voice import answer as answers
from takepart.domain.voice import feedback as steps
from takepart.domain.voice.alert import Alert, AlertId, AlertOutcome, AlertState
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.feedback import Feedback
from takepart.use_cases.doing import Change, Store, do
from takepart.use_cases.ports import ChangedMeanwhile
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

    def close(self, id: AlertId, *, outcome: AlertOutcome, record: str) -> Alert:
        """Say what came of it."""
        return self.do(id, partial(alerts.close, outcome=outcome, record=record))

    def board(self) -> Sequence[Alert]:
        """Those that nobody has taken, then those that somebody has; nothing for who is not on duty."""
        if not self.on_duty:
            return ()
        states = (AlertState.WAITING, AlertState.TAKEN)
        return [one for state in states for one in self.store.all_in(state, newest=False)]


class Many(Hearing):
    """What is done with many at once: each by its own rules, and one that cannot be done holds up no other.

    ``named`` says of each what it is and which: ``feedback:k7m4…``, ``alerts:9f…``, ``answers:…``.
    """

    def take_all(self, named: Iterable[str]) -> int:
        """ "Mine": all of these. How many are."""
        return self._each(
            named,
            feedback=partial(steps.take, on_duty=self.on_duty),
            alerts=alerts.take,
            answers=partial(answers.take, on_duty=self.on_duty),
        )

    def set_all_aside(self, named: Iterable[str]) -> int:
        """Spam, or meant to annoy. How many are."""
        return self._each(
            named,
            feedback=partial(steps.set_aside, on_duty=self.on_duty),
            alerts=alerts.set_aside,
            answers=partial(answers.take, on_duty=self.on_duty),  # the alert: what they answered is judged on its page
        )

    def _each(self, named: Iterable[str], **changes: Change[Any]) -> int:
        kept = self.stores
        stores: dict[str, Store[Any]] = {"feedback": kept.feedbacks, "alerts": kept.alerts, "answers": kept.answers}
        may = {"feedback": self.reads, "alerts": self.on_duty, "answers": self.reads}
        done = 0
        for each in named:
            kind, _, id = each.partition(":")
            if may.get(kind):
                with suppress(Refused, ChangedMeanwhile):
                    do(stores[kind], id, self.taking, changes[kind])
                    done += 1
        return done
