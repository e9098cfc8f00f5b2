"""Reading a file that somebody saved from a spreadsheet: any of the usual dividers, with or without headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from takepart.domain.money import Money

MOST_CHARACTERS: Final = 130_000
"""More than the largest batch or delivery needs, and far less than a request may hold."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_TOTAL: Final = re.compile(r"((grand |sub-?)?totals?|sum)([ :].*)?", re.IGNORECASE)
_COUNT: Final = re.compile(r"(total )?(count|(number|no\.?) of .*)([ :].*)?", re.IGNORECASE)
_MONEY: Final = re.compile(r"[-+(]?£?\s?\d[\d,. ]*[.,]\d\d\)?(\s?(cr|dr|gbp))?", re.IGNORECASE | re.ASCII)
_MOST_DIGITS: Final = 12
_DIVIDERS: Final = (",", ";", "\t", "|")


@dataclass(frozen=True, kw_only=True, slots=True)
class RowProblem:
    """What is wrong with one line of a file. ``line`` counts from 1, as a spreadsheet shows it."""

    line: int
    plain: str


Lines = list[tuple[int, list[str]]]


def read_sheet(text: str) -> Lines:
    """The lines that have something in them, each with its number as a spreadsheet shows it.

    Commas, semicolons, bars or tabs divide the cells; a cell in quotes may hold them, and a line break. Where quotes do
    not fit together each line stands for itself.
    """
    plain = _CONTROL.sub(" ", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = _divider(plain.split("\n"))
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        rows = [next(csv.reader([line], delimiter=delimiter), []) for line in plain.split("\n")]
    tidy = [[" ".join(each.split()) for each in row] for row in rows]
    return [(number, words) for number, words in enumerate(tidy, start=1) if any(words)]


def _divider(lines: Sequence[str]) -> str:
    """What is on most lines; of two that are on as many, the one that comes first."""
    first = next((line for line in lines if any(each in line for each in _DIVIDERS)), "")
    return max(_DIVIDERS, key=lambda each: (sum(each in line for line in lines), -(first.find(each) % 10_000)))


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


def below_headings(
    lines: Lines, names: Sequence[str], *, unless: Callable[[list[str]], object] = lambda _: None
) -> tuple[Lines, list[str]]:
    """The lines below the first that has one of these headings, and that line: a title may stand above.

    All, and none, where no line has, or where it holds what is listed itself (``unless``).
    """
    place = next((at for at, (_, cells) in enumerate(lines) if heading(cells, names) is not None), None)
    if place is None or unless(lines[place][1]):
        return lines, []
    return lines[place + 1 :], lines[place][1]


def is_total(cells: Sequence[str]) -> bool:
    """Whether a line sums up the others."""
    first = next(filter(None, cells), "")
    return bool(_TOTAL.fullmatch(first) or _COUNT.fullmatch(first))


def wrong_total(line: int, cells: Sequence[str], at: int | None, *, stated: int) -> list[RowProblem]:
    """What is wrong with a total: it is not what the lines above it come to, in pence. How many they are is no sum."""
    amounts = [] if _COUNT.fullmatch(next(filter(None, cells), "")) else amounts_in(cells, at)
    if not amounts or stated in pence_of(amounts[0]):
        return []
    words = f"The total here is {shown(amounts[0])}. The lines above come to {Money(stated)}."
    return [RowProblem(line=line, plain=words)]


def amounts_in(cells: Sequence[str], at: int | None) -> list[str]:
    """The amount in its column; without one, whatever looks like an amount."""
    written = cell(cells, at)
    return [written] if written else [each for each in cells if _MONEY.fullmatch(each)]


def pence_of(typed: str) -> frozenset[int]:
    """What an amount may mean, in pence; of whole numbers pounds and pence, since both are written."""
    digits = "".join(filter(str.isdecimal, typed))
    if not digits or len(digits) > _MOST_DIGITS:
        return frozenset()
    return frozenset({int(digits)} if _MONEY.fullmatch(typed) else {int(digits), int(digits) * 100})
