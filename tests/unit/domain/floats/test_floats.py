"""A float adds up: what is in it is the sum of its journal, and never less than nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.floats import cash_float as floats
from takepart.domain.floats.cash_float import MOST_ENTRIES, CashFloat, DayCash, FloatState, hand_out
from takepart.domain.ids import ClaimId, FloatId, PersonId, StaffId, StepId
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from tests.money_builders import NOW

BY, CLAIM = StaffId("participation-worker"), ClaimId("K7M4-9QXR")


def a_float(pence: int = 50_00) -> CashFloat:
    return floats.open_float(
        Step(journals.staff(StaffId("finance-1")), NOW, StepId("open")),
        id=FloatId("tin"),
        keeper=BY,
        amount=Money(pence),
    )


def refused(act: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def pay(cash: CashFloat, pence: int) -> CashFloat:
    return floats.pay_out(cash, Step(journals.staff(BY), NOW, StepId("p")), amount=Money(pence), claim=CLAIM)


def count(cash: CashFloat, pence: int, reason: str = "") -> CashFloat:
    return floats.count(cash, Step(journals.staff(BY), NOW, StepId("c")), found=Money(pence), reason=reason)


@given(st.lists(st.tuples(st.sampled_from(["top", "pay", "count", "close"]), st.integers(-500, 6000)), max_size=30))
def test_a_float_always_adds_up(steps: list[tuple[str, int]]) -> None:
    """Whatever is done to it; a refusal changes nothing."""
    cash, expected = a_float(), 50_00
    for what, pence in steps:
        try:
            match what:
                case "top":
                    cash = floats.top_up(cash, Step(journals.staff(BY), NOW, StepId("t")), amount=Money(pence))
                    expected += pence
                case "pay":
                    cash = pay(cash, pence)
                    expected -= pence
                case "count":
                    cash = count(cash, pence, "Counted twice")
                    expected = pence
                case _ if pence > 5_000:
                    cash = floats.close(cash, Step(journals.staff(BY), NOW, StepId("x")))
                    expected = 0
        except Refused:
            continue

    assert cash.balance == Money(expected) >= Money(0)
    assert cash.balance == Money(sum(int(entry.facts["pence"]) for entry in cash.journal))
    journals.verify(cash.journal)


def test_a_float_gives_what_it_has_and_no_more() -> None:
    """To the penny."""
    assert pay(a_float(), 50_00).balance == Money(0)
    assert refused(lambda: pay(a_float(), 50_01)) is MoneyRefusal.NOT_ENOUGH_CASH
    assert refused(lambda: pay(a_float(), 0)) is MoneyRefusal.NO_AMOUNT
    assert refused(lambda: a_float(0)) is MoneyRefusal.NO_AMOUNT
    assert pay(pay(a_float(), 4_20), 1_00).paid_out == Money(5_20)


def test_a_difference_is_written_down_with_its_reason() -> None:
    """And the float goes on from what was found. The words lie beside the journal."""
    cash = count(pay(a_float(), 4_20), 45_00, "80p fell out")

    assert cash.balance == Money(45_00)
    assert {name: cash.journal[-1].facts[name] for name in ("pence", "found", "expected")} == {
        "pence": -80,
        "found": 45_00,
        "expected": 45_80,
    }
    assert list(cash.notes.values()) == ["80p fell out"] and "fell" not in str(cash.journal)
    assert refused(lambda: count(cash, 44_00, " ")) is MoneyRefusal.NO_REASON
    assert count(cash, 45_00).journal[-1].facts["pence"] == 0


def test_a_note_stands_with_the_count_that_it_explains() -> None:
    """Under that entry's number; an empty tin can be counted, and less than nothing is in none."""
    cash = count(a_float(), 0, "stolen")

    assert list(cash.notes) == [cash.journal[-1].seq]
    assert refused(lambda: count(cash, -1, "impossible")) is MoneyRefusal.NO_AMOUNT


def test_a_closed_float_stays_closed() -> None:
    """What was left went back."""
    cash = floats.close(a_float(), Step(journals.staff(BY), NOW, StepId("x")))

    assert (cash.state, cash.balance) == (FloatState.CLOSED, Money(0))
    assert refused(lambda: pay(cash, 1)) is MoneyRefusal.FLOAT_CLOSED


def test_a_full_book_is_counted_and_closed() -> None:
    """So that no record grows without end."""
    cash = a_float()
    full = replace(cash, journal=cash.journal + (cash.journal[0],) * (MOST_ENTRIES - 1))

    assert refused(lambda: pay(full, 1)) is MoneyRefusal.FLOAT_FULL
    assert count(full, full.balance.pence).version == MOST_ENTRIES + 1
    assert floats.close(full, Step(journals.staff(BY), NOW, StepId("x"))).state is FloatState.CLOSED


def test_one_person_gets_so_much_a_day_over_all_floats() -> None:
    """The policy sets the most; a penny more is refused, and says how much is left."""
    day = DayCash(person=PersonId("p"), day=date(2026, 11, 24))
    args: dict[str, Any] = {"most": Money(20_00), "claim": CLAIM, "step": Step(journals.staff(BY), NOW, StepId("h"))}
    once = hand_out(day, amount=Money(15_00), float_id=FloatId("tin"), **args)

    assert hand_out(once, amount=Money(5_00), float_id=FloatId("box"), **args).total == Money(20_00)
    for nothing in (Money(0), Money(-1)):
        assert refused(lambda: hand_out(day, amount=nothing, float_id=FloatId("tin"), **args)) is MoneyRefusal.NO_AMOUNT  # noqa: B023
    with pytest.raises(Refused) as caught:
        hand_out(once, amount=Money(5_01), float_id=FloatId("box"), **args)
    assert (caught.value.reason, caught.value.detail) == (MoneyRefusal.OVER_CASH_LIMIT, "£5")


def test_every_refusal_has_plain_words() -> None:
    """A page can show each of them."""
    for refusal in MoneyRefusal:
        assert refusal.plain[0].isupper() and refusal.plain.endswith("."), refusal
