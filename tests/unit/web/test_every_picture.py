"""Every picture on a page says what it shows, or that it only decorates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.places import FUNCTIONS

TEMPLATES = sorted((FUNCTIONS / "takepart").rglob("*.html"))
WITH_PICTURES = [path for path in TEMPLATES if "<img" in path.read_text("utf-8")]


@pytest.mark.parametrize("template", WITH_PICTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_picture_has_words_in_its_place(template: Path) -> None:
    """``alt=""`` is for one that says no more than the words beside it; without ``alt`` its file name is read out."""
    pictures = re.findall(r"<img\b(?:[^>{]|\{[{%].*?[%}]\}|\{)*>", template.read_text("utf-8"), re.DOTALL)

    assert pictures, "a picture that is not closed"
    assert [each for each in pictures if not re.search(r'\balt="', each)] == []
