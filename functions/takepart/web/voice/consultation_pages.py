"""Consultations for everyone: what is proposed and why, until when to answer, and how the answers were considered."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.references import read_reference
from takepart.domain.voice.consultation import Consultation, ConsultationId, ConsultationState
from takepart.domain.voice.rules import CONSULTATION, Venue
from takepart.use_cases.voice.read_answers import asked_about
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.desk import VoiceSite
from takepart.web.voice.feedback_pages import keep_said
from takepart.web.voice.forms import HIDDEN_BOX, TOKEN, SayForm

_ONE: Final = "/consultations/<reference>"
_ON_A_PAGE: Final = 20
_PUBLIC: Final = tuple(state for state in ConsultationState if state is not ConsultationState.PLANNED)
routes: Routes[VoiceSite] = Routes("voice")


def _public(call: Call[VoiceSite, Any]) -> Consultation:
    id = read_reference(call.params["reference"])
    found = call.site.stores.consultations.get(ConsultationId(id)) if id else None
    if found is None or not found.is_public:
        raise Problem.not_found("See what else we ask people about.")
    return found


@routes.get("/consultations")
def every(call: Call[VoiceSite, NoForm]) -> Answer:
    """All that are public, those that are open first."""
    site = call.site
    found = [each for state in _PUBLIC for each in site.stores.consultations.all_in(state) if each.is_public]
    part = part_of(found, call.request, size=_ON_A_PAGE)
    return site.html(call, "voice/consultations.html", part=part, today=site.today)


@routes.get(_ONE)
def one(call: Call[VoiceSite, Any]) -> Answer:
    """One of them."""
    return _shown(call)


def _shown(call: Call[VoiceSite, Any]) -> Answer:
    """With what may be answered. Once it has closed, whoever was still writing can send the same words as feedback."""
    site, consultation = call.site, _public(call)
    is_open, form = consultation.is_open(site.today), call.filled(SayForm)
    return site.html(
        call,
        "voice/consultation.html",
        each=consultation,
        asked=asked_about(consultation, site.stores.questionnaires, site.stores.answers),
        is_open=is_open,
        today=site.today,
        form=form,
        errors=call.errors if is_open or form.words.typed else [],
        token=site.token("consultation"),
        token_name=TOKEN,
        hidden_box=HIDDEN_BOX,
    )


@routes.post(_ONE, form=SayForm, shown=one)
def answer(call: Call[VoiceSite, SayForm]) -> Answer:
    """Say what they think of it."""
    consultation = _public(call)
    if not consultation.is_open(call.site.today):
        call.status = 409
        return _shown(call)
    return keep_said(call, Venue(id=f"{CONSULTATION}{consultation.id}", name=consultation.proposal.title))
