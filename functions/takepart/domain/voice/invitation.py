"""An invitation to answer a questionnaire, by email: to somebody who was there, or who leaves a service or care."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled
from takepart.domain.email_addresses import normalised
from takepart.domain.ids import StaffId, StepId
from takepart.domain.voice.feedback import Sender
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import INVITE, QuestionnaireState
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal

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


def invite(questionnaire: Questionnaire, *, to: Sender, by: StaffId, at: datetime, step: StepId) -> Invitation:
    """Ask somebody. Raises CannotDo unless people can answer."""
    if questionnaire.state is not QuestionnaireState.OPEN:
        raise CannotDo(questionnaire.id, reason=VoiceRefusal.NOT_IN_THIS_STATE)
    return Invitation(
        id=id_of(questionnaire.id, to.email),
        questionnaire=questionnaire.id,
        to=to,
        journal=journals.append((), at=at, by=journals.staff(by), action=INVITE, step=step),
    )
