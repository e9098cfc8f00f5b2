"""What the clock starts for questionnaires: they close when their last day is over, and alerts go up the list."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.ids import StepId
from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.domain.voice import answer as answers_domain
from takepart.domain.voice import questionnaire as questionnaires_domain
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.refusals import CannotDo
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.questionnaire_ports import Answers, Questionnaires
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class QuestionnaireJobs:
    """What the jobs need; ``now`` is when the run was due, so that a run that comes late or twice does the same."""

    questionnaires: Questionnaires
    answers: Answers
    policy: Policy
    now: datetime

    def close_questionnaires(self) -> int:
        """Each one whose last day is over; how many were closed."""
        done = 0
        for each in self.questionnaires.to_close(local_date(self.now)):
            with suppress(CannotDo, ChangedMeanwhile):  # its last day was moved meanwhile
                closed = questionnaires_domain.close(
                    each, by=journals.Job.REMINDERS.actor, at=self.now, step=StepId(f"closed-{each.about.closes}")
                )
                self.answers.seal(each.id)  # first: nobody is counted after the results can be seen
                self.questionnaires.save(closed)
                done += 1
        return done

    def escalate_alerts(self) -> int:
        """Each alert that nobody has taken goes to the next on the duty list; how many did.

        Raises NotHere when there is an alert and the policy names nobody on duty.
        """
        done = 0
        for answer in self.answers.alerts():
            duty = len(rules_of(self.policy).duty)
            name = f"{answer.alert + 1}" if answer.anonymous else f"{self.now:%Y-%m-%dT%H}"
            with suppress(CannotDo, ChangedMeanwhile):  # taken meanwhile: that is what we want
                after = answers_domain.escalate(answer, duty=duty, at=self.now, step=StepId(f"escalated-{name}"))
                self.answers.save(after)
                done += 1
        return done

    def waiting(self) -> tuple[int, int]:
        """How many answers wait to be read, and how many may be spam."""
        return self.answers.count(AnswerState.UNREAD), self.answers.count(AnswerState.REVIEW)
