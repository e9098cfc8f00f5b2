"""The page of what was tried: every promise is on it, with figures from the run and none that was typed."""

from __future__ import annotations

from infra.places import ROOT
from infra.proof import PROMISES, Outcomes, Promise, promises, row


def test_every_promise_is_tried_by_tests_that_are_there() -> None:
    """As many as the list has rows."""
    rows = [line for line in PROMISES.read_text("utf-8").splitlines() if line.startswith("|")][2:]

    assert len(promises()) == len(rows)
    assert [test for each in promises() for test in each.tests if not (ROOT / test).exists()] == []
    assert all(each.tests or each.commands for each in promises())


def test_what_was_not_tried_says_so() -> None:
    """Half of a promise's tests is not all of them."""
    promise, outcomes = Promise("It holds", ("tests/a.py", "tests/b.py"), ("make bench",)), Outcomes()
    assert "not tried this time" in row(promise, outcomes)

    outcomes.passed, outcomes.failed, outcomes.seconds = {"tests/a.py": 3}, {"tests/a.py": 1}, {"tests/a.py": 2.4}

    assert "3 passed, 1 failed, 2 s; 1 files not tried this time" in row(promise, outcomes)
    assert "`make bench`" in row(promise, outcomes)
