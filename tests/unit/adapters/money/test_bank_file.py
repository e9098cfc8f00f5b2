"""The bank's file: what each bank wants, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.money.bank_file import escaped, write_bank_file
from takepart.domain.bank_details import BankDetails
from takepart.domain.batches.batch import BankLine, batch_id
from takepart.domain.money import Money
from takepart.domain.policy.paying import AmountFormat, BankColumn, BankFileProfile, DateFormat, LineEnding
from tests.policies import WIRRAL

PAY_DATE = date(2026, 11, 26)
BATCH = batch_id(date(2026, 11, 24), 1)
LINE = BankLine(
    account=BankDetails(
        name="Zoë O’Brien-Smythe & Söhne", sort_code="123456", account_number="01234567", roll_number="R/1"
    ),
    amount=Money(1_024_20),
    reference="K7M4-9QXR",
)


def write(*lines: BankLine, **changes: object) -> bytes:
    return write_bank_file(lines, profile=replace(WIRRAL.bank_file, **changes), pay_date=PAY_DATE, batch=BATCH)  # type: ignore[arg-type]


def test_the_councils_bank_gets_its_columns_in_its_order() -> None:
    """Headings, commas, pounds, and the day in British order."""
    assert write(LINE).decode() == (
        "Sort code,Account number,Name,Amount,Reference,Roll number,Pay date\n"
        "123456,01234567,ZOE OBRIEN-SMYTHE,1024.20,K7M4-9QXR,R/1,26/11/2026\n"
    )


def test_another_bank_gets_another_file() -> None:
    """No headings, Windows line ends, pence, hyphens, its own name for the account that pays."""
    columns = (BankColumn.DEBIT_ACCOUNT, BankColumn.SORT_CODE, BankColumn.AMOUNT, BankColumn.PAY_DATE, BankColumn.NAME)

    content = write(
        LINE,
        LINE,
        columns=columns,
        headings=None,
        delimiter=";",
        line_ending=LineEnding.CRLF,
        amount_format=AmountFormat.PENCE,
        date_format=DateFormat.SHORT,
        sort_code_hyphens=True,
        name_length=10,
    )

    assert content.decode() == "PARTICIPATION;12-34-56;102420;261126;ZOE OBRIEN\r\n" * 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    """Whatever a policy or a roll number begins with."""
    assert escaped(f"{start}1+1") == f"'{start}1+1"
    assert f"'{start}X".encode() in write(
        LINE, headings=None, columns=(BankColumn.DEBIT_ACCOUNT,), debit_account=f"{start}X"
    )


@given(st.text(min_size=1, max_size=60), st.sampled_from([",", ";", "\t", "|"]))
def test_any_name_is_one_short_plain_cell(name: str, delimiter: str) -> None:
    """18 characters of A-Z 0-9 . & / - and space; never the start of a formula; never a column of its own."""
    account = replace(LINE.account, name=name)
    profile: BankFileProfile = replace(WIRRAL.bank_file, delimiter=delimiter, headings=None)

    content = write_bank_file([replace(LINE, account=account)], profile=profile, pay_date=PAY_DATE, batch=BATCH).decode(
        "ascii"
    )

    (row,) = csv.reader(io.StringIO(content), delimiter=delimiter)
    assert len(row) == len(profile.columns)
    cell = row[2]
    assert 0 < len(cell) <= 18 and cell[0].isalnum()
    assert set(cell) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.&/- ")
    again = write_bank_file([replace(LINE, account=account)], profile=profile, pay_date=PAY_DATE, batch=BATCH)
    assert again.decode() == content
