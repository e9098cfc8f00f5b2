"""Reports for the board: promises and audits of a year, as a page that prints, as CSV and as JSON; all three agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from takepart.domain.assurance.levels import LEAST_SHOWN, Difference, Level
from takepart.domain.assurance.years import year_name, year_of
from takepart.use_cases.assurance.reports import AuditsReport, PromisesReport, audits_report, promises_report
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.charts import Bar, stacked_bars
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.spreadsheet import CSV, Row, as_csv, download


def router(office: Reception, promises: PromisesOffice) -> Router:
    """``/office/reports``, ``/office/reports/promises`` and ``/office/reports/audits``, each with .csv and .json."""
    routes = Router()  # type: ignore[no-untyped-call]

    def request() -> Request:
        return Request.of(routes.current_event.raw_event)

    @routes.get("/office/reports")
    def every() -> Response[str]:
        member = office.allowed(request(), Right.PROMISES)
        this = year_of(office.today, promises.rules.year_starts)
        years = [(year, year_name(year)) for year in (this, this - 1)]
        return responses.html(office.page("office/assurance/reports.html", member, section="reports", years=years))

    @routes.get("/office/reports/<report>")
    def report(report: str) -> Response[str]:
        return _report(office, promises, request(), report)

    return routes


def _report(office: Reception, promises: PromisesOffice, request: Request, name: str) -> Response[str]:
    member = office.allowed(request, Right.PROMISES)
    what, _, form = name.partition(".")
    if what not in ("promises", "audits") or form not in ("", "csv", "json"):
        raise Problem.not_found("There is no such report.")
    year = _year(office, promises, request)
    if what == "promises":
        found = promises_report(year, store=promises.store, rules=promises.rules, today=office.today)
        rows, values = promise_rows(found), _promise_values(found)
    else:
        audits = audits_report(year, store=promises.store, rules=promises.rules)
        rows, values = audit_rows(audits, promises), _audit_values(audits)
    file = f"{what}-{year_name(year)}"
    if form == "csv":
        return download(as_csv(rows), CSV, f"{file}.csv")
    if form == "json":
        told: dict[str, Any] = {
            "report": what,
            "year": year_name(year),
            "up_to": office.today.isoformat(),
            "rows": rows,
        }
        if what == "audits":
            told["people"] = people_rows(audits)
        return responses.as_json(told)
    return responses.html(
        office.page(
            f"office/assurance/report_{what}.html",
            member,
            section="reports",
            year=year,
            year_name=year_name(year),
            today=office.today,
            name_of=promises.name_of,
            **values,
        )
    )


def _year(office: Reception, promises: PromisesOffice, request: Request) -> int:
    typed = request.query.get("year", "")
    if not typed:
        return year_of(office.today, promises.rules.year_starts)
    if not re.fullmatch(r"20[0-9]{2}", typed):
        raise Problem.not_found("There is no such year. Choose one from the reports.")
    return int(typed)


def promise_rows(report: PromisesReport) -> list[Row]:
    """A row for each team: what the chart and the table on the page show."""
    return [
        {
            "team": each.team.name,
            "kind": each.team.kind.value,
            "owed_so_far": each.owed,
            "kept_on_time": each.on_time,
            "kept_late": each.late,
            "not_kept": each.not_kept,
            "to_come": each.to_come,
        }
        for each in report.teams
    ]


def audit_rows(report: AuditsReport, promises: PromisesOffice) -> list[Row]:
    """A row for each action: the list for the business plan."""
    return [
        {
            "team": each.team.name,
            "piece": each.statement.piece.value,
            "statement": each.statement.words,
            "action": each.action.what,
            "who": promises.name_of(each.action.owner),
            "by": each.action.by.isoformat(),
            "done_on": each.done_on.isoformat() if each.done_on else "",
        }
        for each in report.actions
    ]


def people_rows(report: AuditsReport) -> list[Row]:
    """A row for each signed audit: how many answered for themselves, and how they and the team differ."""
    return [
        {
            "team": each.team.name,
            "people": f"fewer than {LEAST_SHOWN}" if each.people is None else each.people,
            **{difference.value: each.differences[difference] for difference in Difference if each.people},
        }
        for each in report.heard
    ]


def _promise_values(report: PromisesReport) -> dict[str, Any]:
    bars = [Bar(name=each.team.name, numbers=(each.on_time, each.late, each.not_kept)) for each in report.teams]
    parts = ("Kept on time", "Kept late", "Not kept")
    return {"report": report, "chart": stacked_bars("Promises kept by each team", parts, bars) if _any(bars) else ""}


def _audit_values(report: AuditsReport) -> dict[str, Any]:
    bars = [
        Bar(name=statement.words, numbers=tuple(levels[each] for each in reversed(Level)))
        for statement, levels in report.levels
    ]
    parts = [each.value.capitalize() for each in reversed(Level)]
    return {
        "report": report,
        "levels": Level,
        "differences": Difference,
        "least_shown": LEAST_SHOWN,
        "chart": stacked_bars("How far teams say that they have come", parts, bars) if _any(bars) else "",
    }


def _any(bars: Sequence[Bar]) -> bool:
    return any(sum(each.numbers) for each in bars)
