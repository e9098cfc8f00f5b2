"""What counts as words, and which names hold an address."""

from __future__ import annotations

import pytest

from takepart.domain.typed_words import (
    LEFT_OUT,
    NUMBER_LEFT_OUT,
    as_written,
    holds_address,
    holds_number,
    one_line,
    seen,
    without_addresses,
    without_numbers,
)

NOBODY_SEES = [
    "\x00",
    "\u200b\u200b",
    "\u200d",
    "\u200c \u2060",
    "\ufeff",
    "\u3164",
    "\u2800",
    "\x1b\x07",
    "\ufe0f",
    " ",
]


@pytest.mark.parametrize("text", NOBODY_SEES)
def test_what_nobody_can_see_is_no_words(text: str) -> None:
    """Control and joining characters, spaces of every kind, and letters whose picture is empty."""
    assert not seen(text)
    assert as_written(text) == ""
    assert one_line(text) == ""


def test_words_keep_their_lines_scripts_and_emoji() -> None:
    """Only what hides or turns text around is taken out."""
    family, farsi, wales = (
        "👩\u200d👧",
        "می\u200cخواهم",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    )

    assert as_written(f"a\x00b\u202e\r\n\n  c\td {family} {farsi} {wales}") == f"ab\n\n  c\td {family} {farsi} {wales}"


@pytest.mark.parametrize(
    "name",
    [
        "CLICK http://evil.example NOW",
        "hxxp+x://evil",
        "www.evil",
        "evil.example",
        "See evil.example/win",
        "bad@evil.example",
        "evil。example",
        "ｅｖｉｌ．ｃｏｍ",
        "mailto:someone",
        "xn--80ak6aa92e.com",
        "пример.рф",
        "10.0.0.1",
        "a.b.co",
        "evil\u200d.example",
        "evil\ufe0f.example",
        "evil\u034f.example",
        "evil.\u200cexample",
        "evil.ex\U000e0101ample",
    ],
)
def test_a_name_with_an_address_is_seen_and_the_address_left_out(name: str) -> None:
    """Mail programs make links of them."""
    assert holds_address(name)
    assert not holds_address(without_addresses(name))
    assert LEFT_OUT in without_addresses(name)


@pytest.mark.parametrize(
    "name",
    ["J. Smith", "J.R. Smith", "Ana María O'Neil-Jones", "Zoë", "李小龙", "Smith, A.", "Ada 3.5", "St. John"],
)
def test_a_name_without_one_is_left_alone(name: str) -> None:
    """Initials, titles and numbers are no addresses."""
    assert not holds_address(name)
    assert without_addresses(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Call 0900 555 123 now",
        "0151-000-0000",
        "+44 (0)151 000",
        "٠٩٠٠١٢٣",
        "０９００１２３",
        "09·00·12·34",
        "0900\u200d555\ufe0f123",
    ],
)
def test_a_name_with_a_telephone_number_is_seen_and_the_number_left_out(name: str) -> None:
    """Whoever gets a letter with it might call: telephones offer to."""
    assert holds_number(name)
    assert not holds_number(without_numbers(name))
    assert NUMBER_LEFT_OUT in without_numbers(name)


@pytest.mark.parametrize("name", ["Ada 3.5", "Alex the 2nd", "Room 12 34", "R2D2 C3PO"])
def test_a_name_with_few_digits_is_left_alone(name: str) -> None:
    assert not holds_number(name)
    assert without_numbers(name) == name


@pytest.mark.parametrize("part", ["a", "a-", "a.", "1 ", "1.", "@", "a@", "www.", "tel :", "xn--a.", "a\u3002"])
def test_the_longest_text_is_read_as_it_comes(part: str) -> None:
    """A hundred thousand signs: what looked again from each of them would take minutes."""
    text = part * (100_000 // len(part))

    assert not holds_address(text) or "(address left out)" in without_addresses(text)
    assert holds_number(text) is ("1" in part)
