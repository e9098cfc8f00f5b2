"""Bank details, as typed and as kept."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.bank_details import MOST_NAME, BankDetails, WrongBankDetails


def parsed(**typed: str) -> BankDetails:
    return BankDetails.parse(
        **{"name": "Example Person", "sort_code": "12-34-56", "account_number": "01234567"} | typed
    )


@pytest.mark.parametrize(
    ("sort_code", "account", "kept"),
    [
        ("12-34-56", "01234567", ("123456", "01234567")),
        ("12 34 56", "0123 4567", ("123456", "01234567")),
        (" 123456 ", "1234567", ("123456", "01234567")),
        ("00-00-00", "123456", ("000000", "00123456")),
        ("12\u201334\u201356", "0123\u00a04567", ("123456", "01234567")),
        ("12\u201134\u201156", "0123\u20134567", ("123456", "01234567")),
        ("12\u221234\u221256", "0123 / 4567", ("123456", "01234567")),
        ("12.34.56", "\u200e01234567\u200e", ("123456", "01234567")),
        ("\u2067\u206612\u00b734\u00b756\u2069", "\u200b01234567", ("123456", "01234567")),
    ],
)
def test_what_sets_digits_apart_does_not_count_and_short_accounts_get_zeros(
    sort_code: str, account: str, kept: tuple[str, str]
) -> None:
    """People copy them as they are printed."""
    bank = parsed(sort_code=sort_code, account_number=account)

    assert (bank.sort_code, bank.account_number) == kept


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"sort_code": "12345"}, {"sort_code"}),
        ({"sort_code": "1234567"}, {"sort_code"}),
        ({"sort_code": "12345a"}, {"sort_code"}),
        ({"sort_code": "١٢٣٤٥٦"}, {"sort_code"}),
        ({"sort_code": "\uff11\uff12\uff13\uff14\uff15\uff16"}, {"sort_code"}),
        ({"sort_code": ""}, {"sort_code"}),
        ({"account_number": "12345"}, {"account_number"}),
        ({"account_number": "123456789"}, {"account_number"}),
        ({"account_number": "१२३४५६७८"}, {"account_number"}),
        ({"account_number": "=1+1"}, {"account_number"}),
        ({"account_number": " "}, {"account_number"}),
        ({"roll_number": "A" * 19}, {"roll_number"}),
        ({"roll_number": "A_1"}, {"roll_number"}),
        ({"roll_number": "é1"}, {"roll_number"}),
        ({"name": ""}, {"name"}),
        ({"name": "a" * 101}, {"name"}),
        ({"name": "a" * 500}, {"name"}),
        ({"name": "🎉"}, {"name"}),
        ({"name": "Example\u202enosreP"}, {"name"}),
        ({"name": "Example\x00"}, {"name"}),
        ({"name": "", "sort_code": "1", "account_number": "x", "roll_number": "!"},
         {"name", "sort_code", "account_number", "roll_number"}),
    ],
)  # fmt: skip
def test_each_wrong_field_has_words_of_its_own(typed: dict[str, str], fields: set[str]) -> None:
    """All of them at once, and digits of other scripts are no digits to a bank."""
    with pytest.raises(WrongBankDetails) as refused:
        parsed(**typed)

    assert set(refused.value.errors) == fields


@pytest.mark.parametrize("roll", ["D/12345.6-78", "a1", "123456789012345678", "AB 12"])
def test_a_roll_number_is_kept_in_capitals(roll: str) -> None:
    """One to eighteen letters, digits, dots, slashes, hyphens and spaces."""
    assert parsed(roll_number=roll).roll_number == roll.upper()


def test_a_name_in_any_script_is_kept_whole() -> None:
    """The bank's file gets a shorter one; the person is still called what they are called."""
    assert parsed(name="  Zoë   D’Example ").name == "Zoë D’Example"
    assert parsed(name="مثال").name == "مثال"
    assert parsed(name="a" * MOST_NAME).name == "a" * MOST_NAME


def test_printing_shows_the_last_digits_alone() -> None:
    """So that no log, error or test report holds an account."""
    bank = parsed(roll_number="ROLL-9")

    for text in (repr(bank), str(bank), f"{bank}", f"{bank!r}"):
        assert text == "BankDetails(account ending 4567)"
    assert bank.last_digits == "4567"


def test_an_error_never_repeats_what_was_typed() -> None:
    """Nor does its message, which may be logged."""
    with pytest.raises(WrongBankDetails) as refused:
        parsed(sort_code="987-65", account_number="55554444X")

    shown = str(refused.value) + "".join(traceback.format_exception_only(refused.value))
    assert "98765" not in shown
    assert "987-65" not in shown
    assert "5555" not in shown


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=120))
def test_whatever_is_typed_is_refused_or_fits_a_bank(sort_code: str, account: str, roll: str, name: str) -> None:
    """There is no third way."""
    try:
        bank = parsed(sort_code=sort_code, account_number=account, roll_number=roll, name=name)
    except WrongBankDetails:
        return
    assert len(bank.sort_code) == 6
    assert len(bank.account_number) == 8
    assert (bank.sort_code + bank.account_number).isascii()
    assert len(bank.roll_number) <= 18
