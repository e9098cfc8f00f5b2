"""Staff change one question of a draft, move it up or down, or take it out: each with a button, without a script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.refused import Refused
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId
from takepart.domain.voice.questions import QuestionId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.office.voice.questionnaire_forms import QuestionForm, question_typed
from takepart.web.office.voice.questionnaire_pages import LIST, builder, put, read
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.voice.forms import MOST_BYTES

_OF_A_QUESTION = (
    VoiceRefusal.OPTIONS,
    VoiceRefusal.NOT_FIVE,
    VoiceRefusal.SAME_OPTIONS,
    VoiceRefusal.QUESTION_TOO_LONG,
)


def router(office: VoiceOffice) -> Router:
    """``/office/voice/questionnaires/<reference>/questions/<question>``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get(f"{LIST}/<reference>/questions/<question>")
    def question(reference: str, question: str) -> Response[str]:
        return _question(office, request(), QuestionnaireId(reference), QuestionId(question))

    @routes.post(f"{LIST}/<reference>/questions/<question>/<what>")
    def change_question(reference: str, question: str, what: str) -> Response[str]:
        return _change_question(office, request(), QuestionnaireId(reference), QuestionId(question), what)

    return routes


def _question(
    office: VoiceOffice,
    request: Request,
    id: QuestionnaireId,
    question: QuestionId,
    *,
    form: QuestionForm | None = None,
    status: int = 200,
) -> Response[str]:
    member = builder(office, request)
    found = read(office.building(member), id)
    try:
        typed = question_typed(found.question(question))
    except Refused as refused:
        raise explained(refused) from refused
    form = form or QuestionForm(typed, office.rules)
    page = office.page(
        "office/voice/questionnaire_question.html",
        member,
        each=found,
        question=question,
        form=form,
        errors=error_links([form]),
    )
    return responses.html(page, status=status)


def _change_question(
    office: VoiceOffice, request: Request, id: QuestionnaireId, question: QuestionId, what: str
) -> Response[str]:
    member, typed = builder(office, request), request.form()
    building, form = office.building(member, typed), QuestionForm(typed, office.rules)
    steps: dict[str, Callable[[], Questionnaire]] = {
        "up": lambda: building.move(id, question, up=True),
        "down": lambda: building.move(id, question, up=False),
        "remove": lambda: building.remove(id, question),
        "save": lambda: put(building, id, form, instead_of=question),
    }
    if what not in steps:
        raise Problem.not_found()
    if what == "save" and form.problems():
        return _question(office, request, id, question, form=form, status=422)
    try:
        steps[what]()
    except Refused as refused:
        if what == "save" and refused.reason in _OF_A_QUESTION:
            form.options.errors = [refused.reason.plain]
            return _question(office, request, id, question, form=form, status=422)
        raise explained(refused) from refused
    except ChangedMeanwhile as refused:
        raise explained(refused) from refused
    return responses.see_other(f"{LIST}/{quote(id)}#questions")
