"""Who is reached, year by year: as a page that prints, as CSV and as JSON. All three are made from the same bands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aws_lambda_powertools.event_handler import Response

from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.people.equality import Answer, Equality, EqualityStage, Question, quarters_over
from takepart.domain.people.outreach import Outreach
from takepart.domain.people.reach import ENOUGH, Reach, ReachStanding
from takepart.domain.people.suppression import LEAST, Band
from takepart.use_cases.office import Right
from takepart.use_cases.reach.figures import YearReached, year_reached
from takepart.web import responses
from takepart.web.office.reach.chart import reach_chart
from takepart.web.office.reach.desk import ReachOffice
from takepart.web.problems import Problem
from takepart.web.route import Answer as Page
from takepart.web.route import Call, NoForm, Routes

_YEARS = 6
_PAGE = 100
routes: Routes[ReachOffice] = Routes("reach", right=Right.REACH)
Line = Mapping[str, str | int]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One group that is missing, at which stages, and whether something is planned."""

    question: Question
    answer: Answer
    stages: tuple[EqualityStage, ...]
    planned: bool


def year_choices(this: int, chosen: int) -> list[dict[str, object]]:
    """The years to choose from, for a drop-down list."""
    years = sorted({*(this - number for number in range(_YEARS)), chosen}, reverse=True)
    return [{"value": year, "text": year_name(year), "selected": year == chosen} for year in years]


def shown(band: Band) -> str:
    """A band in words: ``10 to 14``."""
    return f"Fewer than {LEAST}" if band.is_hidden else f"{band.low} to {band.high}"


def lines_of(found: YearReached) -> list[Line]:
    """A line for each group: what the page shows, and no more."""
    return [line for reach in found.tables for line in _lines(reach, found.year)]


def _lines(reach: Reach, year: int) -> list[Line]:
    lines: list[Line] = []
    for row in reach.rows:
        line: dict[str, str | int] = {
            "year": year_name(year),
            "question": reach.question.words,
            "group": row.answer.name,
            "live_here_percent": str(row.here) if row.here is not None else "",
        }
        for stage, cell in row.cells.items():
            name = stage.value.replace("-", "_")
            line |= {
                name: shown(cell.band),
                f"{name}_about_percent": "" if cell.about is None else cell.about,
                f"{name}_compared": cell.standing.plain if row.here is not None else "",
            }
        lines.append(line)
    return lines


@routes.get("/office/reach")
def page(call: Call[ReachOffice, NoForm]) -> Page:
    """The year's tables with charts, who is missing, and what is done about it."""
    site, rules = call.site, call.site.asked
    found = _year(call)
    this = year_of(site.today, rules.year_starts)
    to_do = _every(lambda start: site.outreaches.still_open(start=start, limit=_PAGE))
    known = [*to_do, *_closed(site, found.year), *_closed(site, found.year - 1)]
    open_groups = {(each.question, each.answer) for each in to_do}
    return call.html(
        site.page(
            "office/reach/reach.html",
            call.who,
            found=found,
            year_name=year_name,
            year_choices=year_choices(this, found.year),
            up_to=max((each.last_day(rules.year_starts) for each in found.quarters), default=None),
            charts={each.question.id: reach_chart(each) for each in found.tables},
            stages=tuple(EqualityStage),
            shown=shown,
            standing=ReachStanding,
            missing=_missing(found.tables, open_groups),
            actions=_by_question(known),
            least=LEAST,
            enough=ENOUGH,
            done=call.request.query.get("done", ""),
        )
    )


@routes.get("/office/reach/figures.csv")
def as_csv_file(call: Call[ReachOffice, NoForm]) -> Page:
    """The same lines for a spreadsheet."""
    from takepart.web.spreadsheet import as_csv  # only a download pays for this import

    found = _year(call)
    headers = {"Content-Disposition": f'attachment; filename="reach-{year_name(found.year)}.csv"'}
    body = as_csv(lines_of(found))
    return Response(status_code=200, content_type="text/csv; charset=utf-8", body=body, headers=dict(headers))


@routes.get("/office/reach/figures.json")
def as_json_file(call: Call[ReachOffice, NoForm]) -> Page:
    """The same lines for a program, with where the population's figures come from."""
    found, rules = _year(call), call.site.asked
    sources = [
        {"question": each.question, "counted": each.counted, "source": each.source, "year": each.year}
        for each in rules.populations
    ]
    told = {"year": year_name(found.year), "up_to": _up_to(found, rules), "population": sources}
    return responses.as_json({**told, "rows": lines_of(found)})


def _every(page_from: Callable[[str | None], tuple[Sequence[Outreach], str | None]]) -> list[Outreach]:
    """All of a list, page by page."""
    found, start = page_from(None)
    every = [*found]
    while start is not None:
        found, start = page_from(start)
        every += found
    return every


def _closed(site: ReachOffice, year: int) -> Sequence[Outreach]:
    return _every(lambda start: site.outreaches.closed_of(year, start=start, limit=_PAGE))


def _by_question(known: Sequence[Outreach]) -> dict[str, dict[int, list[Outreach]]]:
    """Actions by question, and by the year whose figures they follow from."""
    found: dict[str, dict[int, list[Outreach]]] = {}
    for each in known:
        found.setdefault(each.question, {}).setdefault(each.year, []).append(each)
    return found


def _missing(tables: Sequence[Reach], planned: set[tuple[str, str]]) -> list[Missing]:
    return [
        Missing(
            question=reach.question,
            answer=row.answer,
            stages=tuple(stage for stage, cell in row.cells.items() if cell.standing is ReachStanding.MISSING),
            planned=(reach.question.id, row.answer.id) in planned,
        )
        for reach in tables
        for row in reach.rows
        if row.is_missing
    ]


def _year(call: Call[ReachOffice, NoForm]) -> YearReached:
    rules, typed, today = call.site.asked, call.request.query.get("year", ""), call.site.today
    if typed and not re.fullmatch(r"20[0-9]{2}", typed):
        raise Problem.not_found("There is no such year. Choose one from the list.")
    year = int(typed) if typed else latest_year(rules, today)
    return year_reached(year, figures=call.site.figures, rules=rules, today=today)


def latest_year(rules: Equality, today: date) -> int:
    """This year, or the one before it until the first quarter of this one is over."""
    this = year_of(today, rules.year_starts)
    return this if quarters_over(this, today=today, starts=rules.year_starts) else this - 1


def _up_to(found: YearReached, rules: Equality) -> str:
    days = [each.last_day(rules.year_starts) for each in found.quarters]
    return max(days).isoformat() if days else ""
