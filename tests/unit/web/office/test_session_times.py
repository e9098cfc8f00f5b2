"""When a session is, and for whom: what cannot be meant is asked again, beside its box."""

from __future__ import annotations

import pytest

from takepart.web.office.programme.forms import AboutForm, SessionPlanForm
from takepart.web.requests import Typed
from tests.unit.web.programme_sites import a_desk

RULES = a_desk().rules
NEXT = {"day-day": "14", "day-month": "12", "day-year": "2026", "where": "The Hub", "online": "no", "places": "8"}


def problems(**typed: str) -> dict[str, str]:
    form = SessionPlanForm(
        Typed({**NEXT, "contact": "0151 496 0000", "starts": "16:30", "ends": "18:00", **typed}), RULES
    )
    return {problem.field: problem.message for problem in form.problems()}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("4:30", "Morning or afternoon? Enter 16:30 or 4:30am"),
        ("1.15", "Morning or afternoon? Enter 13:15 or 1:15am"),
        ("6:59", "Morning or afternoon? Enter 18:59 or 6:59am"),
    ],
)
def test_a_time_that_may_be_two_is_asked_about(typed: str, asked: str) -> None:
    """Nobody plans a meeting at half past four in the night by a slip."""
    assert problems(starts=typed) == {"starts": asked}


@pytest.mark.parametrize("typed", ["04:30", "4.30am", "4:30 AM", "9:30", "7:00", "16:30", "4.30pm", "4pm", "16.30"])
def test_a_time_that_is_one_is_taken(typed: str) -> None:
    """With a nought, with am or pm, or in the hours in which people meet."""
    assert "starts" not in problems(starts=typed, ends="23:59")


def test_a_session_lies_in_the_years_that_somebody_plans() -> None:
    """2062 is a slip of the finger."""
    assert problems(**{"day-year": "2062"}) == {"day": "Enter a date in the next three years"}
    assert problems(**{"day-year": "2027"}) == {}


def test_ages_run_from_the_younger_to_the_older() -> None:
    """25 to 11 is nobody."""
    form = AboutForm(Typed({"least_age": "25", "most_age": "11"}), RULES)

    found = {problem.field: problem.message for problem in form.problems()}

    assert found["most_age"] == "The oldest age cannot be less than the youngest age"
    same = AboutForm(Typed({"least_age": "11", "most_age": "11"}), RULES)
    assert "most_age" not in {problem.field for problem in same.problems()}
