"""A list that is read page by page is read on: whoever drops where the next page starts cuts it off in silence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.places import FUNCTIONS
from takepart.adapters import aggregates, store

PAGED = {
    name
    for module in (aggregates.Aggregates, store.Store)
    for name, of in vars(module).items()
    if callable(of) and str(getattr(of, "__annotations__", {}).get("return", "")).endswith("str | None]")
}
"""What gives a page and where the next one starts, by its type."""


def paged() -> set[str]:
    """These, and each method that passes both on."""
    found = set(PAGED)
    for _, tree in _modules():
        for each in ast.walk(tree):
            if isinstance(each, ast.FunctionDef) and each.returns and ast.unparse(each.returns).endswith("str | None]"):
                found.add(each.name)
    return found


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(FUNCTIONS.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _is_page(node: Any, names: set[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names


def dropped(tree: ast.Module, names: set[str]) -> Iterator[int]:
    """The lines that keep the page and drop where the next one starts; who wants the ``newest`` alone says so."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Subscript) and _is_page(each.value, names):
            yield each.lineno
        if isinstance(each, ast.Assign) and _is_page(each.value, names) and isinstance(each.targets[0], ast.Tuple):
            first, last = (ast.unparse(name) for name in (each.targets[0].elts[0], each.targets[0].elts[-1]))
            if last.startswith("_") and first != "newest":
                yield each.lineno


def test_nothing_drops_where_a_list_goes_on() -> None:
    """The 21st draft of a newsletter was on no page."""
    names = paged()
    assert {"page", "on_board", "in_state", "public"} <= names

    found = [f"{path.relative_to(FUNCTIONS)}:{line}" for path, tree in _modules() for line in dropped(tree, names)]

    assert found == []


def test_what_drops_it_is_found() -> None:
    tree = ast.parse("drafts = self.page(board)[0]\nfound, _ = store.in_state(state)\nfound, after = store.page(board)")

    assert sorted(dropped(tree, {"page", "in_state"})) == [1, 2]
