"""The bank's file: CSV as one bank wants it. The same payments give the same bytes, always."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from anyascii import anyascii

from takepart.domain.batches.batch import BankLine
from takepart.domain.policy.paying import BankColumn, BankFileProfile

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that starts with one of these for a formula (OWASP: CSV injection)."""


def write_bank_file(lines: Sequence[BankLine], *, profile: BankFileProfile, pay_date: date) -> bytes:
    """The port ``BankFileWriter``. No Standard 18 headers: their layout is the bank's to give."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=profile.delimiter, lineterminator=profile.line_ending.characters)
    if profile.headings is not None:
        writer.writerow([escaped(heading) for heading in profile.headings])
    for line in lines:
        writer.writerow(
            [escaped(_cell(column, line, profile=profile, pay_date=pay_date)) for column in profile.columns]
        )
    return text.getvalue().encode()


def escaped(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cell(column: BankColumn, line: BankLine, *, profile: BankFileProfile, pay_date: date) -> str:
    account = line.account
    match column:
        case BankColumn.SORT_CODE:
            digits = account.sort_code
            return f"{digits[:2]}-{digits[2:4]}-{digits[4:]}" if profile.sort_code_hyphens else digits
        case BankColumn.ACCOUNT_NUMBER:
            return account.account_number
        case BankColumn.ROLL_NUMBER:
            return account.roll_number
        case BankColumn.NAME:
            return file_name_of(account.name, length=profile.name_length)
        case BankColumn.AMOUNT:
            return profile.amount_format.write(line.amount)
        case BankColumn.REFERENCE:
            return line.reference
        case BankColumn.PAY_DATE:
            return profile.date_format.write(pay_date)
        case BankColumn.DEBIT_ACCOUNT:
            return profile.debit_account


BACS_NAME: Final = 18
"""The most characters a BACS name has."""
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
