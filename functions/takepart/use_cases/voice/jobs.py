"""What the clock starts: alerts that nobody took go up the list, missed dates are told, people are asked again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import alert as alerts_domain
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.answer import QuestionnaireAnswer
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.use_cases.doing import do_each
from takepart.use_cases.voice.ports import Alerts, Complaints, Feedbacks, YouSaids
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class VoiceJobs:
    """What the jobs need; ``now`` is when the run was due, so that a run that comes late or twice does the same.

    Each goes on until all is done. ``hurry`` says that the time for it is nearly over: the next run goes on.
    """

    feedbacks: Feedbacks
    alerts: Alerts
    complaints: Complaints
    you_saids: YouSaids
    policy: Policy
    now: datetime
    hurry: Callable[[], bool] = lambda: False

    def escalate_alerts(self) -> int:
        """Each alert that nobody has taken goes to the next on the duty list; how many did.

        Raises NotHere when there is an alert and the policy names nobody on duty.
        """
        return do_each(
            self.feedbacks,
            self.feedbacks.alerts(),
            lambda one: self._step(escalation(one, self.now)),
            lambda one, step: feedbacks_domain.escalate(one, step, duty=self._on_duty),
            hurry=self.hurry,
        ) + do_each(
            self.alerts,
            self.alerts.waiting(),
            lambda one: self._step(f"escalated-{one.told + 1}"),
            lambda one, step: alerts_domain.escalate(one, step, duty=self._on_duty),
            hurry=self.hurry,
        )

    @property
    def _on_duty(self) -> int:
        return len(rules_of(self.policy).duty)

    def tell_overdue(self) -> int:
        """Each complaint whose date was missed is told to its handler and the desk, once a date; how many were."""
        return do_each(
            self.complaints,
            self.complaints.overdue(local_date(self.now)),
            lambda one: self._step(f"overdue-{one.next_date}"),
            complaints_domain.tell_overdue,
            hurry=self.hurry,
        )

    def ask_what_changed(self) -> int:
        """Weeks after publishing, whoever said it is asked whether it changed anything; how many were."""
        done = 0
        for you_said in self.you_saids.to_ask(local_date(self.now)):
            if self.hurry():
                break
            step = self._step(f"asked-{you_said.id}")
            for feedback in self.feedbacks.many(you_said.sources):
                if feedback.has(step):
                    continue
                with suppress(Refused):  # a change meanwhile is not suppressed: the run comes again
                    self.feedbacks.save(feedbacks_domain.ask_change(feedback, step, you_said=you_said.id))
                    done += 1
            self.you_saids.save(you_saids_domain.ask_change(you_said, step))
        return done

    def waiting(self) -> tuple[int, int]:
        """How much waits to be read and answered, and how much may be spam; it stops counting at 500."""
        return self.feedbacks.count(FeedbackState.WAITING), self.feedbacks.count(FeedbackState.REVIEW)

    def _step(self, press: str) -> Step:
        return Step(journals.Job.REMINDERS.actor, self.now, StepId(press))


def escalation(one: Feedback | QuestionnaireAnswer, now: datetime) -> str:
    """Which press it is that nobody took an alert: once an hour. Without a name it names no hour, only its place."""
    return f"escalated-{one.version + 1}" if one.anonymous else f"escalated-{now:%Y-%m-%dT%H}"
