"""The rules in the office: an administrator sends them, a second person publishes them, and everybody reads why not."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import pytest

from takepart.adapters.policy.compiled import pack
from tests.policies import POLICIES, WIRRAL
from tests.unit.web.calls import Answer
from tests.unit.web.office.bench import Bench
from tests.unit.web.office.test_staff_pages import TODAY, on, send

TEXT = (POLICIES / "wirral.toml").read_text()
NEW = TEXT.replace(f'version = "{WIRRAL.version}"', 'version = "2027-01"', 1).replace(
    f"late_after_days = {WIRRAL.claims.late_after_days}", "late_after_days = 21", 1
)
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def bench() -> Bench:
    return Bench().as_("service-manager")


def sends(bench: Bench, text: str = NEW) -> Answer:
    return send(bench, "/office/rules/new", "", {"text": text, **on(LATER, "since")})


def test_rules_are_sent_read_and_published_by_a_second_person(bench: Bench) -> None:
    """Each sees what it changes; who asked is offered no button to publish."""
    sent = sends(bench)
    page = sent.headers["Location"].partition("?")[0]
    mine = bench.get(f"{page}?done=asked")
    refused = send(bench, page, "/confirm")
    theirs = bench.as_("finance-1").get(page)
    published = send(bench, page, "/confirm")

    assert (sent.status, refused.status, published.status) == (303, 409, 303)
    assert "Nothing is wrong with it" in mine.words
    assert "Late after days" in mine.words
    assert "becomes 21 calendar days" in mine.words
    assert "Publish it" not in mine.words
    assert "Publish it" in theirs.words
    assert "Comes into force on" in bench.get(page).words
    assert "2027-01" in bench.get("/office/rules").words
    assert b64decode(bench.get(f"{page}/file").body).decode() == NEW
    assert b64decode(bench.get("/office/rules/first/file").body).decode() == TEXT


def test_rules_that_this_release_cannot_read_say_so(bench: Bench) -> None:
    """Their page tells which keys are unfit, changes nothing, and has them turned down."""
    page = sends(bench).headers["Location"].partition("?")[0]
    rulebook = bench.rulebook.editions
    rulebook.texts[page.rpartition("/")[2]] = (NEW, pack({"version": "another release's"}))  # type: ignore[attr-defined]  # the fake's
    shown, published = bench.as_("finance-1").get(page), send(bench, page, "/confirm")

    assert (shown.status, published.status) == (200, 422)
    assert "It cannot be used as it is. " in shown.words
    assert "It cannot be used as it is. " in published.words
    assert "only notes and order" not in shown.words
    assert send(bench, page, "/turn-down").status == 303


def test_what_was_published_is_taken_back_before_its_day(bench: Bench) -> None:
    """By an administrator; and one that waits is turned down by either."""
    page = sends(bench).headers["Location"].partition("?")[0]
    assert send(bench, page, "/turn-down").status == 303
    assert "Not published." in bench.get(page).words
    assert sends(bench).status == 303
    assert send(bench.as_("finance-1"), page, "/confirm").status == 303
    assert "Take it back" not in bench.get(page).words
    assert send(bench.as_("service-manager"), page, "/take-back").status == 303
    assert "It is taken back" in bench.get(f"{page}?done=taken-back").words


def test_each_mistake_is_listed_and_what_was_sent_stays(bench: Bench) -> None:
    """Beside its box, with its key."""
    wrong = sends(bench, NEW.replace("late_after_days = 21", "late_after_days = 0\nlate = 1", 1))
    nothing = send(bench, "/office/rules/new", "", {})

    assert (wrong.status, nothing.status) == (422, 422)
    assert "What is wrong is listed below" in wrong.words
    assert "claims.late_after_days: 0 is" in wrong.words
    assert "claims.late: is not a key that we know" in wrong.words
    assert "late_after_days = 0" in wrong.body
    assert "Enter the rules, or choose a file" in nothing.words
    assert "Enter the first day" in nothing.words


def test_rules_that_cannot_be_used_any_more_say_why_when_they_are_published(bench: Bench) -> None:
    """Somebody else may have published rules meanwhile that these would tell otherwise."""
    page = sends(bench).headers["Location"].partition("?")[0]
    other = NEW.replace("2027-01", "2027-02", 1).replace("late_after_days = 21", "late_after_days = 22", 1)
    another = sends(bench, other).headers["Location"].partition("?")[0]
    bench.as_("finance-1")
    assert send(bench, another, "/confirm").status == 303
    late = send(bench, page, "/confirm")

    assert late.status == 409
    assert "Another edition begins on that day" in late.words


def test_rules_are_sent_by_administrators_and_read_by_who_confirms(bench: Bench) -> None:
    """Nobody else finds them in the menu, and an address that is none is not there."""
    assert bench.get("/office/rules/nothing").status == 404
    assert bench.get("/office/rules/nothing/file").status == 404
    assert bench.as_("finance-1").get("/office/rules").status == 200
    assert bench.get("/office/rules/new").status == 403
    assert bench.as_("participation-worker").get("/office/rules").status == 403
    assert "/office/rules" not in bench.get("/office").body


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = " + "[" * 900 + "]" * 900, "too deep in one another"),
        (f"a = {'9' * 5000}", "write it as TOML"),
        (NEW.replace("version =", '"\\u0000" = "date:x"\nversion =', 1), "leave it out"),
        (NEW.replace("version =", '"\\u0000" = 1\nversion =', 1), "leave it out"),
    ],
)
def test_a_text_that_no_reader_gets_through_is_told_as_what_is_wrong(bench: Bench, text: str, why: str) -> None:
    """It is no fault of ours, and what was typed stays."""
    sent = sends(bench, text)

    assert (sent.status, why in sent.words) == (422, True)
