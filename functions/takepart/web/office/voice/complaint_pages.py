"""Complaints for their handlers and the desk: the board with its clocks, and one complaint with what may be done."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.ids import StaffId
from takepart.domain.references import read_reference
from takepart.domain.voice import complaint as steps
from takepart.domain.voice.complaint import CameBy, Complainant, Complaint, ComplaintId, ComplaintState, who_may_handle
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Email, LongWords, Name, Option, Phone, Words
from takepart.web.office.voice.desk import VoiceOffice, back
from takepart.web.paging import part_of
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.complaint_pages import said_about
from takepart.web.voice.forms import AsWritten, ComplaintForm, MoreForm

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


class EnteredForm(ComplaintForm):
    """The complaint of somebody who called, wrote or came."""

    came_by = Choice(
        "How did it come?",
        missing="Choose how it came",
        options=(
            Option(value=CameBy.PHONE.value, label="By phone"),
            Option(value=CameBy.LETTER.value, label="By letter"),
            Option(value=CameBy.IN_PERSON.value, label="In person"),
            Option(value=CameBy.EMAIL.value, label="By email"),
        ),
    )
    received = Day(
        "When did it reach us?", missing="Enter the day on which it reached us", hint="The clock starts on this day."
    )
    name = Name("Name of the person who complains", what="The name", missing="Enter their name")
    email = Email("Their email address (if they want emails)", hint="Without one, we write by post or call.")
    phone = Phone("Their phone number (optional)")
    address = LongWords("Their address (for letters on paper)")
    for_whom = Name("Who is it for? (if they speak for somebody else)", what="This")
    consent = LongWords(
        "How do we know that they may speak for them?",
        hint="Who agreed, when and how. For a parent: that they have parental responsibility.",
    )

    def prepare(self) -> None:
        """Said by the person, and typed by staff."""
        super().prepare()
        self.words.label.text = "What happened, in their words"
        self.words.hint = "And what they would like us to do."


class TheirsForm(PageForm):
    """What they told us on the phone, in a letter or in person."""

    said = AsWritten("What they said", missing="Write what they said")
    received = Day("When did it reach us?", missing="", hint="Leave it empty for today.")


def _id(call: Call[VoiceOffice, Any]) -> ComplaintId:
    return ComplaintId(call.params["reference"])


def _opened(call: Call[VoiceOffice, Any]) -> tuple[Handling, Complaint]:
    """One that they may read. Whatever is typed on its page is about it, also where it is refused."""
    handling = call.site.handling(call)
    complaint = handling.read(_id(call))
    said_about(complaint)
    return handling, complaint


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
        entered=read_reference(call.request.query.get("entered", "")),
    )


@routes.get("/office/voice/complaints/new")
def new(call: Call[VoiceOffice, Any]) -> Answer:
    """The form for somebody who called, wrote or came."""
    return call.site.html(call, "office/voice/complaint_new.html", form=call.filled(EnteredForm))


@routes.post("/office/voice/complaints/new", form=EnteredForm, shown=new, heard=True)
def enter(call: Call[VoiceOffice, EnteredForm]) -> Answer:
    """Keep it: its clock counts from the day on which it came."""
    form = call.form
    complaint = call.site.handling(call).enter(
        track=form.track.data,
        complainant=Complainant(
            name=form.name.data,
            email=form.email.data or "",
            phone=form.phone.data or "",
            address=form.address.data or "",
            for_whom=form.for_whom.data or "",
            consent=form.consent.data or "",
        ),
        words=form.words.data,
        happened=form.happened.data,
        received=form.received.data or date.max,
        came_by=CameBy(form.came_by.data),
    )
    said_about(complaint)
    return responses.see_other(f"/office/voice/complaints?entered={quote(complaint.id)}")


@routes.get(f"{_ONE}/letter")
def letter(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What they are to know now, for the post or the phone."""
    complaint = call.site.handling(call).read(_id(call))
    track = call.site.voice.track(complaint.track)
    ours = [text for text in conversation(complaint.texts, complaint.journal) if text.by_us]
    return call.site.html(
        call,
        "office/voice/complaint_letter.html",
        complaint=complaint,
        track=track,
        next_stage=track.stages[complaint.stage + 1] if complaint.stage + 1 < len(track.stages) else None,
        said=ours[-1] if ours else None,
        states=ComplaintState,
    )


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One complaint, with what may be done."""
    handling, complaint = _opened(call)
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
        theirs=call.filled(TheirsForm),
        more_stages=complaint.stage + 1 < len(track.stages),
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


@routes.post(f"{_ONE}/more", form=TheirsForm, shown=one, heard=True)
def more(call: Call[VoiceOffice, TheirsForm]) -> Answer:
    """They told us more."""
    handling, complaint = _opened(call)
    handling.do(complaint.id, partial(steps.add, words=call.form.said.data))
    return back(call)


@routes.post(f"{_ONE}/next-stage", form=TheirsForm, shown=one, heard=True)
def next_stage(call: Call[VoiceOffice, TheirsForm]) -> Answer:
    """They told us that they do not agree."""
    day = call.form.received.data or call.site.today
    handling, complaint = _opened(call)
    handling.next_stage(complaint.id, call.form.said.data, received=day)
    return back(call)


@routes.post(f"{_ONE}/withdraw", form=NoForm, shown=one)
def withdraw(call: Call[VoiceOffice, NoForm]) -> Answer:
    """They told us that they take it back."""
    call.site.handling(call).do(_id(call), steps.withdraw)
    return back(call)
