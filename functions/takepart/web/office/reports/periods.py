"""Which period and which team somebody asked for, by an address that they may have typed."""

from __future__ import annotations

from typing import Any, Final

from takepart.domain.assurance.rules import Assurance, Team, TeamId, UnknownTeam
from takepart.domain.figures.period import QUARTERS, Period
from takepart.web.office.reports.desk import ReportsSite
from takepart.web.office.reports.reports import Asked, Kind
from takepart.web.problems import Problem
from takepart.web.route import Call

WHOLE_YEAR: Final = "all"


def asked_in(call: Call[ReportsSite, Any], kind: Kind) -> Asked:
    """What was chosen; this quarter or this year when nothing was. Raises Problem 404."""
    site, query = call.site, call.request.query
    year, quarter = site.year(call.request), query.get("quarter", "")
    if not kind.quarterly:
        return Asked(period=Period(year), today=site.today)
    this = Period.of(site.today, site.promises.rules.year_starts)
    chosen = quarter or str(this.quarter if year == this.year else QUARTERS[-1])
    if chosen not in (*map(str, QUARTERS), *((WHOLE_YEAR,) if kind.of_team else ())):
        raise Problem.not_found("There is no such quarter. Choose one from the reports.")
    period = Period(year) if chosen == WHOLE_YEAR else Period(year, int(chosen))
    team = _team(site.promises.rules, query.get("team", "")) if kind.of_team else None
    return Asked(period=period, team=team, today=site.today)


def _team(rules: Assurance, id: str) -> Team:
    try:
        return rules.team(TeamId(id)) if id else rules.owners[0]
    except UnknownTeam as error:
        raise Problem.not_found("There is no such team. Choose one from the reports.") from error
