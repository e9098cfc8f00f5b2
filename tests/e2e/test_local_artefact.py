"""What goes to AWS is complete, compiled, and imports nothing heavy."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import build_artefact
from infra.handlers import CLEAN, environment, handlers

FORBIDDEN = {"pydantic", "aws_xray_sdk", "s3transfer", "boto3"}
"""Packages too slow to import, or not shipped."""

PROBE = """
import importlib, json, sys
folder, module, name = sys.argv[1:]
sys.path.insert(0, folder)
handler = getattr(importlib.import_module(module), name)
assert callable(handler)
print(json.dumps(sorted({m.partition(".")[0] for m in sys.modules})))
"""


@pytest.fixture(scope="module")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The artefact, unpacked."""
    folder = tmp_path_factory.mktemp("artefact")
    build_artefact.lambda_artefact(folder)
    yield folder


@pytest.mark.parametrize("handler", handlers())
def test_a_function_starts_from_the_artefact_alone(artefact: Path, handler: str) -> None:
    """In an interpreter that has no other packages; and without those that would slow each cold start."""
    module, name = handler.rsplit(".", 1)
    done = subprocess.run(
        [sys.executable, *CLEAN, "-c", PROBE, str(artefact), module, name],
        cwd=artefact,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert not FORBIDDEN & set(json.loads(done.stdout.splitlines()[-1]))


def test_every_module_is_compiled_and_never_checked_against_its_source(artefact: Path) -> None:
    """Without this each cold start pays 2.75 times the instructions."""
    tag = sys.implementation.cache_tag
    sources = [p for p in artefact.rglob("*.py") if p.parent.name.isidentifier() or p.parent == artefact]
    missing = [s for s in sources if not (s.parent / "__pycache__" / f"{s.stem}.{tag}.pyc").exists()]
    flags = {p.read_bytes()[4] for p in artefact.rglob(f"*.{tag}.pyc")}

    assert missing == []
    assert flags == {0b01}  # hash-based, unchecked


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """So that a deployment without a change changes nothing."""
    archives = []
    for name in ("one", "two"):
        build_artefact.lay_out_our_code(tmp_path / name)
        build_artefact.zipped(tmp_path / name, tmp_path / f"{name}.zip")
        archives.append((tmp_path / f"{name}.zip").read_bytes())

    assert archives[0] == archives[1]
