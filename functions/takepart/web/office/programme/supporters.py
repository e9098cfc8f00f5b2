"""Who came along as support, by tap: one more, one fewer, in each role."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.programme.supporters import Supporter
from takepart.use_cases.programme import run_sessions
from takepart.web import responses
from takepart.web.office.programme.desk import ProgrammeDesk
from takepart.web.problems import Problem
from takepart.web.programme.desk import refusals_as_pages
from takepart.web.requests import Request


def router(desk: ProgrammeDesk) -> Router:
    """``/office/sessions/<session>/supporters``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.post("/office/sessions/<session>/supporters")
    def note(session: str) -> Response[str]:
        request = Request.of(routes.current_event.raw_event)
        member, (found, _), typed = desk.worker(request), desk.session(session), request.form()
        sign_up = desk.sign_up(found, typed.get("person", ""))
        role, _, more = typed.get("role", "").partition(" ")
        if role not in {each.value for each in Supporter} or more not in ("more", "fewer"):
            raise Problem.bad("Part of the form is missing. Load the page again and press once more.")
        with refusals_as_pages():
            run_sessions.note_support(
                sign_up,
                Supporter(role),
                1 if more == "more" else -1,
                by=member.id,
                sign_ups=desk.sign_ups,
                step=StepId(f"support-{desk.seen(typed)}"),
                now=desk.office.now(),
            )
        back = f"/office/sessions/{found.id}/attendance?support={sign_up.person}"
        return responses.see_other(f"{back}#person-{sign_up.person}")

    return routes
