"""Who is reached, year by year: as a page that prints, as CSV and as JSON. All three are made from the same bands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from aws_lambda_powertools.event_handler import Response
from markupsafe import Markup, escape

from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.disclosure import LEAST, Band
from takepart.domain.people.equality import Answer, Equality, EqualityStage, Question, quarters_over
from takepart.domain.people.outreach import Outreach
from takepart.domain.people.reach import ENOUGH, Reach, ReachRow, ReachStanding
from takepart.use_cases.office import Right
from takepart.use_cases.reach.figures import YearReached, year_reached
from takepart.web import responses
from takepart.web.office.reach.desk import ReachOffice
from takepart.web.office.reception import BeforeSignIn
from takepart.web.problems import Problem
from takepart.web.route import Answer as Page
from takepart.web.route import Call, NoForm, Routes

_WIDTH, _BAR, _KEY, _NAME, _GAP = 340, 18, 26, 22, 12
_LONGEST: Final = 282
"""The longest bar of a chart, which leaves room for its number."""
_INK: Final = "#1f2430"
_LONGEST_NAME: Final = 42


def reach_chart(reach: Reach) -> Markup:
    """The chart of one question; nothing when there is nothing to draw."""
    if not any(cell.about is not None for row in reach.rows for cell in row.cells.values()):
        return Markup("")
    parts = (["Live here"] if reach.population else []) + [stage.plain for stage in EqualityStage]
    fills = [_INK, f"url(#{reach.question.id}-lines)", f"url(#{reach.question.id}-dots)", "#ffffff"][4 - len(parts) :]
    row_height = _NAME + len(parts) * _BAR + _GAP
    height = _KEY * len(parts) + _GAP + row_height * len(reach.rows)
    title = f"{reach.question.words} Per cent of the answers. The table has the numbers"
    drawn = [
        f'<svg class="tp-bars" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg" font-size="14" fill="{_INK}">',
        _patterns(reach.question.id),
    ]
    for number, (part, fill) in enumerate(zip(parts, fills, strict=True)):
        top = number * _KEY
        drawn.append(f'<rect x="1" y="{top + 2}" width="20" height="16" fill="{fill}" stroke="{_INK}"/>')
        drawn.append(f'<text x="30" y="{top + 15}">{escape(part)}</text>')
    most = max(share or 0 for row in reach.rows for share in _shares(row)) or 1
    for number, row in enumerate(reach.rows):
        drawn += _bars(row, fills, most=most, top=_KEY * len(parts) + _GAP + number * row_height)
    return Markup("".join([*drawn, "</svg>"]))  # noqa: S704 - every word in it was escaped


def _shares(row: ReachRow) -> list[float | None]:
    shares: list[float | None] = [float(row.here)] if row.here is not None else []
    return [*shares, *(row.cells[stage].about for stage in EqualityStage)]


def _bars(row: ReachRow, fills: list[str], *, most: float, top: int) -> list[str]:
    name = row.answer.name
    name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    found = [f'<text x="0" y="{top + 15}" font-weight="bold">{escape(name)}</text>']
    for number, (share, fill) in enumerate(zip(_shares(row), fills, strict=True)):
        y = top + _NAME + number * _BAR
        if share is None:
            found.append(f'<text x="2" y="{y + 12}" font-size="12">too few to show</text>')
            continue
        width = max(_LONGEST * share / most, 1)
        found.append(f'<rect x="1" y="{y}" width="{width:.1f}" height="{_BAR - 4}" fill="{fill}" stroke="{_INK}"/>')
        found.append(f'<text x="{width + 6:.1f}" y="{y + 12}" font-size="12">{share:g}%</text>')
    return found


def _patterns(id: str) -> str:
    return (
        f'<defs><pattern id="{id}-lines" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/>'
        '<rect width="3" height="8" fill="#0f6b4f"/></pattern>'
        f'<pattern id="{id}-dots" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<rect width="7" height="7" fill="#fff"/><circle cx="3.5" cy="3.5" r="1.6" fill="#6a4a0b"/></pattern></defs>'
    )


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
    return site.html(
        call,
        "office/reach/reach.html",
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


@routes.get("/who-takes-part", right=BeforeSignIn.OPEN)
def for_everyone(call: Call[ReachOffice, NoForm]) -> Page:
    """The table of those who came, this year or the last whole one."""
    office = call.site
    rules = office.policy.equality
    if rules is None or not rules.public:
        raise Problem.not_found()
    year = latest_year(rules, office.today)
    found = year_reached(year, figures=call.site.figures, rules=rules, today=office.today)
    return call.html(
        office.render(
            "equality/who_takes_part.html",
            tables=[each for each in found.tables if each.is_shown_at(EqualityStage.TAKING_PART)],
            came=EqualityStage.TAKING_PART,
            shown=shown,
            year=year_name(year),
            least=LEAST,
        )
    )
