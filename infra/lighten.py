"""Lighten the artefact: what a cold start would read or do for nothing is taken out or done ahead, at build time.

botocore reads its models as JSON at every start: the text of its manual in them, and the addresses of four hundred
services, are a fifth of a start. Templates that are compiled ahead save more than that at the first page.
Measured by `make bench`.
"""

import ast
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from botocore import xform_name

from infra.handlers import environment
from infra.places import FUNCTIONS

AHEAD = Path(__file__).with_name("compile_ahead.py")
FIRST = "from __future__ import annotations"
"""The first line of each function."""
SERVICES = {"dynamodb", "sqs", "kms", "s3", "sesv2", "scheduler", "sts", "pinpoint-sms-voice-v2"}
"""The AWS services that the functions call."""
ADDRESSES = SERVICES | {"email", "sms-voice"}
"""The names under which botocore looks up their addresses: SES v2 answers at that of SES, texts at that of voices."""
PICTURES_NOT_DRAWN = ("avif", "webp", "sharpyuv", "imagingcms", "lcms2", "imagingtk")
"""Parts of Pillow, and the libraries that only they use: seven megabytes of twenty."""
PICTURES = ("PIL", "pillow.libs")
"""Four of nine megabytes: only a function that draws a picture gets them."""
NOT_USED: Mapping[str, Collection[str]] = {
    "aws_lambda_powertools/utilities": {"batch", "data_classes", "jmespath_utils", "typing", "serialization.py"},
    "aws_lambda_powertools/event_handler/openapi/swagger_ui": {"html.py", "oauth2.py"},
    "botocore/docs": {"bcdoc", "docstring.py", "utils.py"},
    "botocore/docs/bcdoc": set(),
    "holidays/countries": {"united_kingdom.py"},
    "holidays/financial": set(),
    "holidays/locale": set(),
    "tzdata/zoneinfo": {"Europe", "UTC"},
    "tzdata/zoneinfo/Europe": {"London"},
    "wtforms/locale": set(),
}
"""Folders of packages of which only this is used, beside what makes each of them a package."""
READ_WHEN_IMPORTED = {"holidays"}
"""Packages that look up their own version."""
COMPILE = """
import sys
from pathlib import Path
from takepart.adapters.policy.file import load
from takepart.letters.claims import ClaimWriter
from takepart.web.rendering import compile_all
folder = Path(sys.argv[1])
compile_all(folder / "takepart" / "web" / "compiled")
writer = ClaimWriter(holidays=frozenset(), policy=load(folder / "policies" / "wirral.toml"), site="")
writer.compile_all(folder / "takepart" / "letters" / "compiled")
"""


def lighten_models(botocore: Path) -> None:
    """Leave, of botocore's data, what a client of our services reads: no other service, no manual, no gzip."""
    data = botocore / "data"
    for models in data.glob("*/"):
        if models.is_dir() and models.name not in SERVICES:
            shutil.rmtree(models)
    addresses = json.loads((data / "endpoints.json").read_bytes())
    for partition in addresses["partitions"]:
        partition["services"] = {name: each for name, each in partition["services"].items() if name in ADDRESSES}
    write(data / "endpoints.json", addresses)
    for examples in data.glob("*/*/examples-1.json*"):
        examples.unlink()
    for packed in data.glob("*/*/*.json.gz"):
        model = json.loads(gzip.decompress(packed.read_bytes()))
        write(packed.with_suffix(""), without_manual(model))
        packed.unlink()


def words_of_callers() -> frozenset[str]:
    """Every word in our functions, and in the packages that call services for them: what they call is among these."""
    callers = [Path(str(found.origin)).parent for name in ("botocore", "pynamodb") if (found := find_spec(name))]
    files = [file for folder in (FUNCTIONS, *callers) for file in folder.rglob("*.py")]
    return frozenset(word for file in files for word in re.findall(r"\w+", file.read_text("utf-8")))


def only_called(botocore: Path, words: Collection[str]) -> None:
    """Leave, of each service's model, the operations whose name is among these words, in either spelling."""
    for file in (botocore / "data").glob("*/*/service-2.json"):
        model = with_operations(json.loads(file.read_bytes()), words)
        file.unlink()  # it may be linked elsewhere
        write(file, model)


def with_operations(model: dict[str, Any], words: Collection[str]) -> dict[str, Any]:
    """A model with the operations that are called so, and the shapes that those reach."""
    kept = {name: each for name, each in model["operations"].items() if {name, xform_name(name)} & set(words)}
    reached: dict[str, Any] = {}
    waiting = [kept]
    while waiting:
        for name in shapes_in(waiting.pop()):
            if name not in reached:
                reached[name] = model["shapes"][name]
                waiting.append(reached[name])
    return model | {
        "operations": kept,
        "shapes": {name: each for name, each in model["shapes"].items() if name in reached},
    }


def shapes_in(part: Any) -> Iterator[str]:
    """The shapes that a part of a model names."""
    if isinstance(part, dict):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for each in part.values():
            yield from shapes_in(each)
    elif isinstance(part, list):
        for each in part:
            yield from shapes_in(each)


def lighten_pillow(folder: Path) -> None:
    """Leave, of Pillow, what draws a PNG: no camera's formats, no colour profiles, no window to show it in."""
    for name in PICTURES_NOT_DRAWN:
        for part in [*folder.glob(f"PIL/_{name}.*"), *folder.glob(f"pillow.libs/lib{name}*")]:
            part.unlink()


def leave_out(packages: Path) -> None:
    """Drop what no function uses of its packages: `NOT_USED`, and what pip tells of them."""
    for name, used in NOT_USED.items():
        if not (packages / name).is_dir():
            raise SystemExit(f"takepart: there is no {name} any more: see infra/lighten.py")
        for each in (packages / name).iterdir():
            if each.name not in {*used, "__init__.py"}:
                shutil.rmtree(each) if each.is_dir() else each.unlink()
    for about in packages.glob("*.dist-info"):
        if about.name.partition("-")[0] not in READ_WHEN_IMPORTED:
            shutil.rmtree(about)


def without_sources(folder: Path) -> None:
    """Leave the bytecode of each module in the place of its source: it says the file and the line of every error."""
    for source in [*folder.rglob("*.py"), *folder.rglob("*.pyi")]:
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        if source.suffix == ".py":
            compiled.rename(source.with_suffix(".pyc"))
        source.unlink()
    for empty in [*folder.rglob("__pycache__")]:
        shutil.rmtree(empty)


def draws_pictures(function: Path) -> bool:
    """Whether a function may import, wherever in its code, what draws pictures: ours is followed, packages are not."""
    waiting, seen = [function], set[Path]()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
            else:
                continue
            if {name.partition(".")[0] for name in names} & set(PICTURES):
                return True
            places = [function.parent.joinpath(*name.split(".")) for name in names]
            found = [place for each in places for place in (each.with_suffix(".py"), each / "__init__.py")]
            waiting += [place for place in found if place.is_file()]
    return False


def without_manual(model: Any) -> Any:
    """A model in which every `documentation` is empty: botocore wants the word to be there."""
    if isinstance(model, dict):
        return {
            name: "" if name == "documentation" and isinstance(value, str) else without_manual(value)
            for name, value in model.items()
        }
    return [without_manual(each) for each in model] if isinstance(model, list) else model


def write(target: Path, model: Any) -> None:
    """JSON as short as it gets."""
    target.write_text(json.dumps(model, separators=(",", ":")))


def compile_templates(folder: Path) -> None:
    """Turn the templates of our code in `folder` into Python, in a process of its own that finds our code there."""
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", COMPILE, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"takepart: the templates do not compile:\n{done.stderr}")


def compile_ahead(folder: Path) -> None:
    """Do what every start would do again: `compile_ahead.py`, in an interpreter that has imported nothing yet."""
    for function in folder.glob("*.py"):  # what was compiled is in use before anything else is imported
        text = function.read_text()
        function.write_text(text.replace(FIRST, f"{FIRST}; import takepart", 1))
    packages = os.pathsep.join([str(folder), *(each for each in sys.path if each.endswith("site-packages"))])
    clean = environment() | {"PYTHONHASHSEED": "0", "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", "-P", str(AHEAD), str(folder)]
    done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"takepart: the functions cannot be made ready:\n{done.stderr}")
