"""Who takes part, for everyone, where the policy says so: the same bands as the office sees, of those who came."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.years import year_name
from takepart.domain.people.equality import Stage
from takepart.domain.people.suppression import LEAST
from takepart.use_cases.reach.figures import year_reached
from takepart.web import responses
from takepart.web.office.reach.desk import ReachDesk
from takepart.web.office.reach.figures_pages import latest_year, shown
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem


def router(office: Reception, desk: ReachDesk) -> Router:
    """``/who-takes-part``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.get("/who-takes-part")
    def page() -> Response[str]:
        rules = office.policy.equality
        if rules is None or not rules.public:
            raise Problem.not_found()
        year = latest_year(rules, office.today)
        found = year_reached(year, figures=desk.figures, rules=rules, today=office.today)
        tables = [each for each in found.tables if each.is_shown_at(Stage.TAKING_PART)]
        body = office.render(
            "equality/who_takes_part.html",
            tables=tables,
            came=Stage.TAKING_PART,
            shown=shown,
            year=year_name(year),
            least=LEAST,
        )
        return responses.html(body)

    return routes
