"""Vouchers: bought once, given to one claim, handed over; and a stock that warns once of each shortage."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import BrokenJournal
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.refused import Refused
from takepart.domain.vouchers import voucher as stocks
from takepart.domain.vouchers import voucher as vouchers
from takepart.domain.vouchers.delivery import read_delivery
from takepart.domain.vouchers.voucher import (
    MOST_VOUCHERS,
    Serial,
    StockState,
    Voucher,
    VoucherState,
    exact_set,
    new_stock,
)
from tests.money_builders import NOW

BY, CLAIM = StaffId("participation-worker"), ClaimId("K7M4-9QXR")
TODAY = date(2026, 11, 24)


def a_voucher(serial: str = "A1", pence: int = 10_00) -> Voucher:
    return vouchers.buy(
        Step(journals.staff(BY), NOW, StepId(f"buy-{serial}")),
        provider="P",
        serial=Serial(serial),
        value=Money(pence),
        bought_on=date(2026, 11, 2),
    )


def test_a_voucher_goes_one_way() -> None:
    """Bought, issued to a claim, handed over: each written down with who and when."""
    issued = vouchers.issue(a_voucher(), Step(journals.Job.PAYMENTS.actor, NOW, StepId("i")), claim=CLAIM)
    handed = vouchers.hand_over(issued, Step(journals.staff(BY), NOW, StepId("h")), claim=CLAIM)

    assert [entry.action for entry in handed.journal] == ["bought", "issued", "handed-over"]
    assert (handed.state, handed.claim) == (VoucherState.HANDED_OVER, CLAIM)
    assert handed.journal[-1].facts == {"claim": CLAIM}
    journals.verify(handed.journal)


@pytest.mark.parametrize(
    "change",
    [{"value": Money(100_00)}, {"bought_on": TODAY}, {"state": VoucherState.IN_STOCK}, {"claim": ClaimId("22XX-33YY")}],
    ids=str,
)
def test_a_voucher_that_was_changed_beside_its_journal_is_damage(change: dict[str, Any]) -> None:
    """What it is worth, since when, whether it is given, and to which claim; the rest of it is its key."""
    issued = vouchers.issue(a_voucher(), Step(journals.Job.PAYMENTS.actor, NOW, StepId("i")), claim=CLAIM)
    for kept in (
        a_voucher(),
        issued,
        vouchers.hand_over(issued, Step(journals.staff(BY), NOW, StepId("h")), claim=CLAIM),
    ):
        vouchers.check(kept)

    with pytest.raises(BrokenJournal):
        vouchers.check(replace(issued, **change))
    told = {"value", "bought_on", "state", "claim"}
    assert {each.name for each in fields(Voucher)} == told | {"journal", *Voucher.KEY}


def test_a_voucher_is_given_once_and_to_nobody_else() -> None:
    """Not again, not to another claim, not once it is out of stock."""
    issued = vouchers.issue(a_voucher(), Step(journals.Job.PAYMENTS.actor, NOW, StepId("i")), claim=CLAIM)
    cancelled = vouchers.cancel(a_voucher(), Step(journals.staff(BY), NOW, StepId("c")), reason="Lost")

    for voucher in (issued, cancelled):
        with pytest.raises(Refused):
            vouchers.issue(voucher, Step(journals.Job.PAYMENTS.actor, NOW, StepId("x")), claim=CLAIM)
    with pytest.raises(Refused) as caught:
        vouchers.hand_over(issued, Step(journals.staff(BY), NOW, StepId("x")), claim=ClaimId("other"))
    assert caught.value.reason is MoneyRefusal.NOT_ISSUED
    with pytest.raises(Refused):
        vouchers.cancel(a_voucher(), Step(journals.staff(BY), NOW, StepId("c")), reason=" ")
    with pytest.raises(Refused):
        vouchers.cancel(issued, Step(journals.staff(BY), NOW, StepId("c")), reason="Lost")


@pytest.mark.parametrize(
    ("amount", "stock", "chosen"),
    [
        (20_00, [10_00, 10_00, 20_00], [20_00]),
        (20_00, [10_00, 10_00, 10_00], [10_00, 10_00]),
        (30_00, [20_00, 10_00, 5_00], [20_00, 10_00]),
        (30_00, [20_00, 15_00, 15_00], [15_00, 15_00]),
        (20_00, [15_00, 15_00], None),
        (7_50, [10_00, 5_00], None),
        (10_00, [], None),
        (210_00, [10_00] * 21, None),
    ],
)
def test_vouchers_add_up_exactly_or_not_at_all(amount: int, stock: list[int], chosen: list[int] | None) -> None:
    """The fewest that do; at most 20."""
    found = exact_set(Money(amount), [a_voucher(f"V{n}", pence) for n, pence in enumerate(stock)])

    assert (None if found is None else [voucher.value.pence for voucher in found]) == chosen


def test_the_oldest_vouchers_go_first() -> None:
    """The first of each value, as the stock lists them."""
    found = exact_set(Money(20_00), [a_voucher(f"A{n}") for n in range(4)])

    assert found is not None and [voucher.serial for voucher in found] == ["A0", "A1"]


@given(st.integers(1, 100), st.lists(st.sampled_from([500, 1000, 1500, 2000, 2500]), max_size=12))
def test_a_set_is_real_and_none_is_found_only_where_there_is_none(times: int, values: list[int]) -> None:
    """Held against trying every sum."""
    stock = [a_voucher(f"V{n}", value) for n, value in enumerate(values)]
    sums = {0: 0}
    for value in values:
        for total, used in list(sums.items()):
            sums[total + value] = min(sums.get(total + value, 99), used + 1)

    found = exact_set(Money(times * 500), stock)

    possible = sums.get(times * 500, 99) <= MOST_VOUCHERS
    assert (found is not None) == possible
    if found is not None:
        assert Money.total(voucher.value for voucher in found) == Money(times * 500)
        assert len({voucher.serial for voucher in found}) == len(found) == sums[times * 500]


def test_low_stock_is_told_once_for_each_time_it_runs_low() -> None:
    """9 left, 8 left: one warning. Enough again, then 9 left: another."""
    stock = new_stock(Money(10_00))
    for left in (12, 9, 8, 0, 10, 30, 9):
        stock = stocks.counted(
            stock, Step(journals.Job.PAYMENTS.actor, NOW, StepId(f"{left}-{stock.version}")), left=left, low_stock=10
        )

    assert [(entry.action, entry.facts["left"]) for entry in stock.journal] == [
        ("low", 9),
        ("filled-up", 10),
        ("low", 9),
    ]
    assert stock.state is StockState.LOW
    bought = stocks.bought(stock, Step(journals.staff(BY), NOW, StepId("bought-d1")), count=3, delivery="d1")
    assert bought.journal[-1].facts == {"vouchers": 3, "pence": 30_00, "delivery": "d1"}
    journals.verify(bought.journal)


def test_a_delivery_is_read_with_or_without_headings() -> None:
    """Serials in capitals without spaces; a line without a day was bought today."""
    text = "Serial number;Value;Date\nab 1;£10;02/11/2026\nAB-2;10.00;2026-11-02\n"

    one = read_delivery(text, today=TODAY)
    other = read_delivery("ab-3,20\n", today=TODAY)

    assert [(each.serial, each.value, each.bought_on) for each in (*one.lines, *other.lines)] == [
        ("AB1", Money(10_00), date(2026, 11, 2)),
        ("AB-2", Money(10_00), date(2026, 11, 2)),
        ("AB-3", Money(20_00), TODAY),
    ]
    assert one.problems == other.problems == ()


def test_titles_and_totals_of_a_delivery_are_no_vouchers() -> None:
    """A total that does not fit says so: part of the delivery may be missing."""
    head = "Delivery note 4711\n\nSerial|Value\nTOTAL-1|10\nAB-2|10.00\nNumber of vouchers|2\n"

    fits, other = (read_delivery(f"{head}Total|{total}\n", today=TODAY) for total in ("20.00", "£30"))

    assert [each.serial for each in fits.lines] == ["TOTAL-1", "AB-2"]
    assert fits.problems == ()
    assert [(each.line, each.plain) for each in other.problems] == [
        (7, "The total here is “£30”. The lines above come to £20.")
    ]


def test_the_same_vouchers_are_one_delivery() -> None:
    """In any order, on any day, however the file is written."""
    one, other = "A11,10\nA22,10\n", "Serial,Value\nA22,£10.00\na11,10\n"

    assert read_delivery(one, today=TODAY).id == read_delivery(other, today=date(2026, 11, 25)).id
    assert read_delivery(one, today=TODAY).id != read_delivery("A11,10\n", today=TODAY).id


def test_every_bad_line_of_a_delivery_is_named() -> None:
    """With what is wrong, and nothing is guessed."""
    bad = (",10,", "A11,,", "A12,ten,", "A13,0,", "A14,10,31/11/2026", "A15,10,25/11/2026")
    text = "\n".join(("Serial,Value,Bought", *bad, "A16,10,", "A16,10,", "=1+1,10,"))

    delivery = read_delivery(text, today=TODAY)

    assert [problem.line for problem in delivery.problems] == [2, 3, 4, 5, 6, 7, 9, 10]
    assert delivery.problems[6].plain == "Serial A16 is on line 8 too."
    assert read_delivery("\n", today=TODAY).problems[0].plain == "There are no vouchers here."
    assert read_delivery("x" * 130_001, today=TODAY).problems[0].plain == "This file is too large."
    many = "\n".join(f"S{n:05},10" for n in range(1_001))
    assert read_delivery(many, today=TODAY).problems[0].plain == "Add 1,000 vouchers at a time, or fewer."


@given(st.text(max_size=300))
def test_any_file_gets_an_answer(text: str) -> None:
    """Never an exception."""
    delivery = read_delivery(text, today=TODAY)

    assert delivery.lines or delivery.problems
