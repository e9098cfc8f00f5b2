"""`make mutants`: plants each bug of tests/mutants by itself, and sees that a fast test fails.

A bug that no test fails with is worth a test; one that no longer applies is worth a look. Give words of a name to try
only those: ``python -m infra.mutants relay``.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from infra.places import ROOT
from tests.mutants.planted import BUGS
from tests.mutants.planting import NAMED_BY, Planted

AT_ONCE = 2
LONGEST = 240
"""Seconds for one bug: it may have made something go on for ever, which is to be caught too."""
_FAILED = 1
"""What pytest ends with when tests failed; it says something else when they could not be run."""


class Tried(NamedTuple):
    """What became of one bug."""

    bug: Planted
    caught: bool
    seconds: float
    said: str


def attempt(bug: Planted) -> Tried:
    """Run the tests that the bug names with the bug in place, until one fails."""
    began = time.monotonic()
    tests = [f"tests/{name}" for name in bug.caught_by]
    command = [
        sys.executable,
        "-m",
        "pytest",
        *tests,
        "-x",
        "-q",
        "-p",
        "tests.mutants.planting",
        "-p",
        "no:cacheprovider",
    ]
    try:
        ran = subprocess.run(
            command, cwd=ROOT, env=os.environ | {NAMED_BY: bug.name}, capture_output=True, text=True, timeout=LONGEST
        )
        caught, said = ran.returncode == _FAILED, ran.stdout[-3_000:] + ran.stderr[-1_000:]
    except subprocess.TimeoutExpired:
        caught, said = False, f"its tests did not end in {LONGEST} s"
    return Tried(bug, caught, time.monotonic() - began, said)


def main(words: list[str]) -> int:
    """Try all, or those with these words in their names; 1 when one survived."""
    chosen = [bug for bug in BUGS if all(word in bug.name for word in words)]
    began, survived = time.monotonic(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for tried in pool.map(attempt, chosen):
            survived += not tried.caught
            print(f"{'caught' if tried.caught else 'SURVIVED':<9} {tried.seconds:5.1f} s  {tried.bug.name}", flush=True)
            if not tried.caught:
                print(tried.said, flush=True)
    print(f"{len(chosen)} planted, {len(chosen) - survived} caught, in {time.monotonic() - began:.0f} s")
    return 1 if survived or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
