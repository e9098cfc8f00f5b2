"""The bank's file: CSV as one bank wants it. The same payments give the same bytes, always."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from anyascii import anyascii

from takepart.domain.bank_details import BankDetails
from takepart.domain.batches.batch import BankLine
from takepart.domain.ids import BatchId
from takepart.domain.money import Money
from takepart.domain.policy.paying import (
    BACS_NAME,
    AmountFormat,
    BankColumn,
    BankFileProfile,
    Cell,
    CellPart,
    DateFormat,
    SortCodeFormat,
    cells,
)

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that starts with one of these for a formula (OWASP: CSV injection)."""


def write_bank_file(lines: Sequence[BankLine], *, profile: BankFileProfile, pay_date: date, batch: BatchId) -> bytes:
    """The port ``BankFileWriter``. No Standard 18 headers: their layout is the bank's to give."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=profile.delimiter, lineterminator=profile.line_ending.plain)
    known = _of_the_file(lines, profile=profile, pay_date=pay_date, batch=batch)

    def write(row: Sequence[Cell], values: Values) -> None:
        writer.writerow([escaped("".join(_words(part, values, profile) for part in cell)) for cell in row])

    for row in profile.first_rows:
        write(cells(row), known)
    if profile.headings is not None:
        writer.writerow([escaped(heading) for heading in profile.headings])
    columns = cells(profile.columns)
    for number, line in enumerate(lines, start=1):
        write(columns, known | _of_the_payment(line, number))
    for row in profile.last_rows:
        write(cells(row), known)
    return text.getvalue().encode()


def escaped(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


Values = Mapping[BankColumn | None, Any]


def _of_the_file(
    lines: Sequence[BankLine], *, profile: BankFileProfile, pay_date: date, batch: BatchId
) -> dict[BankColumn | None, Any]:
    day, _, number = batch.rpartition("-")
    own = profile.own and BankDetails.parse(
        name=profile.own.name, sort_code=profile.own.sort_code, account_number=profile.own.account_number
    )
    return {
        BankColumn.BLANK: "",
        BankColumn.PAY_DATE: pay_date,
        BankColumn.RUN_DATE: date.fromisoformat(day),
        BankColumn.BATCH: batch,
        BankColumn.BATCH_NUMBER: number,
        BankColumn.DEBIT_ACCOUNT: profile.debit_account,
        BankColumn.COUNT: str(len(lines)),
        BankColumn.TOTAL: Money.total(line.amount for line in lines),
        BankColumn.OWN_SORT_CODE: own and own.sort_code,
        BankColumn.OWN_ACCOUNT_NUMBER: own and own.account_number,
        BankColumn.OWN_NAME: own and own.name,
    }


def _of_the_payment(line: BankLine, number: int) -> dict[BankColumn | None, Any]:
    return {
        BankColumn.NUMBER: str(number),
        BankColumn.SORT_CODE: line.account.sort_code,
        BankColumn.ACCOUNT_NUMBER: line.account.account_number,
        BankColumn.ROLL_NUMBER: line.account.roll_number,
        BankColumn.NAME: line.account.name,
        BankColumn.AMOUNT: line.amount,
        BankColumn.REFERENCE: line.reference,
    }


def _words(part: CellPart, values: Values, profile: BankFileProfile) -> str:
    """One part of a cell, in its own format or else the file's usual one."""
    if part.column is None:
        return part.words
    value = values[part.column]
    match part.column:
        case BankColumn.PAY_DATE | BankColumn.RUN_DATE:
            return DateFormat(part.words or profile.date_format).write(value)
        case BankColumn.AMOUNT | BankColumn.TOTAL:
            return AmountFormat(part.words or profile.amount_format).write(value)
        case BankColumn.SORT_CODE | BankColumn.OWN_SORT_CODE:
            usual = SortCodeFormat.HYPHENS if profile.sort_code_hyphens else SortCodeFormat.DIGITS
            return SortCodeFormat(part.words or usual).write(value)
        case BankColumn.NAME | BankColumn.OWN_NAME:
            return file_name_of(value, length=int(part.words or profile.name_length))
    return str(value)


_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_NOT_ALLOWED: Final = re.compile(r"[^A-Z0-9.&/ -]+")
_AT_THE_ENDS: Final = " .&/-"
NO_LETTERS: Final = "ACCOUNT HOLDER"


def file_name_of(name: str, *, length: int = BACS_NAME) -> str:
    """Transliterate, upper-case, keep ``A-Z 0-9 . & / -`` and spaces, and cut: ``Zoë D’Arc`` is ``ZOE DARC``.

    It starts with a letter or digit, so no spreadsheet takes it for a formula. The full name is kept elsewhere. A name
    with nothing to transliterate becomes ``ACCOUNT HOLDER``: banks match the account's number, not this.
    """
    plain = anyascii(_APOSTROPHES.sub("", name)).upper()
    words = " ".join(_NOT_ALLOWED.sub(" ", _APOSTROPHES.sub("", plain)).split())
    words = words.lstrip(_AT_THE_ENDS) or NO_LETTERS
    return words[:length].rstrip(_AT_THE_ENDS)
