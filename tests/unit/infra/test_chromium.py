"""The tests find a browser, or set one up on a machine that has none."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from infra import chromium
from infra.node import NPM


def a_program(path: Path, script: str = "exit 0") -> Path:
    """A file that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_the_browser_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before one on the PATH."""
    on_the_path = a_program(tmp_path / "chromium")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    assert chromium.chromium().program == on_the_path
    monkeypatch.setenv("CHROMIUM", "my-own-browser")
    assert chromium.chromium().program == Path("my-own-browser")


def test_a_machine_without_a_browser_gets_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody is sent away with "no Chromium found" on a machine for which npm has one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "of_playwright", lambda: tmp_path / "not-downloaded")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    set_up = chromium.Chromium(program=tmp_path / "set-up")
    monkeypatch.setattr(chromium, "of_npm", lambda: set_up)

    assert chromium.chromium() == set_up


def test_libraries_that_the_machine_lacks_are_found_beside_the_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And where the machine has them, its own are used."""
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    monkeypatch.setattr(chromium, "has_fonts", lambda: True)
    needs_none, needs_some = tmp_path / "one", tmp_path / "two"
    a_program(needs_none / "chromium")
    a_program(needs_some / "chromium", '[ -n "$LD_LIBRARY_PATH" ] || { echo "libnss3.so: not found" >&2; exit 127; }')

    assert chromium.fit(needs_none).environment == {}
    assert chromium.fit(needs_some).environment == {"LD_LIBRARY_PATH": str(needs_some / "al2023" / "lib")}


def test_a_machine_without_fonts_writes_with_those_beside_the_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Their folder is named, whatever it is called."""
    monkeypatch.setattr(chromium, "has_fonts", lambda: False)
    folder = tmp_path / "a & b"
    a_program(folder / "chromium")

    environment = chromium.fit(folder).environment

    told = ElementTree.parse(environment["FONTCONFIG_FILE"])  # noqa: S314 - we wrote it ourselves
    assert told.findtext("dir") == str(folder / "fonts")


def test_a_browser_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the words of the loader, and with what to do."""
    monkeypatch.setattr(chromium, "has_fonts", lambda: True)
    a_program(tmp_path / "chromium", 'echo "libxyz.so: not found" >&2; exit 127')

    with pytest.raises(SystemExit, match=r"CHROMIUM=\n.*libxyz.so"):
        chromium.fit(tmp_path)


@pytest.mark.parametrize("lock", sorted(NPM.glob("*/package-lock.json")), ids=lambda lock: lock.parent.name)
def test_every_package_of_npm_is_pinned_by_its_hash_and_by_no_address(lock: Path) -> None:
    """So that it may come from anywhere, and is what was meant."""
    packages = {name: each for name, each in json.loads(lock.read_text())["packages"].items() if name}

    assert packages
    assert [name for name, each in packages.items() if not each.get("integrity") or "resolved" in each] == []


def test_every_purpose_of_npm_has_a_lock() -> None:
    """Without one, nothing would be pinned."""
    assert {path.parent for path in NPM.glob("*/package.json")} == {
        path.parent for path in NPM.glob("*/package-lock.json")
    }
