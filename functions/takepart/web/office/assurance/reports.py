"""Reports for the board: promises and audits of a year, as a page that prints, as CSV and as JSON; all three agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from takepart.domain.assurance.levels import LEAST_SHOWN, Difference, Level
from takepart.domain.assurance.years import year_name
from takepart.use_cases.assurance.reports import AuditsReport, PromisesReport, audits_report, promises_report
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.charts import Bar, stacked_bars
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, Row, as_csv, download

routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)
Asking = Call[PromisesSite, NoForm]


def _promises(call: Asking) -> PromisesReport:
    kept = call.site.promises
    return promises_report(call.site.year(call.request), promises=kept, today=call.site.today)


def _audits(call: Asking) -> AuditsReport:
    kept = call.site.promises
    return audits_report(call.site.year(call.request), promises=kept)


def _page(call: Asking, what: str, values: dict[str, Any]) -> Answer:
    year, template = call.site.year(call.request), f"office/assurance/report_{what}.html"
    named = year_name(year)
    return call.site.html(call, template, section="reports", year=year, year_name=named, **values)


def _csv(call: Asking, what: str, rows: Sequence[Row]) -> Answer:
    return download(as_csv(rows), CSV, f"{what}-{year_name(call.site.year(call.request))}.csv")


def _json(call: Asking, what: str, rows: Sequence[Row], **more: Sequence[Row]) -> Answer:
    year, up_to = year_name(call.site.year(call.request)), call.site.today.isoformat()
    return responses.as_json({"report": what, "year": year, "up_to": up_to, "rows": rows, **more})


@routes.get("/office/reports/promises")
def promises_page(call: Asking) -> Answer:
    """How each team and each promise stands."""
    return _page(call, "promises", _promise_values(_promises(call)))


@routes.get("/office/reports/promises.csv")
def promises_csv(call: Asking) -> Answer:
    """The same for a spreadsheet."""
    return _csv(call, "promises", promise_rows(_promises(call)))


@routes.get("/office/reports/promises.json")
def promises_json(call: Asking) -> Answer:
    """The same for a program."""
    return _json(call, "promises", promise_rows(_promises(call)))


@routes.get("/office/reports/audits")
def audits_page(call: Asking) -> Answer:
    """What teams say about themselves, and what they will do."""
    return _page(call, "audits", _audit_values(_audits(call)))


@routes.get("/office/reports/audits.csv")
def audits_csv(call: Asking) -> Answer:
    """The actions, for the business plan."""
    return _csv(call, "audits", audit_rows(_audits(call), call.site.promises))


@routes.get("/office/reports/audits.json")
def audits_json(call: Asking) -> Answer:
    """The actions and how people differ, for a program."""
    audits = _audits(call)
    return _json(call, "audits", audit_rows(audits, call.site.promises), people=people_rows(audits))


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
