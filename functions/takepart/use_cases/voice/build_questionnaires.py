"""Staff build a questionnaire, open it, move its last day, close it, publish its results, and ask people by email."""

from __future__ import annotations

import hashlib
from functools import partial

from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import answer as answer_steps
from takepart.domain.voice import questionnaire as steps
from takepart.domain.voice.aggregates import Sender, Signs
from takepart.domain.voice.answer import AnswerId, OwnWords
from takepart.domain.voice.consultation import Consultation, attach
from takepart.domain.voice.harm import may_mean_harm
from takepart.domain.voice.pictures import MOST_OF_A_QUESTION, without_what_is_hidden
from takepart.domain.voice.questionnaire import (
    Questionnaire,
    QuestionnaireAbout,
    QuestionnaireId,
    QuestionnairePurpose,
    invite,
)
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.questions import AskedQuestion, Chosen, QuestionId, QuestionPicture
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.tally import counted
from takepart.use_cases.listening import told_of
from takepart.use_cases.voice.acting import Acting
from takepart.use_cases.voice.answer_questions import fits, shown_as
from takepart.use_cases.voice.ports import AnswerMark, AnswerWrite, Questionnaires, Sealed


class Building(Acting[Questionnaire]):
    """What they do with questionnaires. Every step raises Refused, ChangedMeanwhile."""

    @property
    def store(self) -> Questionnaires:
        """All of them."""
        return self.stores.questionnaires

    def build(self, about: QuestionnaireAbout, questions: tuple[AskedQuestion, ...] = ()) -> Questionnaire:
        """A new draft."""
        id = QuestionnaireId(self.reference)

        def make(step: Step) -> Questionnaire:
            self._consultation(about)
            return steps.build(step, id=id, about=about, questions=questions)

        return self.make(id, make)

    def change(self, id: QuestionnaireId, about: QuestionnaireAbout) -> Questionnaire:
        """Change what stands above the questions."""

        def change(one: Questionnaire, step: Step) -> Questionnaire:
            self._consultation(about)
            return steps.change(one, step, about=about)

        return self.do(id, change)

    def put_picture(self, id: QuestionnaireId, question: QuestionId, file: str, *, alt: str) -> Questionnaire:
        """Take the picture out of the file that was sent, and show it with a question."""
        before = self.read(id).question(question).picture

        def change(one: Questionnaire, step: Step) -> Questionnaire:
            content = self.stores.photos.uploaded(id, file)
            if not content:
                raise Refused(id, reason=VoiceRefusal.NO_FILE)
            shown = QuestionPicture(file=file, alt=alt)
            after = steps.show(one, step, question=question, picture=shown)
            self.stores.photos.keep(shown_as(id, shown), without_what_is_hidden(id, content, most=MOST_OF_A_QUESTION))
            return after

        return self._gone(self.do(id, change), before)

    def take_picture_away(self, id: QuestionnaireId, question: QuestionId) -> Questionnaire:
        """Show none with a question."""
        before = self.read(id).question(question).picture
        return self._gone(self.do(id, partial(steps.show, question=question, picture=None)), before)

    def remove(self, id: QuestionnaireId, question: QuestionId) -> Questionnaire:
        """Take a question out, with its picture."""
        before = next((each.picture for each in self.read(id).questions if each.id == question), None)
        return self._gone(self.do(id, partial(steps.remove, question=question)), before)

    def _gone(self, after: Questionnaire, before: QuestionPicture | None) -> Questionnaire:
        """The file of a picture that is shown nowhere any more is not kept."""
        if before and all(each.picture != before for each in after.questions):
            self.stores.photos.drop(shown_as(after.id, before))
        return after

    def open(self, id: QuestionnaireId) -> Questionnaire:
        """Ask people; a consultation's record then names it."""

        def keep(_: Questionnaire, after: Questionnaire) -> None:
            consultation = self._consultation(after.about)
            self.stores.answers.start(id)
            if consultation is None:
                self.store.save(after)
                return
            step = self.taking._replace(press=StepId(f"{self.step}-{id}"))
            self.store.save_with(after, attach(consultation, step, questionnaire=id))

        return self.do(id, steps.open_, keep=keep)

    def type_in(self, id: QuestionnaireId, said: tuple[OwnWords, ...], chosen: Chosen, sender: Sender | None) -> None:
        """What somebody answered on paper, until it closes. Pressed twice, it counts once; words of harm are told."""
        asked, answers = self.read(id), self.stores.answers
        if asked.state is not QuestionnaireState.OPEN:
            raise Refused(id, reason=VoiceRefusal.HAS_CLOSED)
        fits(asked, said, chosen)
        answer = AnswerId(hashlib.sha256(f"takepart paper\n{id}\n{self.step}".encode()).hexdigest()[:40])
        words = [each.words for each in said]
        harm = any(may_mean_harm(each, words=self.rules.words_of_harm) for each in words)
        kept = answer_steps.send(
            self.taking,
            id=answer,
            questionnaire=id,
            said=said,
            chosen=chosen,
            sender=sender,
            signs=Signs(harm=harm),
        )
        try:
            counts = counted(chosen, local_date(self.now), by=asked.compared_by)
            answers.send(AnswerWrite(id=answer, questionnaire=id, mark=AnswerMark(), kept=kept, counts=counts))
        except Sealed as error:
            raise Refused(id, reason=VoiceRefusal.HAS_CLOSED) from error
        told_of(*words)

    def close(self, id: QuestionnaireId) -> Questionnaire:
        """Its last day is over."""

        def change(one: Questionnaire, step: Step) -> Questionnaire:
            after = steps.close(one, step)
            self.stores.answers.seal(id)  # first: nobody is counted after the results can be seen
            return after

        return self.do(id, change)

    def publish(self, id: QuestionnaireId) -> Questionnaire:
        """Make the results public; only checkers do."""
        urns = self.stores.answers.urns(id)
        left = partial(self.stores.answers.count, of=id)
        return self.decide(
            id,
            lambda one, step: steps.publish(
                one,
                step,
                unread=left(AnswerState.UNREAD),
                review=left(AnswerState.REVIEW),
                unusual=len(one.unusual(urns)),
            ),
        )

    def name_groups(self, id: QuestionnaireId, groups: tuple[str, ...]) -> Questionnaire:
        """Say who gets a link of their own."""
        return self.do(id, partial(steps.name_groups, groups=groups, key=self.step))

    def invite(self, id: QuestionnaireId, to: Sender) -> None:
        """Ask somebody by email. The same mailbox is asked once."""
        invitation = invite(self.read(id), self.taking, to=to)
        if self.stores.invitations.get(invitation.id) is None:
            self.stores.invitations.add(invitation)

    def _consultation(self, about: QuestionnaireAbout) -> Consultation | None:
        if about.consultation is None or about.purpose is not QuestionnairePurpose.CONSULTATION:
            return None
        found = self.stores.consultations.get(about.consultation)
        if found is None:
            raise Refused(about.consultation, reason=VoiceRefusal.WHICH_CONSULTATION)
        return found
