"""`make proof`: tries every promise of infra/promises.md, and writes into infra/proof.md what came of it.

No figure is typed: each comes from a run. The tests are those that `make test` ran last, if nothing has changed since;
else they are run now. FAST=yes leaves out the tests that need the emulator and a browser.
"""

import json
import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from infra import mutants
from infra.local.clients import forget_real_accounts
from infra.places import ROOT
from infra.run_tests import OUTCOMES, Counts, run, state
from tests.mutants.planted import BUGS
from tests.simulation.histories import search

PROMISES, PROOF = ROOT / "infra" / "promises.md", ROOT / "infra" / "proof.md"
SIMULATED = 30
"""Seconds of the processor for the simulation."""
END_TO_END = ("tests/e2e/", "tests/busy/")


class Promise(NamedTuple):
    """One row: what is promised, the tests and the commands that prove it."""

    words: str
    tests: tuple[str, ...]
    commands: tuple[str, ...]


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


def row(promise: Promise, of: Mapping[str, Mapping[str, float]]) -> str:
    """The promise, how it was tried, and what came of it."""
    tried = [test for test in promise.tests if test in of]
    passed, failed, took = (sum(of[test].get(what, 0) for test in tried) for what in ("passed", "failed", "seconds"))
    left = len(promise.tests) - len(tried)
    said = f"{passed:.0f} passed, {failed:.0f} failed, {took:.0f} s" if tried else "not tried this time"
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


def tested(promised: Sequence[Promise], *, fast: bool) -> tuple[int, Mapping[str, Mapping[str, float]]]:
    """What pytest ended with, and what came of each file: of the last run of all tests, or of a run of these now."""
    last = json.loads(OUTCOMES.read_text()) if OUTCOMES.exists() else {}
    if state() and last.get("state") == state() and not (last["fast"] and not fast):
        files: Mapping[str, Mapping[str, float]] = last["files"]
        return int(any(file.get("failed") for file in files.values())), files
    tests = sorted({test for each in promised for test in each.tests if not (fast and test.startswith(END_TO_END))})
    counts = Counts()
    return run([*tests, "-p", "no:cacheprovider"], counts), counts.files


def main(arguments: list[str]) -> int:
    """Try them all, and write the page; 1 when something failed."""
    forget_real_accounts()
    os.chdir(ROOT)
    fast, every = "--fast" in arguments, promises()
    ended, outcomes = tested(every, fast=fast)
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
