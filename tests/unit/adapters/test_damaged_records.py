"""No adapter reads a record in a way that lets a damaged one stop the others: found by what the modules do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import takepart.adapters
from takepart.adapters import aggregates

FOLDER = Path(takepart.adapters.__file__).parent
MODULES = sorted(
    path for path in FOLDER.rglob("*.py") if path != Path(aggregates.__file__) and "Stored" in path.read_text()
)
APART = {"read_one", "read_each", "read_passing"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_what_reads_a_record_is_only_handed_to_what_sets_damaged_ones_apart(path: Path) -> None:
    """A reader is a function that takes a ``Stored``: it may raise anything, and is never called by itself."""
    tree = ast.parse(path.read_text())
    readers = {
        node.name
        for each in MODULES
        for node in ast.walk(ast.parse(each.read_text()))
        if isinstance(node, ast.FunctionDef)
        and node.args.args
        and isinstance(node.args.args[0].annotation, ast.Name)
        and node.args.args[0].annotation.id == "Stored"
    }

    guarded = [
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in APART
        for inner in ast.walk(node.args[0])
    ]
    called = [
        f"line {node.lineno}: {node.func.id}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and id(node) not in guarded
        and node.func.id in readers | {"stored_of"}
    ]

    assert readers
    assert not called
