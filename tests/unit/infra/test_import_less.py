"""What packages import later, inside or not at all is still what they would have imported."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from infra.import_less import inside, later, only

FRONT = '''"""A package."""
from pathlib import Path

from shelf.heavy import Heavy, Other as Another
from shelf.light import Light
from .said import said

__all__ = ["Heavy", "Another", "Light"]
LIGHT = Light()
'''


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with two modules behind its front page."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "heavy.py").write_text("class Heavy: ...\nclass Other: ...\n")
    (folder / "light.py").write_text("class Light: ...\n")
    (folder / "said.py").write_text("def said(): ...\n")
    (folder / "__init__.py").write_text(later(FRONT, beside={"heavy", "light", "said"}))
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "shelf"]:
        monkeypatch.delitem(sys.modules, name)
    return folder


def test_a_front_page_imports_what_is_asked_for(shelf: Path) -> None:
    """What it uses itself at once, the rest when somebody wants it, each the very thing of its module."""
    front = importlib.import_module("shelf")

    assert "shelf.light" in sys.modules
    assert "shelf.heavy" not in sys.modules
    assert front.Heavy is importlib.import_module("shelf.heavy").Heavy
    assert front.Another is importlib.import_module("shelf.heavy").Other
    assert "Heavy" in vars(front)
    assert front.__doc__ == "A package."


def test_a_name_that_is_also_a_module_is_asked_of_its_module(shelf: Path) -> None:
    """Which of the two it is would depend on what was imported before; and what was never there is missing as ever."""
    front = importlib.import_module("shelf")

    for name in ("said", "nothing"):
        with pytest.raises(AttributeError, match=f"module 'shelf' has no attribute '{name}'"):
            getattr(front, name)


MODULE = '''"""A module."""
import heavy
from .parser import Parser, Small

class Works:
    small = Small

    def parse(self, text: str) -> Parser:
        """Parse."""
        return [Parser(text) for _ in "x"]

    def none(self) -> None:
        pass

async def weigh() -> heavy.Weight:
    return heavy.weigh()
'''


def test_imports_move_into_the_functions_that_use_them() -> None:
    """Only those that are named; what a signature says is not looked up any more."""
    assert (
        inside(MODULE, ("heavy", "Parser"))
        == '''"""A module."""
from __future__ import annotations
from .parser import Small

class Works:
    small = Small

    def parse(self, text: str) -> Parser:
        """Parse."""
        from .parser import Parser
        return [Parser(text) for _ in 'x']

    def none(self) -> None:
        pass

async def weigh() -> heavy.Weight:
    import heavy
    return heavy.weigh()'''
    )


def test_of_a_module_only_some_is_left() -> None:
    """With what it needs."""
    source = "import typing as t\nimport heavy\nclass Kept:\n    x: t.Any\nclass Gone(heavy.Thing): ...\n"

    assert only(source, ("Kept",)) == "import typing as t\n\nclass Kept:\n    x: t.Any"


def test_what_a_package_has_no_more_fails_the_build() -> None:
    """After an upgrade, say."""
    with pytest.raises(ValueError, match="does not import lexer"):
        inside(MODULE, ("heavy", "lexer"))
    with pytest.raises(ValueError, match="does not define Lexer"):
        only(MODULE, ("Lexer",))
