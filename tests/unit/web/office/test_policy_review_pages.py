"""The review of the policy in the office, from its first task to the new version that everyone can read."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from takepart.web.office.assurance.app import assurance_office_app
from takepart.web.office.assurance.desk import PromisesOffice
from tests.assurance_builders import an_assurance
from tests.assurance_policy import a_reviewed_policy
from tests.fakes_assurance import FakePromises
from tests.reading_age import grade, sentences_of
from tests.unit.web.assurance_desk import a_desk, an_app
from tests.unit.web.calls import call
from tests.unit.web.office.signed_in import Pages, a_reception

NOW = datetime(2027, 10, 4, 9, 30, tzinfo=UTC)
HOME = "/office/policy-review"


def an_office(store: FakePromises | None = None, *, who: str = "participation-worker") -> tuple[Pages, FakePromises]:
    store = store or FakePromises()
    office = a_reception(who, now=lambda: NOW)
    return Pages(assurance_office_app(office, PromisesOffice(rules=a_reviewed_policy(), store=store))), store


def send(pages: Pages, path: str, **form: str) -> int:
    return pages.post(f"{HOME}/{path}", {"step": path.encode().hex(), **form}).status


def published() -> tuple[Pages, FakePromises]:
    pages, store = an_office()
    assert send(pages, "begin") == 303
    assert send(pages, "consult/done", **{"done-consultation": "K7M4-9QXR", "done-note": "Forty answered."}) == 303
    assert send(pages, "compare/done", **{"done-note": "Drop-ins worked."}) == 303
    assert send(pages, "publish/published") == 303
    return pages, store


def test_opening_the_pages_changes_nothing() -> None:
    """Also before anybody has begun."""
    pages, store = an_office()

    for path in ("", "/comparison.csv", "/comparison.json"):
        assert pages.get(f"{HOME}{path}").status == 200
    assert pages.get(f"{HOME}/consult").status == 303
    assert store.writes == 0


def test_a_review_goes_from_its_first_task_to_a_public_version() -> None:
    """The consultation is linked, the note is kept, and everyone can read the version."""
    pages, store = published()

    page = pages.get(HOME)
    public = an_app(a_desk(store=store, assurance=a_reviewed_policy()))
    versions = call(public, "GET", "/our-promises/policy")
    old = call(public, "GET", "/our-promises/policy/2024")

    assert 'href="/consultations/K7M4-9QXR"' in page.body
    assert "Forty answered." in page.words
    assert "New version made public" in page.words
    assert "Policy of 2028" in versions.words
    assert "We made it public on Monday 4 October 2027" in versions.words
    assert "We hold two drop-ins a year." in old.words
    assert call(public, "GET", "/our-promises/policy/1999").status == 404
    for answer in (versions, old):
        assert grade(sentences_of(answer.body)) <= 5.0


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("consult/done", {"done-note": "Typed words stay."}, "Enter the code of the consultation"),
        ("compare/done", {"done-note": " "}, "Say in a few words what was done"),
        ("compare/undone", {"undo-reason": "One year is missing."}, "This task is not done yet"),
        ("compare/given", {"give-keeper": "manager"}, "Enter the day by which it is done"),
        ("compare/given", {"give-keeper": "manager", "give-day": "2020-01-01"}, "Give a day that is still to come"),
        ("publish/published", {}, "Some tasks are not done yet"),
    ],
)
def test_what_is_refused_is_said_and_nothing_typed_is_lost(path: str, form: dict[str, str], words: str) -> None:
    """422, with the reason."""
    pages, store = an_office()
    send(pages, "begin")
    writes = store.writes

    answer = pages.post(f"{HOME}/{path}", {"step": "0123456789abcdef", **form})

    assert answer.status == 422
    assert words in answer.words
    assert all(value in answer.body for name, value in form.items() if name == "done-note")
    assert store.writes == writes


def test_a_refused_day_is_marked_where_it_was_typed() -> None:
    """And what no box is to blame for leads to the top of the page."""
    pages, _ = an_office()
    send(pages, "begin")
    form = {"step": "0123456789abcdef", "give-keeper": "manager", "give-day": "2020-01-01"}

    day = pages.post(f"{HOME}/compare/given", form)
    early = pages.post(f"{HOME}/publish/published", form)

    assert 'href="#give-day-day"' in day.body
    assert 'value="manager" selected' in day.body
    assert 'href="#main-content">Some tasks are not done yet' in early.body


def test_a_review_of_no_version_is_refused_on_its_own_page() -> None:
    """Not on another one."""
    office = a_reception("participation-worker", now=lambda: NOW)
    pages = Pages(assurance_office_app(office, PromisesOffice(rules=an_assurance(), store=FakePromises())))

    answer = pages.post(f"{HOME}/begin")

    assert answer.status == 422
    assert "The policy file has no newer version yet" in answer.words
    assert "Review of the policy" in answer.words


def test_the_comparison_is_the_same_on_the_page_and_in_both_files() -> None:
    """To the unit."""
    pages, _ = published()

    rows = list(csv.DictReader(io.StringIO(pages.get(f"{HOME}/comparison.csv").body)))
    told = json.loads(pages.get(f"{HOME}/comparison.json").body)["rows"]

    assert [{name: str(value) for name, value in row.items()} for row in told] == rows
    assert rows[0]["promise"] == "Drop ins"
    assert f"{rows[0]['promise']}" in pages.get(HOME).words


def test_the_pages_are_for_those_who_look_after_promises() -> None:
    """Not for every member of staff."""
    pages, store = an_office(who="panel-manager")

    assert pages.get(HOME).status == 403
    assert send(pages, "begin") == 403
    assert store.writes == 0
