"""Planting a bug: one small edit, found by the code that it replaces and not by its file or line.

The code that is looked for is compared as Python reads it: neither spaces, breaks nor comments matter. It must be there
exactly once: an edit that a change has outlived fails, and is never skipped.

As a plugin of pytest (``-p tests.mutants.planting``) it plants the one that ``PLANTED`` names: the module is compiled
from the edited text when it is imported, and no file is changed.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
NAMED_BY = "PLANTED"
NEVER_MET = 70
"""What pytest ends with when no test imported what the bug is in."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_Where = Sequence[ast.stmt] | ast.expr


class Planted(NamedTuple):
    """One bug: ``find``, which is there once in all functions, becomes ``put``."""

    name: str
    """The bug in words."""
    find: str
    """An expression, or some statements that follow each other."""
    put: str
    caught_by: tuple[str, ...]
    """The fast tests that fail with it, each a file or a folder below ``tests/``."""
    file: str = ""
    """The one file, below ``functions/``, where others have the same code."""
    inside: str = ""
    """``Class.method``, or a name of the module, where the file has the code more than once."""


class DoesNotApply(Exception):
    """What the bug replaces is not there, or not once."""


def planted(bug: Planted) -> tuple[str, str]:
    """The file that it is in, below ``functions/``, and its whole text with the bug in it. Raises DoesNotApply."""
    words = set(_WORD.findall(bug.find))
    files = [FUNCTIONS / bug.file] if bug.file else sorted(FUNCTIONS.rglob("*.py"))
    found = [
        (file, place)
        for file in files
        if file.exists() and words <= _words(file)
        for scope in _scopes(_tree(file), bug.inside.split("."))
        for place in _places(scope, bug)
    ]
    if len(found) != 1:
        where = ", ".join(str(file.relative_to(FUNCTIONS)) for file, _ in found)
        raise DoesNotApply(f"“{bug.name}”: {len(found)} places ({where}) are:\n{bug.find}")
    ((file, place),) = found
    new = _replaced(_text(file), place, bug.put)
    if ast.dump(ast.parse(new)) == ast.dump(_tree(file)):
        raise DoesNotApply(f"“{bug.name}” changes nothing")
    return str(file.relative_to(FUNCTIONS)), new


@cache
def _text(file: Path) -> str:
    return file.read_text("utf-8")


@cache
def _words(file: Path) -> frozenset[str]:
    return frozenset(_WORD.findall(_text(file)))


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(_text(file))


def _scopes(scope: ast.AST, names: Sequence[str]) -> Iterator[ast.AST]:
    if not names or not names[0]:
        yield scope
        return
    for each in ast.iter_child_nodes(scope):
        if names[0] in _names(each):
            yield from _scopes(each, names[1:])


def _names(node: ast.AST) -> set[str]:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Assign(targets=targets):
            return {each.id for each in targets if isinstance(each, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _places(scope: ast.AST, bug: Planted) -> Iterator[_Where]:
    wanted, instead = _read(bug.find), _read(bug.put)
    if len(wanted) == len(instead) == 1 and isinstance(wanted[0], ast.Expr) and isinstance(instead[0], ast.Expr):
        expression = wanted[0].value
        yield from (node for node in ast.walk(scope) if isinstance(node, ast.expr) and _same(node, expression))
        return
    for node in ast.walk(scope):
        for _, block in ast.iter_fields(node):
            if not isinstance(block, list) or not all(isinstance(each, ast.stmt) for each in block):
                continue
            for start in range(len(block) - len(wanted) + 1):
                part = block[start : start + len(wanted)]
                if all(_same(there, each) for there, each in zip(part, wanted, strict=True)):
                    yield part


def _read(code: str) -> list[ast.stmt]:
    return ast.parse(textwrap.dedent(code)).body


def _same(there: ast.AST, wanted: ast.AST) -> bool:
    return ast.dump(there) == ast.dump(wanted)


def _replaced(text: str, where: _Where, put: str) -> str:
    first, last = (where, where) if isinstance(where, ast.expr) else (where[0], where[-1])
    lines = text.encode().splitlines(keepends=True)  # columns are counted in bytes
    assert last.end_lineno is not None and last.end_col_offset is not None
    before = b"".join(lines[: first.lineno - 1]) + lines[first.lineno - 1][: first.col_offset]
    after = lines[last.end_lineno - 1][last.end_col_offset :] + b"".join(lines[last.end_lineno :])
    new = textwrap.dedent(put).strip()
    if isinstance(where, ast.expr):
        new = f"({new})"
    return before.decode() + new.replace("\n", "\n" + " " * first.col_offset) + after.decode()


class _Loader(SourceFileLoader):
    """Compiles the edited text, and remembers that it was asked to."""

    def __init__(self, fullname: str, path: str, at: Planting) -> None:
        super().__init__(fullname, path)
        self._at = at

    def get_code(self, fullname: str) -> CodeType | None:
        """The edited text, never what was compiled before."""
        self._at.loaded = True
        code: CodeType = compile(self._at.text, self.get_filename(fullname), "exec", dont_inherit=True)
        return code


class Planting(MetaPathFinder):
    """Gives one file with another text to whoever imports it."""

    def __init__(self, file: str, text: str) -> None:
        """``file`` is below ``functions/``."""
        self.text, self.loaded = text, False
        self._file = FUNCTIONS / file

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The file with the other text; nothing for every other file."""
        if fullname.rpartition(".")[2] != self._file.stem:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or Path(spec.origin).resolve() != self._file:
            return None
        loader = _Loader(fullname, spec.origin, self)
        return importlib.util.spec_from_file_location(fullname, spec.origin, loader=loader)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Plant it before anything of ours is imported, also by a conftest."""
    from tests.mutants.planted import BUGS

    named = os.environ.get(NAMED_BY)
    if named:
        bug = next(bug for bug in BUGS if bug.name == named)
        sys.meta_path.insert(0, Planting(*planted(bug)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that never met the bug proves nothing, whatever failed in it."""
    if any(isinstance(each, Planting) and not each.loaded for each in sys.meta_path):
        session.exitstatus = NEVER_MET
