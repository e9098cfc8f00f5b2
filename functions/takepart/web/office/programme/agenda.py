"""The worker puts what participants want to talk about on the agenda, in an order."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.ids import StepId
from takepart.domain.programme.agenda import Do
from takepart.use_cases.programme import agenda
from takepart.web import responses
from takepart.web.office.programme.desk import ProgrammeDesk
from takepart.web.problems import Problem
from takepart.web.programme.desk import refusals_as_pages
from takepart.web.requests import Request


def router(desk: ProgrammeDesk) -> Router:
    """``/office/sessions/<session>/agenda``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.post("/office/sessions/<session>/agenda")
    def arrange(session: str) -> Response[str]:
        request = Request.of(routes.current_event.raw_event)
        member, (found, _), typed = desk.worker(request), desk.session(session), request.form()
        try:
            do = Do(typed.get("do", ""))
        except ValueError as error:
            raise Problem.bad("Part of the form is missing. Load the page again and press once more.") from error
        ref = typed.get("item", "")
        with refusals_as_pages():
            agenda.arrange(
                found,
                ref,
                do,
                by=member.id,
                sessions=desk.sessions,
                sign_ups=desk.sign_ups,
                step=StepId(f"agenda-{desk.seen(typed)}-{do.value}-{ref}"),
                now=desk.office.now(),
            )
        return responses.see_other(f"/office/sessions/{found.id}#agenda")

    return routes
