"""Planting a bug: one small edit of one file, found by the code around it and not by its line.

The code that is looked for is compared as Python reads it: neither spaces, breaks nor comments matter. It must be there
exactly once: an edit that a change has outlived fails, and is never skipped.

As a plugin of pytest (``-p tests.mutants.planting``) it plants the one that ``PLANTED`` names: the module is compiled
from the edited text when it is imported, and no file is changed.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
import textwrap
from collections.abc import Iterator, Sequence
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
_Where = Sequence[ast.stmt] | ast.expr


class Planted(NamedTuple):
    """One bug: in ``file`` (below ``functions/``), ``find`` becomes ``put``."""

    name: str
    """The bug in words."""
    file: str
    find: str
    """An expression, or some statements that follow each other."""
    put: str
    caught_by: tuple[str, ...]
    """The fast tests that fail with it, each a file or a folder below ``tests/``."""
    inside: str = ""
    """``Class.method``, or a name of the module, where the file has the code more than once."""


class DoesNotApply(Exception):
    """What the bug replaces is not there, or not once."""


def planted(bug: Planted) -> str:
    """The whole text of its file with the bug in it. Raises DoesNotApply."""
    text = (FUNCTIONS / bug.file).read_text("utf-8")
    found = list(_places(_scope(ast.parse(text), bug), bug))
    if len(found) != 1:
        raise DoesNotApply(f"“{bug.name}”: {len(found)} places in {bug.file} {bug.inside} are:\n{bug.find}")
    new = _replaced(text, found[0], bug.put)
    if ast.dump(ast.parse(new)) == ast.dump(ast.parse(text)):
        raise DoesNotApply(f"“{bug.name}” changes nothing")
    return new


def _scope(tree: ast.Module, bug: Planted) -> ast.AST:
    scope: ast.AST = tree
    for name in filter(None, bug.inside.split(".")):
        named = [each for each in ast.iter_child_nodes(scope) if name in _names(each)]
        if len(named) != 1:
            raise DoesNotApply(f"“{bug.name}”: {bug.file} has {len(named)} {bug.inside}")
        scope = named[0]
    return scope


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

    def __init__(self, fullname: str, path: str, bug: Planted, at: Planting) -> None:
        super().__init__(fullname, path)
        self._bug, self._at = bug, at

    def get_code(self, fullname: str) -> CodeType | None:
        """The edited text, never what was compiled before."""
        self._at.loaded = True
        code: CodeType = compile(planted(self._bug), self.get_filename(fullname), "exec", dont_inherit=True)
        return code


class Planting(MetaPathFinder):
    """Gives one file with a bug in it to whoever imports it."""

    def __init__(self, bug: Planted) -> None:
        self.bug, self.loaded = bug, False
        self._file = str(FUNCTIONS / bug.file)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The file with the bug; nothing for every other."""
        if fullname.rpartition(".")[2] != Path(self.bug.file).stem:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or str(Path(spec.origin).resolve()) != self._file:
            return None
        return importlib.util.spec_from_file_location(
            fullname, spec.origin, loader=_Loader(fullname, spec.origin, self.bug, self)
        )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Plant it before anything of ours is imported, also by a conftest."""
    from tests.mutants.planted import BUGS

    named = os.environ.get(NAMED_BY)
    if named:
        sys.meta_path.insert(0, Planting(next(bug for bug in BUGS if bug.name == named)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that never met the bug proves nothing, whatever failed in it."""
    if any(isinstance(each, Planting) and not each.loaded for each in sys.meta_path):
        session.exitstatus = NEVER_MET
