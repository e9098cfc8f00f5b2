"""The page of what was tried: every promise is on it, with figures from the run and none that was typed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from infra import proof, run_tests
from infra.places import ROOT
from infra.proof import PROMISES, Promise, promises, row
from infra.rights.calls import FOLDER


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


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where each run of pytest found that calls are written down; nothing is tested, and all of it passes."""
    found = list[Path]()
    monkeypatch.setenv(FOLDER, "")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("infra.run_tests.BUILD", tmp_path)
    monkeypatch.setattr("infra.run_tests.OUTCOMES", tmp_path / "outcomes.json")
    monkeypatch.setattr("infra.run_tests.forget_real_accounts", lambda: None)
    monkeypatch.setattr("infra.run_tests.build_assets.build", lambda: None)

    def run(arguments: list[str], _counts: object) -> int:
        folder = Path(os.environ[FOLDER])
        found.append(folder)
        if "tests/a.py" in arguments:
            run_tests.main(["tests/b.py"])
            assert folder.is_dir()
        return 0

    monkeypatch.setattr("infra.run_tests.run", run)
    return found


def test_runs_at_the_same_time_write_down_their_calls_apart(folders: list[Path]) -> None:
    """Neither takes away what the other is writing to, and nothing is left."""
    run_tests.main(["tests/a.py"])

    assert len(set(folders)) == 2
    assert not any(folder.exists() for folder in folders)


def test_only_a_run_of_all_tests_is_what_was_tried(folders: list[Path], tmp_path: Path) -> None:
    """Not one of those that some words of pytest picked."""
    run_tests.main(["--fast", "-k", "money"])
    assert not (tmp_path / "outcomes.json").exists()

    run_tests.main(["--fast"])
    assert json.loads((tmp_path / "outcomes.json").read_text())["fast"]
    assert folders
