"""Amounts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.money import MOST_PENCE_TYPED, Money, NotMoney


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("12", 12_00),
        ("£12.5", 12_50),
        ("1,200", 1_200_00),
        ("50p", 50),
        ("50 pence", 50),
        (".50", 50),
        ("£.5", 50),
        ("4.", 4_00),
        ("£4.60p", 4_60),
        ("12.50 GBP", 12_50),
        ("gbp 12.50", 12_50),
        ("3 pounds", 3_00),
        ("0", 0),
    ],
)
def test_amounts_are_taken_as_people_write_them(typed: str, pence: int) -> None:
    """Only what can be read in one way."""
    assert Money.parse(typed) == Money(pence)


@pytest.mark.parametrize(
    "typed", ["£50p", ".", "£", "p", "1.234", "1 2", "12.5.0", "1e9", "nan", "９", "١٢", "12-50", "+4"]
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(typed: str) -> None:
    """The message says what an amount looks like."""
    with pytest.raises(NotMoney, match=r"like 4\.50"):
        Money.parse(typed)


@pytest.mark.parametrize("typed", ["12,50", "£1,5", "12,50 "])
def test_a_comma_before_the_pence_is_refused_with_the_reason(typed: str) -> None:
    """It is £12.50 to some people and a slip to others."""
    with pytest.raises(NotMoney, match="not a comma"):
        Money.parse(typed)


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Enter an amount of money"), ("  ", "Enter an amount of money"), ("-1", "£0 or more")]
)
def test_nothing_and_less_than_nothing_say_what_is_wrong(typed: str, words: str) -> None:
    """An empty box is asked for, and a minus is told apart from a slip."""
    with pytest.raises(NotMoney, match=words):
        Money.parse(typed)


@given(st.integers(0, MOST_PENCE_TYPED))
def test_every_amount_is_read_as_it_is_printed(pence: int) -> None:
    """In pounds, and in pence."""
    assert Money.parse(str(Money(pence))) == Money.parse(f"{pence}p") == Money(pence)


@pytest.mark.parametrize("typed", ["1000000.01", "9" * 12, "9" * 12 + "p"])
def test_more_than_a_million_pounds_is_a_slip(typed: str) -> None:
    """No claim is so large."""
    with pytest.raises(NotMoney, match="too large"):
        Money.parse(typed)
