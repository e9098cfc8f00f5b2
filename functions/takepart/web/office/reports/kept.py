"""The sections that come from the promises: how far they were kept, the yearly audits, what is recommended."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.domain.assurance.recommendations import Recommendations
from takepart.use_cases.assurance.public_promises import PromiseKept
from takepart.use_cases.assurance.reports import AuditsReport, TeamYear
from takepart.web.office.reports.sections import Section, chart, row, words

_PARTS = ("Kept on time", "Kept late", "Not kept")


def promises_by_team(found: Sequence[TeamYear]) -> Section:
    """How each team kept what it promised in the year so far."""
    kept = [(each.team, (each.on_time, each.late, each.not_kept)) for each in found]
    return Section(
        id="promises",
        title="Promises kept in the year so far, by team",
        columns=("Team", "Owed so far", *_PARTS),
        rows=tuple(row(team.name, sum(parts), *parts, address=f"/office/promises/{team.id}") for team, parts in kept),
        how=("promises",),
        chart=chart("Promises kept by each team", _PARTS, {team.name: parts for team, parts in kept}),
        empty="Nothing was due yet.",
    )


def promises_by_promise(found: Sequence[PromiseKept]) -> Section:
    """How far each promise was kept in the year so far, over all who owe it."""
    owed = [each for each in found if each.owed]
    kept = [(e.commitment.name, (e.kept - e.kept_late, e.kept_late, e.owed - e.kept)) for e in owed]
    return Section(
        id="each-promise",
        title="Promises kept in the year so far, promise by promise",
        columns=("Promise", "Owed so far", *_PARTS),
        rows=tuple(row(name, sum(parts), *parts) for name, parts in kept),
        how=("promises",),
        chart=chart("Promises kept", _PARTS, dict(kept)),
        empty="Nothing was due yet.",
    )


def audits(report: AuditsReport) -> Section:
    """Where the yearly audits stand."""
    stand = {"Signed": report.signed, "Begun, not signed yet": report.begun, "Not begun": report.not_begun}
    rows = [row(name, len(teams), words(", ".join(t.name for t in teams) or "None")) for name, teams in stand.items()]
    return Section(
        id="audits",
        title="Yearly audits",
        columns=("Where they stand", "Teams", "Which"),
        rows=tuple(rows) if any(stand.values()) else (),
        how=("audits",),
        chart=chart("Yearly audits", tuple(stand), {"Teams": [len(teams) for teams in stand.values()]}),
        empty="No team owes an audit in this year.",
    )


def recommendations(year: int, found: Recommendations | None) -> Section:
    """What the report recommends, as the staff who make it wrote it; None when that cannot be read."""
    texts = found.texts if found else ()
    return Section(
        id="recommendations",
        title="Recommendations",
        columns=("Number", "What we recommend"),
        rows=tuple(row(str(place), words(text)) for place, text in enumerate(texts, start=1)),
        empty="What was written cannot be read." if found is None else "Nobody has written any yet.",
        change=(f"/office/reports/annual/recommendations?year={year}", "Write the recommendations"),
    )
