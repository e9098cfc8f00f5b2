"""Consultations for everyone: what is proposed and why, until when to answer, and how the answers were considered."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.references import read_reference
from takepart.domain.voice.consultation import Consultation, ConsultationId, ConsultationState
from takepart.domain.voice.rules import CONSULTATION, Venue
from takepart.use_cases.voice.read_answers import asked_about
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import heard
from takepart.web.voice.forms import HIDDEN_BOX, MOST_BYTES, TOKEN, SayForm

_PUBLIC = (
    ConsultationState.OPENED,
    ConsultationState.CONSIDERED,
    ConsultationState.APPROVED,
    ConsultationState.DROPPED,
)


def router(site: VoiceSite) -> Router:
    """``/consultations`` and ``/consultations/<reference>``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.get("/consultations")
    def every() -> Response[str]:
        found = [each for state in _PUBLIC for each in site.consultations.in_state(state) if each.is_public]
        return responses.html(site.page("voice/consultations.html", found=found, today=site.today))

    @routes.get("/consultations/<reference>")
    def one(reference: str) -> Response[str]:
        return _show(site, _public(site, reference), SayForm(Typed(), site.rules))

    @routes.post("/consultations/<reference>")
    def answer(reference: str) -> Response[str]:
        request = Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)
        return _answer(site, _public(site, reference), request)

    return routes


def _public(site: VoiceSite, reference: str) -> Consultation:
    id = read_reference(reference)
    found = site.consultations.get(ConsultationId(id)) if id else None
    if found is None or not found.is_public:
        raise Problem.not_found("See what else we ask people about.")
    return found


def _answer(site: VoiceSite, consultation: Consultation, request: Request) -> Response[str]:
    typed = request.form()
    form = SayForm(typed, site.rules)
    if not consultation.is_open(site.today):
        raise Problem(409, "This has closed", "You can still tell us what you think on the page for feedback.")
    place = Venue(id=f"{CONSULTATION}{consultation.id}", name=consultation.proposal.title)
    answer = heard(site, form, typed, place)
    return answer or _show(site, consultation, form, status=422)


def _show(site: VoiceSite, consultation: Consultation, form: SayForm, *, status: int = 200) -> Response[str]:
    page = site.page(
        "voice/consultation.html",
        each=consultation,
        asked=asked_about(consultation, site.questionnaires, site.answers),
        is_open=consultation.is_open(site.today),
        today=site.today,
        form=form,
        errors=error_links([form]),
        token=site.token("consultation"),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
    )
    return responses.html(page, status=status)
