"""Reading what came back: a bank's own CSV, or references that somebody typed, one a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from takepart.domain.batches.batch import Batch, plain_reference
from takepart.domain.sheets import MOST_CHARACTERS, Lines, RowProblem, cell, heading, read_sheet, shown

_REFERENCES: Final = ("reference", "ref", "claim", "yourreference", "paymentreference", "customerreference")
_REASONS: Final = ("reason", "why", "returnreason", "reasondescription", "description", "narrative", "code")
_LONGEST_REASON: Final = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Returns:
    """What was read. With any problem, nothing of it is used."""

    references: Mapping[str, str]
    """Reference, as it stands in the batch, to the bank's reason."""
    problems: tuple[RowProblem, ...] = ()
    known: tuple[str, ...] = ()
    """References that were entered before: nothing happens to them again."""


def read_returns(text: str, *, batch: Batch) -> Returns:
    """Find the references and reasons of one batch. Each line that fits no payment of the batch is a problem."""
    if len(text) > MOST_CHARACTERS:
        return Returns(references={}, problems=(RowProblem(line=1, plain="This file is too large."),))
    lines = read_sheet(text)
    reference_at, reason_at, first = _columns(lines)
    found: dict[str, str] = {}
    problems: list[RowProblem] = []
    known: list[str] = []
    for number, cells in lines[first:]:
        typed = cell(cells, reference_at)
        row = batch.row(typed) if plain_reference(typed) else None
        if row is None:
            words = f"{shown(typed)} is not a reference in this batch." if typed else "There is no reference here."
            problems.append(RowProblem(line=number, plain=words))
        elif row.reference in batch.returned:
            known.append(row.reference)
        elif row.reference in found:
            problems.append(RowProblem(line=number, plain=f"{row.reference} is here twice."))
        else:
            found[row.reference] = cell(cells, reason_at)[:_LONGEST_REASON]
    if not lines[first:]:
        problems.append(RowProblem(line=1, plain="There are no references here."))
    return Returns(references=MappingProxyType(found), problems=tuple(problems), known=tuple(known))


def _columns(lines: Lines) -> tuple[int, int | None, int]:
    """Where the reference is, where the reason is, and the first line that is no heading."""
    reference_at = heading(lines[0][1], _REFERENCES) if lines else None
    if reference_at is None:
        return 0, 1, 0
    return reference_at, heading(lines[0][1], _REASONS), 1
