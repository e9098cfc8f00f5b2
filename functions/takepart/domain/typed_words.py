"""What counts as words: what can be seen of a text, and whether a name holds what a mail program would link or dial.

Characters that nobody can see are taken out where text comes in. Emoji, right-to-left text and the joiners inside them
stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_HIDDEN: Final = frozenset(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters that take no room or turn the text after them around: a name with them reads as another name.

What joins the parts of an emoji, or the letters of Persian, is not among them.
"""
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and signs whose picture is empty: they stay in a text, and a text of nothing else is empty."""
_PASSED_OVER: Final = frozenset(
    map(chr, (0x034F, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Marks that choose how the letter before them looks, and one that only keeps two apart."""
_GAPS: Final = frozenset({"Pd", "Zs", "Zl", "Zp", "Cc", "Cf"})
LEFT_OUT: Final = "(address left out)"
NUMBER_LEFT_OUT: Final = "(number left out)"

_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
"""A part of a host's name: 63 letters at most (RFC 1035). All has bounds: what is long would take minutes else."""
_DOT: Final = "[.\u3002\uff0e\uff61\u2024\ufe52]"
"""A full stop, and what browsers read as one (UTS 46)."""


@cache
def _address() -> re.Pattern[str]:
    """Made when it is first needed: it is long, and most functions start without looking for addresses."""
    return re.compile(
        rf"""
          [a-z][a-z0-9+.-]{{0,30}}://\S*                                                # https://evil.example/x
        | \b(?:mailto|tel|sms|javascript|data)\s*:\S*
        | (?<!\S)\S*@(?:{_LABEL}{_DOT}){{1,20}}\S*
        | \bwww{_DOT}\S*
        # evil.example, evil.example/x
        | (?:{_LABEL}{_DOT}){{1,20}}(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{1,59}})\b(?:[:/?\#]\S*)?
        | \b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b\S*
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _number() -> re.Pattern[str]:
    """Six digits or more in a row, however they are set apart: what a telephone would dial."""
    return re.compile(r"\d(?:[\W_]{0,3}\d){5,}")


def seen(text: str) -> bool:
    """Whether anything in a text can be seen. Spaces, control and joining characters and blank letters cannot."""
    return any(unicodedata.category(letter)[0] not in "CZM" and letter not in _BLANK for letter in text)


def without_gaps(text: str) -> str:
    """A number as a card or a letter shows it, without what sets its parts apart: spaces, dashes of all kinds, dots,
    slashes, and marks that nobody can see."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in _GAPS and letter not in "./·−")


def one_line(text: str) -> str:
    """What was typed on one line, without characters that nobody can see; nothing when none can be seen."""
    kept = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter not in _HIDDEN
    )
    return " ".join(kept.split()) if seen(kept) else ""


def as_written(text: str) -> str:
    """Words with their lines, spaces and scripts, without characters that nobody can see; nothing when none can be."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        letter
        for letter in lines
        if letter not in _HIDDEN and (letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))
    )
    return kept if seen(kept) else ""


def holds_address(text: str) -> bool:
    """Whether a mail program would make a link of a part of it: a web address, a host, an email address."""
    return _address().search(_as_opened(text)) is not None


def holds_number(text: str) -> bool:
    """Whether a telephone would offer to dial a part of it: no name has so many digits."""
    return _number().search(_as_opened(text)) is not None


def without_numbers(text: str) -> str:
    """The text with every telephone number left out, for names: a stranger may have typed one to be called back."""
    return _number().sub(NUMBER_LEFT_OUT, _as_opened(text)) if holds_number(text) else text


def _as_opened(text: str) -> str:
    """As a browser would open it: what joins letters and takes no room of its own is passed over (UTS 46)."""
    seen_alone = (letter for letter in text if unicodedata.category(letter) != "Cf" and letter not in _PASSED_OVER)
    return unicodedata.normalize("NFKC", "".join(seen_alone))


def without_addresses(text: str) -> str:
    """The text with every web or email address left out, for where our letters repeat what somebody typed."""
    if not holds_address(text):
        return text
    return _address().sub(LEFT_OUT, _as_opened(text))
