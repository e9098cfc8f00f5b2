"""Our promises, for everyone: each one, how far it is kept this year, and since when. What was not kept is said too."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from takepart.domain.assurance.years import first_day, year_name, year_of
from takepart.use_cases.assurance.policy_review import told_versions
from takepart.use_cases.assurance.public_promises import public_promises
from takepart.web import responses
from takepart.web.assurance.desk import Door, PromisesDesk
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes

_FOR_EVERYONE: Final = {"Cache-Control": "public, max-age=300"}
routes: Routes[PromisesDesk] = Routes("assurance", right=Door.OPEN)


@routes.get("/our-promises")
def promises(call: Call[PromisesDesk, NoForm]) -> Answer:
    """Each promise, this year and last."""
    desk = call.site
    rules, today = desk.assurance, desk.today
    year = year_of(today, rules.year_starts)
    page = desk.page(
        "assurance/our_promises.html",
        this=public_promises(year, promises=desk.promises, today=today),
        last=public_promises(year - 1, promises=desk.promises, today=today),
        year_name=year_name(year),
        last_name=year_name(year - 1),
        since=first_day(year, rules.year_starts),
        today=today,
    )
    return responses.html(page, headers=_FOR_EVERYONE)


@routes.get("/our-promises/policy")
def versions(call: Call[PromisesDesk, NoForm]) -> Answer:
    """The versions of the policy, the newest first."""
    desk = call.site
    told = tuple(reversed(told_versions(promises=desk.promises)))
    page = desk.page("assurance/policy_versions.html", versions=told, today=desk.today)
    return responses.html(page, headers=_FOR_EVERYONE)


@routes.get("/our-promises/policy/<version>")
def version(call: Call[PromisesDesk, NoForm]) -> Answer:
    """One of them, and until when it was in force."""
    desk = call.site
    every = told_versions(promises=desk.promises)
    found = next((each for each in every if each.version.id == call.params["version"]), None)
    if found is None:
        raise Problem.not_found("See which versions of our policy there are, on the page of our promises.")
    after = next((each.version.starts for each in every if each.version.starts > found.version.starts), None)
    until = after - timedelta(days=1) if after else None
    page = desk.page("assurance/policy_version.html", each=found, until=until, today=desk.today)
    return responses.html(page, headers=_FOR_EVERYONE)
