"""Staff build a questionnaire, open it, move its last day, close it, publish its results, and ask people by email."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain import journal as journals
from takepart.domain.ids import DraftId, StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.references import claim_reference
from takepart.domain.voice import consultation as consultations_domain
from takepart.domain.voice import invitation as invitations_domain
from takepart.domain.voice import questionnaire as domain
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.feedback import Sender
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireAbout, QuestionnaireId
from takepart.domain.voice.questions import AskedQuestion, QuestionId, QuestionKind
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.use_cases.voice.ports import Consultations
from takepart.use_cases.voice.questionnaire_ports import Answers, Invitations, Questionnaires
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class Building:
    """One member of staff at one time, with what a step needs."""

    questionnaires: Questionnaires
    answers: Answers
    consultations: Consultations
    invitations: Invitations
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId

    @property
    def may_build(self) -> bool:
        """Readers and checkers build questionnaires."""
        return self.by in rules_of(self.policy).readers or self.may_publish

    @property
    def may_publish(self) -> bool:
        """Checkers make results public."""
        return self.by in rules_of(self.policy).checkers

    def read(self, id: QuestionnaireId) -> Questionnaire:
        """One of them. Raises CannotDo when there is none, or they have no part in this."""
        found = self.questionnaires.get(id) if self.may_build else None
        if found is None:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        return found

    def build(self, about: QuestionnaireAbout, questions: tuple[AskedQuestion, ...] = ()) -> Questionnaire:
        """A new draft. Raises CannotDo."""
        if not self.may_build:
            raise CannotDo(self.by, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        id = QuestionnaireId(claim_reference(DraftId(self.step)))
        before = self.questionnaires.get(id)
        if before is not None and journals.has_step(before.journal, self.step):
            return before
        self._consultation(about)
        draft = domain.build(id=id, about=about, questions=questions, by=self.by, at=self.now, step=self.step)
        self.questionnaires.add(draft)
        return draft

    def change(self, id: QuestionnaireId, about: QuestionnaireAbout) -> Questionnaire:
        """Change what stands above the questions. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        self._consultation(about)
        return self._keep(one, lambda: domain.change(one, about=about, by=self.by, at=self.now, step=self.step))

    def put(
        self,
        id: QuestionnaireId,
        *,
        kind: QuestionKind,
        words: str,
        options: tuple[str, ...],
        instead_of: QuestionId | None = None,
    ) -> Questionnaire:
        """Add a question, or change one. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(
            one,
            lambda: domain.put(
                one,
                kind=kind,
                words=words,
                options=options,
                instead_of=instead_of,
                by=self.by,
                at=self.now,
                step=self.step,
            ),
        )

    def remove(self, id: QuestionnaireId, question: QuestionId) -> Questionnaire:
        """Take a question out. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(one, lambda: domain.remove(one, question=question, by=self.by, at=self.now, step=self.step))

    def move(self, id: QuestionnaireId, question: QuestionId, *, up: bool) -> Questionnaire:
        """Move a question. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(
            one, lambda: domain.move(one, question=question, up=up, by=self.by, at=self.now, step=self.step)
        )

    def open(self, id: QuestionnaireId) -> Questionnaire:
        """Ask people; a consultation's record then names it. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        if journals.has_step(one.journal, self.step):
            return one
        after = domain.open_(one, by=self.by, at=self.now, step=self.step)
        consultation = self._consultation(one.about)
        self.answers.start(id)
        if consultation is None:
            self.questionnaires.save(after)
        else:
            named = consultations_domain.attach(
                consultation, questionnaire=id, by=self.by, at=self.now, step=StepId(f"{self.step}-{id}")
            )
            self.questionnaires.save_with(after, named)
        return after

    def retime(self, id: QuestionnaireId, closes: date) -> Questionnaire:
        """Move the last day. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(one, lambda: domain.retime(one, closes=closes, by=self.by, at=self.now, step=self.step))

    def close(self, id: QuestionnaireId) -> Questionnaire:
        """Its last day is over. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        if journals.has_step(one.journal, self.step):
            return one
        after = domain.close(one, by=journals.staff(self.by), at=self.now, step=self.step)
        self.answers.seal(id)  # first: nobody is counted after the results can be seen
        self.questionnaires.save(after)
        return after

    def publish(self, id: QuestionnaireId) -> Questionnaire:
        """Make the results public. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        if not self.may_publish:
            raise CannotDo(id, reason=VoiceRefusal.NOT_OPEN_TO_YOU)
        return self._keep(
            one,
            lambda: domain.publish(
                one,
                unread=self.answers.count(AnswerState.UNREAD, questionnaire=id),
                review=self.answers.count(AnswerState.REVIEW, questionnaire=id),
                by=self.by,
                at=self.now,
                step=self.step,
            ),
        )

    def archive(self, id: QuestionnaireId) -> Questionnaire:
        """Put it away. Raises CannotDo, ChangedMeanwhile."""
        one = self.read(id)
        return self._keep(one, lambda: domain.archive(one, by=self.by, at=self.now, step=self.step))

    def invite(self, id: QuestionnaireId, to: Sender) -> None:
        """Ask somebody by email. The same mailbox is asked once. Raises CannotDo."""
        one = self.read(id)
        invitation = invitations_domain.invite(one, to=to, by=self.by, at=self.now, step=self.step)
        if self.invitations.get(invitation.id) is None:
            self.invitations.add(invitation)

    def _consultation(self, about: QuestionnaireAbout) -> consultations_domain.Consultation | None:
        if about.consultation is None or about.purpose is not domain.QuestionnairePurpose.CONSULTATION:
            return None
        found = self.consultations.get(about.consultation)
        if found is None:
            raise CannotDo(about.consultation, reason=VoiceRefusal.WHICH_CONSULTATION)
        return found

    def _keep(self, one: Questionnaire, make: domain.Make) -> Questionnaire:
        if journals.has_step(one.journal, self.step):
            return one
        after = make()
        self.questionnaires.save(after)
        return after
