"""Complaints: the leaflet first, then the form, then the complainant's own page with the clock."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.links import BadLink, LinkProblem
from takepart.domain.policy import UnknownStaff
from takepart.domain.references import read_reference
from takepart.domain.refused import Refused
from takepart.domain.voice.complaint import Complainant, Complaint, ComplaintState
from takepart.use_cases.listening import said_at
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.complain import Complaining, Own, by_link
from takepart.use_cases.voice.ports import NotOurForm
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import SEND_AGAIN
from takepart.web.voice.forms import MOST_BYTES, TOKEN, ComplaintForm, MoreForm

DONE = {
    "more": "We have added it.",
    "next-stage": "Your complaint goes to the next stage.",
    "withdraw": "You took your complaint back.",
}


def router(site: VoiceSite) -> Router:
    """``/complaints``, ``/complaints/new`` and ``/complaints/<reference>?t=…``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/complaints")
    def leaflet() -> Response[str]:
        return responses.html(site.page("voice/complaints.html", tracks=site.voice.tracks))

    @routes.get("/complaints/new")
    def new() -> Response[str]:
        return _form(site, ComplaintForm(Typed(), site.rules))

    @routes.post("/complaints/new")
    def send() -> Response[str]:
        return _send(site, request())

    @routes.get("/complaints/sent")
    def sent() -> Response[str]:
        reference = read_reference(request().query.get("reference", ""))
        return responses.html(site.page("voice/complaint_sent.html", reference=reference or ""))

    @routes.get("/complaints/<reference>")
    def show(reference: str) -> Response[str]:
        asked = request()
        return _show(site, asked, _open(site, asked.query.get("t", ""), reference))

    @routes.post("/complaints/<reference>/<what>")
    def do(reference: str, what: str) -> Response[str]:
        asked = request()
        return _do(site, asked, _open(site, asked.query.get("t", ""), reference), what)

    return routes


def _own(site: VoiceSite) -> Own:
    return Own(complaints=site.complaints, forms=site.forms, policy=site.policy, holidays=site.holidays, now=site.now())


def _form(site: VoiceSite, form: ComplaintForm, *, status: int = 200) -> Response[str]:
    return responses.html(
        site.page(
            "voice/complaint_form.html",
            form=form,
            errors=error_links([form]),
            token=site.token("complaint"),
            token_name=TOKEN,
        ),
        status=status,
    )


def _send(site: VoiceSite, request: Request) -> Response[str]:
    typed = request.form()
    form = ComplaintForm(typed, site.rules)
    if form.problems():
        return _form(site, form, status=422)
    who = Complainant(
        name=form.name.data, email=form.email.data, phone=form.phone.data or "", for_whom=form.for_whom.data or ""
    )
    complaining = Complaining(
        token=typed.get(TOKEN, ""),
        track=form.track.data,
        words=form.words.data,
        complainant=who,
        happened=form.happened.data,
    )
    try:
        complaint = _own(site).complain(complaining)
    except NotOurForm:
        form.words.errors = [SEND_AGAIN]
        return _form(site, form, status=422)
    except Refused as refused:
        form.words.errors = [refused.reason.plain]
        return _form(site, form, status=422)
    said_at(_office_page(complaint))
    return responses.see_other(f"/complaints/sent?{urlencode({'reference': complaint.id})}")


def _open(site: VoiceSite, token: str, reference: str) -> Complaint:
    try:
        id = by_link(token, links=site.links, now=site.now())
    except BadLink as bad:
        if bad.problem is LinkProblem.EXPIRED:
            raise Problem.gone("This link is too old", "Contact us, and we will send you a new one.") from bad
        raise Problem.not_found("Open the link from your email again.") from bad
    found = site.complaints.get(id) if str(id) == read_reference(reference) else None
    if found is None:
        raise Problem.not_found("Open the link from your email again.")
    said_at(_office_page(found))
    return found


def _office_page(complaint: Complaint) -> str:
    return f"/office/voice/complaints/{quote(complaint.id)}"


def _do(site: VoiceSite, request: Request, complaint: Complaint, what: str) -> Response[str]:
    if what not in DONE:
        raise Problem.not_found()
    typed = request.form()
    form, token = MoreForm(typed, site.rules), typed.get(TOKEN, "")
    own = _own(site)
    try:
        if what == "withdraw":
            own.withdraw(complaint, token=token)
        elif form.problems():
            return _show(site, request, complaint, form=form, status=422)
        elif what == "more":
            own.add(complaint, form.words.data, token=token)
        else:
            own.next_stage(complaint, form.words.data, token=token)
    except NotOurForm:
        form.words.errors = [SEND_AGAIN]
        return _show(site, request, complaint, form=form, status=422)
    except Refused as refused:
        raise Problem(409, "That did not work", refused.reason.plain) from refused
    except ChangedMeanwhile as changed:
        raise Problem(
            409, "We were writing at the same time", "Nothing was lost. Go back and send it again."
        ) from changed
    query = urlencode({"t": request.query.get("t", ""), "done": what})
    return responses.see_other(f"/complaints/{quote(complaint.id)}?{query}")


def _show(
    site: VoiceSite, request: Request, complaint: Complaint, *, form: MoreForm | None = None, status: int = 200
) -> Response[str]:
    track = site.voice.track(complaint.track)
    form = form or MoreForm(Typed(), site.rules)
    stage = complaint.stage
    return responses.html(
        site.page(
            "voice/complaint.html",
            complaint=complaint,
            track=track,
            stage=track.stages[stage],
            states=ComplaintState,
            more_stages=stage + 1 < len(track.stages),
            next_stage=track.stages[stage + 1] if stage + 1 < len(track.stages) else None,
            handler=who_has_it(site, complaint),
            overdue=complaint.is_overdue(site.today),
            texts=conversation(complaint.texts, complaint.journal),
            done=DONE.get(request.query.get("done", ""), ""),
            form=form,
            errors=error_links([form]),
            to=lambda what: f"/complaints/{complaint.id}/{what}?{urlencode({'t': request.query.get('t', '')})}",
            token=site.token("complaint-more"),
            token_name=TOKEN,
        ),
        status=status,
    )


def who_has_it(site: VoiceSite, complaint: Complaint) -> str:
    """Who has it, by what they do; and what happens next while nobody has."""
    if complaint.state in (ComplaintState.WITHDRAWN, ComplaintState.ERASED):
        return "Nobody any more"
    if complaint.handler is None:
        return "Nobody yet. Next we choose who looks into it"
    try:
        return site.policy.staff_member(complaint.handler).name
    except UnknownStaff:
        return "a colleague"
