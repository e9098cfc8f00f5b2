"""The pages of the reports: to look at, to print, as CSV and as JSON; how each figure is counted; what to recommend."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from wtforms.validators import StopValidation

from takepart.domain.assurance.rules import Assurance, Team, TeamId, UnknownTeam
from takepart.domain.assurance.years import year_name, year_of
from takepart.domain.figures.figure import QUARTERS, Period
from takepart.use_cases.assurance.reports import recommend
from takepart.use_cases.office import Right
from takepart.web import responses
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import LongWords
from takepart.web.office.reports.how import HOW
from takepart.web.office.reports.reports import REPORTS, Kind, ReportAsked, ReportsSite, title_of
from takepart.web.office.reports.sections import counted_in, flat, nested
from takepart.web.problems import Problem
from takepart.web.requests import number_in
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, as_csv, download

routes: Routes[ReportsSite] = Routes("assurance-office", right=Right.REPORTS)
_YEARS: Final = 5
"""How many years the pickers offer."""
WHOLE_YEAR: Final = "all"


def asked_in(call: Call[ReportsSite, Any], kind: Kind) -> ReportAsked:
    """What was chosen; this quarter or this year when nothing was. Raises Problem 404."""
    site, query = call.site, call.request.query
    year, quarter = site.year(call.request), query.get("quarter", "")
    if not kind.quarterly:
        return ReportAsked(period=Period(year), today=site.today)
    this = Period.of(site.today, site.promises.rules.year_starts)
    chosen = quarter or str(this.quarter if year == this.year else QUARTERS[-1])
    if chosen not in (*map(str, QUARTERS), *((WHOLE_YEAR,) if kind.of_team else ())):
        raise Problem.not_found("There is no such quarter. Choose one from the reports.")
    period = Period(year) if chosen == WHOLE_YEAR else Period(year, int(chosen))
    team = _team(site.promises.rules, query.get("team", "")) if kind.of_team else None
    return ReportAsked(period=period, team=team, today=site.today)


def _team(rules: Assurance, id: str) -> Team:
    try:
        return rules.team(TeamId(id)) if id else rules.owners[0]
    except UnknownTeam as error:
        raise Problem.not_found("There is no such team. Choose one from the reports.") from error


@routes.get("/office/reports")
def every(call: Call[ReportsSite, NoForm]) -> Answer:
    """All reports, and the periods that people ask for most."""
    site = call.site
    this = Period.of(site.today, site.promises.rules.year_starts)
    return site.html(
        call,
        "office/assurance/reports.html",
        years=[(year, year_name(year)) for year in (this.year, this.year - 1)],
        reports=REPORTS.values(),
        quarters=(this, this.before),
        teams=site.promises.rules.owners,
    )


@routes.get("/office/reports/how-we-count")
def how(call: Call[ReportsSite, NoForm]) -> Answer:
    """How each figure is counted."""
    return call.site.html(call, "office/reports/how.html", how=HOW)


def one(call: Call[ReportsSite, NoForm], *, kind: Kind) -> Answer:
    """One report, to look at and to print."""
    site, asked = call.site, asked_in(call, kind)
    sections = kind.make(site.counted, asked)
    first, last = asked.period.days(site.promises.rules.year_starts)
    this = year_of(site.today, site.promises.rules.year_starts)
    chosen = {"year": str(asked.period.year), "quarter": str(asked.period.quarter or WHOLE_YEAR)}
    if asked.team:
        chosen["team"] = asked.team.id
    return site.html(
        call,
        "office/reports/report.html",
        kind=kind,
        title=title_of(kind, asked),
        asked=asked,
        sections=sections,
        how=HOW,
        counted_here=counted_in(sections),
        first=first,
        last=last,
        years=[(year, year_name(year)) for year in range(this, this - _YEARS, -1)],
        quarters=QUARTERS,
        whole_year=WHOLE_YEAR,
        teams=site.promises.rules.owners,
        query=urlencode(chosen),
    )


def csv_file(call: Call[ReportsSite, NoForm], *, kind: Kind) -> Answer:
    """The same for a spreadsheet."""
    asked = asked_in(call, kind)
    parts = (kind.name, asked.team.id if asked.team else "", asked.period.name)
    return download(as_csv(flat(kind.make(call.site.counted, asked))), CSV, f"{'-'.join(filter(None, parts))}.csv")


def json_file(call: Call[ReportsSite, NoForm], *, kind: Kind) -> Answer:
    """The same for a program."""
    asked = asked_in(call, kind)
    return responses.as_json(
        {
            "report": kind.name,
            "title": title_of(kind, asked),
            "period": asked.period.name,
            "team": asked.team.id if asked.team else None,
            "up_to": call.site.today.isoformat(),
            "sections": nested(kind.make(call.site.counted, asked)),
        }
    )


for _kind in REPORTS.values():
    routes.get(f"/office/reports/{_kind.name}")(partial(one, kind=_kind))
    routes.get(f"/office/reports/{_kind.name}.csv")(partial(csv_file, kind=_kind))
    routes.get(f"/office/reports/{_kind.name}.json")(partial(json_file, kind=_kind))


ADDRESS: Final = "/office/reports/annual/recommendations"
MOST: Final = 30
_LONGEST: Final = 500
_SINCE: Final = (
    "Somebody else has changed them since you opened this page. What stands there now is below: "
    "add it to yours or leave it out, and save again"
)


class RecommendationsForm(PageForm):
    """One recommendation a line."""

    texts = LongWords(
        "What does the report recommend?",
        most=MOST * _LONGEST,
        what="This",
        hint="One on each line. Say who should do what. Leave out names and anything private.",
    )

    def validate_texts(self, _field: LongWords) -> None:
        """A report that recommends everything recommends nothing."""
        if len(self.lines) > MOST:
            raise StopValidation(f"Write {MOST} at most, one on each line")
        if any(len(line) > _LONGEST for line in self.lines):
            raise StopValidation(f"Each of them must be {_LONGEST} letters or less")

    @property
    def lines(self) -> tuple[str, ...]:
        """What was written, line by line."""
        return tuple(line for line in (self.texts.data or "").splitlines() if line)


@routes.get(ADDRESS, right=Right.PROMISES)
def show(call: Call[ReportsSite, Any]) -> Answer:
    """What is recommended, to change it. After a problem it still knows which version was seen."""
    found = call.site.counted.recommendations.of_year(call.site.year(call.request))
    changed, seen = call.status == HTTPStatus.CONFLICT, call.typed.get("seen", "")
    form = call.form
    if not isinstance(form, RecommendationsForm):
        form = RecommendationsForm({"texts": "\n".join(found.texts)}, call.site.rules)
    if changed:
        form.texts.errors = [_SINCE]
    return call.site.html(
        call,
        "office/reports/recommendations.html",
        form=form,
        year=found.year,
        year_name=year_name(found.year),
        seen=found.version if changed else seen or found.version,
        theirs=found.texts if changed else (),
    )


@routes.post(ADDRESS, form=RecommendationsForm, shown=show, right=Right.PROMISES)
def keep(call: Call[ReportsSite, RecommendationsForm]) -> Answer:
    """Write them down, as whoever saw that version wants them."""
    year, seen = call.site.year(call.request), number_in(call.typed.get("seen", ""))
    recommend(
        year,
        call.form.lines,
        seen=-1 if seen is None else seen,
        store=call.site.counted.recommendations,
        step=call.site.step(call),
    )
    return responses.see_other(f"/office/reports/annual?year={year}#recommendations")
