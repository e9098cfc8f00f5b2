"""Complaints for their handlers and the desk: the board with its clocks, and one complaint with what may be done."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StaffId
from takepart.domain.voice.complaint import ComplaintId, State, who_may_handle
from takepart.domain.voice.refusals import CannotDo
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Day
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.forms import MOST_BYTES, AsWritten, MoreForm


class ExtendForm(PageForm):
    """A later day, and why."""

    to = Day("The new day", missing="Enter the new day", hint="Like 23 11 2026")
    why = AsWritten("Why? The person who complained reads this.", missing="Say why we need longer")


def router(office: VoiceOffice) -> Router:
    """``/office/voice/complaints``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/office/voice/complaints")
    def board() -> Response[str]:
        member = office.member(request())
        return responses.html(
            office.page(
                "office/voice/complaints.html",
                member,
                complaints=office.handling(member).board(),
                track=office.voice.track,
                is_desk=office.handling(member).is_desk,
            )
        )

    @routes.get("/office/voice/complaints/<reference>")
    def one(reference: str) -> Response[str]:
        return _show(office, request(), ComplaintId(reference))

    @routes.post("/office/voice/complaints/<reference>/<what>")
    def do(reference: str, what: str) -> Response[str]:
        return _do(office, request(), ComplaintId(reference), what)

    return routes


def _show(
    office: VoiceOffice,
    request: Request,
    id: ComplaintId,
    *,
    answer: MoreForm | None = None,
    extend: ExtendForm | None = None,
    status: int = 200,
) -> Response[str]:
    member = office.member(request)
    handling = office.handling(member)
    try:
        complaint = handling.read(id)
    except CannotDo as refused:
        raise explained(refused) from refused
    track = office.voice.track(complaint.track)
    answer, extend = answer or MoreForm(Typed(), office.rules), extend or ExtendForm(Typed(), office.rules)
    answer.words.label.text = "Your answer"
    return responses.html(
        office.page(
            "office/voice/complaint.html",
            member,
            complaint=complaint,
            track=track,
            stage=track.stages[complaint.stage],
            states=State,
            is_desk=handling.is_desk,
            may_handle=who_may_handle(complaint, track),
            texts=conversation(complaint.texts, complaint.journal),
            answer=answer,
            extend=extend,
            errors=error_links([answer, extend]),
        ),
        status=status,
    )


def _do(office: VoiceOffice, request: Request, id: ComplaintId, what: str) -> Response[str]:
    typed = request.form()
    handling = office.handling(office.member(request), typed)
    answer, extend = MoreForm(typed, office.rules), ExtendForm(typed, office.rules)
    try:
        if what == "assign":
            handling.assign(id, StaffId(typed.get("to", "")))
        elif what == "acknowledge":
            handling.acknowledge(id)
        elif what == "extend":
            if extend.problems():
                return _show(office, request, id, extend=extend, status=422)
            day = extend.to.data
            handling.extend(id, to=day or date.min, why=extend.why.data)
        elif what == "answer":
            if answer.problems():
                return _show(office, request, id, answer=answer, status=422)
            handling.answer(id, answer.words.data)
        else:
            raise Problem.not_found()
    except (CannotDo, ChangedMeanwhile) as refused:
        raise explained(refused) from refused
    return responses.see_other(f"/office/voice/complaints/{quote(id)}")
