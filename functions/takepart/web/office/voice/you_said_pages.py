"""Staff write "You said, we did", somebody else checks it and publishes it, and it is kept up to date."""

from __future__ import annotations

from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from wtforms.validators import StopValidation

from takepart.domain.policy import StaffMember
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.refusals import VoiceRefusal
from takepart.domain.voice.you_said import Decision, Source, YouSaid, YouSaidId, YouSaidState, YouSaidWords
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Option, Whole, enum_options
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice, explained
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.voice.forms import MOST_BYTES, AsWritten


class YouSaidForm(PageForm):
    """What the public page will say."""

    said = AsWritten("What was said?", missing="Write what was said", hint="In short words. Nobody must be recognised.")
    by_how_many = Whole(
        "By how many people?", least=1, most=100_000, what="The number", missing="Enter how many people said it"
    )
    source = Choice("Where was it said?", options=enum_options(Source), missing="Choose where it was said")
    decision = Choice("What did we decide?", options=enum_options(Decision), missing="Choose what we decided")
    did = AsWritten("What do we do? If we cannot do it, why not?", missing="Write what we do, or why we cannot")
    by_when = Day("By when? (if we are still doing it)", missing="", hint="Like 23 11 2026")
    outcome = AsWritten("What came of it? (if you know)")
    team = Choice("Which team did it?")

    def prepare(self) -> None:
        """Offer the teams and services of the policy."""
        self.team.offer([Option(value=id, label=name) for id, name in self.rules.policy.teams])

    def validate_by_when(self, field: Day) -> None:
        """What is still being done has a day."""
        if self.decision.data == Decision.DOING.value and field.data is None:
            field.wrong_parts = ("day", "month", "year")
            raise StopValidation("Enter the day by which we will have done it")

    def words(self) -> YouSaidWords:
        """What was written."""
        return YouSaidWords(
            said=self.said.data,
            by_how_many=self.by_how_many.data,
            source=Source(self.source.data),
            decision=Decision(self.decision.data),
            did=self.did.data,
            by_when=self.by_when.data,
            outcome=self.outcome.data or "",
            team=self.team.data or "",
        )


def router(office: VoiceOffice) -> Router:
    """``/office/voice/you-said``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event, most_bytes=MOST_BYTES)

    @routes.get("/office/voice/you-said")
    def listed() -> Response[str]:
        member = office.member(request())
        lists = [
            (state, office.you_saids.in_state(state).things)
            for state in YouSaidState
            if state is not YouSaidState.ERASED
        ]
        return responses.html(office.page("office/voice/you_saids.html", member, lists=lists))

    @routes.get("/office/voice/you-said/new")
    def new() -> Response[str]:
        asked = request()
        source = asked.query.get("from", "")
        start = {"source": Source.FEEDBACK.value, "by_how_many": "1"} if source else dict(asked.query)
        return _edit(office, office.member(asked), YouSaidForm(start, office.rules), source=source)

    @routes.post("/office/voice/you-said/new")
    def write() -> Response[str]:
        return _write(office, request())

    @routes.get("/office/voice/you-said/<reference>")
    def one(reference: str) -> Response[str]:
        asked = request()
        member = office.member(asked)
        found = _read(office, member, reference)
        return _edit(office, member, YouSaidForm(_typed(found), office.rules), you_said=found)

    @routes.post("/office/voice/you-said/<reference>/<what>")
    def do(reference: str, what: str) -> Response[str]:
        return _do(office, request(), reference, what)

    return routes


def _read(office: VoiceOffice, member: StaffMember, reference: str) -> YouSaid:
    try:
        return office.publishing(member).read(YouSaidId(reference))
    except Refused as refused:
        raise explained(refused) from refused


def _write(office: VoiceOffice, request: Request) -> Response[str]:
    member, typed = office.member(request), request.form()
    form, source = YouSaidForm(typed, office.rules), typed.get("from", "")
    if form.problems():
        return _edit(office, member, form, source=source, status=422)
    try:
        draft = office.publishing(member, typed).write(form.words(), (FeedbackId(source),) if source else ())
    except Refused as refused:
        raise explained(refused) from refused
    return responses.see_other(f"/office/voice/you-said/{quote(draft.id)}")


def _do(office: VoiceOffice, request: Request, reference: str, what: str) -> Response[str]:
    member, typed = office.member(request), request.form()
    found = _read(office, member, reference)
    publishing = office.publishing(member, typed)
    form = YouSaidForm(typed, office.rules)
    try:
        if what == "save":
            if form.problems():
                return _edit(office, member, form, you_said=found, status=422)
            publishing.rewrite(found.id, form.words())
        elif what == "publish":
            publishing.publish(found.id)
        elif what == "take-down":
            publishing.take_down(found.id)
        else:
            raise Problem.not_found()
    except (Refused, ChangedMeanwhile) as refused:
        if isinstance(refused, Refused) and refused.reason is VoiceRefusal.WROTE_IT:
            raise Problem(409, "Somebody else must check it", refused.reason.plain) from refused
        raise explained(refused) from refused
    return responses.see_other(f"/office/voice/you-said/{quote(found.id)}")


def _edit(
    office: VoiceOffice,
    member: StaffMember,
    form: YouSaidForm,
    *,
    you_said: YouSaid | None = None,
    source: str = "",
    status: int = 200,
) -> Response[str]:
    publishing = office.publishing(member)
    if not publishing.writes:
        raise Problem(403, "This is not open to you", NotAllowed.NOT_OPEN_TO_YOU.plain)
    may_publish = publishing.checks and you_said is not None and you_said.writer != member.id
    return responses.html(
        office.page(
            "office/voice/you_said.html",
            member,
            form=form,
            errors=error_links([form]),
            each=you_said,
            states=YouSaidState,
            source=source,
            may_publish=may_publish,
            checkers=[office.staff_name(id) for id in office.voice.checkers],
        ),
        status=status,
    )


def _typed(you_said: YouSaid) -> dict[str, str]:
    words = you_said.words
    return {
        "said": words.said,
        "by_how_many": str(words.by_how_many),
        "source": words.source.value,
        "decision": words.decision.value,
        "did": words.did,
        "by_when": words.by_when.isoformat() if words.by_when else "",
        "outcome": words.outcome,
        "team": words.team,
    }
