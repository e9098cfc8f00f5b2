"""Complaints: the leaflet first, then the form, then the complainant's own page with the clock."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from takepart.domain.links import BadLink, Purpose
from takepart.domain.references import read_reference
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Complainant, ComplaintId, ComplaintState
from takepart.domain.voice.rules import Track
from takepart.use_cases.listening import said_at, said_by
from takepart.use_cases.voice.complain import Complaining, Own
from takepart.use_cases.voice.ports import track_of
from takepart.web import responses
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.desk import VoiceSite, opens_nothing
from takepart.web.voice.forms import TOKEN, ComplaintForm, MoreForm

DONE: Final = {
    "more": "We have added it.",
    "next-stage": "Your complaint goes to the next stage.",
    "withdraw": "You took your complaint back.",
}
_ONE: Final = "/complaints/<reference>"
routes: Routes[VoiceSite] = Routes("voice")


def said_about(complaint: Complaint) -> None:
    """Where those on duty find it, and who complains."""
    said_at(f"/office/voice/complaints/{quote(complaint.id)}")
    who = complaint.complainant
    said_by(who.name, who.email, who.phone)


def _open(call: Call[VoiceSite, Any]) -> Complaint:
    """The one that the link is for, if the address is about the same. Raises Problem."""
    site = call.site
    try:
        id = ComplaintId(site.visitor(Own).linked(call.request.token, Purpose.COMPLAINT))
    except BadLink as bad:
        raise opens_nothing(bad) from bad
    found = site.stores.complaints.get(id) if str(id) == read_reference(call.params["reference"]) else None
    if found is None:
        raise Problem.not_found("Open the link from your email again.")
    said_about(found)
    return found


def _done(call: Call[VoiceSite, Any], complaint: Complaint, what: str) -> Answer:
    return responses.see_other(call.request.carried_on(f"/complaints/{quote(complaint.id)}", done=what))


@routes.get("/complaints")
def leaflet(call: Call[VoiceSite, NoForm]) -> Answer:
    """How to complain, and how long it takes."""
    return call.site.html(call, "voice/complaints.html", tracks=call.site.voice.open_tracks)


@routes.get("/complaints/new")
def new(call: Call[VoiceSite, Any]) -> Answer:
    """The form."""
    site, form = call.site, call.filled(ComplaintForm)
    page = "voice/complaint_form.html"
    return site.html(call, page, form=form, token=site.token("complaint"), token_name=TOKEN)


@routes.post("/complaints/new", form=ComplaintForm, shown=new)
def send(call: Call[VoiceSite, ComplaintForm]) -> Answer:
    """Keep it: its clock starts."""
    form = call.form
    who = Complainant(
        name=form.name.data, email=form.email.data, phone=form.phone.data or "", for_whom=form.for_whom.data or ""
    )
    complaint = call.site.visitor(Own).complain(
        Complaining(
            token=call.typed.get(TOKEN, ""),
            track=form.track.data,
            words=form.words.data,
            complainant=who,
            happened=form.happened.data,
        )
    )
    said_about(complaint)
    page = call.site.page("voice/complaint_sent.html", reference=complaint.id, email=complaint.complainant.email)
    return call.html(page)  # not by way of another address, in which theirs would stand


@routes.get(_ONE)
def show(call: Call[VoiceSite, Any]) -> Answer:
    """Where it stands."""
    site, complaint = call.site, _open(call)
    track = track_of(complaint, site.policy)
    later = track.stages[complaint.stage + 1 :]
    return site.html(
        call,
        "voice/complaint.html",
        complaint=complaint,
        track=track,
        stage=track.stages[complaint.stage],
        states=ComplaintState,
        more_stages=bool(later),
        next_stage=later[0] if later else None,
        handler=who_has_it(site, complaint),
        what_next=what_next(complaint, track),
        overdue=complaint.is_overdue(site.today),
        texts=conversation(complaint.texts, complaint.journal),
        done=DONE.get(call.request.query.get("done", ""), ""),
        form=call.filled(MoreForm),
        to=lambda what: call.request.carried_on(f"/complaints/{complaint.id}/{what}"),
        token=site.token("complaint-more"),
        token_name=TOKEN,
    )


@routes.post(f"{_ONE}/more", form=MoreForm, shown=show)
def more(call: Call[VoiceSite, MoreForm]) -> Answer:
    """They tell us more."""
    complaint = _open(call)
    call.site.visitor(Own).add(complaint, call.form.words.data, token=call.typed.get(TOKEN, ""))
    return _done(call, complaint, "more")


@routes.post(f"{_ONE}/next-stage", form=MoreForm, shown=show)
def next_stage(call: Call[VoiceSite, MoreForm]) -> Answer:
    """They do not agree with the answer."""
    complaint = _open(call)
    call.site.visitor(Own).next_stage(complaint, call.form.words.data, token=call.typed.get(TOKEN, ""))
    return _done(call, complaint, "next-stage")


@routes.post(f"{_ONE}/withdraw", form=NoForm, shown=show)
def withdraw(call: Call[VoiceSite, NoForm]) -> Answer:
    """They take it back."""
    complaint = _open(call)
    call.site.visitor(Own).withdraw(complaint, token=call.typed.get(TOKEN, ""))
    return _done(call, complaint, "withdraw")


def what_next(complaint: Complaint, track: Track) -> str:
    """What happens by the next date: a milestone of its stage, or our answer."""
    stage = track.stages[complaint.stage]
    if complaint.milestone_due == complaint.next_date:
        return stage.milestones[len(complaint.reached(stage))].name
    return "You get our answer"


def who_has_it(site: VoiceSite, complaint: Complaint) -> str:
    """Who has it, by what they do; and what happens next while nobody has."""
    if not complaint.is_open and complaint.state is not ComplaintState.ANSWERED:
        return "Nobody any more"
    if complaint.holder is None:
        return "Nobody yet. Next we choose who looks into it"
    return site.policy.staff_name(complaint.holder, otherwise="a colleague")
