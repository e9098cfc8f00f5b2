"""Complaints for their handlers and the desk: the board with its clocks, and one complaint with what may be done."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from takepart.domain.ids import StaffId
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import ComplaintId, ComplaintState, who_may_handle
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Day, Words
from takepart.web.office.voice.desk import VoiceOffice, back
from takepart.web.paging import part_of
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.forms import AsWritten, MoreForm

ON_A_PAGE: Final = 50
_ONE: Final = "/office/voice/complaints/<reference>"
routes: Routes[VoiceOffice] = Routes("voice-office")


class AssignForm(PageForm):
    """Who looks into it."""

    handler = Words("Give it to", most=100, what="The name", missing="Choose who looks into it")


class ExtendForm(PageForm):
    """A later day, and why."""

    to = Day("The new day", missing="Enter the new day", hint="Like 23 11 2026")
    why = AsWritten("Why? The person who complained reads this.", missing="Say why we need longer")


def _id(call: Call[VoiceOffice, Any]) -> ComplaintId:
    return ComplaintId(call.params["reference"])


@routes.get("/office/voice/complaints")
def board(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Those that they may read."""
    handling = call.site.handling(call)
    return call.site.html(
        call,
        "office/voice/complaints.html",
        part=part_of(handling.board(), call.request, size=ON_A_PAGE),
        track=call.site.voice.track,
        is_desk=handling.is_desk,
    )


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One complaint, with what may be done."""
    handling = call.site.handling(call)
    complaint = handling.read(_id(call))
    track, answer = call.site.voice.track(complaint.track), call.filled(MoreForm)
    answer.words.label.text = "Your answer"
    return call.site.html(
        call,
        "office/voice/complaint.html",
        complaint=complaint,
        seen=complaint.version,
        track=track,
        stage=track.stages[complaint.stage],
        states=ComplaintState,
        is_desk=handling.is_desk,
        may_handle=who_may_handle(complaint, track),
        texts=conversation(complaint.texts, complaint.journal),
        answer=answer,
        assign=call.filled(AssignForm),
        extend=call.filled(ExtendForm),
    )


@routes.post(f"{_ONE}/assign", form=AssignForm, shown=one)
def assign(call: Call[VoiceOffice, AssignForm]) -> Answer:
    """Give it to a handler."""
    call.site.handling(call).assign(_id(call), StaffId(call.form.handler.data))
    return back(call)


@routes.post(f"{_ONE}/acknowledge", form=NoForm, shown=one)
def acknowledge(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Say that we have it."""
    call.site.handling(call).acknowledge(_id(call))
    return back(call)


@routes.post(f"{_ONE}/extend", form=ExtendForm, shown=one)
def extend(call: Call[VoiceOffice, ExtendForm]) -> Answer:
    """Move the date."""
    call.site.handling(call).do(
        _id(call), partial(steps.extend, to=call.form.to.data or date.min, why=call.form.why.data)
    )
    return back(call)


@routes.post(f"{_ONE}/answer", form=MoreForm, shown=one)
def answer(call: Call[VoiceOffice, MoreForm]) -> Answer:
    """Answer it."""
    call.site.handling(call).do(_id(call), partial(steps.answer, words=call.form.words.data))
    return back(call)
