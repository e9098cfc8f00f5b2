"""Behind a link: an action of an audit was carried out."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from takepart.domain.assurance.audit import AuditPlan
from takepart.domain.assurance.rules import StatementId, Team
from takepart.use_cases.assurance import audits
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk, address, step_of
from takepart.web.assurance.forms import DoneForm
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, Routes

_ONE = "/assurance/audit/<team>/<year>/done/<statement>"
routes: Routes[PromisesDesk] = Routes("assurance")


class _Opened(NamedTuple):
    team: Team
    year: int
    statement: StatementId
    action: AuditPlan


def _open(call: Call[PromisesDesk, Any]) -> _Opened:
    """The action, for whoever carries it out or answers the audit. Raises Problem."""
    desk, keeper, year, statement = call.site, call.who.id, call.params["year"], StatementId(call.params["statement"])
    team = desk.team(call.params["team"])
    if not re.fullmatch(r"20[0-9]{2}", year):
        raise Problem.not_found("Open the link from your email again.")
    audit, _ = audits.find_audit(team, int(year), store=desk.store)
    action = audit.answer(statement).action
    if action is None or (keeper != action.owner and not audits.may_answer(keeper, team, rules=desk.assurance)):
        raise Problem.not_found("Open the link from your email again.")
    return _Opened(team, int(year), statement, action)


@routes.get(_ONE)
def show(call: Call[PromisesDesk, Any]) -> Answer:
    """What was to be done, and a box for what was done."""
    opened, desk = _open(call), call.site
    return call.html(
        desk.page(
            "assurance/action.html",
            team=opened.team,
            action=opened.action,
            form=call.filled(DoneForm),
            errors=call.errors,
            step=desk.new_id(),
            back=address("/assurance", call.request),
        )
    )


@routes.post(_ONE, form=DoneForm, shown=show)
def done(call: Call[PromisesDesk, DoneForm]) -> Answer:
    """It was done."""
    opened, desk = _open(call), call.site
    audits.finish_action(
        opened.team,
        opened.year,
        opened.statement,
        note=call.form.note.data,
        store=desk.store,
        rules=desk.assurance,
        step=step_of(call),
    )
    return responses.see_other(address("/assurance", call.request, sent="done"))
