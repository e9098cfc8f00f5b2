"""Reading a file that somebody saved from a spreadsheet: any of the usual dividers, with or without headings."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 130_000
"""More than the largest batch or delivery needs, and far less than a request may hold."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """What is wrong with one line of a file. ``line`` counts from 1, as a spreadsheet shows it."""

    line: int
    plain: str


Lines = list[tuple[int, list[str]]]


def read_sheet(text: str) -> Lines:
    """The lines that have something in them, each with its number. Commas, semicolons or tabs divide the cells."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = plain.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    found: Lines = []
    for number, line in enumerate(plain.split("\n"), start=1):
        cells = next(csv.reader([_CONTROL.sub(" ", line)], delimiter=delimiter), [])
        words = [" ".join(each.split()) for each in cells]
        if any(words):
            found.append((number, words))
    return found


def heading(cells: Sequence[str], names: Sequence[str]) -> int | None:
    """The column whose heading is one of these names, the first name first; case, spaces and signs do not count."""
    heads = ["".join(letter for letter in cell.casefold() if letter.isalnum()) for cell in cells]
    return next((at for name in names for at, head in enumerate(heads) if head == name), None)


def cell(cells: Sequence[str], at: int | None) -> str:
    """One cell; empty when the line is shorter."""
    return cells[at] if at is not None and at < len(cells) else ""


def shown(typed: str) -> str:
    """What somebody typed, short enough to say it back."""
    return f"“{typed[:20]}{'…' if len(typed) > 20 else ''}”"
