"""The sections that come from the promises: how far they were kept, the yearly audits, what is recommended."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.domain.assurance.recommendations import Recommendations
from takepart.use_cases.assurance.public_promises import PromiseKept
from takepart.use_cases.assurance.reports import AuditsReport, TeamYear
from takepart.web.office.reports.sections import ReportRow, Section, chart, number, words

_PARTS = ("Kept on time", "Kept late", "Not kept")


def promises_by_team(found: Sequence[TeamYear]) -> Section:
    """How each team kept what it promised in the year so far."""
    return Section(
        id="promises",
        title="Promises kept in the year so far, by team",
        columns=("Team", "Owed so far", *_PARTS),
        rows=tuple(
            ReportRow(
                name=each.team.name,
                address=f"/office/promises/{each.team.id}",
                cells=(number(each.owed), number(each.on_time), number(each.late), number(each.not_kept)),
            )
            for each in found
        ),
        how=("promises",),
        chart=chart(
            "Promises kept by each team",
            _PARTS,
            {each.team.name: (each.on_time, each.late, each.not_kept) for each in found},
        ),
        empty="Nothing was due yet.",
    )


def promises_by_promise(found: Sequence[PromiseKept]) -> Section:
    """How far each promise was kept in the year so far, over all who owe it."""
    owed = [each for each in found if each.owed]
    return Section(
        id="each-promise",
        title="Promises kept in the year so far, promise by promise",
        columns=("Promise", "Owed so far", *_PARTS),
        rows=tuple(
            ReportRow(
                name=each.commitment.name,
                cells=(
                    number(each.owed),
                    number(each.kept - each.kept_late),
                    number(each.kept_late),
                    number(each.owed - each.kept),
                ),
            )
            for each in owed
        ),
        how=("promises",),
        chart=chart(
            "Promises kept",
            _PARTS,
            {
                each.commitment.name: (each.kept - each.kept_late, each.kept_late, each.owed - each.kept)
                for each in owed
            },
        ),
        empty="Nothing was due yet.",
    )


def audits(report: AuditsReport) -> Section:
    """Where the yearly audits stand."""
    stand = (
        ("Signed", report.signed),
        ("Begun, not signed yet", report.begun),
        ("Not begun", report.not_begun),
    )
    return Section(
        id="audits",
        title="Yearly audits",
        columns=("Where they stand", "Teams", "Which"),
        rows=tuple(
            ReportRow(name=name, cells=(number(len(teams)), words(", ".join(team.name for team in teams) or "None")))
            for name, teams in stand
        )
        if any(teams for _, teams in stand)
        else (),
        how=("audits",),
        chart=chart("Yearly audits", tuple(name for name, _ in stand), {"Teams": [len(teams) for _, teams in stand]}),
        empty="No team owes an audit in this year.",
    )


def recommendations(year: int, found: Recommendations | None) -> Section:
    """What the report recommends, as the staff who make it wrote it; None when that cannot be read."""
    texts = found.texts if found else ()
    return Section(
        id="recommendations",
        title="Recommendations",
        columns=("Number", "What we recommend"),
        rows=tuple(ReportRow(name=str(place), cells=(words(text),)) for place, text in enumerate(texts, start=1)),
        empty="What was written cannot be read." if found is None else "Nobody has written any yet.",
        change=(f"/office/reports/annual/recommendations?year={year}", "Write the recommendations"),
    )
