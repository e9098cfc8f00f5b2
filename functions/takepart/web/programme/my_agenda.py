"""What somebody who has a place wants to talk about: said on the session's page until it starts, and taken back."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.people.person import Person
from takepart.domain.programme.agenda import whose
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp
from takepart.use_cases.programme import agenda
from takepart.web.problems import Problem
from takepart.web.programme.desk import Programme, refusals_as_pages
from takepart.web.programme.forms import SuggestForm
from takepart.web.programme.my_sessions import back_to, session_page
from takepart.web.requests import Request


def router(desk: Programme) -> Router:
    """``/my/sessions/<session>/agenda``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.post("/my/sessions/<session>/agenda")
    def suggest(session: str) -> Response[str]:
        typed = request().form()
        person, token = desk.me(typed.get("t", "")), typed.get("t", "")
        form = SuggestForm(typed, desk.rules)
        if form.problems():
            return session_page(desk, person, session, token, wish=form, status=422)
        seen, sign_up = _sign_up(desk, person, session)
        with refusals_as_pages():
            step = StepId(f"suggest-{typed.get('seen', '0')[:6]}")
            agenda.suggest(seen, sign_up, str(form.text.data), sign_ups=desk.sign_ups, step=step, now=desk.now())
        return back_to(session, token)

    @routes.post("/my/sessions/<session>/agenda/back")
    def takeback_to(session: str) -> Response[str]:
        typed = request().form()
        person, token = desk.me(typed.get("t", "")), typed.get("t", "")
        seen, sign_up = _sign_up(desk, person, session)
        with refusals_as_pages():
            _, number = whose(f"{person.id}:{typed.get('item', '')}")
            agenda.take_back(seen, sign_up, number, sessions=desk.sessions, sign_ups=desk.sign_ups, now=desk.now())
        return back_to(session, token)

    return routes


def _sign_up(desk: Programme, person: Person, session: str) -> tuple[Session, SignUp]:
    seen = desk.look(session, person)
    if seen.sign_up is None:
        raise Problem.not_found()
    return seen.session, seen.sign_up
