"""How money leaves: the bank's file, the float, the vouchers, and the charities that fees can go to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from takepart.domain.ids import CharityId
from takepart.domain.money import Money
from takepart.domain.policy_keys import Key


class BankColumn(StrEnum):
    """A column that a bank's file can have. Banks differ in which they want and in what order."""

    SORT_CODE = "sort-code"
    ACCOUNT_NUMBER = "account-number"
    ROLL_NUMBER = "roll-number"
    NAME = "name"
    AMOUNT = "amount"
    REFERENCE = "reference"
    PAY_DATE = "pay-date"
    DEBIT_ACCOUNT = "debit-account"


class LineEnding(StrEnum):
    """How a line of the file ends."""

    LF = "lf"
    CRLF = "crlf"

    @property
    def characters(self) -> str:
        """The characters themselves."""
        return "\r\n" if self is LineEnding.CRLF else "\n"


class DateFormat(StrEnum):
    """How the bank wants days written."""

    ISO = "YYYY-MM-DD"
    SLASHES = "DD/MM/YYYY"
    DIGITS = "YYYYMMDD"
    SHORT = "DDMMYY"

    def write(self, day: date) -> str:
        """A day as this bank reads it."""
        return day.strftime(_STRFTIME[self])


_STRFTIME: Final = {
    DateFormat.ISO: "%Y-%m-%d",
    DateFormat.SLASHES: "%d/%m/%Y",
    DateFormat.DIGITS: "%Y%m%d",
    DateFormat.SHORT: "%d%m%y",
}


class AmountFormat(StrEnum):
    """How the bank wants amounts written."""

    POUNDS = "pounds"
    PENCE = "pence"

    def write(self, amount: Money) -> str:
        """``12.50`` or ``1250``; never a currency sign or a comma."""
        if self is AmountFormat.PENCE:
            return str(amount.pence)
        return f"{'-' if amount.pence < 0 else ''}{abs(amount.pence) // 100}.{abs(amount.pence) % 100:02}"


@dataclass(frozen=True, kw_only=True)
class BankFileProfile:
    """The file that one bank wants."""

    columns: tuple[BankColumn, ...]
    """What each line holds, in this order."""
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


@dataclass(frozen=True, kw_only=True)
class Charity:
    """Where a person can send their fee instead of taking it."""

    id: CharityId
    name: str
    sort_code: Annotated[str, Key(most=8)]
    """The sort code of its account."""
    account_number: Annotated[str, Key(most=8)]
    """The number of its account."""
