"""The file that went to the bank, held against what we made: whatever a spreadsheet does to it is told in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from takepart.domain.batches.batch import Batch
from takepart.domain.batches.sent_file import differences
from takepart.use_cases.money.bank_run import run_bank_payments
from tests.fakes_claims import FakeSafe
from tests.money_builders import NOW, RUN_DAY, World, a_due_claim

Rows = list[list[str]]


def a_batch() -> tuple[Batch, str]:
    """Three payments, and their file: headings, and a line for each."""
    safe = FakeSafe()
    world = World(*(a_due_claim(number, safe=safe) for number in range(3)), safe=safe)
    (batch,) = run_bank_payments(RUN_DAY, world=world.bank, now=NOW).batches
    claims = {each.claim: world.claims.kept[each.claim].bank for each in batch.rows}
    rows = tuple(replace(row, to=claims[row.claim] or row.to) for row in batch.rows)
    return replace(batch, rows=rows), world.files.kept[batch.id, batch.sha256].decode()


def changed(file: str, change: Callable[[Rows], object], *, delimiter: str = ",") -> str:
    rows = list(csv.reader(io.StringIO(file)))
    change(rows)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def put(line: int, column: int, value: str) -> Callable[[Rows], object]:
    """One cell becomes another; the columns are those of the council's bank."""
    return lambda rows: rows[line].__setitem__(column, value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(1, 1, "1"), "the account number has 1 digits and must have 8"),
        (put(2, 0, "123456.0"), "the sort code has 7 digits and must have 6"),
        (put(1, 1, "87654321"), "this is another account"),
        (put(1, 3, "2420.00"), "the file says “2420.00”. We pay £24.20"),
        (put(1, 4, "1.2E+05"), "This line has no reference of this batch"),
        (lambda rows: rows.pop(2), "is missing: £24.20"),
        (lambda rows: rows.append(rows[1]), "is here twice"),
        (lambda rows: rows.append([*rows[1][:4], "OTHER-1", *rows[1][5:]]), "no reference of this batch"),
        (put(1, 6, "26-Nov-26"), "Something is written in another way"),
    ],
)
def test_what_is_not_as_we_made_it_is_told_in_words(change: Callable[[Rows], object], words: str) -> None:
    """A number shortened, an account swapped, an amount, a reference, a line too few or too many, a date."""
    batch, file = a_batch()

    assert any(words in each.plain for each in differences(batch, changed(file, change)))


def test_our_own_file_differs_in_nothing() -> None:
    """To the last sign; and the same payments in another dress are not our file."""
    batch, file = a_batch()

    assert differences(batch, file) == ()
    assert differences(batch, changed(file, lambda _: None, delimiter=";"))
    assert differences(batch, "")
