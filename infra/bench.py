"""`make bench`: what each step of a claim costs, and what starting each function costs. Counts, not times.

Requests and units are counted in front of the emulator, so they do not depend on the machine. A start is measured in
millions of instructions by valgrind, which are the same from run to run; beside them the floor: Python alone, and what
signing one request over TLS takes at the very least.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.build_artefact import lambda_artefact
from infra.handlers import CLEAN, environment, handlers
from infra.local.clients import forget_real_accounts
from infra.local.demo import a_copy_of_our_own
from infra.local.instance import Instance
from infra.local.meter import PATH
from infra.local.story import Story

SETTLED = 1.0
"""Seconds after a step in which streams and queues have done what it causes."""
COLUMNS = ["requests", "writes", "to claims", "w.units", "r.units", "invoked", "SQS", "KMS", "emails"]
HEADINGS = f"{'step':<22}" + "".join(f"{name:>10}" for name in COLUMNS)
FLOORS = {
    "Python alone": "pass",
    "signing one request, TLS": "import hashlib, hmac, http.client, json, ssl; ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)",
}
WRITES = ("DynamoDB PutItem", "DynamoDB UpdateItem", "DynamoDB DeleteItem")
IMPORT = "import sys; sys.path.insert(0, sys.argv[1]); __import__(sys.argv[2])"


def steps() -> None:
    """Play the story on an empty copy, and print each step's counts."""
    os.environ["METER"] = "1"
    with a_copy_of_our_own() as instance:
        story = Story(instance.url)
        print(HEADINGS)
        counts(instance)
        for step in story.steps():
            step.act()
            time.sleep(SETTLED)
            print(line(step.name, counts(instance)), flush=True)


def counts(instance: Instance) -> dict[str, int]:
    """What was counted since the last time."""
    with urllib.request.urlopen(f"{instance.emulator_url}{PATH}", timeout=10) as answer:
        counted: dict[str, int] = json.load(answer)
    return counted


def line(name: str, counted: Mapping[str, int]) -> str:
    """One row of the table."""

    def starting(word: str) -> int:
        return sum(n for what, n in counted.items() if what.startswith(word))

    writes, reads = counted.get("DynamoDB write requests", 0), counted.get("DynamoDB read requests", 0)
    to_claims = starting("DynamoDB TransactWriteItems") + sum(
        n for what, n in counted.items() if what.startswith(WRITES) and "-ClaimsTable-" in what
    )
    units = [counted.get(f"DynamoDB {kind} units x10", 0) / 10 for kind in ("write", "read")]
    rest = [counted.get("invocations", 0), starting("SQS "), starting("KMS "), counted.get("emails", 0)]
    columns = [writes + reads, writes, to_claims, *(f"{each:.1f}" for each in units), *rest]
    return f"{name:<22}" + "".join(f"{each:>10}" for each in columns)


def instructions(*arguments: str) -> int:
    """Millions of instructions that this Python executes with `arguments`, in an interpreter with nothing else."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    command = [*valgrind, sys.executable, *CLEAN, *arguments]
    fixed = environment() | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=fixed, capture_output=True, text=True, check=False)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or counted is None:
        raise SystemExit(f"takepart: {' '.join(arguments[-2:])} could not be measured:\n{done.stderr[-2000:]}")
    return round(int(counted[1].replace(",", "")) / 1e6)


def starts() -> None:
    """Print what importing each function's module costs, and the floor."""
    if not shutil.which("valgrind"):
        raise SystemExit("takepart: starts are measured by valgrind: install it (Debian: apt-get install valgrind)")
    print(f"\n{'start':<28}{'million instructions':>21}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as two_at_a_time:
        lambda_artefact(Path(folder))
        modules = [handler.rpartition(".")[0] for handler in handlers()]
        measured = [*FLOORS, *modules]
        asked = [("-c", code) for code in FLOORS.values()]
        asked += [("-c", IMPORT, folder, module) for module in modules]  # type: ignore[misc]
        for name, count in zip(measured, two_at_a_time.map(lambda a: instructions(*a), asked), strict=True):
            print(f"{name:<28}{count:>21,}", flush=True)


def main() -> None:
    """Measure both."""
    forget_real_accounts()
    steps()
    starts()


if __name__ == "__main__":
    main()
