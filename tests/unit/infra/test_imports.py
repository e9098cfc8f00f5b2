"""No function imports what would slow each of its starts; seen here at once, and measured by `make bench`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from infra.bench.starts import FORBIDDEN
from infra.handlers import environment, handlers
from infra.places import FUNCTIONS

PROBE = """
import importlib, json, sys
found = {}
for name in sys.argv[1:]:
    before = set(sys.modules)
    importlib.import_module(name)
    found[name] = sorted({module.partition(".")[0] for module in set(sys.modules) - before})
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def imported() -> dict[str, list[str]]:
    """The packages that each function brought in, in one fresh interpreter."""
    names = [handler.rpartition(".")[0] for handler in handlers()]
    told = environment() | {"PYTHONPATH": str(FUNCTIONS), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", PROBE, *names], env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("module", [handler.rpartition(".")[0] for handler in handlers()])
def test_a_function_imports_nothing_heavy(imported: dict[str, list[str]], module: str) -> None:
    """boto3, pydantic, s3transfer and the X-Ray SDK cost 100 to 400 ms each; none is needed."""
    assert not FORBIDDEN & set(imported[module])


@pytest.mark.parametrize(
    ("module", "part"),
    [
        ("records", "takepart.domain.voice.complaint"),
        ("assurance_office", "takepart.domain.voice.complaint"),
        *(
            (module, "takepart.domain.claims.claim")
            for module in ("voice_work", "newsletter_work", "newsletter_office", "programme_office", "assurance_office")
        ),
    ],
)
def test_a_function_loads_no_part_of_the_service_that_it_only_names(module: str, part: str) -> None:
    """A type beside an argument is no reason to load it: each of these is 10 to 40 million instructions of a start."""
    told = environment() | {"PYTHONPATH": str(FUNCTIONS), "PATH": os.environ["PATH"]}
    probe = f"import sys, {module}; sys.exit({part!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], env=told, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
