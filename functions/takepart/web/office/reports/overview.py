"""The sections that lay figures side by side: the main ones, team by team, quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takepart.domain.assurance.rules import Team
from takepart.domain.figures.figure import Figure
from takepart.use_cases.figures.reading import Numbers, PeriodFigures
from takepart.web.office.reports.how import HIDDEN
from takepart.web.office.reports.sections import Cell, ReportRow, Section, chart, hours, number, pounds, words


def at_a_glance(columns: Sequence[tuple[str, Numbers]], *, money: bool = True) -> Section:
    """The main figures, beside those of the period before."""
    rows: list[tuple[str, str, list[Cell]]] = [
        ("People who took part", "people", [number(_people(each)) for _, each in columns]),
        ("Attendances", "attendances", [number(each.together(Figure.ATTENDANCES)) for _, each in columns]),
        ("Hours", "hours", [hours(each.together(Figure.MINUTES)) for _, each in columns]),
        ("Sessions held", "sessions", [number(each.of(Figure.SESSIONS)) for _, each in columns]),
        ("“You said, we did” published", "you-said", [number(each.of(Figure.YOU_SAID)) for _, each in columns]),
        ("Questionnaires closed", "questionnaires", [number(each.of(Figure.QUESTIONNAIRES)) for _, each in columns]),
    ]
    if money:
        rows += [
            ("Money paid", "money", [pounds(each.of(Figure.MONEY)) for _, each in columns]),
            ("Claims paid", "claims-paid", [number(each.of(Figure.CLAIMS_PAID)) for _, each in columns]),
            ("Paid by the promised day", "paid-in-time", [_in_time(each) for _, each in columns]),
        ]
    return Section(
        id="glance",
        title="At a glance",
        columns=("Figure", *(name for name, _ in columns)),
        rows=tuple(ReportRow(name=name, how=how, cells=tuple(cells)) for name, how, cells in rows),
    )


def teams(figures: PeriodFigures, all_teams: Sequence[Team], addresses: Mapping[str, str]) -> Section:
    """Each team's main figures, with a way to its own report."""
    found = figures.people_by_team(all_teams)
    numbers = {team.id: figures.of_team(team.id) for team in all_teams}
    return Section(
        id="teams",
        title="Team by team",
        columns=("Team", "People", "Attendances", "Sessions held", "You said, we did", "Money paid"),
        rows=tuple(
            ReportRow(
                name=team.name,
                address=addresses[team.id],
                cells=(
                    number(found[team.id]),
                    number(None if found[team.id] is None else numbers[team.id].together(Figure.ATTENDANCES)),
                    number(numbers[team.id].of(Figure.SESSIONS)),
                    number(numbers[team.id].of(Figure.YOU_SAID)),
                    pounds(numbers[team.id].of(Figure.MONEY)),
                ),
            )
            for team in all_teams
        ),
        how=("team", "people", "attendances", "sessions", "you-said", "money", HIDDEN),
        chart=chart(
            "Sessions held by each team",
            ("Sessions",),
            {team.name: (numbers[team.id].of(Figure.SESSIONS),) for team in all_teams},
        ),
    )


def quarters(found: Sequence[tuple[str, Numbers]]) -> Section:
    """A year, quarter by quarter."""
    return Section(
        id="quarters",
        title="Quarter by quarter",
        columns=("Quarter", "People", "Attendances", "Hours", "Sessions held", "Money paid"),
        rows=tuple(
            ReportRow(
                name=name,
                cells=(
                    number(_people(each)),
                    number(each.together(Figure.ATTENDANCES)),
                    hours(each.together(Figure.MINUTES)),
                    number(each.of(Figure.SESSIONS)),
                    pounds(each.of(Figure.MONEY)),
                ),
            )
            for name, each in found
        ),
        how=("people", "attendances", "hours", "sessions", "money", HIDDEN),
        chart=chart(
            "Sessions held in each quarter",
            ("Sessions",),
            {name: (each.of(Figure.SESSIONS),) for name, each in found},
        ),
    )


def _people(numbers: Numbers) -> int | None:
    return numbers.people.total


def _in_time(numbers: Numbers) -> Cell:
    paid = numbers.of(Figure.CLAIMS_PAID)
    return words(f"{numbers.of(Figure.PAID_IN_TIME)} of {paid}") if paid else words("None paid")
