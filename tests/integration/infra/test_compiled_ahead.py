"""What the build does ahead changes nothing: our classes, patterns and policies are those of the sources, and ready."""

from __future__ import annotations

import json
import marshal
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from infra.build_artefact import lay_out_our_code
from infra.handlers import environment, handlers
from infra.lighten import compile_ahead
from infra.places import FUNCTIONS
from takepart import ahead

CLASSES: Final = Path(__file__).with_name("classes.py")
STARTS: Final = """
import json, re, sys
parsed, parse = [], re._parser.parse
re._parser.parse = lambda text, *more: parsed.append(repr(text)) or parse(text, *more)
for function in sys.argv[1:]:
    __import__(function)
print(json.dumps({"parsed": parsed, "policy read": "takepart.adapters.policy.file" in sys.modules}))
"""


def run(*arguments: str, of: Path) -> dict[str, Any]:
    """What a Python with hash randomisation off tells, which finds our code in a folder."""
    packages = os.pathsep.join([str(of), *(each for each in sys.path if each.endswith("site-packages"))])
    clean = environment() | {"PYTHONPATH": packages, "PYTHONHASHSEED": "0", "POLICY": "wirral"}
    command = [sys.executable, "-S", "-P", *arguments]
    done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(re.sub(" at 0x[0-9a-f]+", "", done.stdout.splitlines()[-1]))
    return told


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our code as the artefact has it."""
    folder = tmp_path_factory.mktemp("built")
    lay_out_our_code(folder)
    return folder


def test_every_dataclass_is_that_of_the_sources(built: Path) -> None:
    """Its fields, rules, slots and hash; each method to the last instruction; and what its instances do."""
    theirs, ours = run(str(CLASSES), of=FUNCTIONS), run(str(CLASSES), of=built)

    assert len(ours["classes"]) > 300
    assert len(ours["does"]) > 100
    assert ours["classes"] == theirs["classes"]
    assert ours["does"] == theirs["does"]
    assert len(theirs["wrote"]) > 300
    assert ours["wrote"] == []  # and none was compiled again


def test_no_start_parses_a_pattern_or_a_policy(built: Path) -> None:
    """Whatever a function imports was there when the artefact was built."""
    functions = [each.rpartition(".")[0] for each in handlers()]

    assert run("-c", STARTS, *functions, of=built) == {"parsed": [], "policy read": False}


def test_another_python_compiles_as_ever(built: Path, tmp_path: Path) -> None:
    """What was compiled for other bytecode or other patterns is left alone."""
    by, *compiled = marshal.loads((built / "takepart" / "ahead.bin").read_bytes())  # noqa: S302  # built a moment ago
    other = tmp_path / "ahead.bin"
    other.write_bytes(marshal.dumps(((by[0], by[1] + 1, by[2]), *compiled)))

    assert ahead.read(str(built / "takepart" / "ahead.bin")) is not None
    assert ahead.read(str(other)) is None
    assert ahead.read(str(tmp_path / "nothing")) is None


def test_a_broken_policy_fails_the_build(tmp_path: Path) -> None:
    """With the file, the key and what is wrong, before anybody visits."""
    lay_out_our_code(tmp_path)
    policy = tmp_path / "policies" / "wirral.toml"
    policy.write_text(policy.read_text("utf-8").replace("[organisation]", "[organisation]\nnoname = 1", 1), "utf-8")

    with pytest.raises(SystemExit, match=r"wirral\.toml: organisation\.noname"):
        compile_ahead(tmp_path)
