"""A picture for a question of a draft: first the file, then what it shows, in words for who cannot see it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.pictures import MOST_OF_A_QUESTION
from takepart.domain.voice.questionnaire import QuestionnaireId
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import QuestionId
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords, Words
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.office.voice.questionnaire_pages import LIST, one
from takepart.web.office.voice.you_said_shown import first_the_file, named, picture_problem
from takepart.web.route import Answer, Call, NoForm, Routes

_QUESTION: Final = f"{LIST}/<reference>/questions/<question>"
routes: Routes[VoiceOffice] = Routes("voice-office")


class QuestionPictureForm(PageForm):
    """What a picture shows."""

    alt = LongWords(
        "What does it show?",
        most=300,
        what="This",
        missing="Say what the picture shows, for people who cannot see it",
        hint="Write what somebody needs to know to answer the question.",
    )
    file = Words("The picture", most=64, what="The name of the file")


def _building(call: Call[VoiceOffice, Any]) -> Building:
    acting = call.site.acting(call, Building)
    acting.must(acting.writes)
    return acting


def _which(call: Call[VoiceOffice, Any]) -> tuple[QuestionnaireId, QuestionId]:
    return QuestionnaireId(call.params["reference"]), QuestionId(call.params["question"])


def _to_questions(call: Call[VoiceOffice, Any]) -> Answer:
    return responses.see_other(f"{LIST}/{quote(call.params['reference'])}#questions")


@routes.get(f"{_QUESTION}/picture")
def ask(call: Call[VoiceOffice, Any]) -> Answer:
    """First the file, then what it shows. What is wrong with the file is told before."""
    office, (id, question), form = call.site, _which(call), call.filled(QuestionPictureForm)
    found = _building(call).read(id)
    if found.state is not QuestionnaireState.DRAFT:
        raise Refused(id, reason=NotAllowed.IN_THIS_STATE)
    asked, here = found.question(question), f"{LIST}/{id}/questions/{question}/picture"
    problem = partial(picture_problem, office, id, most=MOST_OF_A_QUESTION)
    return office.html(
        call,
        "office/voice/questionnaire_picture.html",
        each=found,
        question=asked,
        seen=found.version,
        **first_the_file(call, form, id, here, problem),
        most=f"{MOST_OF_A_QUESTION // 1024} KB",
        errors=error_links([form]) if form is not call.form else call.errors,
    )


@routes.post(f"{_QUESTION}/picture", form=QuestionPictureForm, shown=ask)
def put(call: Call[VoiceOffice, QuestionPictureForm]) -> Answer:
    """Show it with the question."""
    form, (id, question) = call.form, _which(call)
    _building(call).put_picture(id, question, named(form.file.data or ""), alt=form.alt.data)
    return _to_questions(call)


@routes.post(f"{_QUESTION}/no-picture", form=NoForm, shown=one)
def take_away(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Show none."""
    _building(call).take_picture_away(*_which(call))
    return _to_questions(call)
