"""Staff build a questionnaire, look at it as people will, open it, and see it through to its results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.policy import StaffMember
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.answer_states import AnswerState
from takepart.domain.voice.consultation import ConsultationState
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId, Template
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.questions import QuestionId, QuestionKind
from takepart.domain.voice.results import so_far
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.build_questionnaires import Building
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Option
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.office.voice.questionnaire_forms import (
    LastDayForm,
    QuestionForm,
    QuestionnaireAboutForm,
    QuestionnaireInviteForm,
    about_typed,
    consultation_options,
)
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.forms import MOST_BYTES
from takepart.web.voice.questionnaire_forms import form_class

LIST = "/office/voice/questionnaires"


def router(office: VoiceOffice) -> Router:
    """``/office/voice/questionnaires``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get(LIST)
    def listed() -> Response[str]:
        return _list(office, request())

    @routes.get(f"{LIST}/new")
    def new() -> Response[str]:
        return _new(office, request())

    @routes.post(f"{LIST}/new")
    def build() -> Response[str]:
        return _build(office, request())

    @routes.get(f"{LIST}/<reference>")
    def one(reference: str) -> Response[str]:
        asked = request()
        return _show(office, builder(office, asked), QuestionnaireId(reference), done=asked.query.get("done", ""))

    @routes.get(f"{LIST}/<reference>/preview")
    def preview(reference: str) -> Response[str]:
        return _preview(office, request(), QuestionnaireId(reference))

    @routes.post(f"{LIST}/<reference>/<what>")
    def do(reference: str, what: str) -> Response[str]:
        return _do(office, request(), QuestionnaireId(reference), what)

    return routes


def builder(office: VoiceOffice, request: Request) -> StaffMember:
    """Who is signed in, if they build questionnaires. Raises Elsewhere or Problem 403."""
    member = office.member(request)
    if not office.building(member).writes:
        raise Problem(403, "This is not open to you", NotAllowed.NOT_OPEN_TO_YOU.plain)
    return member


def _consultations(office: VoiceOffice) -> list[Option]:
    found = [
        each
        for state in (ConsultationState.PLANNED, ConsultationState.OPENED)
        for each in office.consultations.in_state(state)
    ]
    return consultation_options([(each.id, each.proposal.title) for each in found])


def _about_form(office: VoiceOffice, typed: Typed | dict[str, str]) -> QuestionnaireAboutForm:
    return QuestionnaireAboutForm(typed, office.rules, consultations=_consultations(office))


def _list(office: VoiceOffice, request: Request) -> Response[str]:
    member = builder(office, request)
    page = office.page(
        "office/voice/questionnaires.html",
        member,
        lists=[(state, office.questionnaires.in_state(state).things) for state in QuestionnaireState],
        unread=office.answers.count(AnswerState.UNREAD),
        review=office.answers.count(AnswerState.REVIEW),
        templates=office.templates(),
    )
    return responses.html(page)


def _template(office: VoiceOffice, name: str) -> Template | None:
    return next((each for each in office.templates() if each.id == name), None)


def _new(office: VoiceOffice, request: Request) -> Response[str]:
    member = builder(office, request)
    start = _template(office, request.query.get("template", ""))
    typed = {"consultation": request.query.get("consultation", "")}
    if start:
        typed |= {
            "title": start.title,
            "words": start.words,
            "purpose": start.purpose.value,
            "anonymous": "yes" if start.anonymous else "no",
        }
    return _new_page(office, member, _about_form(office, typed), start.id if start else "")


def _new_page(
    office: VoiceOffice, member: StaffMember, form: QuestionnaireAboutForm, template: str, *, status: int = 200
) -> Response[str]:
    page = office.page(
        "office/voice/questionnaire_new.html",
        member,
        form=form,
        errors=error_links([form]),
        template=_template(office, template),
        templates=office.templates(),
    )
    return responses.html(page, status=status)


def _build(office: VoiceOffice, request: Request) -> Response[str]:
    member, typed = builder(office, request), request.form()
    form, template = _about_form(office, typed), typed.get("template", "")
    if form.problems():
        return _new_page(office, member, form, template, status=422)
    start = _template(office, template)
    try:
        draft = office.building(member, typed).build(form.about(), start.questions if start else ())
    except Refused as refused:
        form.title.errors = [refused.reason.plain]
        return _new_page(office, member, form, template, status=422)
    return responses.see_other(f"{LIST}/{quote(draft.id)}")


def _show(
    office: VoiceOffice,
    member: StaffMember,
    id: QuestionnaireId,
    *,
    forms: Sequence[PageForm] = (),
    done: str = "",
    status: int = 200,
) -> Response[str]:
    building = office.building(member)
    found = read(building, id)
    given = {type(form): form for form in forms}
    about = given.get(QuestionnaireAboutForm) or _about_form(office, about_typed(found))
    question = given.get(QuestionForm) or QuestionForm(Typed(), office.rules)
    longer = given.get(LastDayForm) or LastDayForm(Typed(), office.rules)
    invite = given.get(QuestionnaireInviteForm) or QuestionnaireInviteForm(Typed(), office.rules)
    page = office.page(
        "office/voice/questionnaire.html",
        member,
        each=found,
        states=QuestionnaireState,
        may_publish=building.checks,
        takes_answers=found.takes_answers(office.today),
        is_over=office.today > found.about.closes,
        unread=office.answers.count(AnswerState.UNREAD, questionnaire=id) if found.opened_on else 0,
        review=office.answers.count(AnswerState.REVIEW, questionnaire=id) if found.opened_on else 0,
        so_far=so_far(office.answers.tally(id)) if found.state is QuestionnaireState.OPEN else 0,
        about=about,
        question=question,
        longer=longer,
        invite=invite,
        address=f"{office.url}/questionnaires/{found.id}",
        invited=done == "invited",
        errors=error_links(list(forms)),
    )
    return responses.html(page, status=status)


def read(building: Building, id: QuestionnaireId) -> Questionnaire:
    """One of them. Raises Problem 403."""
    try:
        return building.read(id)
    except Refused as refused:
        raise explained(refused) from refused


def _preview(office: VoiceOffice, request: Request, id: QuestionnaireId) -> Response[str]:
    member = builder(office, request)
    found = read(office.building(member), id)
    form = form_class(found, ask_name=not found.about.anonymous)(Typed(), office.rules)
    return responses.html(office.page("office/voice/questionnaire_preview.html", member, each=found, form=form))


def put(
    building: Building, id: QuestionnaireId, form: QuestionForm, *, instead_of: QuestionId | None = None
) -> Questionnaire:
    """Keep the question of a form, at the end or in the place of another. Raises Refused, ChangedMeanwhile."""
    kind, words = QuestionKind(form.kind.data), form.words.data
    return building.put(id, kind=kind, words=words, options=form.lines(), instead_of=instead_of)


def _do(office: VoiceOffice, request: Request, id: QuestionnaireId, what: str) -> Response[str]:
    member, typed = builder(office, request), request.form()
    building = office.building(member, typed)
    about, question = _about_form(office, typed), QuestionForm(typed, office.rules)
    longer, invite = LastDayForm(typed, office.rules), QuestionnaireInviteForm(typed, office.rules)
    steps: dict[str, tuple[PageForm | None, Callable[[], object]]] = {
        "about": (about, lambda: building.change(id, about.about())),
        "put": (question, lambda: put(building, id, question)),
        "open": (None, lambda: building.open(id)),
        "last-day": (longer, lambda: building.retime(id, longer.until.data or office.today)),
        "close": (None, lambda: building.close(id)),
        "publish": (None, lambda: building.publish(id)),
        "archive": (None, lambda: building.archive(id)),
        "invite": (invite, lambda: building.invite(id, invite.to())),
    }
    if what not in steps:
        raise Problem.not_found()
    form, step = steps[what]
    if form is not None and form.problems():
        return _show(office, member, id, forms=[form], status=422)
    try:
        step()
    except Refused as refused:
        box = {"put": question.options, "last-day": longer.until}.get(what)
        if box is not None and refused.reason is not NotAllowed.IN_THIS_STATE and form is not None:
            box.errors = [refused.reason.plain]
            return _show(office, member, id, forms=[form], status=422)
        raise explained(refused) from refused
    except ChangedMeanwhile as refused:
        raise explained(refused) from refused
    done = {"invite": "?done=invited", "put": "#questions"}.get(what, "")
    return responses.see_other(f"{LIST}/{quote(id)}{done}")
