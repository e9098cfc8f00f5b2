"""What it takes to start each function: instructions, counted by valgrind, which are the same from run to run.

Each module is imported from the artefact that goes to AWS by an interpreter that has nothing else. Beside them the
floor: Python alone, and what signing one request over TLS takes at the very least.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.bench import limits
from infra.build_artefact import lambda_artefact, zipped
from infra.handlers import CLEAN, environment, handlers

IMPORT = "import os, sys; sys.path.insert(0, sys.argv[1]); module = __import__(sys.argv[2])"
END = "sys.stdout.flush(); os._exit(0)"
"""Without what Python does to end: a function is not ended after its start, it waits."""
FLOORS = {
    "Python alone": f"import os, sys; {END}",
    "signing one request, TLS": f"""import hashlib, hmac, http.client, json, os, ssl, sys
ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
{END}""",
}
FORBIDDEN = {"pydantic", "aws_xray_sdk", "s3transfer", "boto3", "PIL"}
"""Packages that no function may import as it starts: each adds 50 to 400 ms."""
CHECKED = f"""{IMPORT}
heavy = {FORBIDDEN!r} & set(sys.modules)
if heavy:
    sys.exit(f'imports {{heavy}}')
{END}"""
NOBODY_ANSWERS = "http://127.0.0.1:9"
"""In place of AWS: a first page asks which rules hold, and goes on with those that it has."""
FIRST_PAGE = {
    "version": "2.0",
    "rawPath": "/what-we-pay",
    "rawQueryString": "",
    "headers": {"host": "localhost"},
    "requestContext": {
        "http": {"method": "GET", "path": "/what-we-pay"},
        "stage": "$default",
        "requestId": "bench",
    },
    "isBase64Encoded": False,
}
OPEN = f"""{IMPORT}
answer = module.handler({FIRST_PAGE!r}, None)
if answer['statusCode'] != 200:
    sys.exit(answer['statusCode'])
{END}"""


def instructions(*arguments: str) -> int:
    """Millions of instructions that this Python executes with `arguments`, in an interpreter with nothing else."""
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    command = [*valgrind, sys.executable, *CLEAN, *arguments]
    fixed = environment() | {"PYTHONHASHSEED": "0", "POLICY": "wirral", "AWS_ENDPOINT_URL": NOBODY_ANSWERS}
    done = subprocess.run(command, env=fixed, capture_output=True, text=True, check=False)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or counted is None:
        said = "\n".join(line for line in done.stderr.splitlines() if not line.startswith(("==", "--")))
        raise SystemExit(f"takepart: {arguments[-1]} could not be measured: {said[-2000:]}")
    return round(int(counted[1].replace(",", "")) / 1e6)


def sizes() -> dict[str, int]:
    """Print and return the bytes of what a function runs from, without what draws pictures."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "website"
        lambda_artefact(there, "WebsiteFunction")
        zipped(there, there.with_suffix(".zip"))
        found = {
            "zipped": there.with_suffix(".zip").stat().st_size,
            "unpacked": sum(file.stat().st_size for file in there.rglob("*") if file.is_file()),
        }
    for name, count in found.items():
        print(f"{'the artefact, ' + name:<28}{count:>21,}{limits.SIZES[name]:>12,} bytes at most")
    print(f"{'a first visit':<28}{'(tested)':>21}{limits.FIRST_VISIT:>12,} bytes at most\n", flush=True)
    return found


def starts() -> dict[str, int]:
    """Print and return what importing each function's module takes; the floors are printed only."""
    if not shutil.which("valgrind"):
        print("Starts are measured by valgrind, which is not here (Debian: apt-get install valgrind): left out.")
        return {}
    print(f"{'start':<28}{'million instructions':>21}{'at most':>10}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as two_at_a_time:
        lambda_artefact(Path(folder))
        modules = [handler.rpartition(".")[0] for handler in handlers()]
        asked: dict[str, tuple[str, ...]] = {name: ("-c", code) for name, code in FLOORS.items()}
        asked |= {module: ("-c", CHECKED, folder, module) for module in modules}
        asked["website, its first page"] = ("-c", OPEN, folder, "website")
        counts = two_at_a_time.map(lambda arguments: instructions(*arguments), asked.values())
        measured = {}
        for name, count in zip(asked, counts, strict=True):
            most = "" if name in FLOORS else f"{limits.most_to_start(name):,}"
            print(f"{name:<28}{count:>21,}{most:>10}", flush=True)
            measured[name] = count
    print(f"None of them imports {', '.join(sorted(FORBIDDEN))}.\n")
    return {name: count for name, count in measured.items() if name not in FLOORS}
