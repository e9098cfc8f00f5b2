"""Counts of people reach pages, letters and files by ``domain/disclosure.py`` alone."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from infra.places import ROOT
from takepart.domain.voice.consultation import ConsultationEvidence
from takepart.domain.voice.figures import Month, ToldMonth
from takepart.domain.voice.you_said import YouSaid, YouSaidWords

TAKEPART = ROOT / "functions" / "takepart"
SHOWN = sorted(
    path for folder in ("web", "letters", "use_cases/newsletter") for path in (TAKEPART / folder).rglob("*.py")
)
PAGES = sorted((TAKEPART / "web" / "templates").rglob("*.html"))
RAW = {"Counts", "Month", "ResultCounts"}
"""What counts are kept in. A page has what was made of them: ``Results``, ``ToldMonth``, ``Heard``."""
CALLED = {ToldMonth: ("month", "whole"), YouSaidWords: ("words",), ConsultationEvidence: ("one", "evidence")}
"""What pages call things that count people."""
COUNTED = {
    rf"\b{name}\.{each.name}\b(.{{0,12}})"
    for kind, names in CALLED.items()
    for name in names
    for each in fields(kind)
    if each.type == "int"
}
FILTERS = r"\s*\|\s*(or_more|about)\b"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(TAKEPART)))
def test_what_shows_something_knows_no_raw_counts(path: Path) -> None:
    """It is given what may be told. What asks a store for months hands them on at once, to be told."""
    tree = ast.parse(path.read_text("utf-8"))
    voice = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "domain.voice" in (node.module or "")
    ]
    names = {each.name for node in voice for each in node.names}
    months = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "months"
    ]

    typed_only = {"Month"} if path.parent.name == "newsletter" else set()  # the type of its port
    assert not names & (RAW - typed_only)
    if any("voice" in ast.unparse(each.func) or "figures" in ast.unparse(each.func) for each in months):
        assert "told" in ast.unparse(tree)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_says_numbers_of_people_in_steps_of_five(path: Path) -> None:
    """Every printed field that counts people, of whatever is kept, goes through a filter of the control."""
    printed = re.findall(r"\{\{([^}]*)\}\}", path.read_text("utf-8"))
    raw = [
        text
        for text in printed
        for pattern in COUNTED
        for found in re.finditer(pattern, text)
        if not re.match(FILTERS, found[1]) and "fields." not in text
    ]

    assert raw == []


def test_the_fields_that_count_are_found() -> None:
    """Else the walk above would see nothing."""
    assert {each.type for each in fields(Month)} == {"int", "str"}
    assert len(COUNTED) == 2 * 5 + 1 + 2
    assert "counts" in {each.name for each in fields(YouSaid)}
    assert not [path for path in PAGES if re.search(r"\{\{[^}]*\beach\.counts\b", path.read_text("utf-8"))]
