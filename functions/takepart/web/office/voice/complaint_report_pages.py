"""Complaints that are done, found again; and the yearly report, to look at, as a file, and as it may be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from takepart.domain.names import folded
from takepart.domain.references import read_reference
from takepart.domain.voice.complaint import Complaint
from takepart.domain.voice.complaint_parts import Outcome
from takepart.domain.voice.complaint_report import TrackReport, may_publish, year_ending
from takepart.domain.words import short_day
from takepart.use_cases.voice.handle_complaints import Handling
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Choice, Day, Option, Words, enum_options
from takepart.web.forms.govuk import error_links
from takepart.web.office.voice.desk import VoiceOffice
from takepart.web.paging import part_of
from takepart.web.problems import Problem
from takepart.web.route import Answer, Call, NoForm, Routes
from takepart.web.spreadsheet import CSV, Row, as_csv, download

LIST: Final = "/office/voice/complaints"
ON_A_PAGE: Final = 50
_YEARS: Final = 6
"""How many years the report can be asked for: complaints are kept about as long."""
_MOST_YEARS: Final = 20
"""The longest time that one search looks through."""
NOT_YET: Final = "Its figures can be published when the year is over and every complaint of it is answered."
STILL_OPEN: Final = "open"
routes: Routes[VoiceOffice] = Routes("voice-office")


class SearchForm(PageForm):
    """What is looked for. Everything may be left empty."""

    find = Words("Reference or name", most=200, what="This")
    first = Day("Reached us on this day or later", missing="", hint="Like 1 4 2026")
    last = Day("Reached us on this day or before", missing="")
    track = Choice("Kind")
    outcome = Choice("Outcome", options=(Option(value=STILL_OPEN, label="No outcome yet"), *enum_options(Outcome)))

    def prepare(self) -> None:
        """The kinds that the policy knows."""
        voice = self.rules.policy.voice
        self.track.offer([Option(value=each.id, label=each.name) for each in (voice.tracks if voice else ())])

    def validate_last(self, field: Day) -> None:
        """A time that can be looked through."""
        if self.first.data and field.data and field.data < self.first.data:
            field.refuse("The last day cannot be before the first")


def _fits(one: Complaint, form: SearchForm) -> bool:
    name, who = folded(form.find.data or ""), one.complainant
    if name and name not in folded(who.name) and name not in folded(who.for_whom):
        return False
    if form.track.data and form.track.data != one.track:
        return False
    outcome = one.outcome.value if one.outcome else STILL_OPEN
    return form.outcome.data in (None, outcome)


def _looked_for(handling: Handling, form: SearchForm, today: date) -> Sequence[Complaint]:
    last = min(form.last.data or today, today)
    first = form.first.data or date(last.year - 1, 1, 1)
    first = max(first, date(max(last.year - _MOST_YEARS, 1), 1, 1))
    reference = read_reference(form.find.data or "")
    one = handling.store.get(reference) if reference else None
    if one is not None:
        return [one] if handling.may_read(one) else []
    return [each for each in handling.found(first=first, last=last) if _fits(each, form)]


@routes.get(f"{LIST}/find")
def find(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Complaints that they may read, by reference, name, day, kind and outcome; of this year and last to start with."""
    handling, form = call.site.handling(call), SearchForm(dict(call.request.query), call.site.rules)
    found = [] if form.problems() else _looked_for(handling, form, call.site.today)
    return call.html(
        call.site.page(
            "office/voice/complaints_found.html",
            call.who,
            form=form,
            errors=error_links([form]),
            part=part_of(found, call.request, size=ON_A_PAGE),
            how_many=len(found),
            track=call.site.voice.track_name,
            sees_all=handling.sees_all,
        )
    )


def _year(call: Call[VoiceOffice, Any]) -> int:
    """The year that was chosen; the one that runs when none was. Raises Problem 404."""
    today = call.site.today
    this = today.year if today >= year_ending(today.year)[0] else today.year - 1
    asked = call.request.query.get("year", str(this))
    if asked not in [str(this - back) for back in range(_YEARS)]:
        raise Problem.not_found("There is no report of that year. Choose a year from the list.")
    return int(asked)


@routes.get(f"{LIST}/report")
def report(call: Call[VoiceOffice, NoForm]) -> Answer:
    """The yearly report, for the complaints desk and its managers."""
    year = _year(call)
    tracks = call.site.handling(call).report(year)
    first, last = year_ending(year)
    this = call.site.today.year
    return call.site.html(
        call,
        "office/voice/complaints_report.html",
        year=year,
        years=[each for each in range(this, this - _YEARS, -1) if year_ending(each)[0] <= call.site.today],
        first=first,
        last=last,
        reports=tracks,
        not_yet="" if may_publish(tracks, year=year, today=call.site.today) else NOT_YET,
    )


@routes.get(f"{LIST}/report.csv")
def as_file(call: Call[VoiceOffice, NoForm]) -> Answer:
    """Every figure of it with its unit, and what was learnt."""
    year = _year(call)
    rows = [row for each in call.site.handling(call).report(year) for row in _rows(each)]
    return download(as_csv(rows), CSV, f"complaints-{year}.csv")


@routes.get(f"{LIST}/report-to-publish.csv")
def to_publish(call: Call[VoiceOffice, NoForm]) -> Answer:
    """What may leave the organisation: in fives, so that nobody can be found in it, without words and times."""
    year = _year(call)
    reports = call.site.handling(call).report(year)
    if not may_publish(reports, year=year, today=call.site.today):
        raise Problem(409, "This cannot be published yet", NOT_YET)
    rows: list[Row] = []
    for each in reports:
        received, tables = each.to_publish()
        rows.append(_row(each.track.name, "All", "Received", received, "complaints, in fives"))
        rows += [
            _row(each.track.name, table.name, name, number, "in fives; 0 is fewer than 5")
            for table in tables
            for name, number in table.rows.items()
        ]
    return download(as_csv(rows), CSV, f"complaints-{year}-to-publish.csv")


def _rows(report: TrackReport) -> Iterator[Row]:
    kind = report.track.name
    yield _row(kind, "All", "Received", report.received, "complaints")
    for table in report.tables:
        for name, number in table.rows.items():
            yield _row(kind, table.name, name, number, table.of)
    for times in report.times:
        yield _row(kind, f"Time to an answer: {times.stage}", "On average", times.usual, "days, weekends counted")
        yield _row(kind, f"Time to an answer: {times.stage}", "Longest", times.longest, "days, weekends counted")
    for each in report.learning:
        done = f"done on {short_day(each.done_on)}" if each.done_on else f"to be done by {short_day(each.by)}"
        yield _row(kind, "What we learnt", each.what, 1, done)


def _row(kind: str, table: str, what: str, number: int, unit: str) -> Row:
    return {"kind of complaint": kind, "table": table, "what": what, "number": number, "unit": unit}
