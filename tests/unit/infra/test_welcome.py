"""What somebody sees who starts it: terminal and README say the same, and the mailbox’s script meets any frame."""

from __future__ import annotations

import re
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local.mailbox import FIT_FRAMES
from infra.local.run import welcome
from infra.node import wheel
from infra.places import ROOT

COUNTED = {"Two": 2, "Three": 3, "Four": 4, "Five": 5}
FRAMES = {
    "one that is not loaded": "contentDocument: null",
    "one without anything in it": "contentDocument: {documentElement: null}",
    "one with an email": "contentDocument: {documentElement: {scrollHeight: 96}}",
}


def things_to_try(text: str) -> tuple[int, int]:
    """How many there are said to be, and how many follow."""
    said = re.search(r"(\w+) things to try.*?\n(.*?)(?:\n\n[^ 1-9\n]|\Z)", text, re.DOTALL)
    assert said
    return COUNTED[said[1]], len(re.findall(r"^ *\d\. ", said[2], re.MULTILINE))


def test_the_terminal_and_the_readme_say_as_many_things_to_try_as_there_are() -> None:
    instance: Any = SimpleNamespace(url="http://localhost:8000", home="here")
    terminal = things_to_try(welcome(instance, 1.0))

    assert terminal[0] == terminal[1]
    assert things_to_try((ROOT / "README.md").read_text("utf-8")) == terminal


@pytest.mark.parametrize("frame", FRAMES)
def test_the_mailbox_fits_every_frame_without_an_error(frame: str) -> None:
    """A frame that is far down loads later, and one whose link was followed shows another site."""
    page = f"""
        const frame = {{style: {{}}, {FRAMES[frame]}, addEventListener: (_, heard) => heard()}};
        const document = {{querySelectorAll: () => [frame]}};
        {FIT_FRAMES}
        console.log(frame.style.height || 'as it was');
    """

    ran = subprocess.run([str(wheel() / "bin" / "node"), "-e", page], capture_output=True, text=True)

    assert ran.stderr == ""
    assert ran.stdout.strip() == ("100px" if "96" in FRAMES[frame] else "as it was")
