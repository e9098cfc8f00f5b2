"""No adapter reads a record in a way that lets a damaged one stop the others: found by what the modules do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import takepart.adapters
from takepart.adapters import aggregates

FOLDER = Path(takepart.adapters.__file__).parent
MODULES = sorted(path for path in FOLDER.rglob("*.py") if path != Path(aggregates.__file__))
APART = {"read_one", "read_each"}
"""What sets damaged records apart. The first argument reads one record, and may raise anything."""


def name_of(node: ast.AST) -> str:
    """``read`` for ``read`` and for ``self.shape.read``."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def handed_over(path: Path) -> set[str]:
    """The functions that are handed to what sets damaged ones apart."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {name_of(call.args[0]) for call in calls if name_of(call.func) in APART and call.args}


def reads_a_record(call: ast.Call) -> bool:
    """``self.shape.read(stored)``, ``OtherTable.shape.read(stored)``, ``stored_of(row)``."""
    func = call.func
    of_a_shape = isinstance(func, ast.Attribute) and func.attr == "read" and name_of(func.value) == "shape"
    return of_a_shape or name_of(func) == "stored_of"


def read_by_themselves(path: Path) -> list[str]:
    """Where a record is read outside a function that was handed over."""
    safe = handed_over(path)
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    return [
        f"line {call.lineno}: {function.name}"
        for function in functions
        if function.name not in safe
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and reads_a_record(call)
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_what_reads_a_record_is_only_handed_to_what_sets_damaged_ones_apart(path: Path) -> None:
    """A new list that reads its records by itself fails here, by its module and line."""
    assert read_by_themselves(path) == []


def test_the_net_has_something_to_hold(tmp_path: Path) -> None:
    """Records are read in many modules, and one that is read by itself is found."""
    careless = tmp_path / "careless.py"
    careless.write_text("class T:\n    def all(self, rows):\n        return [self.shape.read(row) for row in rows]\n")

    assert sum("read" in handed_over(path) for path in MODULES) > 3
    assert read_by_themselves(careless) == ["line 3: all"]
