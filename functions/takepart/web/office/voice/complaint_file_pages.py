"""What else a complaint needs: who takes part, what was done on which day, another kind or an end, what we learn."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import Any, Final

from takepart.domain.ids import StaffId
from takepart.domain.references import read_reference
from takepart.domain.voice import complaint_end, complaint_file
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import ComplaintId, WhyNot
from takepart.domain.voice.rules import Track
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Name, Option, Words, YesNo, enum_options
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.complaint_pages import id_of, opened
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.office.voice.you_said_shown import first_the_file, named
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.forms import AsWritten

LIST: Final = "/office/voice/complaints"
_ONE: Final = f"{LIST}/<reference>"
routes: Routes[VoiceOffice] = Routes("voice-office")


class PersonForm(PageForm):
    """Somebody who takes part beside the handler."""

    seat = Words("What do they do?", most=80, what="This", missing="Choose what they do")
    person = Name("Their name", what="The name", missing="Enter their name")
    independent = YesNo(
        "Are they independent of us?",
        missing="Choose if they are independent",
        hint="They do not work for us, are not one of our councillors or governors, and are not married to one.",
    )
    agreed = Words(
        "How do we know?", most=300, what="This", missing="Say how we know", hint="Like: letter of 3 December"
    )


class LeftForm(PageForm):
    """Somebody who does not take part after all."""

    left = Name("Who", what="The name", missing="Choose who")


class MilestoneForm(PageForm):
    """What was done, and on which day."""

    milestone = Words("What was done?", most=80, what="This", missing="Choose what was done")
    on = Day("On which day?", missing="Enter the day", hint="Like 23 11 2026")
    source = Words(
        "How do we know the day?", most=300, what="This", missing="Say how we know", hint="Like: the panel’s minutes"
    )


class ComplaintPaperForm(PageForm):
    """What a file is."""

    about = Words(
        "What is it?", most=200, what="This", missing="Say what it is", hint="Like: their letter of 3 December"
    )
    file = Words("The file", most=64, what="The name of the file")


class DetachForm(PageForm):
    """A file that does not belong here."""

    paper = Words("Which", most=200, what="The file", missing="Choose the file")


class RefusalForm(PageForm):
    """Why we do not look into it."""

    why_not = Choice("Why do we not look into it?", options=enum_options(WhyNot), missing="Choose why")
    refused = AsWritten("Say it to them in your own words", missing="Write why, for them to read")


class OpenAgainForm(PageForm):
    """Why we look into it again."""

    again = AsWritten("Say to them why", missing="Write why, for them to read")


class KindForm(PageForm):
    """Another kind of complaint."""

    kind = Choice("What kind of complaint is it?", missing="Choose its kind")
    changed = AsWritten("Say to them why", missing="Write why, for them to read")

    def prepare(self) -> None:
        """The kinds that the policy knows."""
        voice = self.rules.policy.voice
        self.kind.offer([Option(value=each.id, label=each.name) for each in (voice.open_tracks if voice else ())])


class JoinComplaintsForm(PageForm):
    """Another complaint of the same person."""

    into = Words("The reference of the other complaint", most=20, what="The reference", missing="Enter the reference")


class LearningForm(PageForm):
    """What we change, who sees to it, by when."""

    what = AsWritten("What do we change because of it?", missing="Write what we change", hint="Without any names.")
    owner = Words("Who sees to it?", most=100, what="The name", missing="Choose who sees to it")
    by = Day("By when?", missing="Enter the day by which it is done", hint="Like 23 11 2026")


class LearntForm(PageForm):
    """It is done."""

    did = AsWritten("What was done?", missing="Write what was done", hint="Without any names.")


def _shown(call: Call[VoiceOffice, Any], page: str, **values: Any) -> Answer:
    handling, complaint = opened(call)
    track = call.site.track(complaint)
    return call.site.html(
        call,
        page,
        complaint=complaint,
        seen=complaint.version,
        track=track,
        stage=track.stages[complaint.stage],
        at_work=handling.may_touch(complaint),
        is_desk=handling.is_desk,
        **values,
    )


def _number(call: Call[VoiceOffice, Any]) -> int:
    """The place in a list that the address names; far beyond each list for what is none."""
    number = call.params["number"]
    return int(number) if re.fullmatch("[0-9]{1,3}", number) else 999


def _to(call: Call[VoiceOffice, Any], page: str = "") -> Answer:
    return responses.see_other(f"{LIST}/{id_of(call)}{page}")


def _seats(complaint: Complaint, track: Track) -> list[tuple[str, str]]:
    stage = track.stages[complaint.stage]
    open_ = complaint.missing(stage)
    return [(seat.id, seat.name) for seat in stage.people if seat.name in open_]


@routes.get(f"{_ONE}/stage")
def stage(call: Call[VoiceOffice, Any]) -> Answer:
    """Who takes part in this stage, and what was done in it so far."""
    _, complaint = opened(call)
    track = call.site.track(complaint)
    return _shown(
        call,
        "office/voice/complaint_stage.html",
        seats=_seats(complaint, track),
        may_reach=complaint_file.may_reach(complaint, track),
        stages=track.stages,
        seat_names={seat.id: seat.name for each in track.stages for seat in each.people},
        milestone_names={each.id: each.name for one in track.stages for each in one.milestones},
        person=call.filled(PersonForm),
        left=call.filled(LeftForm),
        milestone=call.filled(MilestoneForm),
    )


@routes.post(f"{_ONE}/stage/person", form=PersonForm, shown=stage)
def person(call: Call[VoiceOffice, PersonForm]) -> Answer:
    """Enter who takes part."""
    form = call.form
    call.site.handling(call).by_track(
        id_of(call),
        complaint_file.name_person,
        seat=form.seat.data,
        name=form.person.data,
        independent=form.independent.data,
        source=form.agreed.data,
    )
    return _to(call, "/stage")


@routes.post(f"{_ONE}/stage/left", form=LeftForm, shown=stage)
def left(call: Call[VoiceOffice, LeftForm]) -> Answer:
    """Take somebody out again."""
    call.site.handling(call).by_track(id_of(call), complaint_file.unname_person, name=call.form.left.data)
    return _to(call, "/stage")


@routes.post(f"{_ONE}/stage/milestone", form=MilestoneForm, shown=stage)
def milestone(call: Call[VoiceOffice, MilestoneForm]) -> Answer:
    """Enter what was done."""
    form = call.form
    call.site.handling(call).by_clock(
        id_of(call),
        complaint_file.reach,
        milestone=form.milestone.data,
        on=form.on.data or date.max,
        source=form.source.data,
    )
    return _to(call, "/stage")


@routes.get(f"{_ONE}/papers")
def papers(call: Call[VoiceOffice, Any]) -> Answer:
    """Papers and photos, and a form for another one: first the file, then what it is."""
    handling, complaint = opened(call)
    form = call.filled(ComplaintPaperForm)

    def problem(file: str) -> str:
        return handling.sent(complaint.id, file).problem if handling.may_touch(complaint) else ""

    return _shown(
        call,
        "office/voice/complaint_papers.html",
        **first_the_file(call, form, complaint.id, f"{LIST}/{complaint.id}/papers", problem),
        removing=call.filled(DetachForm),
        problems=error_links([form]),
    )


@routes.post(f"{_ONE}/papers/add", form=ComplaintPaperForm, shown=papers)
def attach(call: Call[VoiceOffice, ComplaintPaperForm]) -> Answer:
    """Keep it."""
    call.site.handling(call).attach(id_of(call), named(call.form.file.data or ""), call.form.about.data)
    return _to(call, "/papers")


@routes.post(f"{_ONE}/papers/remove", form=DetachForm, shown=papers)
def detach(call: Call[VoiceOffice, DetachForm]) -> Answer:
    """Take one away."""
    call.site.handling(call).detach(id_of(call), call.form.paper.data)
    return _to(call, "/papers")


@routes.get(f"{_ONE}/papers/<number>")
def paper(call: Call[VoiceOffice, NoForm]) -> Answer:
    """One of them, as a download."""
    _, complaint = opened(call)
    number = _number(call)
    if number >= len(complaint.files):
        raise Problem.not_found("It is not here any more.")
    return responses.see_other(call.site.stores.photos.paper_link(complaint.files[number]))


@routes.get(f"{_ONE}/other")
def other(call: Call[VoiceOffice, Any]) -> Answer:
    """What the desk does with one that is not what it seemed: another kind, a refusal, a part of another one."""
    handling = call.site.handling(call)
    handling.must(handling.is_desk)
    return _shown(
        call,
        "office/voice/complaint_other.html",
        refusal=call.filled(RefusalForm),
        kind=call.filled(KindForm),
        merging=call.filled(JoinComplaintsForm),
        reopening=call.filled(OpenAgainForm),
    )


@routes.post(f"{_ONE}/other/refuse", form=RefusalForm, shown=other)
def refuse(call: Call[VoiceOffice, RefusalForm]) -> Answer:
    """Do not look into it, and say why."""
    why, words = WhyNot(call.form.why_not.data), call.form.refused.data
    call.site.handling(call).as_desk(id_of(call), partial(complaint_end.refuse, reason=why, words=words))
    return _to(call)


@routes.post(f"{_ONE}/other/reopen", form=OpenAgainForm, shown=other)
def reopen(call: Call[VoiceOffice, OpenAgainForm]) -> Answer:
    """Look into it after all."""
    handling = call.site.handling(call)
    handling.must(handling.is_desk)
    handling.by_clock(id_of(call), complaint_end.reopen, words=call.form.again.data)
    return _to(call)


@routes.post(f"{_ONE}/other/kind", form=KindForm, shown=other)
def change_kind(call: Call[VoiceOffice, KindForm]) -> Answer:
    """Go on by the rules of another kind."""
    call.site.handling(call).change_track(id_of(call), call.form.kind.data, call.form.changed.data)
    return _to(call)


@routes.post(f"{_ONE}/other/merge", form=JoinComplaintsForm, shown=other)
def merge(call: Call[VoiceOffice, JoinComplaintsForm]) -> Answer:
    """Go on as a part of another one."""
    into = read_reference(call.form.into.data) or call.form.into.data
    call.site.handling(call).merge(id_of(call), ComplaintId(into))
    return _to(call)


@routes.get(f"{_ONE}/learning")
def learning(call: Call[VoiceOffice, Any]) -> Answer:
    """What we change because of one complaint."""
    return _shown(
        call,
        "office/voice/complaint_learning.html",
        owners=sorted(call.site.voice.staff, key=call.site.staff_name),
        form=call.filled(LearningForm),
    )


@routes.post(f"{_ONE}/learning/add", form=LearningForm, shown=learning)
def learn(call: Call[VoiceOffice, LearningForm]) -> Answer:
    """Plan a change."""
    form = call.form
    by, owner = form.by.data or date.min, StaffId(form.owner.data)
    call.site.handling(call).learn(id_of(call), what=form.what.data, owner=owner, by=by)
    return _to(call, "/learning")


@routes.get(f"{LIST}/learning")
def lessons(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What is still to be done of what was learnt: their own, or everybody's. No word of a complaint stands there."""
    handling = call.site.handling(call)
    found = handling.lessons()
    return call.site.html(call, "office/voice/lessons.html", lessons=found, sees_all=handling.sees_all)


def _lesson(call: Call[VoiceOffice, Any]) -> tuple[Handling, int]:
    return call.site.handling(call), _number(call)


@routes.get(f"{_ONE}/learning/<number>")
def lesson(call: Call[VoiceOffice, Any]) -> Answer:
    """One thing to do."""
    handling, number = _lesson(call)
    complaint, learning = handling.lesson(id_of(call), number)
    return call.site.html(
        call,
        "office/voice/lesson.html",
        complaint=complaint.id,
        seen=complaint.version,
        number=number,
        learning=learning,
        form=call.filled(LearntForm),
    )


@routes.post(f"{_ONE}/learning/<number>/done", form=LearntForm, shown=lesson)
def learnt(call: Call[VoiceOffice, LearntForm]) -> Answer:
    """It is done."""
    handling, number = _lesson(call)
    handling.learnt(id_of(call), number, call.form.did.data)
    return _to(call, f"/learning/{number}")
