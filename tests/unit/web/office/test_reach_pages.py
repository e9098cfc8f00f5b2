"""Who is reached, in the office: bands beside who lives here, files that agree, and actions that follow."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from takepart.domain.people.equality import EqualityStage, Quarter
from takepart.domain.people.outreach import OutreachState
from takepart.web.app import App
from takepart.web.office.reach.app import reach_app
from takepart.web.office.reach.desk import ReachOffice
from tests.policies import WIRRAL
from tests.reach_builders import NOW, FakeOutreaches, FakeTally, an_action
from tests.reading_age import grade, sentences_of
from tests.unit.web.office.signed_in import Pages, a_reception

STEP = "ab" * 16
PLAN = {
    "step": STEP,
    "year": "2026",
    "group": "age/under-11",
    "what": "Visit two primary schools",
    "owner": "participation-manager",
    "due-day": "31",
    "due-month": "1",
    "due-year": "2027",
}


def an_office(who: str, *, now: Callable[[], datetime] = lambda: NOW, **more: object) -> App:
    """The pages of who is reached, as somebody on the staff has them."""
    kept: dict[str, object] = {"figures": FakeTally(), "outreaches": FakeOutreaches()}
    return reach_app(a_reception(who, now=now, kind=ReachOffice, **{**kept, **more}))


class Bench(Pages):
    """A worker, with answers of the summer and of this autumn."""

    def __init__(self, *, who: str = "participation-worker", answers: bool = True) -> None:
        self.tally, self.outreaches = FakeTally(), FakeOutreaches()
        if answers:
            summer = Quarter(2026, 2)
            self.tally.give(
                summer, EqualityStage.REGISTERED, "age", **{"14-16": 23, "11-13": 12, "under-11": 3, "19-25": 7}
            )
            self.tally.give(summer, EqualityStage.REGISTERED, "disability", yes=4, no=1)
            self.tally.give(Quarter(2026, 3), EqualityStage.REGISTERED, "age", **{"under-11": 500})
        super().__init__(an_office(who, figures=self.tally, outreaches=self.outreaches))

    def plan(self, **changes: str) -> str:
        """Add an action; its address."""
        sent = self.post("/office/reach/actions/new", {**PLAN, **changes})
        assert sent.status == 303, sent.words
        return sent.headers["Location"].partition("?")[0]


def test_the_page_shows_bands_beside_who_lives_here_and_who_is_missing() -> None:
    """And the quarter that runs is not in it."""
    page = Bench().get("/office/reach")

    assert page.status == 200
    assert "up to 30 September 2026" in page.words
    assert "14 to 16 9.9% 20 to 24 about 47% Fewer than 5 Fewer than 5" in page.words
    assert "Under 11 33.0% Fewer than 5 Missing" in page.words
    assert "500" not in page.body
    assert "/office/reach/actions/new?group=age/under-11&amp;year=2026" in page.body
    assert "What group do you" not in page.body


def test_a_question_without_a_count_that_can_be_shown_is_left_out() -> None:
    """A table of hidden numbers tells nobody anything."""
    page = Bench().get("/office/reach")

    assert "Do you have a disability" not in page.body


def test_the_files_say_what_the_page_says() -> None:
    """The same bands, with nothing that the page hides."""
    bench = Bench()
    rows = list(csv.DictReader(io.StringIO(bench.get("/office/reach/figures.csv").body)))
    told = json.loads(bench.get("/office/reach/figures.json").body)

    assert [{name: str(value) for name, value in row.items()} for row in told["rows"]] == rows
    assert (told["year"], told["up_to"]) == ("2026-27", "2026-09-30")
    first = next(row for row in rows if row["group"] == "14 to 16")
    assert (first["registered"], first["registered_about_percent"], first["invited"]) == (
        "20 to 24",
        "47",
        "Fewer than 5",
    )
    assert not {"23", "12", "3", "4"} & {value for row in rows for value in row.values()}
    assert {each["source"] for each in told["population"]} == {"Example figures, to be replaced"}


def test_a_year_without_answers_says_when_there_will_be_some() -> None:
    """The empty state, for this year and for one long ago; a year that is none is refused."""
    bench = Bench(answers=False)

    assert "Nothing to show yet" in bench.get("/office/reach").words
    assert "Nothing to show yet" in bench.get("/office/reach?year=2019").words
    assert bench.get("/office/reach?year=nineteen").status == 404
    assert bench.get("/office/reach/figures.csv?year=2019").status == 200


@pytest.mark.parametrize("address", ["/office/reach", "/office/reach/figures.csv", "/office/reach/actions"])
def test_only_staff_who_run_sessions_or_the_office_see_it(address: str) -> None:
    """Not finance alone, and nobody who is not signed in."""
    assert Bench(who="finance-3").get(address).status == 403
    assert Bench().anyone(address).headers["Location"] == "/office/sign-in"


def test_the_chart_can_be_read_without_colour() -> None:
    """Each bar has a pattern and its number, and the picture a title."""
    page = Bench().get("/office/reach").body
    (chart,) = re.findall(r"<svg class=\"tp-bars\".*?</svg>", page, re.S)

    assert 'aria-label="How old are you? Per cent of the answers.' in chart
    assert ">47%</text>" in chart
    assert "too few to show" in chart
    assert len(set(re.findall(r'<rect x="1" y="\d+" width="20" height="16" fill="([^"]+)"', chart))) == 4


def test_an_action_is_added_once_and_shown_beside_the_figures() -> None:
    """A double click adds one."""
    bench = Bench()
    address = bench.plan()
    assert bench.plan() == address

    assert len(bench.outreaches.kept) == 1
    assert "The action is on the list" in bench.get(f"{address}?done=added").words
    page = bench.get("/office/reach")
    assert "An action is planned" in page.words
    assert "What we do after these figures Visit two primary schools : to do by 31 January 2027" in page.words
    assert "Visit two primary schools" in bench.get("/office/reach/actions").words


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"what": " "}, "Say what you will do"),
        ({"owner": "finance-3"}, "Choose who does it"),
        ({"group": "age/ancient"}, "Choose who you want to reach"),
        ({"due-year": "2025"}, "Give a day that is still to come"),
        ({"due-year": "2036"}, "Give a day in the next two years"),
        ({"due-day": "31", "due-month": "2"}, "Enter a real date"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(changes: dict[str, str], says: str) -> None:
    """Nothing is added."""
    bench = Bench()

    page = bench.post("/office/reach/actions/new", {**PLAN, **changes})

    assert page.status == 422
    assert page.words.count(says) == 2
    assert changes.get("what", "Visit two primary schools").strip() in page.body
    assert not bench.outreaches.kept


def test_next_year_shows_what_was_done_and_what_came_of_it() -> None:
    """Beside the figures of the year after."""
    bench = Bench()
    bench.tally.give(Quarter(2027, 1), EqualityStage.REGISTERED, "age", **{"under-11": 30})
    address = bench.plan()

    sent = bench.post(f"{address}/done", {"step": "cd" * 16, "outcome": "Nine children came"})
    again = bench.post(f"{address}/done", {"step": "cd" * 16, "outcome": "Nine children came"})

    assert (sent.status, again.status) == (303, 303)
    bench.app = later(bench)
    page = bench.get("/office/reach?year=2027")
    assert "What we did after the figures of 2026-27 Visit two primary schools : done. Nine children came" in page.words
    assert "Nine children came" in bench.get("/office/reach/actions?year=2026").words


def later(bench: Bench) -> App:
    """The same office a year later."""
    then = NOW + timedelta(days=365)
    return an_office("participation-worker", now=lambda: then, figures=bench.tally, outreaches=bench.outreaches)


def test_dropping_needs_a_reason_and_what_is_closed_stays_closed() -> None:
    """Whoever comes second is told."""
    bench = Bench()
    address = bench.plan()
    assert bench.post(f"{address}/dropped", {"step": "cd" * 16, "reason": ""}).status == 422

    bench.post(f"{address}/dropped", {"step": "cd" * 16, "reason": "The school said no"})
    second = bench.post(f"{address}/done", {"step": "ef" * 16, "outcome": "They came"})

    (kept,) = bench.outreaches.kept.values()
    assert (kept.state, kept.outcome) == (OutreachState.DROPPED, "The school said no")
    assert second.status == 409
    assert "closed already" in second.words


def test_somebody_else_takes_it_over_by_another_day() -> None:
    """A day that has passed is refused."""
    bench = Bench()
    address = bench.plan()
    form = {"step": "cd" * 16, "owner": "participation-worker", "due": "2027-02-28"}

    wrong = bench.post(f"{address}/hand-over", {**form, "due": "2026-01-01"})
    sent = bench.post(f"{address}/hand-over", form)

    assert (wrong.status, sent.status) == (422, 303)
    (kept,) = bench.outreaches.kept.values()
    assert (kept.owner, kept.due.isoformat()) == ("participation-worker", "2027-02-28")


def test_late_ones_are_on_top() -> None:
    """And say so."""
    bench = Bench()
    bench.outreaches = FakeOutreaches(an_action(), an_action(id="cd" * 16, what="Ask the youth club", due=NOW.date()))
    bench.app = later(bench)

    words = bench.get("/office/reach/actions").words

    assert words.index("Ask the youth club") < words.index("Visit the tea dance")
    assert words.count("Late") == 2


@pytest.mark.parametrize("path", ["", "/done", "/dropped", "/hand-over"])
def test_an_action_that_is_not_there_is_not_found(path: str) -> None:
    """Whatever is done to it."""
    bench, form = Bench(), {"step": STEP, "outcome": "x", "reason": "x", "owner": "participation-worker"}
    address = f"/office/reach/actions/nothing{path}"

    answer = bench.post(address, {**form, "due": "2027-02-28"}) if path else bench.get(address)

    assert answer.status == 404


def test_everyone_may_see_who_takes_part_where_the_policy_says_so() -> None:
    """In bands, of those who came; easy to read, without signing in."""
    bench = Bench()
    bench.tally.give(Quarter(2026, 2), EqualityStage.TAKING_PART, "age", **{"14-16": 23, "under-11": 4})

    page = bench.anyone("/who-takes-part")

    assert "Under 11 33.0% Fewer than 5 11 to 13 10.1% Fewer than 5 14 to 16 9.9% 20 to 24 about" in page.words
    assert "Do you have a disability" not in page.body
    assert grade(sentences_of(page.body)) <= 5
    assert "nothing to show yet" in Bench(answers=False).anyone("/who-takes-part").words


def test_elsewhere_there_is_no_such_page() -> None:
    """Silence in the policy means no."""
    assert WIRRAL.equality is not None
    policy = replace(WIRRAL, equality=replace(WIRRAL.equality, public=False))
    pages = Pages(an_office("participation-worker", policy=policy))

    assert pages.anyone("/who-takes-part").status == 404


def test_a_policy_that_asks_nothing_has_no_figures() -> None:
    """And says what to add."""
    pages = Pages(an_office("participation-worker", policy=replace(WIRRAL, equality=None)))

    page = pages.get("/office/reach")

    assert page.status == 404
    assert "Add [equality]" in page.words
