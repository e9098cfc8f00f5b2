"""Which letters questionnaires and their answers call for: an alert, an invitation, and that one has closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain.links import Purpose
from takepart.domain.policy import Policy
from takepart.domain.voice.answer import AnswerId
from takepart.domain.voice.questionnaire import InvitationId, QuestionnaireId, QuestionnaireState
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.voice.letters_due import (
    VoiceLetter,
    alert_letters,
    is_news,
    personal_link,
    to_staff,
)
from takepart.use_cases.voice.ports import Answers, Invitations, Questionnaires


@dataclass(frozen=True, kw_only=True)
class AnswerLetters:
    """What finding out needs."""

    questionnaires: Questionnaires
    answers: Answers
    invitations: Invitations
    policy: Policy
    now: datetime

    def of(self, event: Event) -> tuple[LetterDue, ...]:
        """The letters that an event calls for; none for what is gone, is no longer so, or is too old to be news."""
        if event.kind is EventKind.ANSWER:
            return self._of_answer(event)
        if event.kind is EventKind.INVITATION:
            return self._of_invitation(event)
        if event.kind is EventKind.QUESTIONNAIRE:
            return self._of_questionnaire(event)
        return ()

    def _of_answer(self, event: Event) -> tuple[LetterDue, ...]:
        answer = self.answers.get(AnswerId(event.about))
        if answer is None or not answer.alert or not is_news(answer.journal, event, now=self.now):
            return ()
        entry = answer.journal[event.seq - 1]
        return alert_letters(entry, event.id, f"/office/voice/answers/{answer.id}", policy=self.policy)

    def _of_invitation(self, event: Event) -> tuple[LetterDue, ...]:
        """Where answers have no name everyone gets the same link, so that nothing tells who used it."""
        invitation = self.invitations.get(InvitationId(event.about))
        asked = self.questionnaires.get(invitation.questionnaire) if invitation else None
        if invitation is None or asked is None or asked.state is not QuestionnaireState.OPEN:
            return ()
        if not is_news(invitation.journal, event, now=self.now):
            return ()
        about = asked.about
        letter = LetterDue(
            kind=VoiceLetter.QUESTIONNAIRE_INVITED,
            key=event.id,
            to=invitation.to.email,
            link=None if about.anonymous else personal_link(Purpose.QUESTIONNAIRE, invitation.id, now=self.now),
            path=f"/questionnaires/{asked.id}",
            values={
                "name": invitation.to.name,
                "title": about.title,
                "closes": about.closes,
                "anonymous": about.anonymous,
                "leaving": about.purpose.value == "exit",
            },
        )
        return (letter,)

    def _of_questionnaire(self, event: Event) -> tuple[LetterDue, ...]:
        asked = self.questionnaires.get(QuestionnaireId(event.about))
        if asked is None or asked.state is not QuestionnaireState.CLOSED:
            return ()
        if not is_news(asked.journal, event, now=self.now):
            return ()
        path = f"/office/voice/questionnaires/{asked.id}"
        values = {"title": asked.about.title}
        return to_staff(VoiceLetter.QUESTIONNAIRE_CLOSED, [asked.writer], event.id, path, values, policy=self.policy)
