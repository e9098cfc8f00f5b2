"""Questionnaires for everyone: those that are open, one to answer on one page, its poster, and its results."""

from __future__ import annotations

from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.links import BadLink, Purpose
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.domain.voice.aggregates import Sender
from takepart.domain.voice.invitation import Invitation, InvitationId
from takepart.domain.voice.questionnaire import Questionnaire, QuestionnaireId, QuestionnairePurpose
from takepart.domain.voice.questionnaire_states import QuestionnaireState
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.voice.answer_questions import Answering, answer, form_of
from takepart.use_cases.voice.ports import NotOurForm
from takepart.use_cases.voice.read_answers import results_of
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import SEND_AGAIN
from takepart.web.voice.forms import HIDDEN_BOX, MOST_BYTES, TOKEN, SayForm
from takepart.web.voice.questionnaire_forms import QuestionnaireAnswerForm, form_class
from takepart.web.voice.result_charts import charts

BUSY = "Very many people are answering at once. Your words are still here: wait a little and press the button again"


def router(site: VoiceSite) -> Router:
    """``/questionnaires`` and ``/questionnaires/<reference>``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/questionnaires")
    def every() -> Response[str]:
        now_open = [
            each
            for each in site.questionnaires.in_state(QuestionnaireState.OPEN).things
            if each.takes_answers(site.today)
        ]
        done = site.questionnaires.in_state(QuestionnaireState.PUBLISHED).things
        return responses.html(site.page("voice/questionnaires.html", now_open=now_open, done=done))

    @routes.get("/questionnaires/leaving")
    def leaving() -> Response[str]:
        return responses.see_other(_for_whoever_leaves(site))

    @routes.get("/questionnaires/<reference>")
    def one(reference: str) -> Response[str]:
        asked = _public(site, reference)
        if not asked.takes_answers(site.today):
            return _closed(site, asked)
        invited = _invited(site, asked, request())
        return _show(site, asked, _form(site, asked, Typed(), invited), invited)

    @routes.post("/questionnaires/<reference>")
    def send(reference: str) -> Response[str]:
        return _send(site, _public(site, reference), request())

    @routes.get("/questionnaires/<reference>/thanks")
    def thanks(reference: str) -> Response[str]:
        return responses.html(site.page("voice/questionnaire_sent.html", each=_public(site, reference)))

    @routes.get("/questionnaires/<reference>/results")
    def results(reference: str) -> Response[str]:
        return _results(site, _public(site, reference))

    @routes.get("/questionnaires/<reference>/poster")
    def poster(reference: str) -> Response[str]:
        import segno  # only the poster pays for this import

        asked = _public(site, reference)
        address = f"{site.url}/questionnaires/{asked.id}"
        picture = segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#1f2430")
        page = site.page("voice/questionnaire_poster.html", each=asked, address=address, picture=picture)
        return responses.html(page)

    return routes


def _public(site: VoiceSite, reference: str) -> Questionnaire:
    id = read_reference(reference)
    found = site.questionnaires.get(QuestionnaireId(id)) if id else None
    if found is None or found.opened_on is None:
        raise Problem.not_found("See which questions we ask now.")
    return found


def _for_whoever_leaves(site: VoiceSite) -> str:
    """The exit interview that was opened last; the page for feedback when there is none."""
    found = [
        each
        for each in site.questionnaires.in_state(QuestionnaireState.OPEN).things
        if each.about.purpose is QuestionnairePurpose.EXIT and each.takes_answers(site.today)
    ]
    latest = max(found, key=lambda each: (each.journal[-1].at, each.id), default=None)
    return f"/questionnaires/{quote(latest.id)}" if latest else "/feedback"


def _invited(site: VoiceSite, asked: Questionnaire, request: Request) -> Invitation | None:
    """Whom a personal link is for, where answers have a name; nobody for any other link."""
    token = request.query.get("t", "")
    if not token or asked.about.anonymous:
        return None
    try:
        link = site.links.read(token)
        link.check(purpose=Purpose.QUESTIONNAIRE, now=site.now())
    except BadLink:
        return None
    found = site.invitations.get(InvitationId(link.about))
    return found if found and found.questionnaire == asked.id else None


def _form(site: VoiceSite, asked: Questionnaire, typed: Typed, invited: Invitation | None) -> QuestionnaireAnswerForm:
    return form_class(asked, ask_name=not asked.about.anonymous and not _known(invited))(typed, site.rules)


def _known(invited: Invitation | None) -> Sender | None:
    return invited.to if invited and invited.to.name else None


def _send(site: VoiceSite, asked: Questionnaire, request: Request) -> Response[str]:
    typed, invited = request.form(), _invited(site, asked, request)
    form = _form(site, asked, typed, invited)
    if form.problems():
        return _show(site, asked, form, invited, status=422)
    answering = Answering(
        token=typed.get(TOKEN, ""),
        said=form.said(),
        chosen=form.chosen(),
        sender=form.sender() or _known(invited),
        hidden_box=typed.get(HIDDEN_BOX, ""),
        invited=invited.id if invited else "",
    )
    try:
        answer(
            answering,
            asked,
            answers=site.answers,
            forms=site.forms,
            sessions=site.sessions,
            policy=site.policy,
            now=site.now(),
        )
    except NotOurForm:
        return _show(site, asked, form, invited, problem=SEND_AGAIN, status=422)
    except Refused as refused:
        if refused.reason is VoiceRefusal.HAS_CLOSED:
            return _closed(site, asked, form, status=409)
        return _show(site, asked, form, invited, problem=refused.reason.plain, status=422)
    except StoreUnavailable:
        return _show(site, asked, form, invited, problem=BUSY, status=503)
    return responses.see_other(f"/questionnaires/{quote(asked.id)}/thanks")


def _show(
    site: VoiceSite,
    asked: Questionnaire,
    form: QuestionnaireAnswerForm,
    invited: Invitation | None,
    *,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    first = f"#{asked.questions[0].id}" if asked.questions else "#main-content"
    errors = [*([{"text": problem, "href": first}] if problem else []), *error_links([form])]
    page = site.page(
        "voice/questionnaire.html",
        each=asked,
        form=form,
        errors=errors,
        known=_known(invited),
        token=site.token(form_of(asked.id)),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
    )
    return responses.html(page, status=status)


def _closed(
    site: VoiceSite, asked: Questionnaire, form: QuestionnaireAnswerForm | None = None, *, status: int = 200
) -> Response[str]:
    """It has closed. Whoever was still writing can send the same words as feedback."""
    words = "\n\n".join(each.words for each in form.said()) if form else ""
    page = site.page(
        "voice/questionnaire_closed.html",
        each=asked,
        say=SayForm(Typed({"words": words}), site.rules) if words else None,
        token=site.token("feedback"),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
    )
    return responses.html(page, status=status)


def _results(site: VoiceSite, asked: Questionnaire) -> Response[str]:
    found = results_of(asked, answers=site.answers) if asked.has_results else None
    if found is None:
        raise Problem.not_found("We have not shown the results yet.")
    return responses.html(site.page("voice/questionnaire_results.html", each=asked, found=found, charts=charts(found)))
