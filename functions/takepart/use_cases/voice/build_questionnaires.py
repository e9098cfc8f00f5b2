"""Staff build a questionnaire, open it, move its last day, close it, publish its results, and ask people by email."""

from __future__ import annotations

from datetime import date

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.refused import Refused
from takepart.domain.voice import questionnaire as steps
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.answer import AnswerState
from takepart.domain.voice.consultation import Consultation, attach
from takepart.domain.voice.questionnaire import (
    Questionnaire,
    QuestionnaireAbout,
    QuestionnaireId,
    QuestionnairePurpose,
    invite,
)
from takepart.domain.voice.questions import AskedQuestion, QuestionId, QuestionKind
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.use_cases.doing import Change
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Answers, Consultations, Invitations, Questionnaires


class Building(Acting):
    """What they do with questionnaires. Every step raises Refused, ChangedMeanwhile."""

    def __init__(
        self,
        act: Act,
        *,
        questionnaires: Questionnaires,
        answers: Answers,
        consultations: Consultations,
        invitations: Invitations,
    ) -> None:
        super().__init__(act)
        self.questionnaires, self.answers, self.consultations, self.invitations = (
            questionnaires,
            answers,
            consultations,
            invitations,
        )

    def read(self, id: QuestionnaireId) -> Questionnaire:
        """One of them. Raises Closed when there is none, or they have no part in this."""
        return self.read_one(self.questionnaires, id, may=self.writes)

    def build(self, about: QuestionnaireAbout, questions: tuple[AskedQuestion, ...] = ()) -> Questionnaire:
        """A new draft."""
        id = QuestionnaireId(self.reference)

        def make(step: Step) -> Questionnaire:
            self._consultation(about)
            return steps.build(step, id=id, about=about, questions=questions)

        return self.make_one(self.questionnaires, id, make, may=self.writes)

    def change(self, id: QuestionnaireId, about: QuestionnaireAbout) -> Questionnaire:
        """Change what stands above the questions."""

        def change(one: Questionnaire, step: Step) -> Questionnaire:
            self._consultation(about)
            return steps.change(one, step, about=about)

        return self._do(id, change)

    def put(
        self,
        id: QuestionnaireId,
        *,
        kind: QuestionKind,
        words: str,
        options: tuple[str, ...],
        instead_of: QuestionId | None = None,
    ) -> Questionnaire:
        """Add a question, or change one."""
        return self._do(
            id,
            lambda one, step: steps.put(one, step, kind=kind, words=words, options=options, instead_of=instead_of),
        )

    def remove(self, id: QuestionnaireId, question: QuestionId) -> Questionnaire:
        """Take a question out."""
        return self._do(id, lambda one, step: steps.remove(one, step, question=question))

    def move(self, id: QuestionnaireId, question: QuestionId, *, up: bool) -> Questionnaire:
        """Move a question."""
        return self._do(id, lambda one, step: steps.move(one, step, question=question, up=up))

    def open(self, id: QuestionnaireId) -> Questionnaire:
        """Ask people; a consultation's record then names it."""

        def keep(_: Questionnaire, after: Questionnaire) -> None:
            consultation = self._consultation(after.about)
            self.answers.start(id)
            if consultation is None:
                self.questionnaires.save(after)
                return
            step = self.taking._replace(press=StepId(f"{self.step}-{id}"))
            self.questionnaires.save_with(after, attach(consultation, step, questionnaire=id))

        return self.do_one(self.questionnaires, id, steps.open_, may=self.writes, keep=keep)

    def retime(self, id: QuestionnaireId, closes: date) -> Questionnaire:
        """Move the last day."""
        return self._do(id, lambda one, step: steps.retime(one, step, closes=closes))

    def close(self, id: QuestionnaireId) -> Questionnaire:
        """Its last day is over."""

        def change(one: Questionnaire, step: Step) -> Questionnaire:
            after = steps.close(one, step)
            self.answers.seal(id)  # first: nobody is counted after the results can be seen
            return after

        return self._do(id, change)

    def publish(self, id: QuestionnaireId) -> Questionnaire:
        """Make the results public; only checkers do."""
        self.must(self.checks)
        return self._do(
            id,
            lambda one, step: steps.publish(
                one,
                step,
                unread=self.answers.count(AnswerState.UNREAD, of=id),
                review=self.answers.count(AnswerState.REVIEW, of=id),
            ),
        )

    def archive(self, id: QuestionnaireId) -> Questionnaire:
        """Put it away."""
        return self._do(id, steps.archive)

    def invite(self, id: QuestionnaireId, to: Sender) -> None:
        """Ask somebody by email. The same mailbox is asked once."""
        invitation = invite(self.read(id), self.taking, to=to)
        if self.invitations.get(invitation.id) is None:
            self.invitations.add(invitation)

    def _consultation(self, about: QuestionnaireAbout) -> Consultation | None:
        if about.consultation is None or about.purpose is not QuestionnairePurpose.CONSULTATION:
            return None
        found = self.consultations.get(about.consultation)
        if found is None:
            raise Refused(about.consultation, reason=VoiceRefusal.WHICH_CONSULTATION)
        return found

    def _do(self, id: QuestionnaireId, change: Change[Questionnaire]) -> Questionnaire:
        return self.do_one(self.questionnaires, id, change, may=self.writes)
