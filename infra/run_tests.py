"""`make test`: every test, in the order in which a fault is cheapest to find; ends with a count for each tier.

unit (no AWS), mutants (planted bugs that the others must find), simulation (faults and schedules, no AWS), integration
(AWS played in process), rights (what each function asks of AWS, judged by an IAM engine), e2e (the real template on the
emulator, a real browser), grants (whether any role may do more than was ever needed). `--rights`: the last three alone,
with the functions in the tests' own process.
"""

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

import pytest

from infra import build_assets
from infra.local.clients import forget_real_accounts
from infra.local.forking import can_fork
from infra.places import BUILD, ROOT
from infra.rights.calls import FOLDER

FAST = ["unit", "mutants", "simulation", "integration", "rights"]
END_TO_END, GRANTS = "e2e", "grants"
OUTCOMES = BUILD / "outcomes.json"
"""What came of the last run of all tests, file by file: `make proof` reads it."""
HERE = "HERE"
"""With this variable, the end-to-end tests run the functions in their own process and need no emulator."""
EMULATED = ("test_local_*", "*rights.py", "test_cut_answers.py", "test_voice_canary.py", "test_two_hundred_people.py")
"""What is about the emulator, or looks into it."""
AT_ONCE = "2"
"""Processes. Each has a stack and a browser of its own for the end-to-end tests, and takes them file by file."""
BY_FILE = ["--dist", "loadfile", "--no-loadscope-reorder"]


class Counts:
    """A pytest plugin that counts, for each file, what passed and failed, and how long it took."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, float]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: by its call, or by the set-up that failed."""
        file = self.files.setdefault(report.nodeid.partition("::")[0], {})
        file["seconds"] = file.get("seconds", 0) + report.duration
        if report.when == "call" or (report.when == "setup" and not report.passed):
            file[report.outcome] = file.get(report.outcome, 0) + 1

    def tiers(self) -> dict[str, dict[str, int]]:
        """The outcomes of each tier."""
        found: dict[str, dict[str, int]] = {}
        for name, file in self.files.items():
            tier = found.setdefault(name.split("/")[1] if name.startswith("tests/") else "other", {})
            for outcome in file.keys() - {"seconds"}:
                tier[outcome] = tier.get(outcome, 0) + int(file[outcome])
        return found

    def total(self) -> str:
        """Passed and failed in all tiers together, on one line."""
        every = list(self.tiers().values())
        passed = sum(outcome.get("passed", 0) for outcome in every)
        return f"{passed} passed, {sum(sum(outcome.values()) for outcome in every) - passed} failed"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the counts, just before pytest's own last line."""
        for tier, outcome in self.tiers().items():
            terminalreporter.write_line(
                f"{tier:<12} " + ", ".join(f"{n} {what}" for what, n in sorted(outcome.items()))
            )


def state() -> str:
    """What is tested: the commit, if nothing was changed since; else nothing."""
    git = ["git", "-C", str(ROOT)]
    commit, changed = (
        subprocess.run([*git, *words], capture_output=True, text=True, check=False).stdout.strip()
        for words in (["rev-parse", "HEAD"], ["status", "--porcelain"])
    )
    return "" if changed else commit


def run(arguments: list[str], counts: Counts) -> int:
    """Run some tests; what pytest ends with."""
    return int(pytest.main(["-q", *arguments], plugins=[counts]))


def main(arguments: list[str]) -> int:
    """Run the tiers, or the tests that are named; other arguments go to pytest.

    Every function of a run writes down what it asks of AWS, in a folder that is this run's alone.
    """
    forget_real_accounts()
    os.chdir(ROOT)
    build_assets.build()
    BUILD.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="calls-", dir=BUILD) as calls:
        os.environ[FOLDER] = calls
        return tiers(arguments)


def tiers(arguments: list[str]) -> int:
    """Run them, and keep what came of all of them; a run of some, or one that broke off, is no run of all."""
    given = [a for a in arguments if a not in {"--fast", "--rights"}]
    counts = Counts()
    if any(a.startswith("tests/") for a in given):
        return run(given, counts)
    if "--rights" in arguments:
        os.environ[HERE] = "yes"
        given += [f"--ignore-glob=tests/{END_TO_END}/{each}" for each in EMULATED]
    first = ["rights"] if "--rights" in arguments else FAST
    ended = run([*(f"tests/{tier}" for tier in first), "-n", AT_ONCE, *given], counts)
    if "--fast" not in arguments:
        ended = run([f"tests/{END_TO_END}", "-n", AT_ONCE, *BY_FILE, *given], counts) or ended
        if can_fork() or "--rights" in arguments:  # the emulator's own workers write nothing down
            ended = run([f"tests/{GRANTS}", *given], counts) or ended
    if not given and ended in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        OUTCOMES.write_text(json.dumps({"state": state(), "fast": "--fast" in arguments, "files": counts.files}))
    print(counts.total())
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
