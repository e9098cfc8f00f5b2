"""A date as people type it, in three boxes or in one."""

from __future__ import annotations

from datetime import date

import pytest

from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Day
from takepart.web.forms.govuk import date_boxes
from takepart.web.programme.forms import RegisterForm
from takepart.web.requests import Typed
from tests.unit.web.programme_sites import a_desk

RULES = a_desk().rules


class DateForm(PageForm):
    """One date."""

    on = Day("Which day?", missing="Enter the day")


def read(day: str, month: str = "", year: str = "") -> DateForm:
    """The form once it was sent."""
    return DateForm(Typed({"on-day": day, "on-month": month, "on-year": year}), RULES)


@pytest.mark.parametrize(
    "typed",
    [
        ("18", "11", "2026"),
        ("18th", "Nov", "2026"),
        ("18.", "11.", "2026"),
        ("18TH", "november", "2026"),
        ("18", "Nov.", "2026"),
        ("18th Nov", "", "2026"),
        ("18th of November", "", "2026"),
        ("18/11/2026",),
        ("18.11.2026",),
        ("18-11-2026",),
        ("18 11 2026",),
        ("2026-11-18",),
        ("18th November 2026",),
        ("November 18, 2026",),
        ("18/11/2026", "11", "2026"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: tuple[str, ...]) -> None:
    """With the ending that one says, with a stop, as a word, and all of it in the first box."""
    form = read(*typed)

    assert form.problems() == ()
    assert form.on.data == date(2026, 11, 18)


@pytest.mark.parametrize(
    "month", ["junk", "marvellous", "decorate", "mayor", "augustus", "j", "ju", "13", "0", "012", "-1", "1.5", "٣"]
)
def test_what_only_starts_like_a_month_is_none(month: str) -> None:
    """Nobody finds another month than they meant in their claim."""
    form = read("18", month, "2026")

    assert [problem.field for problem in form.problems()]
    assert form.on.data is None


@pytest.mark.parametrize("name", ["January", "february", "MARCH", "Apr", "may", "June", "jul", "Aug", "Sept", "Octo."])
def test_a_month_can_be_cut_short(name: str) -> None:
    """Three letters or more of its name."""
    assert read("1st", name, "2026").on.data is not None


@pytest.mark.parametrize(
    "typed", [("18/11/26",), ("18/11/2026", "12", ""), ("1 2 3 2026",), ("31/2/2026",), ("th",), ("18thh", "1", "2026")]
)
def test_what_is_unclear_is_asked_again_word_for_word(typed: tuple[str, ...]) -> None:
    """It is never guessed at, and stays in its box."""
    form = read(*typed)

    assert form.problems()
    assert form.on.data is None
    assert form.on.parts["day"] == typed[0]


def test_a_browser_may_fill_in_a_date_of_birth_and_no_other() -> None:
    """WCAG 2.2, 1.3.5: the purpose of a box about oneself can be told by a program."""
    born = RegisterForm(Typed(), RULES).born

    assert [box["autocomplete"] for box in date_boxes(born)] == ["bday-day", "bday-month", "bday-year"]
    assert not any("autocomplete" in box for box in date_boxes(read("18").on))


@pytest.mark.parametrize("year", ["9999", "1026", "1899", "2101"])
def test_a_year_that_cannot_be_right_is_asked_again(year: str) -> None:
    """In every box for a date: a slip of the finger is no plan."""
    form = read("14", "12", year)

    assert [problem.message for problem in form.problems()] == ["Enter a year that can be right, like 2026"]
