"""Complaints for their handlers and the desk: the board with its clocks, and one complaint with what may be done."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from takepart.domain.ids import StaffId
from takepart.domain.journal import Entry, Fact
from takepart.domain.references import read_reference
from takepart.domain.voice import complaint as steps
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint, who_may_handle
from takepart.domain.voice.complaint_parts import (
    ANSWERS,
    CameBy,
    Complainant,
    ComplaintAction,
    ComplaintId,
    ComplaintState,
    Outcome,
    WhyNot,
)
from takepart.domain.voice.rules import Track
from takepart.domain.words import long_day
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Email, LongWords, Name, Phone, Words, enum_options
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.paging import part_of
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.coming_back import conversation
from takepart.web.voice.complaint_pages import said_about
from takepart.web.voice.forms import AsWritten, ComplaintForm

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


class AgreeForm(PageForm):
    """What we agreed with them."""

    agreed = Day("They get our answer by", missing="Enter the day", hint="Like 23 11 2026")
    plan = AsWritten("How do we look into it?", missing="Write what you agreed", hint="They read this.")


class SubjectForm(PageForm):
    """What it is about."""

    subject = Words("What is it about?", most=200, what="This", missing="Choose what it is about")


class ComplaintAnswerForm(PageForm):
    """What we found, what came of it, and what we do about it."""

    outcome = Choice("What came of it?", options=enum_options(ANSWERS), missing="Choose what came of it")
    words = AsWritten("Your answer", missing="Write your answer")
    remedy = AsWritten("What do we do to put it right? (if anything)", hint="They read this under your answer.")
    signer = Words("Who checks and signs it?", most=100, what="The name", hint="It is sent when they have signed it.")


class ComplaintNoteForm(PageForm):
    """Something for colleagues."""

    note = AsWritten("A note for colleagues", missing="Write the note", hint="Whoever complained does not see it.")


class BeyondForm(PageForm):
    """They went to the ombudsman or the regulator."""

    on = Day("On which day? (as far as we know)", missing="Enter the day", hint="Like 23 11 2026")


class SendBackForm(PageForm):
    """Why an answer is not right yet."""

    why_back = AsWritten("What has to change?", missing="Write what has to change")


_CAME_BY: Final = enum_options(each for each in CameBy if each is not CameBy.FORM)


class EnteredForm(ComplaintForm):
    """The complaint of somebody who called, wrote or came."""

    came_by = Choice("How did it come?", missing="Choose how it came", options=_CAME_BY)
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
    how = Choice("How did they ask?", options=_CAME_BY)


def id_of(call: Call[VoiceOffice, Any]) -> ComplaintId:
    """The complaint that the address names."""
    return ComplaintId(call.params["reference"])


def opened(call: Call[VoiceOffice, Any]) -> tuple[Handling, Complaint]:
    """One that they may read. Whatever is typed on its page is about it, also where it is refused."""
    handling = call.site.handling(call)
    complaint = handling.read(id_of(call))
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
        track=call.site.track,
        sees_all=handling.sees_all,
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
    complaint = call.site.handling(call).read(id_of(call))
    track = call.site.track(complaint)
    ours = [text for text in conversation(complaint.texts, complaint.journal) if text.by_us]
    return call.site.html(
        call,
        "office/voice/complaint_letter.html",
        complaint=complaint,
        track=track,
        next_stage=track.stages[complaint.stage + 1] if complaint.stage + 1 < len(track.stages) else None,
        said=ours[-1] if ours else None,
        kind_changed=any(each.action == ComplaintAction.CHANGE_TRACK.value for each in complaint.journal),
        states=ComplaintState,
    )


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One complaint, with what may be done."""
    handling, complaint = opened(call)
    track, answer = call.site.track(complaint), call.filled(ComplaintAnswerForm)
    if call.form is not answer and complaint.draft:
        draft = complaint.draft
        typed = {"words": draft.words, "outcome": draft.outcome.value, "remedy": draft.remedy, "signer": draft.signer}
        answer = ComplaintAnswerForm(typed, call.site.rules)
    elif call.form is not answer and (start := _started(call, complaint)):
        answer = ComplaintAnswerForm({"words": start}, call.site.rules)
    return call.site.html(
        call,
        "office/voice/complaint.html",
        complaint=complaint,
        seen=complaint.version,
        track=track,
        stage=track.stages[complaint.stage],
        states=ComplaintState,
        is_desk=handling.is_desk,
        at_work=handling.may_touch(complaint),
        letters=call.site.voice.complaint_letters,
        may_handle=who_may_handle(complaint, track),
        may_sign=complaint_end.who_may_sign(complaint, track),
        missing=missing(complaint, track),
        texts=conversation(complaint.texts, complaint.journal),
        notes=conversation(complaint.notes, complaint.journal),
        answer=answer,
        assign=call.filled(AssignForm),
        extend=call.filled(ExtendForm),
        agree=call.filled(AgreeForm),
        sorting=call.filled(SubjectForm),
        theirs=call.filled(TheirsForm),
        note=call.filled(ComplaintNoteForm),
        back=call.filled(SendBackForm),
        beyond=call.filled(BeyondForm),
        more_stages=complaint.stage + 1 < len(track.stages),
        happened=[happened(call.site, track, each) for each in complaint.journal],
    )


def _started(call: Call[VoiceOffice, Any], complaint: Complaint) -> str:
    """The template letter that was chosen, filled in."""
    who, day = complaint.complainant.name, long_day(complaint.received_on)
    facts = {"name": who, "reference": str(complaint.id), "received": day}
    chosen = call.request.query.get("letter", "")
    return next((each.filled(facts) for each in call.site.voice.complaint_letters if each.id == chosen), "")


def missing(complaint: Complaint, track: Track) -> list[str]:
    """What its stage still wants before its answer, in words."""
    stage = track.stages[complaint.stage]
    todo = [f"enter who is the {each[:1].lower()}{each[1:]}" for each in complaint.missing(stage)]
    return todo + [each.name for each in stage.milestones[len(complaint.reached(stage)) :]]


def happened(site: VoiceOffice, track: Track, entry: Entry) -> dict[str, Any]:
    """One line of what happened: what, when, by whom."""
    action, facts = ComplaintAction(entry.action), entry.facts
    by_staff = entry.by.startswith("staff:")
    what, more = action.plain, ""
    match action:
        case ComplaintAction.SEND if by_staff:
            what = "Complaint entered"
        case ComplaintAction.ASSIGN | ComplaintAction.DRAFT:
            more = site.staff_name(StaffId(str(facts["to"])))
        case ComplaintAction.SORT:
            more = f"“{facts['subject']}”"
        case ComplaintAction.EXTEND | ComplaintAction.AGREE | ComplaintAction.OVERDUE:
            more = _day(facts.get("to") or facts.get("missed"))
        case ComplaintAction.LEARN | ComplaintAction.LEARNING_DUE:
            more = _day(facts.get("by") or facts.get("due"))
        case ComplaintAction.BEYOND:
            more = _day(facts["on"])
        case ComplaintAction.REACH:
            names = {each.id: each.name for stage in track.stages for each in stage.milestones}
            named = names.get(str(facts["milestone"]), str(facts["milestone"]))
            more = f"{named}, {_day(facts['on'])}"
        case ComplaintAction.ANSWER:
            more = Outcome(str(facts["outcome"])).plain.lower() if "outcome" in facts else ""
        case ComplaintAction.REFUSE:
            more = WhyNot(str(facts["why_not"])).plain.lower()
        case ComplaintAction.CHANGE_TRACK:
            more = f"“{site.voice.track_name(str(facts['to']))}”"
        case ComplaintAction.MERGE | ComplaintAction.TAKE_IN:
            more = str(facts.get("into") or facts.get("other"))
    by = site.staff_name(StaffId(entry.by.removeprefix("staff:"))) if by_staff else ""
    return {"at": entry.at, "words": f"{what} {more}".strip().removesuffix(":"), "by": by}


def _day(fact: Fact | None) -> str:
    return long_day(date.fromisoformat(str(fact)))


@routes.post(f"{_ONE}/assign", form=AssignForm, shown=one)
def assign(call: Call[VoiceOffice, AssignForm]) -> None:
    """Give it to a handler."""
    call.site.handling(call).assign(id_of(call), StaffId(call.form.handler.data))


@routes.post(f"{_ONE}/acknowledge", form=NoForm, shown=one)
def acknowledge(call: Call[VoiceOffice, NoForm]) -> None:
    """Say that we have it."""
    call.site.handling(call).by_clock(id_of(call), steps.acknowledge)


@routes.post(f"{_ONE}/extend", form=ExtendForm, shown=one)
def extend(call: Call[VoiceOffice, ExtendForm]) -> None:
    """Move the date."""
    call.site.handling(call).do(
        id_of(call), partial(steps.extend, to=call.form.to.data or date.min, why=call.form.why.data)
    )


@routes.post(f"{_ONE}/agree", form=AgreeForm, shown=one)
def agree(call: Call[VoiceOffice, AgreeForm]) -> None:
    """Write down what was agreed with them."""
    day, plan = call.form.agreed.data or date.min, call.form.plan.data
    call.site.handling(call).by_track(id_of(call), steps.agree, to=day, words=plan)


@routes.post(f"{_ONE}/sort", form=SubjectForm, shown=one)
def sort(call: Call[VoiceOffice, SubjectForm]) -> None:
    """Say what it is about."""
    call.site.handling(call).by_track(id_of(call), complaint_file.sort, subject=call.form.subject.data)


@routes.post(f"{_ONE}/answer", form=ComplaintAnswerForm, shown=one)
def answer(call: Call[VoiceOffice, ComplaintAnswerForm]) -> None:
    """Answer it, or write the answer for somebody else to sign."""
    form = call.form
    call.site.handling(call).by_track(
        id_of(call),
        complaint_end.answer,
        words=form.words.data,
        outcome=Outcome(form.outcome.data),
        remedy=form.remedy.data or "",
        signer=StaffId(form.signer.data or ""),
    )


@routes.post(f"{_ONE}/sign", form=NoForm, shown=one)
def sign(call: Call[VoiceOffice, NoForm]) -> None:
    """The answer is right: send it."""
    call.site.handling(call).as_reader(id_of(call), complaint_end.sign)


@routes.post(f"{_ONE}/send-back", form=SendBackForm, shown=one)
def send_back(call: Call[VoiceOffice, SendBackForm]) -> None:
    """The answer is not right yet."""
    call.site.handling(call).as_reader(id_of(call), partial(complaint_end.send_back, why=call.form.why_back.data))


@routes.post(f"{_ONE}/note", form=ComplaintNoteForm, shown=one)
def note(call: Call[VoiceOffice, ComplaintNoteForm]) -> None:
    """Keep a note."""
    call.site.handling(call).as_reader(id_of(call), partial(complaint_file.note, words=call.form.note.data))


@routes.post(f"{_ONE}/more", form=TheirsForm, shown=one, heard=True)
def more(call: Call[VoiceOffice, TheirsForm]) -> None:
    """They told us more."""
    handling, complaint = opened(call)
    handling.do(complaint.id, partial(steps.add, words=call.form.said.data))


@routes.post(f"{_ONE}/next-stage", form=TheirsForm, shown=one, heard=True)
def next_stage(call: Call[VoiceOffice, TheirsForm]) -> None:
    """They told us that they do not agree."""
    form, (handling, complaint) = call.form, opened(call)
    handling.by_clock(
        complaint.id,
        steps.next_stage,
        words=form.said.data,
        received=form.received.data or call.site.today,
        came_by=CameBy(form.how.data) if form.how.data else None,
    )


@routes.post(f"{_ONE}/beyond", form=BeyondForm, shown=one)
def beyond(call: Call[VoiceOffice, BeyondForm]) -> None:
    """They went to the ombudsman or the regulator."""
    day = call.form.on.data or date.max
    call.site.handling(call).do(id_of(call), partial(complaint_file.taken_further, on=day))


@routes.post(f"{_ONE}/withdraw", form=NoForm, shown=one)
def withdraw(call: Call[VoiceOffice, NoForm]) -> None:
    """They told us that they take it back."""
    call.site.handling(call).do(id_of(call), steps.withdraw)
