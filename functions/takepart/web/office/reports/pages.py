"""The pages of the reports: to look at and to print, as CSV and as JSON, and how every figure is counted."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.figures.period import QUARTERS, Period
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.office.reception import Reception
from takepart.web.office.reports.desk import ReportsOffice
from takepart.web.office.reports.how import HOW
from takepart.web.office.reports.periods import WHOLE_YEAR, asked_in
from takepart.web.office.reports.reports import REPORTS, Kind, title_of
from takepart.web.office.reports.sections import counted_in, flat, nested
from takepart.web.requests import Request
from takepart.web.spreadsheet import CSV, as_csv, download

_YEARS: Final = 5
"""How many years the pickers offer."""


def router(office: Reception, desk: ReportsOffice) -> Router:
    """``/office/reports/board``, ``…/engagement-group``, ``…/team``, ``…/annual``, each with .csv and .json."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/reports")
    def every() -> Response[str]:
        return _every(office, desk, request())

    @routes.get("/office/reports/how-we-count")
    def how() -> Response[str]:
        member = office.allowed(request(), Right.PROMISES)
        return responses.html(office.page("office/reports/how.html", member, section="reports", how=HOW))

    for each in REPORTS.values():
        _serve(routes, office, desk, each)
    return routes


def _serve(routes: Router, office: Reception, desk: ReportsOffice, kind: Kind) -> None:
    for form in ("", ".csv", ".json"):

        @routes.get(f"/office/reports/{kind.name}{form}")
        def one(form: str = form) -> Response[str]:
            return _one(office, desk, Request.of(routes.current_event.raw_event), kind, form)


def _every(office: Reception, desk: ReportsOffice, request: Request) -> Response[str]:
    member = office.allowed(request, Right.PROMISES)
    starts = desk.promises.rules.year_starts
    this = Period.of(office.today, starts)
    years = [(year, year_name(year)) for year in (this.year, this.year - 1)]
    return responses.html(
        office.page(
            "office/assurance/reports.html",
            member,
            section="reports",
            years=years,
            reports=REPORTS.values(),
            quarters=(this, this.before),
            teams=desk.promises.rules.owners,
        )
    )


def _one(office: Reception, desk: ReportsOffice, request: Request, kind: Kind, form: str) -> Response[str]:
    member = office.allowed(request, Right.PROMISES)
    asked = asked_in(request, office, desk, kind)
    sections = kind.make(desk, asked)
    title = title_of(kind, asked)
    file = "-".join(filter(None, (kind.name, asked.team.id if asked.team else "", asked.period.name)))
    if form == ".csv":
        return download(as_csv(flat(sections)), CSV, f"{file}.csv")
    if form == ".json":
        told = {
            "report": kind.name,
            "title": title,
            "period": asked.period.name,
            "team": asked.team.id if asked.team else None,
            "up_to": office.today.isoformat(),
            "sections": nested(sections),
        }
        return responses.as_json(told)
    first, last = asked.period.days(desk.promises.rules.year_starts)
    this = year_of(office.today, desk.promises.rules.year_starts)
    chosen = {"year": str(asked.period.year), "quarter": str(asked.period.quarter or WHOLE_YEAR)}
    if asked.team:
        chosen["team"] = asked.team.id
    return responses.html(
        office.page(
            "office/reports/report.html",
            member,
            section="reports",
            kind=kind,
            title=title,
            asked=asked,
            sections=sections,
            how=HOW,
            counted_here=counted_in(sections),
            first=first,
            last=last,
            years=[(year, year_name(year)) for year in range(this, this - _YEARS, -1)],
            quarters=QUARTERS,
            whole_year=WHOLE_YEAR,
            teams=desk.promises.rules.owners,
            query=urlencode(chosen),
        )
    )
