"""The four reports: figures that agree with the records, on the page, as CSV and as JSON; few people stay hidden."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from takepart.domain.assurance.rules import ORGANISATION, TeamId
from takepart.domain.figures.figure import Contribution, Figure, FigureBy, Key, Mark, Period, contribution, key, tag
from takepart.domain.ids import PersonId
from takepart.domain.voice.figures import VoiceFigure
from takepart.use_cases.figures.ports import Subject
from takepart.use_cases.ports import EventKind
from takepart.web.office.assurance.app import assurance_office_app
from takepart.web.office.assurance.desk import PromisesOffice
from takepart.web.office.reports.how import HOW
from takepart.web.office.reports.reports import REPORTS, ReportsOffice
from takepart.web.office.reports.sections import hours
from tests.assurance_builders import a_commitment, a_team, an_assurance, an_audit_commitment
from tests.assurance_steps import kept
from tests.fakes_assurance import FakePromises
from tests.fakes_figures import FakeFigureStore, FakeRecommendations
from tests.reading_age import grade, sentences_of
from tests.unit.web.office.signed_in import Pages, a_reception
from tests.unit.web.test_wording import HARDEST
from tests.voices import FakeFigures

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Europe/London"))
AUTUMN, SUMMER = Period(2026, 3), Period(2026, 2)
FOSTERING, ADOPTION = TeamId("fostering"), TeamId("adoption")


def attendances(team: TeamId, people: list[str], *, role: str = "parent", period: Period = AUTUMN) -> Contribution:
    """Each of these people once at a meeting of an hour and a half."""
    level, kind = tag(FigureBy.LEVEL, "together"), tag(FigureBy.KIND, "meeting")
    return contribution(
        team,
        [
            (period, name, number * len(people))
            for name, number in (
                (key(Figure.ATTENDANCES), 1),
                (Key(f"{Figure.ATTENDANCES.value}|{level}"), 1),
                (Key(f"{Figure.ATTENDANCES.value}|{kind}"), 1),
                (key(Figure.MINUTES), 90),
            )
        ],
        [
            Mark(period=period, person=PersonId(each), tags=frozenset({level, kind, tag(FigureBy.ROLE, role)}))
            for each in people
        ],
    )


def others(team: TeamId) -> Contribution:
    """Two sessions, £24.20 of which £4.20 were costs, two claims paid, and an answer."""
    return contribution(
        team,
        [
            (AUTUMN, key(Figure.SESSIONS), 2),
            (AUTUMN, key(Figure.SESSIONS, FigureBy.LEVEL, "together"), 2),
            (AUTUMN, key(Figure.SESSIONS, FigureBy.KIND, "meeting"), 2),
            (AUTUMN, key(Figure.MONEY), 24_20),
            (AUTUMN, key(Figure.MONEY, FigureBy.WAY, "bank"), 24_20),
            (AUTUMN, key(Figure.MONEY, FigureBy.PURPOSE, "fee"), 20_00),
            (AUTUMN, key(Figure.MONEY, FigureBy.PURPOSE, "costs"), 4_20),
            (AUTUMN, key(Figure.CLAIMS_SENT), 3),
            (AUTUMN, key(Figure.CLAIMS_PAID), 2),
            (AUTUMN, key(Figure.PAID_IN_TIME), 1),
            (AUTUMN, key(Figure.PAID_LATE), 1),
            (AUTUMN, key(Figure.DAYS_TO_PAY), 15),
            (AUTUMN, key(Figure.YOU_SAID), 1),
            (AUTUMN, key(Figure.YOU_SAID, FigureBy.OUTCOME, "cannot"), 1),
            (AUTUMN, key(Figure.YOU_SAID, FigureBy.SOURCE, "complaint"), 1),
        ],
    )


def an_office(*adds: Contribution, who: str = "participation-worker") -> Pages:
    """In November 2026, with these records counted."""
    store, promises, voice = FakeFigureStore(), FakePromises(), FakeFigures()
    for place, each in enumerate(adds):
        subject = Subject(EventKind.CLAIM, str(place))
        store.replace(subject, store.last(subject), each)
    promises.save(kept("fostering", ("2026-06-30", "2026-06-12")))
    voice.count("one", "2026-10", {VoiceFigure.SAID: 5, VoiceFigure.ANSWERED: 3, VoiceFigure.IN_TIME: 2})
    rules = an_assurance(a_team(), a_team("adoption"), commitments=(a_commitment(), an_audit_commitment()))
    desk = ReportsOffice(
        promises=PromisesOffice(rules=rules, store=promises),
        figures=store,
        recommendations=FakeRecommendations(),
        voice=voice,
    )
    return Pages(assurance_office_app(a_reception(who, now=lambda: NOW), desk.promises, desk))


EIGHT = [f"a.{number}" for number in range(8)]
SIX = [f"b.{number}" for number in range(6)]
ALL = (attendances(FOSTERING, EIGHT), attendances(ADOPTION, SIX, role="young-person"), others(FOSTERING))


def figures(office: Pages, report: str, query: str = "") -> dict[tuple[str, str, str], str]:
    """Every number of a report's CSV."""
    body = office.get(f"/office/reports/{report}.csv{query}").body
    return {(r["section"], r["row"], r["figure"]): r["value"] for r in csv.DictReader(io.StringIO(body))}


def test_the_boards_quarter_shows_what_was_counted() -> None:
    """People once, hours, sessions, money to the penny, and whether the promise of payment was kept."""
    office = an_office(*ALL)

    words = office.get("/office/reports/board").words

    assert "The board's quarter, quarter 3 of 2026-27" in words
    for line in (
        "People who took part 10 0",
        "Attendances 10 0",
        "Hours 20 h 0 h",
        "Parents and carers 5",
        "Children and young people 5",
        "We decide it together 2 10 10",
        "Meeting 2 10 10",
        "Costs paid back £4.20",
        "All of it £24.20",
        "Paid by the promised day 1 of 2 None paid",
        "Days to be paid, on average 8",
        "October 2026 5 or more fewer than 5 fewer than 5 fewer than 5",
        "We cannot do it 1",
        "Fostering 5 5 2 1 £24.20",
        "Fostering 2 1 0 1",
    ):
        assert line in words, line


@pytest.mark.parametrize("report", list(REPORTS))
def test_the_page_the_csv_and_the_json_of_each_report_agree(report: str) -> None:
    """Every number of the one is in the others."""
    office = an_office(*ALL)

    told: dict[str, Any] = json.loads(office.get(f"/office/reports/{report}.json").body)
    from_json = {
        (section["title"], row["name"], column): str(value)
        for section in told["sections"]
        for row in section["rows"]
        for column, value in row.items()
        if column != "name"
    }
    words = office.get(f"/office/reports/{report}").words

    assert from_json == figures(office, report)
    assert all(name in words for _, name, _ in from_json)


class _Tables(HTMLParser):
    """The tables of a page: by caption, each row's cells under the heading of their column."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("caption", "th", "td"):
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "th", "td") and self._text is not None:
            text, self._text = " ".join("".join(self._text).split()), None
            if tag == "caption":
                self.found[text] = self._rows
            else:
                self._rows[-1].append(text)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def on_the_page(body: str) -> dict[tuple[str, str, str], str]:
    """Every cell of a report's page by section, row and column, as people read it."""
    reader = _Tables()
    reader.feed(body)
    return {
        (caption, row[0], column): shown
        for caption, (columns, *rows) in reader.found.items()
        for row in rows
        for column, shown in zip(columns[1:], row[1:], strict=True)
    }


def in_a_file(shown: str) -> str | Decimal:
    """What people read as a spreadsheet takes it: in the same unit, so that a heading is true in both."""
    time = re.fullmatch(r"([\d,]+) h(?: (\d+) min)?", shown)
    if time:
        hours = Decimal(time[1].replace(",", "")) + Decimal(time[2] or 0) / 60
        return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if re.fullmatch(r"£?[\d,]+(\.\d\d)?", shown):
        return Decimal(shown.strip("£").replace(",", ""))
    return "hidden" if shown == "Hidden" else shown


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("report", list(REPORTS))
def test_every_figure_of_a_report_is_the_same_on_its_page_and_in_its_files(report: str, hidden: bool) -> None:
    """And in the same unit: hours in a column of hours. The same sections, rows and columns."""
    minutes = contribution(FOSTERING, [(AUTUMN, key(Figure.MINUTES), 60_000 + 20)], [])
    few = (attendances(FOSTERING, SIX[:3]),)
    office = an_office(*few) if hidden else an_office(*ALL, minutes)

    shown = on_the_page(office.get(f"/office/reports/{report}").body)
    told = json.loads(office.get(f"/office/reports/{report}.json").body)["sections"]
    from_json = {
        (section["title"], row["name"], column): value
        for section in told
        for row in section["rows"]
        for column, value in row.items()
        if column != "name"
    }

    def read(values: Mapping[tuple[str, str, str], object]) -> dict[tuple[str, str, str], str | Decimal]:
        return {
            place: Decimal(str(value)) if re.fullmatch(r"\d+(\.\d+)?", str(value)) else str(value)
            for place, value in values.items()
        }

    expected = {place: in_a_file(value) for place, value in shown.items()}
    assert len(expected) > 20
    assert read(figures(office, report)) == expected
    assert read(from_json) == expected
    assert ("hidden" in expected.values()) is hidden


def test_hours_are_hours_in_every_file() -> None:
    """Twenty-one hours are told as 20.00 and not 1200: who adds a column up gets what the page says."""
    board = figures(an_office(*ALL), "board")

    assert board["At a glance", "Hours", "Quarter 3 of 2026-27"] == "20.00"
    assert hours(90).value == "1.50"
    assert hours(60 * 1234 + 20).value == "1234.33"
    assert hours(60 * 1234 + 20).shown == "1,234 h 20 min"
    assert hours(59).value == "0.98"


def test_a_teams_report_is_of_that_team_alone() -> None:
    """For a quarter or for the whole year; its promises too."""
    office = an_office(*ALL)

    page = office.get("/office/reports/team?team=adoption&year=2026&quarter=all")

    assert "Report of Adoption, 2026-27" in page.words
    assert "People who took part 5 0" in page.words
    assert "No money was paid in this time." in page.words
    assert "Adoption 2 0 0 2" in page.words
    assert "Fostering 5" not in page.words


def test_a_year_counts_each_person_once_and_is_told_in_fives() -> None:
    """Eight people in summer and the same eight in autumn are eight in the year, and sixteen attendances: in fives."""
    office = an_office(attendances(FOSTERING, EIGHT, period=SUMMER), attendances(FOSTERING, EIGHT))

    found = figures(office, "annual", "?year=2026")

    assert found["At a glance", "People who took part", "2026-27"] == "5"
    assert found["At a glance", "Attendances", "2026-27"] == "15"
    assert [value for (_, name, column), value in found.items() if column == "People" and "2026 to" in name] == [
        "0",
        "5",
        "5",
    ]


def test_fewer_than_five_people_are_hidden_everywhere_on_the_page() -> None:
    """Their number, how often they came and for how long: in the whole, by part and team by team."""
    office = an_office(attendances(FOSTERING, EIGHT[:4]))

    for report in REPORTS:
        found = figures(office, report)
        of_people = {
            value
            for (_, name, column), value in found.items()
            if {"people", "attendances", "hours"} & {word.lower() for word in (*name.split(), *column.split())}
        }
        assert "hidden" in of_people
        assert not of_people & {"4", "360", "6.00"}


def test_a_hidden_team_does_not_follow_from_the_others() -> None:
    """Three of one team and eight of the other: rounded to fives, the whole less the eight is not the three."""
    office = an_office(attendances(FOSTERING, EIGHT), attendances(ADOPTION, SIX[:3]))

    board = figures(office, "board")

    assert board["At a glance", "People who took part", "Quarter 3 of 2026-27"] == "10"
    assert board["Team by team", "Adoption", "People"] == board["Team by team", "Adoption", "Attendances"] == "hidden"
    assert board["Team by team", "Fostering", "People"] == board["Team by team", "Fostering", "Attendances"] == "5"
    own = figures(office, "team", "?team=adoption")
    assert own["At a glance", "People who took part", "Quarter 3 of 2026-27"] == "hidden"
    assert own["At a glance", "Attendances", "Quarter 3 of 2026-27"] == "hidden"


@pytest.mark.parametrize("report", list(REPORTS))
def test_nothing_counted_yet_is_said_in_words(report: str) -> None:
    """Also of years that are long over or still to come."""
    for year in ("2026", "2019", "2031"):
        page = an_office().get(f"/office/reports/{report}?year={year}")

        assert page.status == 200
        assert "Nobody has taken part in this time yet." in page.words


@pytest.mark.parametrize("report", list(REPORTS))
def test_every_figure_leads_to_how_it_is_counted(report: str) -> None:
    """Each section names its figures, and each of them has its own place on one page."""
    office = an_office(*ALL)
    page, how = office.get(f"/office/reports/{report}"), office.get("/office/reports/how-we-count")

    led_to = {part.partition('"')[0] for part in page.body.split("/office/reports/how-we-count#")[1:]}

    assert led_to <= set(HOW)
    assert {"people", "attendances", "sessions", "promises", "hidden"} <= led_to
    assert all(f'id="{anchor}"' in how.body for anchor in HOW)
    assert page.body.count("<table") == page.body.count("<caption")


@pytest.mark.parametrize("page", ["", "/how-we-count", "/board", "/annual"])
def test_the_reports_are_easy_to_read(page: str) -> None:
    """Boards have young members, too."""
    assert grade(sentences_of(an_office(*ALL).get(f"/office/reports{page}").body)) <= HARDEST


def test_a_report_leads_to_who_is_reached_and_to_what_people_said_in_full() -> None:
    """Their own pages, with rules of their own on what may be shown: a report repeats neither."""
    page = an_office().get("/office/reports/annual")

    assert 'href="/office/reach"' in page.body
    assert 'href="/office/voice/pack"' in page.body


def test_the_list_of_reports_leads_to_each_of_them() -> None:
    """This quarter and the one before, each team, this year and the last."""
    office = an_office()
    page = office.get("/office/reports")

    for address in (
        "board?year=2026&amp;quarter=3",
        "board?year=2026&amp;quarter=2",
        "engagement-group?year=2026&amp;quarter=3",
        f"team?team={ORGANISATION}",
        "annual?year=2025",
        "how-we-count",
    ):
        assert f'href="/office/reports/{address}"' in page.body, address


@pytest.mark.parametrize(
    "query", ["?year=1999", "?year=x", "?quarter=5", "?quarter=0", "?quarter=all", "?year=2026&quarter=%00"]
)
def test_a_period_that_is_not_there_is_said_so(query: str) -> None:
    """With what to do, and nothing else."""
    assert an_office().get(f"/office/reports/board{query}").status == 404


def test_a_team_that_is_not_there_is_said_so() -> None:
    """Whatever was typed."""
    assert an_office().get("/office/reports/team?team=none").status == 404


@pytest.mark.parametrize("report", [*REPORTS, "how-we-count", "board.csv", "annual.json"])
def test_reports_are_for_the_office_and_finance_alone(report: str) -> None:
    """Others are told so; whoever is not signed in is led to sign in. Finance is led nowhere else."""
    page = an_office(who="finance-3").get(f"/office/reports/{report}")
    assert page.status == 200
    assert not re.findall(r'href="(/office/(?:promises|map|voice|reports/promises|reports/audits)[^"]*)', page.body)
    assert an_office(who="recruitment-lead").get(f"/office/reports/{report}").status == 403
    assert an_office().anyone(f"/office/reports/{report}").status == 303


def test_the_year_of_the_policy_decides_the_quarter() -> None:
    """The last day of a quarter is in it."""
    assert Period.of(date(2026, 12, 31), an_assurance().year_starts) == AUTUMN
