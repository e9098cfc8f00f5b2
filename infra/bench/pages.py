"""What a page costs a function that has started: instructions, counted by valgrind, which are the same from run to run.

Ten pages that people and staff open, each of the real function with its real adapters (`infra.bench.warm`). What the
start and the first time take is counted in a run of its own and taken off, and what is left shared among the times.
"""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from infra.bench import limits
from infra.bench.warm import PAGES
from infra.handlers import environment

TIMES = 4
"""How often each page is asked for after the first time."""


def instructions(name: str, times: int) -> int:
    """Millions of instructions to ask for a page once, and so many times more."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    command = [*valgrind, sys.executable, "-m", "infra.bench.warm", name, str(times)]
    fixed = environment() | {"PYTHONHASHSEED": "0", "POLICY": "wirral"}
    done = subprocess.run(command, env=fixed, capture_output=True, text=True, check=False)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or counted is None:
        said = "\n".join(line for line in done.stderr.splitlines() if not line.startswith(("==", "--")))
        raise SystemExit(f"takepart: {name} could not be measured: {said[-2000:]}")
    return round(int(counted[1].replace(",", "")) / 1e6)


def pages() -> dict[str, int]:
    """Print and return what each page takes, once it is warm."""
    if not shutil.which("valgrind"):
        return {}
    print(f"{'a page, once it is warm':<28}{'million instructions':>21}{'at most':>10}")
    measured = {}
    instructions(next(iter(PAGES)), 0)  # whatever is compiled for the first time is compiled here, and counts nowhere
    with ThreadPoolExecutor(2) as two_at_a_time:
        for name in PAGES:
            first, all_of_them = two_at_a_time.map(partial(instructions, name), (0, TIMES))
            measured[name] = round((all_of_them - first) / TIMES)
            print(f"{name:<28}{measured[name]:>21,}{limits.most_for_page(name):>10,}", flush=True)
    print()
    return measured
