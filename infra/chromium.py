"""The browser that the end-to-end tests use: one that is on this machine, or one that is set up for them.

In this order: what CHROMIUM names; one on the PATH; one that Playwright has downloaded; the one of npm's
`@sparticuz/chromium` (Linux on x86-64), which comes from the same registry as the styles and brings the libraries and
the fonts that a bare machine lacks; and last, a download by Playwright. Everything but the first two lies in the
checkout, in folders that are not committed.
"""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from infra.locking import one_at_a_time
from infra.node import lock_of, modules, node
from infra.places import BUILD, digest_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PURPOSE = "browser"
"""The folder of `infra/npm/` that names the browser."""
PACKAGE = Path("@sparticuz", "chromium", "bin")
LIBRARIES, FONTS = "al2023", "fonts"
"""Archives beside the browser: what Amazon Linux lacks, and what it would write with."""
LONGEST = 60
"""Seconds to tell its version, which needs every library that it is linked with."""
DECOMPRESS = Path(__file__).with_name("decompress.mjs")


@dataclass(frozen=True, kw_only=True)
class Chromium:
    """A browser, and what its environment needs beyond that of this process."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def chromium() -> Chromium:
    """A browser to test with; one is set up if there is none."""
    if named := os.environ.get("CHROMIUM"):
        return Chromium(program=Path(named))
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return Chromium(program=Path(found))
    if (downloaded := of_playwright()) and downloaded.exists():
        return Chromium(program=downloaded)
    with one_at_a_time("chromium"):
        if platform.system() == "Linux" and platform.machine() == "x86_64":
            return of_npm()
        return download()


def of_playwright() -> Path | None:
    """Where Playwright keeps a browser of the version that it wants, there or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def download() -> Chromium:
    """Let Playwright fetch its browser; says what to do where that is not possible."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    there = of_playwright()
    if done.returncode or there is None or not there.exists():
        raise SystemExit(
            "takepart: no Chromium found, and none could be downloaded: install one, or name one with CHROMIUM=\n"
            + (done.stderr or done.stdout)[-500:]
        )
    return Chromium(program=there)


def of_npm() -> Chromium:
    """The browser of npm's package, unpacked once for each lock."""
    folder = BUILD / f"chromium-{digest_of([lock_of(PURPOSE), Path(__file__), DECOMPRESS])[:16]}"
    if not folder.is_dir():
        print("Setting up a browser for the tests, as this machine has none ...", flush=True)
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unpack(modules(PURPOSE) / PACKAGE, unfinished)
        unfinished.rename(folder)
    return fit(folder)


def fit(folder: Path) -> Chromium:
    """The browser in a folder, with the libraries and the fonts beside it where this machine lacks them."""
    program = folder / "chromium"
    environment = {} if has_fonts() else {"FONTCONFIG_FILE": str(fonts_of(folder))}
    problem = why_not(program, environment)
    if problem:  # NSS, above all, is not on a bare machine
        found = [str(folder / LIBRARIES / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, found))
        problem = why_not(program, environment)
    if problem:
        raise SystemExit(f"takepart: the browser for the tests does not start; name another with CHROMIUM=\n{problem}")
    return Chromium(program=program, environment=environment)


def unpack(package: Path, folder: Path) -> None:
    """Take the browser, its libraries and its fonts out of the package's archives."""
    folder.mkdir(parents=True)
    node(DECOMPRESS, str(package / "chromium.br"), str(folder / "chromium"))
    (folder / "chromium").chmod(0o755)
    for name in (LIBRARIES, FONTS):
        archive = folder / f"{name}.tar"
        node(DECOMPRESS, str(package / f"{name}.tar.br"), str(archive))
        with tarfile.open(archive) as opened:
            opened.extractall(folder / name, filter="data")
        archive.unlink()


def has_fonts() -> bool:
    """Whether this machine has any font: without one, a browser shows no text, and measures none."""
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    return any(file.suffix in {".ttf", ".otf", ".ttc", ".pfb"} for place in places for file in place.rglob("*"))


def fonts_of(folder: Path) -> Path:
    """A configuration that names the package's fonts where they lie now: its own names folders of AWS Lambda."""
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{escape(str(folder / FONTS))}</dir>\n  <cachedir>{escape(str(folder / 'font-cache'))}</cachedir>\n"
        "</fontconfig>\n"
    )
    return file


def why_not(program: Path, environment: dict[str, str]) -> str:
    """What keeps a browser from starting, in the loader's words; nothing if it starts."""
    try:
        done = subprocess.run(
            [str(program), "--version"],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (done.stderr or f"it ended with {done.returncode}")[-500:] if done.returncode else ""


if __name__ == "__main__":
    print(chromium().program)
