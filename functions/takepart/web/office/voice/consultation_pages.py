"""Consultations and the gate: plan one, open it, write down what was heard and how it was considered, then decide."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from wtforms.validators import StopValidation

from takepart.domain.policy import StaffMember
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.consultation import (
    Consultation,
    ConsultationEvidence,
    ConsultationId,
    ConsultationState,
    HeardIn,
    Proposal,
)
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.voice.consult import Consulting
from takepart.use_cases.voice.read_answers import asked_about
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Whole, Words, YesNo, enum_options
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.problems import Problem
from takepart.web.requests import Request, Typed
from takepart.web.voice.forms import MOST_BYTES, AsWritten


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
    day = Day("When?", missing="Enter the day", hint="Like 23 11 2026")
    who = Words("Who?", most=200, what="This", missing="Say who was asked", hint="A group, never a name")
    how_many = Whole("How many people?", least=1, most=100_000, what="The number", missing="Enter how many")
    said = AsWritten("What did they say?", missing="Write what they said")
    changed = AsWritten("What changed because of it?", missing="Write what changed, or why nothing did")

    def validate_day(self, field: Day) -> None:
        """It has happened."""
        if field.data and field.data > self.rules.today:
            field.refuse("The day cannot be in the future")


class WordsForm(PageForm):
    """Some words: how the answers were considered, or why it was decided so."""

    words = AsWritten("Your words", missing="Write some words first")


class LongerForm(PageForm):
    """A later last day."""

    until = Day("The new last day", missing="Enter the new last day", hint="Like 23 11 2026")


def router(office: VoiceOffice) -> Router:
    """``/office/voice/consultations``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/office/voice/consultations")
    def listed() -> Response[str]:
        member = _writer(office, request())
        lists = [(state, office.consultations.in_state(state)) for state in ConsultationState]
        return responses.html(office.page("office/voice/consultations.html", member, lists=lists))

    @routes.get("/office/voice/consultations/new")
    def new() -> Response[str]:
        return _plan(office, _writer(office, request()), ConsultationForm(Typed(), office.rules))

    @routes.post("/office/voice/consultations/new")
    def send() -> Response[str]:
        return _send(office, request())

    @routes.get("/office/voice/consultations/<reference>")
    def one(reference: str) -> Response[str]:
        return _show(office, _writer(office, request()), ConsultationId(reference))

    @routes.post("/office/voice/consultations/<reference>/<what>")
    def do(reference: str, what: str) -> Response[str]:
        return _do(office, request(), ConsultationId(reference), what)

    return routes


def _writer(office: VoiceOffice, request: Request) -> StaffMember:
    member = office.member(request)
    if not office.consulting(member).writes:
        raise Problem(403, "This is not open to you", NotAllowed.NOT_OPEN_TO_YOU.plain)
    return member


def _plan(office: VoiceOffice, member: StaffMember, form: ConsultationForm, *, status: int = 200) -> Response[str]:
    page = office.page("office/voice/consultation_new.html", member, form=form, errors=error_links([form]))
    return responses.html(page, status=status)


def _send(office: VoiceOffice, request: Request) -> Response[str]:
    member, typed = _writer(office, request), request.form()
    form = ConsultationForm(typed, office.rules)
    if form.problems():
        return _plan(office, member, form, status=422)
    try:
        planned = office.consulting(member, typed).plan(form.proposal())
    except Refused as refused:
        form.closes.errors = [refused.reason.plain]
        return _plan(office, member, form, status=422)
    return responses.see_other(f"/office/voice/consultations/{quote(planned.id)}")


def _show(
    office: VoiceOffice,
    member: StaffMember,
    id: ConsultationId,
    *,
    evidence: EvidenceForm | None = None,
    words: WordsForm | None = None,
    longer: LongerForm | None = None,
    status: int = 200,
) -> Response[str]:
    consulting = office.consulting(member)
    try:
        found = consulting.read(id)
    except Refused as refused:
        raise explained(refused) from refused
    evidence = evidence or EvidenceForm(Typed(), office.rules)
    words, longer = words or WordsForm(Typed(), office.rules), longer or LongerForm(Typed(), office.rules)
    page = office.page(
        "office/voice/consultation.html",
        member,
        each=found,
        asked=asked_about(found, office.questionnaires, office.answers),
        states=ConsultationState,
        is_open=found.is_open(office.today),
        has_closed=office.today > found.proposal.closes,
        may_decide=consulting.checks,
        evidence=evidence,
        words=words,
        longer=longer,
        errors=error_links([evidence, words, longer]),
    )
    return responses.html(page, status=status)


def _do(office: VoiceOffice, request: Request, id: ConsultationId, what: str) -> Response[str]:
    member, typed = _writer(office, request), request.form()
    consulting = office.consulting(member, typed)
    evidence, words = EvidenceForm(typed, office.rules), WordsForm(typed, office.rules)
    longer = LongerForm(typed, office.rules)
    needs: dict[str, tuple[PageForm | None, Callable[[], Consultation]]] = {
        "open": (None, lambda: consulting.open(id)),
        "extend": (longer, lambda: consulting.extend(id, longer.until.data or office.today)),
        "record": (evidence, lambda: _record(consulting, id, evidence, office)),
        "consider": (words, lambda: consulting.consider(id, words.words.data)),
        "approve": (words, lambda: consulting.approve(id, words.words.data)),
        "drop": (words, lambda: consulting.drop(id, words.words.data)),
    }
    if what not in needs:
        raise Problem.not_found()
    form, step = needs[what]
    if form is not None and form.problems():
        return _show(
            office,
            member,
            id,
            evidence=evidence if form is evidence else None,
            words=words if form is words else None,
            longer=longer if form is longer else None,
            status=422,
        )
    try:
        step()
    except (Refused, ChangedMeanwhile) as refused:
        raise explained(refused) from refused
    return responses.see_other(f"/office/voice/consultations/{quote(id)}")


def _record(consulting: Consulting, id: ConsultationId, form: EvidenceForm, office: VoiceOffice) -> Consultation:
    return consulting.record(
        id,
        ConsultationEvidence(
            heard_in=HeardIn(form.heard_in.data),
            day=form.day.data or office.today,
            who=form.who.data,
            how_many=form.how_many.data,
            said=form.said.data,
            changed=form.changed.data,
        ),
    )
