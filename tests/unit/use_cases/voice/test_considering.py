"""A consultation is considered with all that people said: nothing that is still asked, or not read yet, is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.refused import Refused
from takepart.domain.voice import consultation as steps
from takepart.domain.voice.consultation import (
    ConsultationEvidence,
    ConsultationId,
    ConsultationState,
    HeardIn,
    Proposal,
)
from takepart.domain.voice.questionnaire import Questionnaire
from takepart.domain.voice.questionnaire_states import AnswerState
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.use_cases.voice.acting import Act
from takepart.use_cases.voice.consult import Consulting
from takepart.use_cases.voice.ports import rules_of
from tests.policies import WIRRAL
from tests.questionnaires import FakeAnswers, FakeQuestionnaires, closed, opened
from tests.voices import NOON, FakeConsultations, fake_stores

ID, BY = ConsultationId("K7M4-9QXR"), StaffId("participation-worker")


def considering(asked: Questionnaire, *, answers: FakeAnswers | None = None) -> Consulting:
    """A consultation that has closed, with one questionnaire about it and what was heard written down."""
    proposal = Proposal(
        title="A bus", what="x", why="x", open_points="x", opens=NOON.date(), closes=NOON.date() + timedelta(days=28),
        new_service=False,
    )  # fmt: skip
    heard = ConsultationEvidence(
        heard_in=HeardIn.SESSION, day=NOON.date(), who="Eight people", how_many=8, said="Yes", changed="The hours"
    )
    step = Step(journals.staff(BY), NOON, StepId("plan"))
    one = steps.open_(steps.plan(step, id=ID, proposal=proposal), step._replace(press=StepId("open")))
    one = steps.attach(one, step._replace(press=StepId("attach")), questionnaire=asked.id)
    one = steps.record(one, step._replace(press=StepId("record")), evidence=heard, rules=rules_of(WIRRAL))
    stores = fake_stores(
        consultations=FakeConsultations(one), questionnaires=FakeQuestionnaires(asked), answers=answers or FakeAnswers()
    )
    return Consulting(Act(stores, WIRRAL, BY, NOON + timedelta(days=30), StepId("consider")))


def test_not_while_a_questionnaire_about_it_is_open() -> None:
    with pytest.raises(Refused, match=VoiceRefusal.STILL_ASKED.value):
        considering(opened()).consider(ID, "We read all.")


@pytest.mark.parametrize("state", [AnswerState.UNREAD, AnswerState.REVIEW])
def test_not_while_an_answer_waits_to_be_read(state: AnswerState, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also not while it may be spam: it may be real."""
    answers = FakeAnswers()
    monkeypatch.setattr(answers, "count", lambda each, *, of=None: int(each is state and bool(of)))

    with pytest.raises(Refused, match=VoiceRefusal.STILL_TO_READ.value):
        considering(closed(), answers=answers).consider(ID, "We read all.")


def test_once_all_is_read_it_is_considered() -> None:
    assert considering(closed()).consider(ID, "We read all.").state is ConsultationState.CONSIDERED
