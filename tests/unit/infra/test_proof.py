"""The page of what was tried: every promise is on it, with figures from the run and none that was typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra import proof
from infra.places import ROOT
from infra.proof import PROMISES, Promise, promises, row


def test_every_promise_is_tried_by_tests_that_are_there() -> None:
    """As many as the list has rows."""
    rows = [line for line in PROMISES.read_text("utf-8").splitlines() if line.startswith("|")][2:]

    assert len(promises()) == len(rows)
    assert [test for each in promises() for test in each.tests if not (ROOT / test).exists()] == []
    assert all(each.tests or each.commands for each in promises())


def test_what_was_not_tried_says_so() -> None:
    """Half of a promise's tests is not all of them."""
    promise = Promise("It holds", ("tests/a.py", "tests/b.py"), ("make bench",))
    assert "not tried this time" in row(promise, {})

    told = row(promise, {"tests/a.py": {"passed": 3, "failed": 1, "seconds": 2.4}})

    assert "3 passed, 1 failed, 2 s; 1 files not tried this time" in told
    assert "`make bench`" in told


def test_what_failed_in_the_last_run_of_the_same_state_fails_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is run again; another state is."""
    last, ran = tmp_path / "outcomes.json", list[str]()
    monkeypatch.setattr("infra.proof.OUTCOMES", last)
    monkeypatch.setattr("infra.proof.state", lambda: "one")

    def run(arguments: list[str], _counts: object) -> int:
        ran.extend(arguments)
        return 0

    monkeypatch.setattr("infra.proof.run", run)
    files = {"tests/a.py": {"passed": 3, "seconds": 1}, "tests/b.py": {"failed": 1, "seconds": 1}}
    promised = [Promise("It holds", ("tests/a.py",), ())]
    last.write_text(json.dumps({"state": "one", "fast": False, "files": files}))

    assert proof.tested(promised, fast=False) == (1, files)
    assert not ran

    last.write_text(json.dumps({"state": "another", "fast": False, "files": files}))
    assert proof.tested(promised, fast=False) == (0, {})
    assert ran[0] == "tests/a.py"
