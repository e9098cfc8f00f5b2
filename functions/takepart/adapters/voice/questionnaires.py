"""Consultations and questionnaires in DynamoDB; and who was invited to answer one, without what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from takepart.adapters.store import Shape, Store
from takepart.adapters.voice.by_state import ByState, listed
from takepart.domain.voice.consultation import Consultation, ConsultationState
from takepart.domain.voice.questionnaire import Invitation, Questionnaire
from takepart.domain.voice.questionnaire_states import QuestionnaireState


def _keys_of_consultation(one: Consultation) -> dict[str, str]:
    return listed("consultation", one.state, f"{one.proposal.closes}#{one.id}")


def _keys(one: Questionnaire) -> dict[str, str]:
    keys = listed("questionnaire", one.state, f"{one.about.closes}#{one.id}")
    if one.state is QuestionnaireState.OPEN:
        keys |= {"due": "questionnaire", "due_on": one.about.closes.isoformat()}
    return keys


class ConsultationsTable(ByState[Consultation, ConsultationState]):
    """The port ``Consultations``: the last to close first."""

    shape = Shape(Consultation, pk="CONSULTATION#{id}", sk="CONSULTATION", keys=_keys_of_consultation)
    board = "consultation"


class QuestionnairesTable(ByState[Questionnaire, QuestionnaireState]):
    """The port ``Questionnaires``: the last to close first."""

    shape = Shape(Questionnaire, pk="QUESTIONNAIRE#{id}", sk="QUESTIONNAIRE", keys=_keys)
    board = "questionnaire"

    def save_with(self, questionnaire: Questionnaire, consultation: Consultation) -> None:
        """Keep the next step of both, or of neither."""
        self.aggregates.save_together([self.shape.stored(questionnaire), ConsultationsTable.shape.stored(consultation)])

    def to_close(self, today: date) -> Sequence[Questionnaire]:
        """Those whose last day is over."""
        return list(self.due("questionnaire", until=(today - timedelta(days=1)).isoformat()))


class InvitationsTable(Store[Invitation]):
    """Where it is kept who was invited."""

    shape = Shape(Invitation, pk="INVITATION#{id}", sk="INVITATION")
