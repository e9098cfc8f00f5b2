"""What counts as words, and which names hold an address."""

from __future__ import annotations

import pytest

from takepart.domain.typed_words import LEFT_OUT, as_written, holds_address, one_line, seen, without_addresses

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
