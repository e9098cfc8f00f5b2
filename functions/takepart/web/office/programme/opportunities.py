"""A worker publishes: one form for the opportunity and its first session, a look at it, and a press."""

from __future__ import annotations

import hashlib
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.policy import StaffMember
from takepart.domain.programme import opportunity as opportunities_domain
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.ids import OpportunityId, SessionId
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import About, Opportunity, OpportunityState
from takepart.domain.programme.session import Session
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme import run_sessions
from takepart.web import responses
from takepart.web.forms.govuk import error_links
from takepart.web.office.programme.desk import ProgrammeDesk
from takepart.web.office.programme.forms import AboutForm, SessionForm
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.programme.desk import refusals_as_pages
from takepart.web.requests import Request, Typed

_PAGE = 50


def router(desk: ProgrammeDesk) -> Router:
    """``/office/opportunities`` with what hangs below it."""
    routes = Router()  # type: ignore[no-untyped-call]
    office = desk.office

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/opportunities")
    def listed() -> Response[str]:
        member, state = desk.worker(request()), _state(request())
        found, after = desk.opportunities.in_state(state, start=request().query.get("next") or None, limit=_PAGE)
        body = office.page(
            "office/programme/opportunities.html",
            member,
            section="opportunities",
            found=found,
            state=state,
            states=tuple(OpportunityState),
            next=after,
        )
        return responses.html(body)

    @routes.get("/office/opportunities/new")
    def ask() -> Response[str]:
        member, copy = desk.worker(request()), request().query.get("copy", "")
        typed = _typed(desk.opportunity(copy).about) if copy else Typed()
        return _form_page(desk, member, typed, office.new_id(), both=True)

    @routes.post("/office/opportunities/new")
    def write() -> Response[str]:
        member, typed = desk.worker(request()), request().form()
        about, session = AboutForm(typed, office.rules), SessionForm(typed, office.rules)
        nonce = typed.get("nonce", "")
        if [*about.problems(), *session.problems()] or not nonce:
            return _form_page(desk, member, typed, nonce or office.new_id(), both=True, checked=True)
        id = OpportunityId(_name("opportunity", nonce))
        with refusals_as_pages():
            opportunity = opportunities_domain.write(
                id, about.about(typed), by=member.id, at=office.now(), step=StepId(f"write-{nonce[:60]}")
            )
            planned = _planned(desk, opportunity, session, member, nonce)
        try:
            desk.opportunities.add(opportunity)
            desk.sessions.plan(planned, int(session.places.data))
        except ChangedMeanwhile as changed:
            raise Problem(409, "This was sent before", "Look for it in the list.") from changed
        return responses.see_other(f"/office/opportunities/{id}")

    @routes.get("/office/opportunities/<opportunity>")
    def show(opportunity: str) -> Response[str]:
        member, found = desk.worker(request()), desk.opportunity(opportunity)
        sessions = desk.sessions.of_opportunity(found.id)
        next_one = next((each for each in sessions if each.is_to_come(office.now())), None)
        to_come = next((place for place, each in enumerate(sessions) if each.is_to_come(office.now())), 0)
        part = part_of(sessions, request(), size=_PAGE, first=to_come)
        body = office.page(
            "office/programme/opportunity.html",
            member,
            section="opportunities",
            opportunity=found,
            about=found.about,
            sessions=[(each, desk.sign_ups.places(each.id)) for each in part.things],
            part=part,
            offer=offer_for(next_one, policy=office.policy, now=office.now()) if next_one else None,
            holidays={each.id for each in sessions if each.day in desk.holidays},
            policy=office.policy,
        )
        return responses.html(body)

    @routes.post("/office/opportunities/<opportunity>/publish")
    def publish(opportunity: str) -> Response[str]:
        member, found = desk.worker(request()), desk.opportunity(opportunity)
        if not found.is_open:
            with refusals_as_pages():
                run_sessions.publish(
                    found,
                    opportunities=desk.opportunities,
                    sessions=desk.sessions,
                    by=member.id,
                    step=StepId(f"publish-{found.version}"),
                    now=office.now(),
                )
        return responses.see_other(f"/office/opportunities/{found.id}")

    @routes.post("/office/opportunities/<opportunity>/close")
    def close(opportunity: str) -> Response[str]:
        member, found = desk.worker(request()), desk.opportunity(opportunity)
        if found.state is not OpportunityState.CLOSED:
            with refusals_as_pages():
                step = StepId(f"close-{found.version}")
                _save(desk, opportunities_domain.close(found, by=member.id, at=office.now(), step=step))
        return responses.see_other(f"/office/opportunities/{found.id}")

    @routes.get("/office/opportunities/<opportunity>/edit")
    def ask_edit(opportunity: str) -> Response[str]:
        member, found = desk.worker(request()), desk.opportunity(opportunity)
        return _form_page(desk, member, _typed(found.about), office.new_id(), both=False)

    @routes.post("/office/opportunities/<opportunity>/edit")
    def edit(opportunity: str) -> Response[str]:
        member, found, typed = desk.worker(request()), desk.opportunity(opportunity), request().form()
        form = AboutForm(typed, office.rules)
        if form.problems():
            return _form_page(desk, member, typed, typed.get("nonce", ""), both=False, checked=True)
        about = form.about(typed)
        if about != found.about:
            with refusals_as_pages():
                step = StepId(f"edit-{typed.get('nonce', '')[:60]}")
                _save(desk, opportunities_domain.edit(found, about, by=member.id, at=office.now(), step=step))
        return responses.see_other(f"/office/opportunities/{found.id}")

    @routes.get("/office/opportunities/<opportunity>/plan")
    def ask_session(opportunity: str) -> Response[str]:
        member, found = desk.worker(request()), desk.opportunity(opportunity)
        return _plan_page(desk, member, found, SessionForm(Typed(), office.rules), office.new_id())

    @routes.post("/office/opportunities/<opportunity>/plan")
    def plan(opportunity: str) -> Response[str]:
        member, found, typed = desk.worker(request()), desk.opportunity(opportunity), request().form()
        form, nonce = SessionForm(typed, office.rules), typed.get("nonce", "")
        if form.problems() or not nonce:
            return _plan_page(desk, member, found, form, nonce or office.new_id(), status=422)
        with refusals_as_pages():
            planned = _planned(desk, found, form, member, nonce)
        try:
            desk.sessions.plan(planned, int(form.places.data))
        except ChangedMeanwhile as changed:
            raise Problem(409, "This was sent before", "Look for it in the list.") from changed
        return responses.see_other(f"/office/opportunities/{found.id}")

    return routes


def _planned(
    desk: ProgrammeDesk, opportunity: Opportunity, form: SessionForm, member: StaffMember, nonce: str
) -> Session:
    """The session of a form. Raises CannotDo for one that has no rate or starts in the past."""
    starts, ends = form.instants()
    session = sessions_domain.plan(
        SessionId(_name("session", nonce)),
        opportunity=opportunity.id,
        activity_type=opportunity.about.activity_type,
        starts=starts,
        ends=ends,
        where=str(form.where.data),
        online=bool(form.online.data),
        contact=str(form.contact.data),
        by=member.id,
        at=desk.office.now(),
        step=StepId(f"plan-{nonce[:60]}"),
    )
    offer_for(session, policy=desk.office.policy, now=desk.office.now())
    return session


def _save(desk: ProgrammeDesk, opportunity: Opportunity) -> None:
    try:
        desk.opportunities.save(opportunity)
    except ChangedMeanwhile as changed:
        raise Problem(409, "Somebody else changed it", "Look at it again, and then change it.") from changed


def _name(what: str, nonce: str) -> str:
    """The same name for the same form, however often it is sent."""
    return hashlib.sha256(f"{what}:{nonce}".encode()).hexdigest()[:12]


def _state(request: Request) -> OpportunityState:
    try:
        return OpportunityState(request.query.get("state", OpportunityState.PUBLISHED.value))
    except ValueError:
        raise Problem.not_found("There is no such list.") from None


def _typed(about: About) -> Typed:
    """The words that the form starts from."""
    pairs: list[tuple[str, str]] = [
        ("title", about.title),
        ("kind", about.kind.value),
        ("activity_type", about.activity_type),
        ("level", about.level.value),
        ("doing", about.doing),
        ("who_for", about.who_for),
        ("change", about.change),
        ("least_age", "" if about.least_age is None else str(about.least_age)),
        ("most_age", "" if about.most_age is None else str(about.most_age)),
        ("training_given", about.training_given),
        ("access", about.access),
        ("support", about.support),
        ("team", about.team),
        ("gives", about.gives or ""),
        *(("training", course) for course in about.training),
    ]
    return Typed(pairs)


def _form_page(
    desk: ProgrammeDesk, member: StaffMember, typed: Typed, nonce: str, *, both: bool, checked: bool = False
) -> Response[str]:
    office = desk.office
    forms: list[Any] = [AboutForm(typed, office.rules), *([SessionForm(typed, office.rules)] if both else [])]
    if checked:
        for form in forms:
            form.problems()
    body = office.page(
        "office/programme/opportunity_form.html",
        member,
        section="opportunities",
        about=forms[0],
        session=forms[1] if both else None,
        courses=office.policy.participation.courses,
        ticked=typed.getlist("training"),
        nonce=nonce,
        errors=error_links(forms) if checked else [],
    )
    return responses.html(body, status=422 if checked else 200)


def _plan_page(
    desk: ProgrammeDesk, member: StaffMember, found: Opportunity, form: SessionForm, nonce: str, *, status: int = 200
) -> Response[str]:
    body = desk.office.page(
        "office/programme/session_form.html",
        member,
        section="opportunities",
        opportunity=found,
        session=form,
        nonce=nonce,
        errors=error_links([form]),
    )
    return responses.html(body, status=status)
