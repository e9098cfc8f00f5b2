"""Our promises, for everyone: each one, how far it is kept this year, and since when. What was not kept is said too."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.years import first_day, year_name, year_of
from takepart.use_cases.assurance.policy_versions import told_versions
from takepart.use_cases.assurance.public_promises import public_promises
from takepart.web import responses
from takepart.web.assurance.desk import PromisesDesk
from takepart.web.problems import Problem

_FOR_EVERYONE: Final = {"Cache-Control": "public, max-age=300"}


def router(desk: PromisesDesk) -> Router:
    """``/our-promises`` and the versions of the policy."""
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
            headers=_FOR_EVERYONE,
        )

    @routes.get("/our-promises/policy")
    def versions() -> Response[str]:
        told = tuple(reversed(told_versions(store=desk.store, rules=desk.rules)))
        page = desk.page("assurance/policy_versions.html", versions=told, today=desk.today)
        return responses.html(page, headers=_FOR_EVERYONE)

    @routes.get("/our-promises/policy/<version>")
    def version(version: str) -> Response[str]:
        every = told_versions(store=desk.store, rules=desk.rules)
        found = next((each for each in every if each.version.id == version), None)
        if found is None:
            raise Problem.not_found("See which versions of our policy there are, on the page of our promises.")
        after = next((each.version.starts for each in every if each.version.starts > found.version.starts), None)
        until = after - timedelta(days=1) if after else None
        page = desk.page("assurance/policy_version.html", each=found, until=until, today=desk.today)
        return responses.html(page, headers=_FOR_EVERYONE)

    return routes
