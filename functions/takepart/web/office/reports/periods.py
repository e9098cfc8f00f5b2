"""Which period and which team somebody asked for, by an address that they may have typed."""

from __future__ import annotations

import re
from typing import Final

from takepart.domain.assurance.rules import Team, TeamId, UnknownTeam
from takepart.domain.assurance.years import year_of
from takepart.domain.figures.period import QUARTERS, Period
from takepart.web.office.reception import Reception
from takepart.web.office.reports.desk import ReportsOffice
from takepart.web.office.reports.reports import Asked, Kind
from takepart.web.problems import Problem
from takepart.web.requests import Request

WHOLE_YEAR: Final = "all"


def asked_in(request: Request, office: Reception, desk: ReportsOffice, kind: Kind) -> Asked:
    """What was chosen; this quarter or this year when nothing was. Raises Problem 404."""
    year, quarter = year_in(request, office, desk), request.query.get("quarter", "")
    if not kind.quarterly:
        return Asked(period=Period(year), today=office.today)
    this = Period.of(office.today, desk.promises.rules.year_starts)
    chosen = quarter or str(this.quarter if year == this.year else QUARTERS[-1])
    if chosen not in (*map(str, QUARTERS), *((WHOLE_YEAR,) if kind.of_team else ())):
        raise Problem.not_found("There is no such quarter. Choose one from the reports.")
    period = Period(year) if chosen == WHOLE_YEAR else Period(year, int(chosen))
    team = _team(desk, request.query.get("team", "")) if kind.of_team else None
    return Asked(period=period, team=team, today=office.today)


def year_in(request: Request, office: Reception, desk: ReportsOffice) -> int:
    """The year that was chosen; this year when none was. Raises Problem 404."""
    typed = request.query.get("year", "") or str(year_of(office.today, desk.promises.rules.year_starts))
    if not re.fullmatch(r"20[0-9]{2}", typed):
        raise Problem.not_found("There is no such year. Choose one from the reports.")
    return int(typed)


def _team(desk: ReportsOffice, id: str) -> Team:
    rules = desk.promises.rules
    try:
        return rules.team(TeamId(id)) if id else rules.owners[0]
    except UnknownTeam as error:
        raise Problem.not_found("There is no such team. Choose one from the reports.") from error
