"""What the clock starts: alerts go up the list, missed dates are told, people asked again, questionnaires closed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import alert as alerts_domain
from takepart.domain.voice import answer as answers_domain
from takepart.domain.voice import complaint as complaints_domain
from takepart.domain.voice import feedback as feedbacks_domain
from takepart.domain.voice import questionnaire as questionnaires_domain
from takepart.domain.voice import you_said as you_saids_domain
from takepart.domain.voice.alert import AlertState
from takepart.domain.voice.answer import QuestionnaireAnswer
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_end import give_to_sign, who_may_sign
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.domain.voice.questionnaire import Questionnaire
from takepart.domain.voice.questionnaire_states import AnswerState
from takepart.use_cases.doing import Change, Store, do_each
from takepart.use_cases.voice.ports import VoiceStores, rules_of, track_of

Thing = TypeVar("Thing", bound=Journalled)


@dataclass(frozen=True, kw_only=True)
class VoiceJobs:
    """What the jobs need; ``now`` is when the run was due, so that a run that comes late or twice does the same.

    Each goes on until all is done. ``hurry`` says that the time for it is nearly over: the next run goes on.
    """

    stores: VoiceStores
    policy: Policy
    now: datetime
    hurry: Callable[[], bool] = lambda: False

    def hand_on(self) -> int:
        """What somebody has who is away or has left goes to whoever acts for them, who is told; how much did."""
        stand_ins, kept = self.policy.stand_ins, self.stores
        if not stand_ins:
            return 0
        held = [one for gone in stand_ins for one in kept.complaints.held_by(gone)]
        taken = (FeedbackState.TAKEN, FeedbackState.ASKED)
        said = [one for state in taken for one in kept.feedbacks.all_in(state) if one.taken_by in stand_ins]
        alerts = [one for one in kept.alerts.all_in(AlertState.TAKEN) if one.taken_by in stand_ins]
        return (
            self._each(kept.complaints, held, self._handed, self._hand_on_complaint)
            + self._each(
                kept.feedbacks,
                said,
                self._handed,
                lambda one, step: feedbacks_domain.hand_on(one, step, to=self._acting(one.taken_by)),
            )
            + self._each(
                kept.alerts,
                alerts,
                self._handed,
                lambda one, step: alerts_domain.hand_on(one, step, to=self._acting(one.taken_by)),
            )
        )

    def _hand_on_complaint(self, one: Complaint, step: Step) -> Complaint:
        """To who acts, if they may; else to the first who may. Raises Refused when nobody may."""
        track = track_of(one, self.policy)
        signing = one.draft is not None and one.holder != one.handler
        may = who_may_sign(one, track) if signing else complaints_domain.who_may_handle(one, track)
        acting = self._acting(one.holder)
        to = acting if acting in may else next((each for each in may if each not in self.policy.stand_ins), acting)
        if signing:
            return give_to_sign(one, step, to=to)
        return complaints_domain.assign(one, step, to=to, track=track)

    def _acting(self, staff: StaffId | None) -> StaffId:
        return self.policy.stand_ins[staff or StaffId("")]

    def _handed(self, one: Journalled) -> str:
        """Once from where it stands: whoever comes back and takes it again can go away again."""
        return f"handed-on-{one.version + 1}"

    def escalate_alerts(self) -> int:
        """Each alert that nobody has taken goes to the next on the duty list; how many did.

        Raises NotHere when there is an alert and the policy names nobody on duty.
        """
        kinds = deque(
            (
                self._one_by_one(
                    self.stores.feedbacks,
                    self.stores.feedbacks.alerts(),
                    self._escalation,
                    lambda one, step: feedbacks_domain.escalate(one, step, duty=self._on_duty),
                ),
                self._one_by_one(
                    self.stores.alerts,
                    self.stores.alerts.waiting(),
                    lambda one: f"escalated-{one.told + 1}",
                    lambda one, step: alerts_domain.escalate(one, step, duty=self._on_duty),
                ),
                self._one_by_one(
                    self.stores.answers,
                    self.stores.answers.alerts(),
                    self._escalation,
                    lambda one, step: answers_domain.escalate(one, step, duty=self._on_duty),
                ),
            )
        )
        done = 0
        while kinds and not self.hurry():  # in turns: however many there are of one kind, the others climb too
            took = next(kinds[0], None)
            done += took or 0
            kinds.rotate(-1) if took is not None else kinds.popleft()
        return done

    def close_questionnaires(self) -> int:
        """Each one whose last day is over; how many were closed. One whose last day was moved meanwhile is left."""

        def close(one: Questionnaire, step: Step) -> Questionnaire:
            closed = questionnaires_domain.close(one, step)
            self.stores.answers.seal(one.id)  # first: nobody is counted after the results can be seen
            return closed

        kept = self.stores.questionnaires
        return self._each(kept, kept.to_close(local_date(self.now)), lambda one: f"closed-{one.about.closes}", close)

    def tell_overdue(self) -> int:
        """Of each complaint whose date comes near or was missed staff are told, until it is done; how many were."""
        kept = self.stores.complaints
        today = local_date(self.now)
        return self._each(
            kept, kept.to_warn(today), lambda one: f"warn-{one.next_date}-{today}", complaints_domain.warn
        )

    def ask_what_changed(self) -> int:
        """Weeks after publishing, whoever said it is asked whether it changed anything; how many were."""
        done = 0
        for you_said in self.stores.you_saids.to_ask(local_date(self.now)):
            if self.hurry():
                break
            step = self._step(f"asked-{you_said.id}")
            for feedback in self.stores.feedbacks.many(you_said.sources):
                if feedback.has(step):
                    continue
                with suppress(Refused):  # a change meanwhile is not suppressed: the run comes again
                    self.stores.feedbacks.save(feedbacks_domain.ask_change(feedback, step, you_said=you_said.id))
                    done += 1
            self.stores.you_saids.save(you_saids_domain.ask_change(you_said, step))
        return done

    def waiting(self) -> tuple[int, int]:
        """How much waits to be read and answered, and how much may be spam; each kind stops counting at 500."""
        said, answers = self.stores.feedbacks, self.stores.answers
        return (
            said.count(FeedbackState.WAITING) + answers.count(AnswerState.UNREAD),
            said.count(FeedbackState.REVIEW) + answers.count(AnswerState.REVIEW),
        )

    @property
    def _on_duty(self) -> int:
        return len(rules_of(self.policy).duty)

    def _step(self, press: str) -> Step:
        return Step(journals.Job.REMINDERS.actor, self.now, StepId(press))

    def _each(
        self, kept: Store[Thing], things: Iterable[Thing], press: Callable[[Thing], str], change: Change[Thing]
    ) -> int:
        return do_each(kept, things, lambda one: self._step(press(one)), change, hurry=self.hurry)

    def _one_by_one(
        self, kept: Store[Thing], things: Iterable[Thing], press: Callable[[Thing], str], change: Change[Thing]
    ) -> Iterator[int]:
        return (self._each(kept, [one], press, change) for one in things)

    def _escalation(self, one: Feedback | QuestionnaireAnswer) -> str:
        """Nobody took it: once an hour. Without a name the press names no hour, only its place."""
        return f"escalated-{one.version + 1}" if one.anonymous else f"escalated-{self.now:%Y-%m-%dT%H}"
