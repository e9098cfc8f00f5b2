"""Behind a link: an action of an audit was carried out."""

from __future__ import annotations

import re

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Keeper, StatementId
from takepart.domain.refused import Refused
from takepart.use_cases.assurance import audits
from takepart.use_cases.assurance.keep_promises import keeper_actor
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk, address, step_in
from takepart.web.assurance.forms import DoneForm
from takepart.web.assurance.routes import opened
from takepart.web.forms.govuk import error_links
from takepart.web.problems import Problem
from takepart.web.requests import Request


def router(desk: PromisesDesk) -> Router:
    """``/assurance/audit/<team>/<year>/done/<statement>``."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/assurance/audit/<team>/<year>/done/<statement>")
    def action(team: str, year: str, statement: str) -> Response[str]:
        return opened(desk, request(), _done, team, year, statement)

    @routes.post("/assurance/audit/<team>/<year>/done/<statement>")
    def done(team: str, year: str, statement: str) -> Response[str]:
        return opened(desk, request(), _done, team, year, statement)

    return routes


def _done(
    desk: PromisesDesk, request: Request, keeper: Keeper, team_id: str, year_typed: str, statement: str
) -> Response[str]:
    team = desk.team(team_id)
    if not re.fullmatch(r"20[0-9]{2}", year_typed):
        raise Problem.not_found("Open the link from your email again.")
    year = int(year_typed)
    audit, _ = audits.find_audit(team, year, store=desk.store)
    action = audit.answer(StatementId(statement)).action
    if action is None or (keeper.id != action.owner and not audits.may_answer(keeper.id, team, rules=desk.rules)):
        raise Problem.not_found("Open the link from your email again.")
    typed = request.form() if request.method == "POST" else None
    form = DoneForm(typed or {}, desk.judged)
    if typed is not None and not form.problems():
        try:
            audits.finish_action(
                team,
                year,
                StatementId(statement),
                note=form.note.data,
                store=desk.store,
                rules=desk.rules,
                step=Step(keeper_actor(keeper.id), desk.now(), step_in(typed, "done")),
            )
            return responses.see_other(address("/assurance", request, sent="done"))
        except Refused as cannot:
            form.note.errors = [cannot.reason.plain]
    return responses.html(
        desk.page(
            "assurance/action.html",
            team=team,
            action=action,
            form=form,
            errors=error_links([form]),
            step=desk.new_id(),
            back=address("/assurance", request),
        ),
        status=200 if typed is None else 422,
    )
