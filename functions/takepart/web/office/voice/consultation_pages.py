"""Consultations and the gate: plan one, open it, write down what was heard and how it was considered, then decide."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from wtforms.validators import StopValidation

from takepart.domain.voice import consultation as steps
from takepart.domain.voice.consultation import (
    ConsultationEvidence,
    ConsultationId,
    ConsultationState,
    HeardIn,
    Proposal,
)
from takepart.use_cases.listening import said_at
from takepart.use_cases.voice.consult import Consulting
from takepart.use_cases.voice.read_answers import asked_about
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Whole, Words, YesNo, enum_options
from takepart.web.office.voice.desk import VoiceOffice, in_states
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.voice.forms import AsWritten

LIST: Final = "/office/voice/consultations"
_ONE: Final = f"{LIST}/<reference>"
routes: Routes[VoiceOffice] = Routes("voice-office")


class ConsultationForm(PageForm):
    """What people will be asked."""

    title = Words("What is it about?", most=120, what="This", missing="Say in a few words what it is about")
    what = AsWritten("What do we propose?", missing="Write what we propose")
    reasons = AsWritten("Why?", missing="Write why")
    open_points = AsWritten("What is not decided yet?", missing="Write what people can still change")
    opens = Day("The first day to answer", missing="Enter the first day", hint="Like 23 11 2026")
    closes = Day("The last day to answer", missing="Enter the last day", hint="At least 28 days later")
    new_service = YesNo("Is it a new service or project?", missing="Choose yes for a new service or project")

    def validate_closes(self, field: Day) -> None:
        """After the first day."""
        if self.opens.data and field.data and field.data <= self.opens.data:
            field.refuse("The last day must be after the first")

    def proposal(self) -> Proposal:
        """What was written."""
        if self.opens.data is None or self.closes.data is None:
            raise StopValidation
        return Proposal(
            title=self.title.data,
            what=self.what.data,
            why=self.reasons.data,
            open_points=self.open_points.data,
            opens=self.opens.data,
            closes=self.closes.data,
            new_service=self.new_service.data,
        )


class EvidenceForm(PageForm):
    """Who was asked, when, what they said and what changed."""

    heard_in = Choice("How were they heard?", options=enum_options(HeardIn), missing="Choose how they were heard")
    day = Day("When?", missing="Enter the day", hint="Like 23 11 2026", not_ahead="The day cannot be in the future")
    who = Words("Who?", most=200, what="This", missing="Say who was asked", hint="A group, never a name")
    how_many = Whole(
        "How many people? (0 if nobody answered)", least=0, most=100_000, what="The number", missing="Enter how many"
    )
    said = AsWritten("What did they say?", missing="Write what they said")
    changed = AsWritten("What changed because of it?", missing="Write what changed, or why nothing did")

    def evidence(self) -> ConsultationEvidence:
        """What was written."""
        return ConsultationEvidence(
            heard_in=HeardIn(self.heard_in.data),
            day=self.day.data or date.min,
            who=self.who.data,
            how_many=self.how_many.data,
            said=self.said.data,
            changed=self.changed.data,
        )


class WordsForm(PageForm):
    """Some words: how the answers were considered, or why it was decided so."""

    words = AsWritten("Your words", missing="Write some words first")


class LongerForm(PageForm):
    """A later last day."""

    until = Day("The new last day", missing="Enter the new last day", hint="Like 23 11 2026")


def _id(call: Call[VoiceOffice, Any]) -> ConsultationId:
    return ConsultationId(call.params["reference"])


def _writing(call: Call[VoiceOffice, Any]) -> Consulting:
    """What they do, if they have a part in this. Raises Closed."""
    consulting = call.site.acting(call, Consulting)
    consulting.must(consulting.writes)
    return consulting


@routes.get(LIST)
def listed(call: Call[VoiceOffice, NoForm]) -> Answer:
    """All of them, by where they stand."""
    _writing(call)
    lists = in_states(call, ConsultationState, call.site.stores.consultations.in_state)
    return call.site.html(call, "office/voice/consultations.html", lists=lists)


@routes.get(f"{LIST}/new")
def new(call: Call[VoiceOffice, Any]) -> Answer:
    """A new plan."""
    _writing(call)
    form = call.filled(ConsultationForm)
    return call.site.html(call, "office/voice/consultation_new.html", form=form)


@routes.post(f"{LIST}/new", form=ConsultationForm, shown=new)
def plan(call: Call[VoiceOffice, ConsultationForm]) -> Answer:
    """Keep it."""
    return responses.see_other(f"{LIST}/{quote(_writing(call).plan(call.form.proposal()).id)}")


@routes.get(_ONE)
def one(call: Call[VoiceOffice, Any]) -> Answer:
    """One of them, with what may be done."""
    office, consulting = call.site, _writing(call)
    found = consulting.read(_id(call))
    words = call.filled(WordsForm)
    if call.form is not words and found.considered and found.state is ConsultationState.OPENED:
        words = WordsForm({"words": found.considered}, office.rules)
    return office.html(
        call,
        "office/voice/consultation.html",
        each=found,
        seen=found.version,
        asked=asked_about(found, office.stores.questionnaires, office.stores.answers),
        states=ConsultationState,
        is_open=found.is_open(office.today),
        has_closed=office.today > found.proposal.closes,
        may_decide=consulting.checks,
        missing=found.missing(office.voice),
        wrote=found.wrote(call.who.id),
        evidence=call.filled(EvidenceForm),
        words=words,
        longer=call.filled(LongerForm),
    )


@routes.post(f"{_ONE}/open", form=NoForm, shown=one)
def open_(call: Call[VoiceOffice, NoForm]) -> None:
    """Make it public."""
    _writing(call).do(_id(call), steps.open_)


@routes.post(f"{_ONE}/extend", form=LongerForm, shown=one)
def extend(call: Call[VoiceOffice, LongerForm]) -> None:
    """Give more time."""
    _writing(call).do(_id(call), partial(steps.extend, closes=call.form.until.data or date.min))


@routes.post(f"{_ONE}/record", form=EvidenceForm, shown=one, heard=True)
def record(call: Call[VoiceOffice, EvidenceForm]) -> None:
    """Write down who was heard."""
    evidence, rules = call.form.evidence(), call.site.voice
    _writing(call).do(_id(call), partial(steps.record, evidence=evidence, rules=rules))
    said_at(call.request.path.rpartition("/")[0])


@routes.post(f"{_ONE}/consider", form=WordsForm, shown=one)
def consider(call: Call[VoiceOffice, WordsForm]) -> None:
    """Say how the answers were considered."""
    _writing(call).consider(_id(call), call.form.words.data)


@routes.post(f"{_ONE}/approve", form=WordsForm, shown=one)
def approve(call: Call[VoiceOffice, WordsForm]) -> None:
    """Approve it, through the gate."""
    _writing(call).decide(_id(call), partial(steps.approve, why=call.form.words.data, rules=call.site.voice))


@routes.post(f"{_ONE}/drop", form=WordsForm, shown=one)
def drop(call: Call[VoiceOffice, WordsForm]) -> None:
    """Do not go on with it."""
    _writing(call).decide(_id(call), partial(steps.drop, why=call.form.words.data))
