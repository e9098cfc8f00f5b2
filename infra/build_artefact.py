"""Build the one artefact that every function runs from: our code, its pinned packages, and bytecode for both.

Without compiled files every cold start pays 2.75 times the instructions, and nothing can write them in Lambda; so they
are compiled here (`unchecked-hash`), and the sources left at home: errors still name file and line. botocore's
models are lightened and our templates compiled ahead (`lighten.py`). The same sources give the same bytes.

The local artefact holds our code alone: the emulator runs the functions by the Python it runs on itself, where the same
lock is installed already, so a cold start unpacks 0.5 MB and not 18. That the packages shipped to AWS are enough is
checked by importing every handler from them in an interpreter that has nothing else (tests/e2e/test_local_artefact.py).

    python -m infra.build_artefact --lambda FOLDER --function ItsFunction

is what `sam build` ships (it needs Python 3.13, the Python of Lambda).
"""

import argparse
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from infra import import_less, lighten
from infra.handlers import module_of
from infra.lighten import (
    PICTURES,
    compile_ahead,
    compile_templates,
    draws_pictures,
    leave_out,
    lighten_models,
    lighten_pillow,
    only_called,
    without_sources,
    words_of_callers,
)
from infra.locking import one_at_a_time
from infra.places import BUILD, FUNCTIONS, digest_of

LAMBDA_PYTHON = (3, 13)
LAMBDA_PLATFORMS = ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"]
LOCK = FUNCTIONS / "requirements.txt"
RULES = [Path(__file__), Path(lighten.__file__), lighten.AHEAD, Path(import_less.__file__)]
"""What says how it is built: another rule is another artefact."""
NOT_SHIPPED = {"__pycache__", "assets", "tests", "bin"}


def sources() -> list[Path]:
    """Every file of ours that is shipped: code, templates, policies and built assets."""
    return [
        path
        for path in FUNCTIONS.rglob("*")
        if path.is_file()
        and not NOT_SHIPPED & set(path.relative_to(FUNCTIONS).parts)
        and not path.name.startswith((".", "requirements", "Makefile"))
    ]


def install_packages(folder: Path) -> None:
    """Install the locked packages for the platform of Lambda, whatever this machine is."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-compile",
        "--no-deps",
    ]
    command += [
        "--require-hashes",
        f"--target={folder}",
        "-r",
        str(LOCK),
        "--only-binary=:all:",
        "--python-version=3.13",
    ]
    command += [f"--platform={name}" for name in LAMBDA_PLATFORMS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"takepart: pip could not install {LOCK}:\n{done.stderr}")


def trim(folder: Path) -> None:
    """Drop what no function reads: models of other services, tests, commands, lists of installed files."""
    lighten_models(folder / "botocore")
    lighten_pillow(folder)
    import_less.import_less(folder)
    leave_out(folder)
    for name in ("bin", "share", "tests"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for tests in folder.glob("*/tests"):
        shutil.rmtree(tests)
    for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"):
        for listing in folder.glob(f"*.dist-info/{name}"):
            listing.unlink()


def compile_bytecode(folder: Path) -> None:
    """Compile everything under `folder` in a process of its own, whose hashing is fixed: the same bytes every time."""
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", "/var/task"]
    command = [sys.executable, "-m", "compileall", *options, str(folder)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"takepart: the functions do not compile:\n{done.stdout}")


def packages() -> Path:
    """The folder with the packages installed, trimmed and compiled; made once for each lock."""
    ready = BUILD / f"packages-{digest_of([LOCK, *RULES])[:12]}"
    if not ready.exists():
        for old in BUILD.glob("packages-*"):
            shutil.rmtree(old)
        unfinished = BUILD / "unfinished-packages"
        shutil.rmtree(unfinished, ignore_errors=True)
        install_packages(unfinished)
        trim(unfinished)
        compile_bytecode(unfinished)
        without_sources(unfinished)
        unfinished.rename(ready)
    return ready


def lay_out_our_code(folder: Path) -> None:
    """Fill `folder` with our own code as Lambda unpacks it."""
    for source in sources():
        target = folder / source.relative_to(FUNCTIONS)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    compile_templates(folder)
    compile_ahead(folder)
    compile_bytecode(folder)
    without_sources(folder)
    for templates in (folder / "takepart").glob("*/templates"):  # they are compiled
        shutil.rmtree(templates)


def zipped(folder: Path, target: Path) -> None:
    """Zip `folder` with fixed times, rights and order."""
    unfinished = target.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (2020, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    unfinished.rename(target)


def local_artefact() -> Path:
    """The zip that the emulator runs, built when the sources have changed."""
    with one_at_a_time("artefact"):
        inputs = digest_of([LOCK, *RULES, *sources()])
        target = BUILD / f"local-{sys.version_info.minor}-{inputs[:16]}.zip"
        if not target.exists():
            stage = BUILD / "stage"
            shutil.rmtree(stage, ignore_errors=True)
            lay_out_our_code(stage)
            for old in BUILD.glob("local-*.zip"):
                old.unlink()
            zipped(stage, target)
            shutil.rmtree(stage)
    return target


def link(source: str, target: str) -> None:
    """The same file under a second name; a copy where the two lie on different disks."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def lambda_artefact(folder: Path, function: str = "") -> None:
    """Fill `folder` with what goes to AWS; bytecode is of the Python that runs this.

    All functions share one artefact, which is laid out once, and then linked. What draws pictures is left out of it for
    a `function` that draws none; that is the template's name for it.
    """
    with one_at_a_time("artefact"):
        inputs = digest_of([LOCK, *RULES, *sources()])
        whole = BUILD / f"lambda-{sys.version_info.minor}-{inputs[:16]}"
        if not whole.exists():
            for old in BUILD.glob("lambda-*"):
                shutil.rmtree(old)
            unfinished = BUILD / "unfinished-lambda"
            shutil.rmtree(unfinished, ignore_errors=True)
            lay_out_our_code(unfinished)
            shutil.copytree(packages(), unfinished, dirs_exist_ok=True, copy_function=link)
            only_called(unfinished / "botocore", words_of_callers())
            unfinished.rename(whole)
        unused = PICTURES if function and not draws_pictures(FUNCTIONS / f"{module_of(function)}.py") else ()
        shutil.copytree(whole, folder, dirs_exist_ok=True, copy_function=link, ignore=shutil.ignore_patterns(*unused))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lambda", dest="folder", type=Path, required=True, help="the folder to fill")
    parser.add_argument("--function", default="", help="the function that gets it, as the template names it")
    if sys.version_info[:2] != LAMBDA_PYTHON:
        raise SystemExit(
            "takepart: what goes to AWS must be compiled by Python 3.13: install it, then make clean build"
        )
    arguments = parser.parse_args()
    lambda_artefact(arguments.folder, arguments.function)
