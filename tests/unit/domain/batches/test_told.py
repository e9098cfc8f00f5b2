"""A batch is what its journal tells: whatever is changed beside the journal shows at once."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from takepart.domain.batches import batch as batches
from takepart.domain.batches import told
from takepart.domain.batches.batch import Batch, BatchRow, BatchState, Planned
from takepart.domain.claims.parts import GIFT, SealedBankDetails
from takepart.domain.ids import CharityId
from takepart.domain.journal import BrokenJournal
from takepart.domain.money import Money
from takepart.domain.policy.paying import Charity
from tests.money_builders import claim_no
from tests.unit.domain.batches.test_batch import a_sealed_batch, an_open_batch, by_the_run

SENT = batches.send(a_sealed_batch(), by_the_run("send"), arrives=date(2026, 11, 26), checked="file")
BACK = batches.came_back(SENT, by_the_run("back"), references={SENT.rows[0].reference: "closed"})
HELD: dict[str, Any] = {
    "state": BatchState.DONE,
    "plan": SENT.plan[:1],
    "total": Money(1),
    "sha256": "cd" * 32,
    "arrives": date(2026, 11, 27),
    "returned": MappingProxyType({}),
}
ELSEWHERE = {
    *("id", "day", "journal", "rows"),
    *("pay_date", "profile"),  # both are in the bytes of the file, and so in its sha256
}
ROW: dict[str, Any] = {
    "claim": claim_no(7),
    "payment": GIFT,
    "amount": Money(9_999_00),
    "payee": "Another",
    "reference": "another",
    "to": SealedBankDetails(ciphertext=b"y", last_digits="0002", fingerprint="g"),
    "is_new": True,
}


@pytest.mark.parametrize("name", HELD)
def test_a_batch_that_was_changed_beside_its_journal_is_damage(name: str) -> None:
    """Its state, its plan, its file, its day, and what came back."""
    told.check(BACK)

    with pytest.raises(BrokenJournal):
        told.check(replace(BACK, **{name: HELD[name]}))


@pytest.mark.parametrize("name", ROW)
def test_a_row_that_was_changed_beside_the_journal_is_damage(name: str) -> None:
    """Whom it pays, how much, by which reference and into which account."""
    told.check_rows(SENT)
    first, *others = SENT.rows

    with pytest.raises(BrokenJournal):
        told.check_rows(replace(SENT, rows=(replace(first, **{name: ROW[name]}), *others)))


def test_an_amount_that_moved_from_one_row_to_another_is_damage() -> None:
    """Number and sum are the same; and one row too few is damage also."""
    first, second = SENT.rows
    moved = (replace(first, amount=Money(1)), replace(second, amount=first.amount + second.amount - Money(1)))

    for rows in (moved, (first,), (second, first)):
        with pytest.raises(BrokenJournal):
            told.check_rows(replace(SENT, rows=rows))


def test_the_account_of_a_charity_is_told_of_too() -> None:
    """Its numbers are the policy's, and open."""
    charity = Charity(id=CharityId("hospice"), name="Hospice", sort_code="12-34-56", account_number="01234567")
    rows = (replace(SENT.rows[0], to=charity),)
    batch = batches.seal(an_open_batch(1), by_the_run("seal"), rows=rows, sha256="ab" * 32)
    told.check_rows(batch)

    for other in (replace(charity, sort_code="65-43-21"), replace(charity, account_number="76543210")):
        with pytest.raises(BrokenJournal):
            told.check_rows(replace(batch, rows=(replace(rows[0], to=other),)))


def test_every_field_of_a_batch_and_its_rows_is_told_of() -> None:
    """A field that is added later stands in one of the lists."""
    assert {each.name for each in fields(Batch)} == set(HELD) | ELSEWHERE
    assert {each.name for each in fields(BatchRow)} == set(ROW)
    assert {each.name for each in fields(Planned)} == {"claim", "payment", "amount", "version"}


def test_a_batch_as_it_goes_its_way_is_what_its_journal_tells() -> None:
    """Open, sealed, sent, some back, settled; and one that nothing got into."""
    empty = batches.seal(an_open_batch(1), by_the_run("seal"), rows=(), sha256="")
    for batch in (an_open_batch(), a_sealed_batch(), SENT, BACK, batches.settle(BACK, by_the_run("settle")), empty):
        told.check(batch)


def test_a_batch_from_before_its_rows_were_told_of_is_held_against_number_and_sum() -> None:
    """It can be read, and a changed sum is found all the same."""
    opened, sealed = a_sealed_batch().journal
    facts = {name: fact for name, fact in sealed.facts.items() if name != batches.ROWS}
    old = replace(a_sealed_batch(), journal=(opened, replace(sealed, facts=facts)))
    told.check_rows(old)

    with pytest.raises(BrokenJournal):
        told.check_rows(replace(old, rows=(replace(old.rows[0], amount=Money(1)), old.rows[1])))
