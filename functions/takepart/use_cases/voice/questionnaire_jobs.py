"""What the clock starts for questionnaires: they close when their last day is over, and alerts go up the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.domain.voice import answer as answers_domain
from takepart.domain.voice import questionnaire as questionnaires_domain
from takepart.domain.voice.answer import AnswerState
from takepart.domain.voice.questionnaire import Questionnaire
from takepart.use_cases.doing import do_each
from takepart.use_cases.voice.jobs import escalation
from takepart.use_cases.voice.ports import Answers, Questionnaires
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class QuestionnaireJobs:
    """What the jobs need; ``now`` is when the run was due, so that a run that comes late or twice does the same."""

    questionnaires: Questionnaires
    answers: Answers
    policy: Policy
    now: datetime

    def close_questionnaires(self) -> int:
        """Each one whose last day is over; how many were closed. One whose last day was moved meanwhile is left."""

        def close(one: Questionnaire, step: Step) -> Questionnaire:
            closed = questionnaires_domain.close(one, step)
            self.answers.seal(one.id)  # first: nobody is counted after the results can be seen
            return closed

        over = self.questionnaires.to_close(local_date(self.now))
        return do_each(self.questionnaires, over, lambda one: self._step(f"closed-{one.about.closes}"), close)

    def escalate_alerts(self) -> int:
        """Each alert that nobody has taken goes to the next on the duty list; how many did.

        Raises NotHere when there is an alert and the policy names nobody on duty.
        """
        return do_each(
            self.answers,
            self.answers.alerts(),
            lambda one: self._step(escalation(one, self.now)),
            lambda one, step: answers_domain.escalate(one, step, duty=len(rules_of(self.policy).duty)),
        )

    def _step(self, press: str) -> Step:
        return Step(journals.Job.REMINDERS.actor, self.now, StepId(press))

    def waiting(self) -> tuple[int, int]:
        """How many answers wait to be read, and how many may be spam."""
        return self.answers.count(AnswerState.UNREAD), self.answers.count(AnswerState.REVIEW)
