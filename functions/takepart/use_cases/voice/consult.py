"""Staff plan a consultation, open it, write down what was heard and how it was considered; the gate comes last."""

from __future__ import annotations

from functools import partial
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.refused import Refused
from takepart.domain.voice import consultation as steps
from takepart.domain.voice.consultation import Consultation, ConsultationId, Proposal
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.questionnaire_states import AnswerState, QuestionnaireState
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.use_cases.voice.acting import Acting
from takepart.use_cases.voice.ports import Consultations

_TO_READ: Final = (AnswerState.UNREAD, AnswerState.REVIEW)


class Consulting(Acting[Consultation]):
    """What they do with consultations."""

    @property
    def store(self) -> Consultations:
        """All of them."""
        return self.stores.consultations

    def plan(self, proposal: Proposal) -> Consultation:
        """A new plan."""
        id = ConsultationId(self.reference)
        return self.make(id, partial(steps.plan, id=id, proposal=proposal))

    def consider(self, id: ConsultationId, words: str) -> Consultation:
        """Say how the answers were considered: all of them, those of the questionnaires about it as well."""

        def change(one: Consultation, step: Step) -> Consultation:
            considered = steps.consider(one, step, words=words, rules=self.rules)
            for asked in self.stores.questionnaires.many([QuestionnaireId(each) for each in one.questionnaires]):
                if asked.state is QuestionnaireState.OPEN:
                    raise Refused(id, reason=VoiceRefusal.STILL_ASKED)
                if any(self.stores.answers.count(state, of=asked.id) for state in _TO_READ):
                    raise Refused(id, reason=VoiceRefusal.STILL_TO_READ)
            return considered

        return self.do(id, change)
