"""Lighten the artefact: what a cold start would read or do for nothing is taken out or done ahead, at build time.

botocore reads its models as JSON at every start: the text of its manual in them, and the addresses of four hundred
services, are a fifth of a start. Templates that are compiled ahead save more than that at the first page.
Measured by `make bench`.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.handlers import environment

AHEAD = Path(__file__).with_name("compile_ahead.py")
FIRST = "from __future__ import annotations"
"""The first line of each function."""
SERVICES = {"dynamodb", "sqs", "kms", "s3", "sesv2", "scheduler", "sts"}
"""The AWS services that the functions call."""
ADDRESSES = SERVICES | {"email"}
"""The names under which botocore looks up their addresses: SES v2 answers at that of SES."""
PICTURES_NOT_DRAWN = ("avif", "webp", "sharpyuv", "imagingcms", "lcms2", "imagingtk")
"""Parts of Pillow, and the libraries that only they use: seven megabytes of twenty."""
COMPILE = """
import sys
from pathlib import Path
from takepart.adapters.policy.file import load
from takepart.letters.claims import ClaimWriter
from takepart.web.rendering import compile_all
folder = Path(sys.argv[1])
compile_all(folder / "takepart" / "web" / "compiled")
writer = ClaimWriter(policy=load(folder / "policies" / "wirral.toml"), site="")
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


def lighten_pillow(folder: Path) -> None:
    """Leave, of Pillow, what draws a PNG: no camera's formats, no colour profiles, no window to show it in."""
    for name in PICTURES_NOT_DRAWN:
        for part in [*folder.glob(f"PIL/_{name}.*"), *folder.glob(f"pillow.libs/lib{name}*")]:
            part.unlink()


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
