"""Questionnaires in DynamoDB, one item each; and who was invited to answer one, without what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from pynamodb.exceptions import PynamoDBException

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.rows import without_nothing
from takepart.adapters.voice.consultations import ConsultationsTable
from takepart.domain.ids import StaffId
from takepart.domain.voice.consultation import Consultation, ConsultationId
from takepart.domain.voice.feedback import Sender
from takepart.domain.voice.invitation import Invitation, InvitationId
from takepart.domain.voice.questionnaire import About, Purpose, Questionnaire, QuestionnaireId
from takepart.domain.voice.questionnaire_states import State
from takepart.domain.voice.questions import Question, QuestionId, QuestionKind
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.voice.ports import Some

_SK: Final = "QUESTIONNAIRE"
_INVITED: Final = "INVITATION"
_PAGE: Final = 50
_MOST: Final = 200


class QuestionnairesTable:
    """The port ``Questionnaires``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: QuestionnaireId) -> Questionnaire | None:
        """One of them as it is now."""
        stored = self._aggregates.get(_pk(id), _SK)
        return read_one(_read, stored)

    def many(self, ids: Sequence[QuestionnaireId]) -> Sequence[Questionnaire]:
        """Several, those that are there."""
        return read_each(_read, self._aggregates.many([(_pk(id), _SK) for id in ids]))

    def add(self, questionnaire: Questionnaire) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored(questionnaire))

    def save(self, questionnaire: Questionnaire) -> None:
        """Keep the next step."""
        self._aggregates.save(_stored(questionnaire))

    def save_with(self, questionnaire: Questionnaire, consultation: Consultation) -> None:
        """Keep the next step of both, or of neither."""
        self._aggregates.save_together([_stored(questionnaire), ConsultationsTable.shape.stored(consultation)])

    def in_state(self, state: State, *, start: str | None = None) -> Some[Questionnaire]:
        """Those that stand in one place, the last to close first."""
        found, after = self._aggregates.on_board(f"questionnaire:{state.value}", start=start, limit=_PAGE, newest=True)
        return Some(things=read_each(_read, found), next=after)

    def to_close(self, today: date) -> Sequence[Questionnaire]:
        """Those whose last day is over."""
        row = self._aggregates.row
        try:
            found = row.by_due.query("questionnaire", range_key_condition=row.due_on < today.isoformat(), limit=_MOST)
            keys = [(each.pk, each.sk) for each in found]
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return read_each(_read, self._aggregates.many(keys))


class InvitationsTable:
    """The port ``Invitations``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: InvitationId) -> Invitation | None:
        """One of them."""
        stored = self._aggregates.get(f"INVITATION#{id}", _INVITED)
        if stored is None:
            return None
        to = Sender(name=stored.body.get("name", ""), email=stored.body["email"])
        questionnaire = QuestionnaireId(stored.body["questionnaire"])
        return Invitation(id=id, questionnaire=questionnaire, to=to, journal=stored.journal)

    def add(self, invitation: Invitation) -> None:
        """Keep a new one."""
        body = {"questionnaire": invitation.questionnaire, "name": invitation.to.name, "email": invitation.to.email}
        self._aggregates.add(
            Stored(
                pk=f"INVITATION#{invitation.id}",
                sk=_INVITED,
                state="invited",
                journal=invitation.journal,
                body=without_nothing(body),
            )
        )


def _pk(id: QuestionnaireId) -> str:
    return f"QUESTIONNAIRE#{id}"


def _stored(one: Questionnaire) -> Stored:
    about = one.about
    body = {
        "title": about.title,
        "words": about.words,
        "purpose": about.purpose.value,
        "anonymous": about.anonymous,
        "closes": about.closes.isoformat(),
        "consultation": about.consultation,
        "team": about.team,
        "writer": one.writer,
        "questions": [_question(each) for each in one.questions],
        "opened_on": one.opened_on.isoformat() if one.opened_on else None,
    }
    keys = {"board": f"questionnaire:{one.state.value}", "board_at": f"{about.closes}#{one.id}"}
    if one.state is State.OPEN:
        keys |= {"due": "questionnaire", "due_on": about.closes.isoformat()}
    return Stored(
        pk=_pk(one.id), sk=_SK, state=one.state.value, journal=one.journal, body=without_nothing(body), keys=keys
    )


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "words": question.words,
        "options": list(question.options),
    }


def _read_question(body: Mapping[str, Any]) -> Question:
    return Question(
        id=QuestionId(body["id"]),
        kind=QuestionKind(body["kind"]),
        words=body["words"],
        options=tuple(body.get("options", ())),
    )


def _read(stored: Stored) -> Questionnaire:
    body = stored.body
    return Questionnaire(
        id=QuestionnaireId(stored.pk.partition("#")[2]),
        state=State(stored.state),
        journal=stored.journal,
        about=About(
            title=body["title"],
            words=body["words"],
            purpose=Purpose(body["purpose"]),
            anonymous=bool(body["anonymous"]),
            closes=date.fromisoformat(body["closes"]),
            consultation=ConsultationId(body["consultation"]) if "consultation" in body else None,
            team=body.get("team", ""),
        ),
        writer=StaffId(body["writer"]),
        questions=tuple(_read_question(each) for each in body.get("questions", ())),
        opened_on=date.fromisoformat(body["opened_on"]) if "opened_on" in body else None,
    )
