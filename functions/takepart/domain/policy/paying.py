"""How money leaves: the bank's file, the float, the vouchers, and the charities that fees can go to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from takepart.domain.ids import CharityId
from takepart.domain.money import Money
from takepart.domain.plain_reason import PlainWord
from takepart.domain.policy_keys import Key


class BankColumn(StrEnum):
    """What a cell of a bank's file can hold. Banks differ in which they want and in what order."""

    SORT_CODE = "sort-code"
    ACCOUNT_NUMBER = "account-number"
    ROLL_NUMBER = "roll-number"
    NAME = "name"
    AMOUNT = "amount"
    REFERENCE = "reference"
    NUMBER = "number"
    """The payment's place in the file, from 1."""
    PAY_DATE = "pay-date"
    RUN_DATE = "run-date"
    """The day the file was made."""
    DEBIT_ACCOUNT = "debit-account"
    OWN_SORT_CODE = "own-sort-code"
    OWN_ACCOUNT_NUMBER = "own-account-number"
    OWN_NAME = "own-name"
    BATCH = "batch"
    """The batch: ``2026-11-24-1``."""
    BATCH_NUMBER = "batch-number"
    """Which batch of its day it is: 1, 2 and so on."""
    COUNT = "count"
    """How many payments the file has."""
    TOTAL = "total"
    """All amounts together."""
    BLANK = "blank"


class LineEnding(PlainWord):
    """How a line of the file ends, and the characters themselves."""

    LF = "lf", "\n"
    CRLF = "crlf", "\r\n"


class DateFormat(PlainWord):
    """How the bank wants days written, and the same as ``strftime`` takes it."""

    ISO = "YYYY-MM-DD", "%Y-%m-%d"
    SLASHES = "DD/MM/YYYY", "%d/%m/%Y"
    DIGITS = "YYYYMMDD", "%Y%m%d"
    SHORT = "DDMMYY", "%d%m%y"
    BRITISH = "DDMMYYYY", "%d%m%Y"
    HYPHENS = "DD-MM-YYYY", "%d-%m-%Y"
    SHORT_SLASHES = "DD/MM/YY", "%d/%m/%y"
    BACKWARDS = "YYMMDD", "%y%m%d"
    BACS = "YYDDD", "%y%j"
    """The year, and the day's number in it: 1 February 2026 is 26032."""

    def write(self, day: date) -> str:
        """A day as this bank reads it."""
        return day.strftime(self.plain)


class AmountFormat(StrEnum):
    """How the bank wants amounts written."""

    POUNDS = "pounds"
    PENCE = "pence"

    def write(self, amount: Money) -> str:
        """``12.50`` or ``1250``; never a currency sign or a comma."""
        if self is AmountFormat.PENCE:
            return str(amount.pence)
        return f"{'-' if amount.pence < 0 else ''}{abs(amount.pence) // 100}.{abs(amount.pence) % 100:02}"


class SortCodeFormat(StrEnum):
    """``123456`` or ``12-34-56``."""

    DIGITS = "digits"
    HYPHENS = "hyphens"

    def write(self, digits: str) -> str:
        """Six digits as this bank reads them."""
        return f"{digits[:2]}-{digits[2:4]}-{digits[4:]}" if self is SortCodeFormat.HYPHENS else digits


OF_A_PAYMENT: Final = frozenset(
    {
        BankColumn.SORT_CODE,
        BankColumn.ACCOUNT_NUMBER,
        BankColumn.ROLL_NUMBER,
        BankColumn.NAME,
        BankColumn.AMOUNT,
        BankColumn.REFERENCE,
        BankColumn.NUMBER,
    }
)
"""What a first or last row has no say of."""
OF_ALL: Final = frozenset({BankColumn.COUNT, BankColumn.TOTAL})
"""What only a first or last row has."""
_NAMES: Final = frozenset({BankColumn.NAME, BankColumn.OWN_NAME})
BACS_NAME: Final = 18
"""The most characters a BACS name has."""
_FORMATS: Final[dict[BankColumn, type[StrEnum]]] = {
    BankColumn.PAY_DATE: DateFormat,
    BankColumn.RUN_DATE: DateFormat,
    BankColumn.AMOUNT: AmountFormat,
    BankColumn.TOTAL: AmountFormat,
    BankColumn.SORT_CODE: SortCodeFormat,
    BankColumn.OWN_SORT_CODE: SortCodeFormat,
}
_TIMES: Final = re.compile(r"(.+)\*([1-9][0-9]?)", re.ASCII)
MOST_CELL: Final = 60


class WrongCell(ValueError):
    """A cell of a bank's file is declared wrongly. The message says what is allowed."""


@dataclass(frozen=True, slots=True)
class CellPart:
    """One part of a cell: what it holds and how that is written, or a constant."""

    column: BankColumn | None
    """None: the words are a constant."""
    words: str = ""
    """The constant; or the format, when it is not the file's usual one."""


Cell = tuple[CellPart, ...]


def cells(row: Iterable[str]) -> tuple[Cell, ...]:
    """The cells of a declared row, each in its parts.

    ``=99`` is the constant 99, ``amount:pence`` an amount in pence whatever the file's usual is, ``name:10`` a name cut
    to 10 letters, ``own-sort-code + own-account-number`` two in one cell, and ``blank*12`` the same cell twelve times.
    Raises WrongCell.
    """
    found: list[Cell] = []
    for declared in row:
        times = None if declared.startswith("=") else _TIMES.fullmatch(declared)
        written, often = (times[1], int(times[2])) if times else (declared, 1)
        found += [tuple(_part(each.strip()) for each in written.split(" + "))] * often
    return tuple(found)


def _part(written: str) -> CellPart:
    if written.startswith("="):
        if len(written) > MOST_CELL or not written.isprintable():
            raise WrongCell(f"a constant has at most {MOST_CELL - 1} plain letters")
        return CellPart(None, written[1:])
    name, colon, words = written.partition(":")
    try:
        column = BankColumn(name)
    except ValueError:
        listed = ", ".join(each.value for each in BankColumn)
        raise WrongCell(f'"{name}" is not allowed, choose from {listed}, or write a constant like =99') from None
    formats = [each.value for each in _FORMATS.get(column, ())]
    if column in _NAMES:
        formats = [str(length) for length in range(5, BACS_NAME + 1)]
    if colon and words not in formats:
        allowed = f"choose from {', '.join(formats)}" if formats else f"write {name} alone"
        raise WrongCell(f'"{written}" is not allowed, {allowed}')
    return CellPart(column, words)


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """The account that pays, where the bank wants it in the file."""

    name: Annotated[str, Key(most=40)]
    """The name on it."""
    sort_code: Annotated[str, Key(most=8)]
    """Its sort code."""
    account_number: Annotated[str, Key(most=8)]
    """Its number."""


@dataclass(frozen=True, kw_only=True)
class BankFileProfile:
    """The file that one bank wants."""

    columns: Annotated[tuple[str, ...], Key(least=1, kind="cells")]
    """What the line of a payment holds, in this order. A column may be there again, with another format."""
    headings: Annotated[tuple[str, ...] | None, Key(least=1)]
    """One heading a column, or None for a file that starts with the first payment."""
    delimiter: Annotated[str, Key(kind="delimiter")]
    """What stands between two columns."""
    line_ending: LineEnding
    """How a line ends."""
    date_format: DateFormat
    """How a day is written."""
    amount_format: AmountFormat
    """How an amount is written."""
    sort_code_hyphens: bool
    """``12-34-56`` rather than ``123456``."""
    debit_account: Annotated[str, Key(most=18)]
    """What the bank calls the account that pays: a reference, never an account number."""
    name_length: Annotated[int, Key(5, 18, "letters")]
    """Names are cut to this length."""
    reference_length: Annotated[int, Key(9, 18, "letters")]
    """How long a payment's reference may be."""
    first_rows: Annotated[tuple[tuple[str, ...], ...], Key(kind="rows")] = ()
    """Rows before everything, headings too: what the bank wants to know of the whole file."""
    last_rows: Annotated[tuple[tuple[str, ...], ...], Key(kind="rows")] = ()
    """Rows after the last payment."""
    own: OwnAccount | None = None


class LedgerColumn(StrEnum):
    """What a column of the file for the ledger can hold: a line is one sum that left, or came back as less."""

    DAY = "day"
    WHAT = "what"
    """Sent to the bank, came back, given in cash or in vouchers."""
    CLAIM = "claim"
    PART = "part"
    """Which part of the claim's money it is."""
    ACTIVITY = "activity"
    COST_CENTRE = "cost-centre"
    LEDGER_CODE = "ledger-code"
    VAT_CODE = "vat-code"
    ABOUT = "about"
    """The batch, the float or the vouchers."""
    AMOUNT = "amount"
    """Below nothing for what came back."""
    WORDS = "words"
    """The same words in every line."""


@dataclass(frozen=True, kw_only=True)
class LedgerCell:
    """One column of the file for the ledger."""

    heading: Annotated[str, Key(most=60)]
    """What stands at its top."""
    holds: LedgerColumn
    """What it holds."""
    words: Annotated[str, Key(most=60)] = ""
    """For words: what stands in every line. Left out: an empty column."""


@dataclass(frozen=True, kw_only=True)
class LedgerFile:
    """The file that the organisation's own ledger reads, a line for each sum of a month."""

    columns: tuple[LedgerCell, ...]
    """What a line holds, in this order."""
    date_format: DateFormat
    """How a day is written, in the file of text."""
    amount_format: AmountFormat
    """How an amount is written."""


@dataclass(frozen=True, kw_only=True)
class CashRules:
    """Cash paid at a session."""

    most_per_person: Money
    """The most one person can be given on one day."""


@dataclass(frozen=True, kw_only=True)
class VoucherRules:
    """Vouchers are bought beforehand and given one to a claim."""

    provider: str
    """Who sells them."""
    low_stock: int
    """With fewer than this many left of one value, the office is told."""
    step: Money | None = None
    """The smallest value that is bought: whoever takes less than a fee in vouchers takes so many of these."""
    by_email: bool = False
    """Whether their numbers go out by email. Left out: a member of staff hands them over."""

    def fits(self, amount: Money) -> bool:
        """Whether vouchers can make up an amount."""
        return self.step is None or not self.step or amount.pence % self.step.pence == 0

    @property
    def in_steps(self) -> str:
        """What to say of an amount that they cannot make up."""
        return f"Vouchers come in steps of {self.step}" if self.step else ""


@dataclass(frozen=True, kw_only=True)
class Charity:
    """Where a person can send their fee instead of taking it."""

    id: CharityId
    name: str
    sort_code: Annotated[str, Key(most=8)]
    """The sort code of its account."""
    account_number: Annotated[str, Key(most=8)]
    """The number of its account."""
