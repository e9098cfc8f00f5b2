"""A worker runs a session: who comes and what they need, the agenda, changes, attendance, and who walks in."""

from __future__ import annotations

from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import DraftId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.policy import StaffMember
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.attendance_code import LASTS_SECONDS, current_code
from takepart.domain.programme.offer import AgreedCost
from takepart.domain.programme.refusals import CannotDo
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import COMES, SignUpState
from takepart.domain.programme.supporters import Supporter, in_words, together
from takepart.use_cases.programme import agenda, run_sessions, training
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.govuk import error_links
from takepart.web.office.programme.desk import ProgrammeDesk
from takepart.web.office.programme.forms import CostForm, PapersForm, PlacesForm, ReasonForm, WalkInForm, WhenForm
from takepart.web.problems import Problem
from takepart.web.programme.browse import qr_code
from takepart.web.programme.desk import refusals_as_pages
from takepart.web.requests import Request, Typed

_DONE = {
    "moved": "Everyone is being told where and when it is now.",
    "places": "The number of places has changed.",
    "papers": "The agenda is on its way to everyone who has a place.",
    "notes": "The notes are on their way to everyone who came.",
    "agreed": "It is part of their offer now, and they are being told.",
    "trained": "The training is written down for everyone who was here.",
}


def router(desk: ProgrammeDesk) -> Router:
    """``/office/sessions`` with what hangs below it."""
    routes = Router()  # type: ignore[no-untyped-call]
    office = desk.office

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/sessions/<session>")
    def show(session: str) -> Response[str]:
        return _page(desk, desk.worker(request()), session, done=_DONE.get(request().query.get("done", ""), ""))

    @routes.get("/office/sessions/<session>/move")
    def ask_move(session: str) -> Response[str]:
        member, (found, _) = desk.worker(request()), desk.session(session)
        return _move_page(desk, member, found, WhenForm(Typed([("where", found.where)]), office.rules))

    @routes.post("/office/sessions/<session>/move")
    def move(session: str) -> Response[str]:
        member, (found, _), typed = desk.worker(request()), desk.session(session), request().form()
        form = WhenForm(typed, office.rules)
        if form.problems():
            return _move_page(desk, member, found, form, status=422)
        starts, ends = form.instants()
        step = StepId(f"move-{desk.seen(typed)}")
        with refusals_as_pages():
            run_sessions.change_session(
                found,
                lambda s: sessions_domain.move(
                    s, starts=starts, ends=ends, where=str(form.where.data), by=member.id, at=office.now(), step=step
                ),
                sessions=desk.sessions,
                step=step,
            )
        return _back(session, "moved")

    @routes.get("/office/sessions/<session>/cancel")
    def ask_cancel(session: str) -> Response[str]:
        member, (found, opportunity) = desk.worker(request()), desk.session(session)
        body = office.page(
            "office/programme/cancel.html", member, section="opportunities", session=found, about=opportunity.about
        )
        return responses.html(body)

    @routes.post("/office/sessions/<session>/cancel")
    def cancel(session: str) -> Response[str]:
        member, (found, _) = desk.worker(request()), desk.session(session)
        with refusals_as_pages():
            run_sessions.cancel_session(
                found,
                sessions=desk.sessions,
                sign_ups=desk.sign_ups,
                by=member.id,
                step=StepId("cancel"),
                now=office.now(),
            )
        return _back(session)

    @routes.post("/office/sessions/<session>/places")
    def places(session: str) -> Response[str]:
        member, (found, _) = desk.worker(request()), desk.session(session)
        form = PlacesForm(request().form(), office.rules)
        if form.problems():
            return _page(desk, member, session, form=form)
        with refusals_as_pages():
            run_sessions.resize(
                found,
                int(form.places.data),
                sign_ups=desk.sign_ups,
                policy=office.policy,
                now=office.now(),
                pause=desk.pause,
            )
        return _back(session, "places")

    @routes.post("/office/sessions/<session>/papers")
    def papers(session: str) -> Response[str]:
        member, (found, _), typed = desk.worker(request()), desk.session(session), request().form()
        form = PapersForm(typed, office.rules)
        if form.problems():
            return _page(desk, member, session, form=form)
        step, words = StepId(f"papers-{desk.seen(typed)}"), str(form.words.data)
        held = found.state is SessionState.HELD

        def sent(s: Session) -> Session:
            if held:
                return sessions_domain.send_notes(s, notes=words, by=member.id, at=office.now(), step=step)
            return sessions_domain.send_papers(s, agenda=words, by=member.id, at=office.now(), step=step)

        with refusals_as_pages():
            run_sessions.change_session(found, sent, sessions=desk.sessions, step=step)
        return _back(session, "notes" if held else "papers")

    @routes.post("/office/sessions/<session>/agree")
    def agree(session: str) -> Response[str]:
        member, (found, _), typed = desk.worker(request()), desk.session(session), request().form()
        form = CostForm(typed, office.rules)
        if form.problems():
            return _page(desk, member, session, form=form)
        sign_up = desk.sign_up(found, typed.get("person", ""))
        cost = AgreedCost(kind=LineKind(str(form.kind.data)), most=form.most.data)
        with refusals_as_pages():
            run_sessions.agree_cost(
                sign_up,
                cost,
                by=member.id,
                sign_ups=desk.sign_ups,
                step=StepId(f"agree-{desk.seen(typed)}"),
                now=office.now(),
            )
        return _back(session, "agreed")

    @routes.post("/office/sessions/<session>/training")
    def trained(session: str) -> Response[str]:
        member, (found, opportunity) = desk.worker(request()), desk.session(session)
        if opportunity.about.gives is None:
            raise Problem.not_found()
        with refusals_as_pages():
            training.everyone_was_trained(
                found,
                opportunity.about.gives,
                by=member.id,
                people=desk.people,
                sign_ups=desk.sign_ups,
                now=office.now(),
            )
        return _back(session, "trained")

    @routes.get("/office/sessions/<session>/sheet")
    def sheet(session: str) -> Response[str]:
        member, (found, opportunity) = desk.worker(request()), desk.session(session)
        body = office.page(
            "office/programme/sheet.html",
            member,
            section="opportunities",
            session=found,
            about=opportunity.about,
            rows=desk.with_people(run_sessions.sheet(found.id, sign_ups=desk.sign_ups)),
        )
        return responses.html(body)

    @routes.get("/office/sessions/<session>/attendance")
    def attendance(session: str) -> Response[str]:
        opened = request().query.get("support", "")
        return _attendance_page(desk, desk.worker(request()), session, WalkInForm(Typed(), office.rules), opened=opened)

    @routes.post("/office/sessions/<session>/attendance")
    def record(session: str) -> Response[str]:
        member, (found, _), typed = desk.worker(request()), desk.session(session), request().form()
        sign_up = desk.sign_up(found, typed.get("person", ""))
        again = sign_up.state in (SignUpState.ATTENDED, SignUpState.ABSENT)
        was_there = typed.get("there") == "yes"
        reason = ReasonForm(typed, office.rules)
        if again and (sign_up.state is SignUpState.ATTENDED) is not was_there and reason.problems():
            raise Problem(422, "Say why you correct it", "Go back and write why, beside the button.")
        with refusals_as_pages():
            run_sessions.record_attendance(
                found,
                sign_up,
                was_there=was_there,
                by=member.id,
                reason=str(reason.reason.data or ""),
                draft=DraftId(office.new_id()),
                sign_ups=desk.sign_ups,
                policy=office.policy,
                step=StepId(f"attendance-{desk.seen(typed)}"),
                now=office.now(),
            )
        _held(desk, found, member)
        return responses.see_other(f"/office/sessions/{found.id}/attendance")

    @routes.post("/office/sessions/<session>/walk-in")
    def walk_in(session: str) -> Response[str]:
        member, (found, _), typed = desk.worker(request()), desk.session(session), request().form()
        form = WalkInForm(typed, office.rules)
        if form.problems():
            return _attendance_page(desk, member, session, form, status=422)
        id = desk.identities.person(email=str(form.email.data), name=str(form.name.data))
        try:
            run_sessions.let_in(
                found,
                desk.people.get(id),
                over=bool(form.over.data),
                by=member.id,
                draft=DraftId(office.new_id()),
                sign_ups=desk.sign_ups,
                policy=office.policy,
                step=StepId("walk-in"),
                now=office.now(),
                pause=desk.pause,
            )
        except CannotDo as refused:
            form.refuse(refused.reason)
            return _attendance_page(desk, member, session, form, status=409)
        _held(desk, found, member)
        return responses.see_other(f"/office/sessions/{found.id}/attendance")

    return routes


def _held(desk: ProgrammeDesk, session: Session, member: StaffMember) -> None:
    """The first attendance after the start says that the session happened; before it, the clock will."""
    now = desk.office.now()
    if session.state is not SessionState.PLANNED or now < session.starts:
        return
    with refusals_as_pages():
        run_sessions.change_session(
            session,
            lambda s: sessions_domain.hold(s, by=member.id, at=now, step=StepId("hold")),
            sessions=desk.sessions,
            step=StepId("hold"),
        )


def _back(session: str, done: str = "") -> Response[str]:
    query = f"?{urlencode({'done': done})}" if done else ""
    return responses.see_other(f"/office/sessions/{session}{query}")


def _page(
    desk: ProgrammeDesk, member: StaffMember, session: str, *, form: PageForm | None = None, done: str = ""
) -> Response[str]:
    office = desk.office
    found, opportunity = desk.session(session)
    sign_ups = list(desk.sign_ups.of_session(found.id))
    waiting = sorted((s for s in sign_ups if s.state is SignUpState.WAITING), key=lambda s: s.ticket or 0)
    with_place = [s for s in sign_ups if s.state in COMES or s.state is SignUpState.PLACE_OFFERED]
    held = found.state is SessionState.HELD
    places = desk.sign_ups.places(found.id)
    body = office.page(
        "office/programme/session.html",
        member,
        section="opportunities",
        session=found,
        opportunity=opportunity,
        about=opportunity.about,
        places=places,
        rows=desk.with_people(with_place),
        waiting=[(sign_up, desk.people.get(sign_up.person)) for sign_up in waiting],
        held=held,
        to_come=found.is_to_come(office.now()),
        doors=found.takes_attendance(office.now()),
        cost=form if isinstance(form, CostForm) else CostForm(Typed(), office.rules),
        resize=form
        if isinstance(form, PlacesForm)
        else PlacesForm(Typed([("places", str(places.total))]), office.rules),
        papers=form
        if isinstance(form, PapersForm)
        else PapersForm(Typed([("words", found.notes if held else found.agenda)]), office.rules),
        suggested=[
            (ref, each, desk.people.get(sign_up.person)) for ref, each, sign_up in agenda.suggested(found, sign_ups)
        ],
        support=in_words(together(sign_up.supporters for sign_up in with_place)),
        policy=office.policy,
        done=done,
        errors=error_links([form]) if form else [],
    )
    return responses.html(body, status=422 if form else 200)


def _move_page(
    desk: ProgrammeDesk, member: StaffMember, found: Session, form: WhenForm, *, status: int = 200
) -> Response[str]:
    body = desk.office.page(
        "office/programme/move.html",
        member,
        section="opportunities",
        session=found,
        form=form,
        errors=error_links([form]),
    )
    return responses.html(body, status=status)


def _attendance_page(
    desk: ProgrammeDesk, member: StaffMember, session: str, form: WalkInForm, *, opened: str = "", status: int = 200
) -> Response[str]:
    office = desk.office
    found, opportunity = desk.session(session)
    now = office.now()
    address = f"{office.url}/my/here/{found.id}?{urlencode({'c': current_code(found, now=now)})}"
    body = office.page(
        "office/programme/attendance.html",
        member,
        section="opportunities",
        session=found,
        about=opportunity.about,
        rows=desk.with_people(run_sessions.sheet(found.id, sign_ups=desk.sign_ups)),
        roles=tuple(Supporter),
        opened=opened,
        came_along=in_words,
        code=qr_code(address, "The code to scan") if found.doors_open(now) else None,
        address=address,
        again=LASTS_SECONDS,
        full=desk.sign_ups.places(found.id).free <= 0,
        form=form,
        errors=error_links([form]),
    )
    return responses.html(body, status=status)
