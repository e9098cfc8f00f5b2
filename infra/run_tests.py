"""`make test`: every test, in the order in which a fault is cheapest to find; ends with a count for each tier.

unit (no AWS), simulation (faults and schedules, no AWS), integration (AWS played in process), e2e (the real template on
the emulator, a real browser).
"""

import os
import sys

import pytest

from infra import build_assets
from infra.local.clients import forget_real_accounts
from infra.places import ROOT

TIERS = ["unit", "simulation", "integration", "e2e"]
FAST = TIERS[:3]


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
    fast = "--fast" in arguments
    given = [a for a in arguments if a != "--fast"]
    tiers = [f"tests/{tier}" for tier in (FAST if fast else TIERS) if (ROOT / "tests" / tier).is_dir()]
    named = any(a.startswith("tests/") for a in given)
    return int(pytest.main([*([] if named else tiers), "-q", *given], plugins=[Counts()]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
