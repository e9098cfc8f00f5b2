"""An invitation to answer a questionnaire, by email: to somebody who was there, or who leaves a service or care."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NewType

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.email_addresses import normalised
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import InvitationAction, QuestionnaireState

InvitationId = NewType("InvitationId", str)
"""One mailbox invited to one questionnaire: inviting it twice sends one letter."""


@dataclass(frozen=True, kw_only=True)
class Invitation(Journalled):
    """Who was invited to what. Where answers have no name, nothing leads from it to an answer."""

    id: InvitationId
    questionnaire: QuestionnaireId
    to: Sender


def id_of(questionnaire: QuestionnaireId, email: str) -> InvitationId:
    """The same for the same mailbox, however it is written."""
    return InvitationId(hashlib.sha256(f"{questionnaire}\n{normalised(email)}".encode()).hexdigest()[:40])


def invite(questionnaire: Questionnaire, step: Step, *, to: Sender) -> Invitation:
    """Ask somebody. Raises Refused unless people can answer."""
    if questionnaire.state is not QuestionnaireState.OPEN:
        raise Refused(questionnaire.id, reason=NotAllowed.IN_THIS_STATE)
    blank = Invitation(id=id_of(questionnaire.id, to.email), questionnaire=questionnaire.id, to=to)
    return blank.written(InvitationAction.INVITE, step)
