"""What goes to AWS is complete, compiled, and imports nothing heavy."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from infra import build_artefact
from infra.bench import limits
from infra.handlers import CLEAN, environment, handlers
from infra.places import FUNCTIONS

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


def run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """A Python that has nothing else than what lies in a folder."""
    command = [sys.executable, *CLEAN, "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


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
    """Without this each cold start pays 2.75 times the instructions. The sources stay at home."""
    flags = {p.read_bytes()[4] for p in artefact.rglob("*.pyc")}

    assert [*artefact.rglob("*.py"), *artefact.rglob("__pycache__")] == []
    assert flags == {0b01}  # hash-based, unchecked


def test_an_error_names_its_file_and_line(artefact: Path) -> None:
    """Although the source is not there: as it lies in the checkout."""
    done = run(artefact, "from takepart.adapters.settings import Settings; Settings({})['NONE']")
    lines = (FUNCTIONS / "takepart" / "adapters" / "settings.py").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "raise MissingSetting" in text)

    assert f'File "/var/task/takepart/adapters/settings.py", line {line}, in __getitem__' in done.stderr


def test_it_is_small(tmp_path: Path) -> None:
    """Lambda loads and unpacks it before it starts anything; what draws pictures is for who draws them."""
    build_artefact.lambda_artefact(tmp_path / "website", "WebsiteFunction")
    build_artefact.lambda_artefact(tmp_path / "programme", "ProgrammeFunction")
    build_artefact.zipped(tmp_path / "website", tmp_path / "website.zip")
    unpacked = sum(file.stat().st_size for file in (tmp_path / "website").rglob("*") if file.is_file())

    assert (tmp_path / "website.zip").stat().st_size <= limits.MOST_ZIPPED
    assert unpacked <= limits.MOST_UNPACKED
    assert run(tmp_path / "website", "import PIL").returncode == 1
    drawn = run(tmp_path / "programme", "from PIL import Image, ImageDraw, ImageFont; Image.new('RGB', (9, 9))")
    assert drawn.returncode == 0, drawn.stderr


def test_what_few_pages_need_is_in_it(artefact: Path) -> None:
    """England's bank holidays, London's time, a file for a calendar."""
    needs = """
from datetime import date, datetime
from takepart.adapters.bank_holidays import england
from takepart.domain.uk_time import LONDON
from icalendar import Calendar, Event
import segno, io
assert date(2026, 12, 28) in england() and date(2026, 12, 24) not in england()
assert str(datetime(2026, 7, 1, 12, tzinfo=LONDON).utcoffset()) == "1:00:00"
event = Event(); event.add("dtstart", datetime(2026, 7, 1, 12, tzinfo=LONDON)); event.to_ical()
segno.make("one").save(io.BytesIO(), kind="svg")
"""
    done = run(artefact, needs)

    assert done.returncode == 0, done.stderr


def test_everything_that_is_called_is_in_the_models(artefact: Path) -> None:
    """Whatever our adapters call by the name that an operation of one of our services has."""
    called = {
        node.func.attr
        for file in FUNCTIONS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    loader, found = Loader(), 0
    for model in artefact.glob("botocore/data/*/*/service-2.json"):
        left = json.loads(model.read_text("utf-8"))
        whole = loader.load_service_model(model.parts[-3], "service-2", model.parts[-2])
        for name in whole["operations"]:
            if xform_name(name) in called:
                found += 1
                assert name in left["operations"], f"{model.parts[-3]}: {name}"
    assert found > 15


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """So that a deployment without a change changes nothing."""
    archives = []
    for name in ("one", "two"):
        build_artefact.lay_out_our_code(tmp_path / name)
        build_artefact.zipped(tmp_path / name, tmp_path / f"{name}.zip")
        archives.append((tmp_path / f"{name}.zip").read_bytes())

    assert archives[0] == archives[1]
