"""What finance gave to the bank, held against what we made, before a batch is down as sent.

A spreadsheet that opens a bank's file takes the 0 from the start of an account number, makes a date of a sort code, and
saves it so. The file that was sent is shown to us, or its number of payments and its total are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from takepart.domain.batches.batch import Batch, BatchRow, plain_reference
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy.paying import BankColumn, cells
from takepart.domain.refused import Refused
from takepart.domain.sheets import RowProblem, cell, is_total, pence_of, read_sheet, shown

_DIGITS: Final = {BankColumn.ACCOUNT_NUMBER: ("account number", 8), BankColumn.SORT_CODE: ("sort code", 6)}


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenFile:
    """What somebody says that they gave to the bank: the file as text, or its number of payments and its total."""

    file: str = ""
    payments: int | None = None
    total: Money | None = None


def check_given(batch: Batch, given: GivenFile) -> str:
    """How it was held against the batch, as its journal says it. Raises Refused when it is not what we made."""
    if given.file:
        if not is_as_made(batch, given.file):
            raise Refused(batch.id, reason=MoneyRefusal.OTHER_FILE)
        return "file"
    if given.payments is None or given.total is None:
        raise Refused(batch.id, reason=MoneyRefusal.NOT_CHECKED)
    if given.payments != len(batch.rows):
        raise Refused(batch.id, reason=MoneyRefusal.OTHER_COUNT)
    if given.total != batch.total:
        raise Refused(batch.id, reason=MoneyRefusal.OTHER_TOTAL)
    return "count and total"


def is_as_made(batch: Batch, file: str) -> bool:
    """Whether a file is ours to the last sign."""
    return hashlib.sha256(file.encode()).hexdigest() == batch.sha256


def differences(batch: Batch, file: str) -> tuple[RowProblem, ...]:
    """In words what of a file is not as we made it; none for our own."""
    if is_as_made(batch, file):
        return ()
    return tuple(_differences(batch, file)) or (
        RowProblem(line=1, plain="Something is written in another way, such as a date, a name or a 0 at the start."),
    )


def _differences(batch: Batch, file: str) -> Iterator[RowProblem]:
    columns = cells(batch.profile.columns)
    at = {cell[0].column: place for place, cell in enumerate(columns) if len(cell) == 1}
    seen: set[str] = set()
    last = 0
    for number, line in read_sheet(file):
        last = number
        row = next((found for each in line if plain_reference(each) and (found := batch.row(each))), None)
        if row is None:
            if len(line) == len(columns) and pence_of(cell(line, at.get(BankColumn.AMOUNT))) and not is_total(line):
                yield RowProblem(line=number, plain="This line has no reference of this batch.")
            continue
        if row.reference in seen:
            yield RowProblem(line=number, plain=f"{row.reference} is here twice.")
        seen.add(row.reference)
        yield from _in_line(number, line, row, at)
    for row in batch.rows:
        if row.reference not in seen:
            yield RowProblem(line=last + 1, plain=f"{row.reference} is missing: {row.amount}.")


def _in_line(number: int, line: Sequence[str], row: BatchRow, at: dict[BankColumn | None, int]) -> Iterator[RowProblem]:
    amount = cell(line, at.get(BankColumn.AMOUNT))
    if amount and row.amount.pence not in pence_of(amount):
        yield RowProblem(line=number, plain=f"{row.reference}: the file says {shown(amount)}. We pay {row.amount}.")
    for column, (what, length) in _DIGITS.items():
        digits = "".join(filter(str.isdecimal, cell(line, at.get(column))))
        if column in at and len(digits) != length:
            words = f"{row.reference}: the {what} has {len(digits)} digits and must have {length}."
            yield RowProblem(line=number, plain=f"{words} A spreadsheet may have taken a 0 from its start.")
        elif column is BankColumn.ACCOUNT_NUMBER and column in at and not _ends_alike(row, digits):
            yield RowProblem(line=number, plain=f"{row.reference}: this is another account.")


def _ends_alike(row: BatchRow, digits: str) -> bool:
    last = row.to.last_digits if isinstance(row.to, SealedBankDetails) else row.to.account_number[-3:]
    return digits.endswith(last)
