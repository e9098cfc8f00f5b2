"""`make proof`: tries every promise of infra/promises.md, and writes into infra/proof.md what came of it.

No figure is typed: each comes from the run. FAST=yes leaves out the tests that need the emulator and a browser.
"""

import os
import re
import sys
import time
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from infra import mutants
from infra.local.clients import forget_real_accounts
from infra.places import ROOT
from tests.mutants.planted import BUGS
from tests.simulation.histories import search

PROMISES, PROOF = ROOT / "infra" / "promises.md", ROOT / "infra" / "proof.md"
SIMULATED = 30
"""Seconds of the processor for the simulation."""
END_TO_END = "tests/e2e/"


class Promise(NamedTuple):
    """One row: what is promised, the tests and the commands that prove it."""

    words: str
    tests: tuple[str, ...]
    commands: tuple[str, ...]


class Outcomes:
    """A pytest plugin: how many tests of each file passed and failed, and how long they took."""

    def __init__(self) -> None:
        self.passed: dict[str, int] = {}
        self.failed: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: by its call, or by the set-up that failed."""
        file = report.nodeid.partition("::")[0]
        self.seconds[file] = self.seconds.get(file, 0) + report.duration
        if report.when == "call" or not report.passed:
            count = self.passed if report.passed else self.failed
            count[file] = count.get(file, 0) + 1


def promises() -> list[Promise]:
    """Every row of the list."""
    found = []
    for row in PROMISES.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        named = re.findall(r"`([^`]+)`", cells[-1])
        if row.startswith("|") and len(cells) == 2 and named:
            tests = tuple(name for name in named if name.startswith("tests/"))
            found.append(Promise(cells[0], tests, tuple(name for name in named if name.startswith("make "))))
    return found


def row(promise: Promise, of: Outcomes) -> str:
    """The promise, how it was tried, and what came of it."""
    tried = [test for test in promise.tests if test in of.passed or test in of.failed]
    passed, failed = (sum(count.get(test, 0) for test in tried) for count in (of.passed, of.failed))
    took = sum(of.seconds[test] for test in tried)
    left = len(promise.tests) - len(tried)
    said = f"{passed} passed, {failed} failed, {took:.0f} s" if tried else "not tried this time"
    more = f"; {left} files not tried this time" if tried and left else ""
    by = [
        *(f"`python -m infra.run_tests {test}`" for test in promise.tests),
        *(f"`{made}`" for made in promise.commands),
    ]
    return f"| {promise.words} | {said}{more} | {', '.join(by)} |\n"


def simulated() -> str:
    """New histories for a while; what came of them."""
    began, faults, histories = time.process_time(), 0, 0
    seed = int(time.time())
    while time.process_time() - began < SIMULATED:
        found = search(seed + histories, 120)
        if found.problem:
            return f"broken with seed {found.seed}: {found.problem}"
        faults, histories = faults + found.faults, histories + 1
    return f"{faults:,} faults in {histories} new histories, from seed {seed} on: nothing broke"


def planted() -> str:
    """Every planted bug; how many were caught."""
    survived = [tried.bug.name for tried in map(mutants.attempt, BUGS) if not tried.caught]
    return f"{len(BUGS) - len(survived)} of {len(BUGS)} caught" + "".join(f"; survived: {name}" for name in survived)


def main(arguments: list[str]) -> int:
    """Try them all, and write the page; 1 when something failed."""
    forget_real_accounts()
    os.chdir(ROOT)
    fast, outcomes, every = "--fast" in arguments, Outcomes(), promises()
    tests = sorted({test for each in every for test in each.tests if not (fast and test.startswith(END_TO_END))})
    ended = int(pytest.main([*tests, "-q", "-p", "no:cacheprovider"], plugins=[outcomes]))
    tools = [("`make simulate`", simulated()), *([] if fast else [("`make mutants`", planted())])]
    PROOF.write_text(
        "# Each promise, and how it was tried\n\n"
        f"Made by `make proof` on {datetime.now(UTC):%-d %B %Y}"
        f"{', without the tests that need the emulator and a browser' if fast else ''}."
        " The promises are in [their own list](promises.md).\n\n"
        "| promise | what came of it | command |\n|---|---|---|\n"
        + "".join(row(each, outcomes) for each in every)
        + "\n| tool | what came of it |\n|---|---|\n"
        + "".join(f"| {tool} | {said} |\n" for tool, said in tools),
        "utf-8",
    )
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
