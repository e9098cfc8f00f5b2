"""Reports for the board: promises, audits and maps of a year, as a page that prints, as CSV and as JSON; all agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from takepart.domain.assurance.audit import Difference, Level
from takepart.domain.assurance.level_map import highest
from takepart.domain.assurance.rules import KeeperId
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.disclosure import LEAST, or_more
from takepart.use_cases.assurance.draw_map import WholeMap, whole_map
from takepart.use_cases.assurance.reports import AuditsReport, PromisesReport, audits_report, promises_report
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.charts import Bar, stacked_bars
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.problems import Problem
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


def _map(call: Call[PromisesSite, NoForm]) -> WholeMap:
    promises = call.site.promises
    found = whole_map(call.site.year(call.request), promises=promises)
    if found is None:
        raise Problem.not_found("The policy has no map. Add [assurance.map] to its file first.")
    return found


@routes.get("/office/map")
def show_map(call: Call[PromisesSite, NoForm]) -> Answer:
    """The grid, to look at and to print."""
    site, found = call.site, _map(call)
    return site.html(
        call,
        "office/assurance/map.html",
        map=found,
        this=year_of(site.today, site.promises.rules.year_starts),
        highest=highest,
        champion=lambda each: champion(site.promises, each.map.drawing.champion if each.map else None),
    )


@routes.get("/office/map/map.csv")
def map_csv(call: Call[PromisesSite, NoForm]) -> Answer:
    """The same for a spreadsheet."""
    found = _map(call)
    return download(as_csv(rows(found, call.site.promises)), CSV, f"map-{year_name(found.year)}.csv")


@routes.get("/office/map/map.json")
def map_json(call: Call[PromisesSite, NoForm]) -> Answer:
    """The same for a program."""
    found = _map(call)
    told = rows(found, call.site.promises)
    return responses.as_json({"report": "map", "year": year_name(found.year), "rows": told})


def champion(promises: PromisesOffice, id: KeeperId | None) -> str:
    """Who it is, by what they do, and how to reach them."""
    keeper = promises.rules.keeper(id) if id else None
    return f"{keeper.name}, {keeper.email}" if keeper else ""


def rows(found: WholeMap, promises: PromisesOffice) -> list[Row]:
    """A row for each team and place in the work: the levels, the highest of them, an example, the gaps."""
    return [
        {
            "team": each.team.name,
            "kind": each.team.kind.value,
            "where": sphere.name,
            **{
                level.name: "yes" if each.map and level.id in each.map.drawing.place(sphere.id).levels else "no"
                for level in found.rules.levels
            },
            "highest": reached.name
            if each.map and (reached := highest(each.map.drawing.place(sphere.id), found.rules))
            else "",
            "example": each.map.drawing.place(sphere.id).example if each.map else "",
            "champion": champion(promises, each.map.drawing.champion if each.map else None),
            "next": each.map.drawing.next if each.map else "",
            "gaps": ". ".join(each.gaps),
        }
        for each in found.teams
        for sphere in found.rules.spheres
    ]
