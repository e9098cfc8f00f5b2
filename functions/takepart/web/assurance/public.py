"""Our promises, for everyone: each one, how far it is kept this year, and since when. What was not kept is said too."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.years import first_day, year_name, year_of
from takepart.use_cases.assurance.public_promises import public_promises
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk


def router(desk: PromisesDesk) -> Router:
    """``/our-promises``."""
    routes = Router()  # type: ignore[no-untyped-call]

    @routes.get("/our-promises")
    def promises() -> Response[str]:
        year = year_of(desk.today, desk.rules.year_starts)
        return responses.html(
            desk.page(
                "assurance/our_promises.html",
                this=public_promises(year, store=desk.store, rules=desk.rules, today=desk.today),
                last=public_promises(year - 1, store=desk.store, rules=desk.rules, today=desk.today),
                year_name=year_name(year),
                last_name=year_name(year - 1),
                since=first_day(year, desk.rules.year_starts),
                today=desk.today,
            ),
            headers={"Cache-Control": "public, max-age=300"},
        )

    return routes
