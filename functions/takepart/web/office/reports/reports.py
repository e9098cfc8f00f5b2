"""The four reports: a team's, the engagement group's pack, the board's quarter and the annual report.

What they need from the rest is handed over by ``assurance_office.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from takepart.domain.assurance.rules import Team
from takepart.domain.assurance.years import year_name
from takepart.domain.figures.figure import Period
from takepart.use_cases.assurance.reports import PromisesReport, RecommendationStore, audits_report, promises_report
from takepart.use_cases.figures.ports import FigureStore
from takepart.use_cases.figures.reading import Numbers, PeriodFigures, figures_of
from takepart.use_cases.stores import DamagedRecord
from takepart.web.office.assurance.desk import PromisesOffice, PromisesSite
from takepart.web.office.reports import counted, kept
from takepart.web.office.reports.sections import Section

if TYPE_CHECKING:
    from takepart.use_cases.voice.ports import VoiceFigures  # with all of complaints


class ReportsOffice:
    """The figures, the promises, what is recommended, and how much of what people said was answered."""

    def __init__(
        self,
        *,
        promises: PromisesOffice,
        figures: FigureStore,
        recommendations: RecommendationStore,
        voice: VoiceFigures | None = None,
    ) -> None:
        self.promises, self.figures, self.recommendations = promises, figures, recommendations
        self.voice = voice
        """None where people are heard elsewhere."""


class ReportsSite(PromisesSite):
    """The office, with all that the reports are made of."""

    section = "reports"

    def __init__(self, counted: ReportsOffice, **reception: Any) -> None:
        super().__init__(counted.promises, **reception)
        self.counted = counted


@dataclass(frozen=True, kw_only=True)
class ReportAsked:
    """Which report of which period; a team's of which team."""

    period: Period
    team: Team | None = None
    today: date

    @property
    def is_whole_year(self) -> bool:
        """Whether it is about a whole year."""
        return not self.period.quarter


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of the four: what it is called, what it is for, and what is in it."""

    name: str
    title: str
    about: str
    quarterly: bool
    """Whether it is about one quarter; a team's can be about the whole year as well."""
    make: Callable[[ReportsOffice, ReportAsked], Sequence[Section]]
    of_team: bool = False


def _team(desk: ReportsOffice, asked: ReportAsked) -> list[Section]:
    if asked.team is None:
        raise ValueError("a team's report is of a team")
    found = figures_of((asked.period, asked.period.before), store=desk.figures)
    numbers, before = (each.of_team(asked.team.id) for each in found.values())
    promises = _promises(desk, asked)
    ours = [each for each in promises.teams if each.team.id == asked.team.id]
    return [
        counted.at_a_glance(_beside(asked, numbers, before)),
        counted.people(numbers),
        counted.levels(numbers),
        counted.kinds(numbers),
        counted.you_said(numbers),
        counted.money(numbers),
        counted.claims(numbers),
        kept.promises_by_team(ours),
    ]


def _group(desk: ReportsOffice, asked: ReportAsked) -> list[Section]:
    found = figures_of((asked.period, asked.period.before), store=desk.figures)
    numbers = found[asked.period].of()
    promises = _promises(desk, asked)
    return [
        counted.at_a_glance(_beside(asked, numbers, found[asked.period.before].of()), money=False),
        counted.people(numbers),
        counted.levels(numbers),
        counted.kinds(numbers),
        *_said(desk, asked),
        counted.you_said(numbers),
        kept.promises_by_promise(promises.promises),
    ]


def _board(desk: ReportsOffice, asked: ReportAsked) -> list[Section]:
    found = figures_of((asked.period, asked.period.before), store=desk.figures)
    now = found[asked.period]
    numbers = now.of()
    promises = _promises(desk, asked)
    return [
        counted.at_a_glance(_beside(asked, numbers, found[asked.period.before].of())),
        counted.people(numbers),
        counted.levels(numbers),
        counted.kinds(numbers),
        _teams(desk, asked, now),
        counted.money(numbers),
        counted.claims(numbers),
        *_said(desk, asked),
        counted.you_said(numbers),
        kept.promises_by_team(promises.teams),
        kept.audits(audits_report(asked.period.year, promises=desk.promises)),
    ]


def _annual(desk: ReportsOffice, asked: ReportAsked) -> list[Section]:
    quarters = asked.period.quarters
    found = figures_of((asked.period, asked.period.before, *quarters), store=desk.figures)
    now = found[asked.period]
    numbers = now.of()
    promises = _promises(desk, asked)
    return [
        counted.at_a_glance(_beside(asked, numbers, found[asked.period.before].of())),
        counted.people(numbers),
        counted.quarters([(_span(desk, each), found[each].of()) for each in quarters]),
        counted.levels(numbers),
        counted.kinds(numbers),
        _teams(desk, asked, now),
        counted.money(numbers),
        counted.claims(numbers),
        *_said(desk, asked),
        counted.you_said(numbers),
        kept.promises_by_promise(promises.promises),
        kept.promises_by_team(promises.teams),
        kept.audits(audits_report(asked.period.year, promises=desk.promises)),
        _recommended(desk, asked),
    ]


REPORTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(
                name="board",
                title="The board's quarter",
                about="Everything in one quarter: who took part, what it changed, what it cost, and promises kept.",
                quarterly=True,
                make=_board,
            ),
            Kind(
                name="engagement-group",
                title="Quarterly pack for the engagement group",
                about="Who took part, what people said, what we did about it, and promises kept. No money.",
                quarterly=True,
                make=_group,
            ),
            Kind(
                name="team",
                title="A team's report",
                about="One team's quarter or year: its people, its sessions, its answers, its money and its promises.",
                quarterly=True,
                make=_team,
                of_team=True,
            ),
            Kind(
                name="annual",
                title="Annual report",
                about="The whole year, quarter by quarter and team by team, and what it recommends.",
                quarterly=False,
                make=_annual,
            ),
        )
    }
)
"""The reports by their names in addresses."""


def _beside(asked: ReportAsked, now: Numbers, before: Numbers) -> list[tuple[str, Numbers]]:
    return [(asked.period.plain, now), (f"Before: {asked.period.before.plain}", before)]


def _promises(desk: ReportsOffice, asked: ReportAsked) -> PromisesReport:
    """Of the year, up to the end of the period or today."""
    _, last = asked.period.days(desk.promises.rules.year_starts)
    up_to = min(asked.today, last + timedelta(days=1))
    return promises_report(asked.period.year, promises=desk.promises, today=up_to)


def _said(desk: ReportsOffice, asked: ReportAsked) -> list[Section]:
    """Months that are not over say nothing; an organisation that hears people elsewhere has no such section."""
    if desk.voice is None:
        return []
    names = asked.period.months(desk.promises.rules.year_starts)
    return [
        counted.said(
            [month.told for month in desk.voice.months([each for each in names if each < f"{asked.today:%Y-%m}"])]
        )
    ]


def _recommended(desk: ReportsOffice, asked: ReportAsked) -> Section:
    """A damaged one is told in its own section: the rest of the report stands."""
    found = None
    with suppress(DamagedRecord):
        found = desk.recommendations.of_year(asked.period.year)
    return kept.recommendations(asked.period.year, found)


def _there(desk: ReportsOffice, asked: ReportAsked) -> list[Team]:
    """The teams that were open in the period, and the organisation."""
    first, last = asked.period.days(desk.promises.rules.year_starts)
    return [team for team in desk.promises.rules.owners if team.starts <= last and not team.is_closed(first)]


def _teams(desk: ReportsOffice, asked: ReportAsked, figures: PeriodFigures) -> Section:
    there = _there(desk, asked)
    query = f"year={asked.period.year}&quarter={asked.period.quarter or 'all'}"
    return counted.teams(figures, there, {team.id: f"/office/reports/team?team={team.id}&{query}" for team in there})


def _span(desk: ReportsOffice, period: Period) -> str:
    first, last = period.days(desk.promises.rules.year_starts)
    return f"{first:%B %Y} to {last:%B %Y}"


def title_of(kind: Kind, asked: ReportAsked) -> str:
    """``The board's quarter, July to September 2026-27`` and the like: what stands on the first line."""
    named = f"Report of {asked.team.name}" if asked.team else kind.title
    when = year_name(asked.period.year) if asked.is_whole_year else asked.period.plain.lower()
    return f"{named}, {when}"
