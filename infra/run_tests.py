"""`make test`: every test, in the order in which a fault is cheapest to find; ends with a count for each tier.

unit (no AWS), mutants (planted bugs that the others must find), simulation (faults and schedules, no AWS), integration
(AWS played in process), e2e (the real template on the emulator, a real browser).
"""

import os
import sys

import pytest

from infra import build_assets
from infra.local.clients import forget_real_accounts
from infra.places import ROOT

FAST = ["unit", "mutants", "simulation", "integration"]
END_TO_END = "e2e"
AT_ONCE = "2"
"""Processes. Each has a stack and a browser of its own for the end-to-end tests, and takes them file by file."""
BY_FILE = ["--dist", "loadfile", "--no-loadscope-reorder"]


class Counts:
    """A pytest plugin that counts what passed and failed in each tier."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, int]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once: by its call, or by the set-up that failed."""
        if report.when == "call" or (report.when == "setup" and not report.passed):
            tier = report.nodeid.split("/")[1] if report.nodeid.startswith("tests/") else "other"
            outcome = self.seen.setdefault(tier, {})
            outcome[report.outcome] = outcome.get(report.outcome, 0) + 1

    def total(self) -> str:
        """Passed and failed in all tiers together, on one line."""
        passed = sum(outcome.get("passed", 0) for outcome in self.seen.values())
        rest = sum(sum(outcome.values()) for outcome in self.seen.values()) - passed
        return f"{passed} passed, {rest} failed"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the counts, just before pytest's own last line."""
        for tier, outcome in self.seen.items():
            terminalreporter.write_line(
                f"{tier:<12} " + ", ".join(f"{n} {what}" for what, n in sorted(outcome.items()))
            )


def main(arguments: list[str]) -> int:
    """Run the tiers, or the tests that are named; other arguments go to pytest."""
    forget_real_accounts()
    os.chdir(ROOT)
    build_assets.build()
    given = [a for a in arguments if a != "--fast"]
    counts = Counts()
    if any(a.startswith("tests/") for a in given):
        return int(pytest.main(["-q", *given], plugins=[counts]))
    ended = int(pytest.main([*(f"tests/{tier}" for tier in FAST), "-q", "-n", AT_ONCE, *given], plugins=[counts]))
    if "--fast" not in arguments:
        ended = (
            int(pytest.main([f"tests/{END_TO_END}", "-q", "-n", AT_ONCE, *BY_FILE, *given], plugins=[counts])) or ended
        )
    print(counts.total())
    return ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
