"""Reports for the board: promises and audits of a year, as a page that prints, as CSV and as JSON; all three agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from takepart.domain.assurance.audit import Difference, Level
from takepart.domain.assurance.years import year_name
from takepart.domain.disclosure import LEAST, or_more
from takepart.use_cases.assurance.reports import AuditsReport, PromisesReport, audits_report, promises_report
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.charts import Bar, stacked_bars
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, Row, as_csv, download

routes: Routes[PromisesSite] = Routes("assurance-office", right=Right.PROMISES)
Asking = Call[PromisesSite, NoForm]


class _Told(NamedTuple):
    """One report of a year: what its page shows, its rows, and what only a program reads."""

    values: dict[str, Any]
    rows: list[Row]
    more: dict[str, list[Row]]


def _promises(call: Asking) -> _Told:
    """How each team and each promise stands."""
    promises = call.site.promises
    report = promises_report(call.site.year(call.request), promises=promises, today=call.site.today)
    return _Told(_promise_values(report), promise_rows(report), {})


def _audits(call: Asking) -> _Told:
    """What teams say about themselves, what they will do, and how people differ."""
    report = audits_report(call.site.year(call.request), promises=call.site.promises)
    return _Told(_audit_values(report), audit_rows(report, call.site.promises), {"people": people_rows(report)})


def page(call: Asking, *, what: str, told: Callable[[Asking], _Told]) -> Answer:
    """One of them, to look at and to print."""
    year, template = call.site.year(call.request), f"office/assurance/report_{what}.html"
    named, values = year_name(year), told(call).values
    return call.site.html(call, template, section="reports", year=year, year_name=named, **values)


def csv_file(call: Asking, *, what: str, told: Callable[[Asking], _Told]) -> Answer:
    """The same for a spreadsheet."""
    return download(as_csv(told(call).rows), CSV, f"{what}-{year_name(call.site.year(call.request))}.csv")


def json_file(call: Asking, *, what: str, told: Callable[[Asking], _Told]) -> Answer:
    """The same for a program."""
    year, up_to = year_name(call.site.year(call.request)), call.site.today.isoformat()
    _, rows, more = told(call)
    return responses.as_json({"report": what, "year": year, "up_to": up_to, "rows": rows, **more})


for _what, _told in (("promises", _promises), ("audits", _audits)):
    for _ending, _answer in (("", page), (".csv", csv_file), (".json", json_file)):
        routes.get(f"/office/reports/{_what}{_ending}")(partial(_answer, what=_what, told=_told))


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
            "people": or_more(each.people),
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
        "least_shown": LEAST,
        "chart": stacked_bars("How far teams say that they have come", parts, bars) if _any(bars) else "",
    }


def _any(bars: Sequence[Bar]) -> bool:
    return any(sum(each.numbers) for each in bars)
