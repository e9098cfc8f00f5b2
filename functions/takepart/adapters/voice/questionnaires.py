"""Questionnaires in DynamoDB, one item each; and who was invited to answer one, without what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.adapters.voice.consultations import ConsultationsTable
from takepart.domain.voice.consultation import Consultation
from takepart.domain.voice.invitation import Invitation
from takepart.domain.voice.questionnaire import Questionnaire
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.use_cases.voice.ports import Some

_PAGE: Final = 50
_DUE: Final = "questionnaire"


def _board(state: QuestionnaireState) -> str:
    return f"questionnaire:{state.value}"


def _keys(one: Questionnaire) -> dict[str, str]:
    keys = {"board": _board(one.state), "board_at": f"{one.about.closes}#{one.id}"}
    if one.state is QuestionnaireState.OPEN:
        keys |= {"due": _DUE, "due_on": one.about.closes.isoformat()}
    return keys


class QuestionnairesTable(Store[Questionnaire]):
    """The port ``Questionnaires``."""

    shape = Shape(Questionnaire, pk="QUESTIONNAIRE#{id}", sk="QUESTIONNAIRE", keys=_keys)

    def save_with(self, questionnaire: Questionnaire, consultation: Consultation) -> None:
        """Keep the next step of both, or of neither."""
        self.aggregates.save_together([self.shape.stored(questionnaire), ConsultationsTable.shape.stored(consultation)])

    def in_state(self, state: QuestionnaireState, *, start: str | None = None) -> Some[Questionnaire]:
        """Those that stand in one place, the last to close first."""
        found, after = self.page(_board(state), start=start, limit=_PAGE, newest=True)
        return Some(things=found, next=after)

    def all_in(self, state: QuestionnaireState) -> Sequence[Questionnaire]:
        """All of them."""
        return self.every(_board(state), newest=True)

    def to_close(self, today: date) -> Sequence[Questionnaire]:
        """Those whose last day is over."""
        yesterday = today - timedelta(days=1)
        return list(self.due(_DUE, until=yesterday.isoformat()))


class InvitationsTable(Store[Invitation]):
    """The port ``Invitations``."""

    shape = Shape(Invitation, pk="INVITATION#{id}", sk="INVITATION")
