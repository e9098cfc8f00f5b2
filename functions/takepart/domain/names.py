"""Names of people: when two spellings are one name, and in which order a list of people stands.

People leave out the accents of Latin, Greek and Cyrillic letters: Zoë and Zoe are one name. In every other script a
mark is a part of the word (a vowel in Hindi, Bengali, Tamil, Sinhala or Thai; another sound in Japanese), and without
it another person is meant: मीना and मोना are two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_ACCENTED: Final = ("LATIN ", "GREEK ", "CYRILLIC ")
_LOOKS: Final = frozenset(
    [
        *map(chr, range(0xFE00, 0xFE10)),
        *map(chr, range(0xE0100, 0xE01F0)),
        *map(chr, range(0x180B, 0x180E)),
        "\u180f",
        "\u034f",
    ]
)
"""Marks that choose between two drawings of one letter, and mean nothing."""
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "master", "rev", "prof", "sir"})
_JOINT: Final = re.compile(r"\s+and\s+|\s+or\s+|[&+/,]", re.IGNORECASE)
_FIRST_AND_LAST: Final = 2
_INSIDE_WORDS: Final = "'\u2019\u02bc`."
"""Signs that part no words: O'Neil is ONeil."""
_WITHOUT_STROKE: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)
"""Letters that an English list and a bank write as their look-alikes, though Unicode does not take them apart."""


def folded(name: str) -> str:
    """A name without what does not count: case, accents, spaces, signs, and how a letter is put together."""
    counted = unicodedata.normalize("NFC", "".join(letter for letter in _letters(name) if _counts(letter)))
    return counted or unicodedata.normalize(
        "NFC", "".join(name.split())
    )  # signs alone, as somebody may call themselves


def same_holder(person: str, account: str) -> bool:
    """Whether a bank account's name is the person's own, as banks and people write one name.

    Order, titles, accents, strokes (Łukasz is Lukasz at the bank) and case do not count. A middle name may be missing
    on one side. Of a joint account one holder is enough: Sam and Bo Jones are Sam Jones and Bo Jones. One shared word
    is not enough, since a family shares its last name; nor is an initial, nor are words of two different people.
    """
    if _plain(folded(person)) == _plain(folded(account)):
        return True
    return any(_one_person(mine, theirs) for mine in _holders(person) for theirs in _holders(account))


def _one_person(one: list[str], other: list[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    if len(fewer) < _FIRST_AND_LAST or not set(fewer) <= set(more):
        return False
    return set(more) - set(fewer) <= set(more[1:-1])  # only a middle name may be missing


def _holders(account: str) -> list[list[str]]:
    """The names of those who hold an account together. A last name that is written once is everybody's."""
    parts = [words for each in _JOINT.split(account) if (words := _words(each))]
    return [words if len(words) > 1 else [*words, parts[-1][-1]] for words in parts]


def _words(name: str) -> list[str]:
    whole = "".join(letter for letter in name if letter not in _INSIDE_WORDS)
    apart = "".join(letter if _counts(letter) else " " for letter in _letters(whole))
    found = _plain(unicodedata.normalize("NFC", apart)).split()
    return [word for word in dict.fromkeys(found) if word not in _TITLES and len(word) > 1]


def _plain(name: str) -> str:
    return name.translate(_WITHOUT_STROKE)


def in_order(name: str) -> tuple[str, str]:
    """What a list of people is sorted by: Élodie, Łukasz, Zoe. Equal names keep one order, by how they are written."""
    words = "".join(letter if _counts(letter) else " " for letter in _letters(name))
    return " ".join(_plain(unicodedata.normalize("NFC", words)).split()), name


def _counts(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def _letters(name: str) -> Iterator[str]:
    """The letters in lower case, without accents on letters that have accents."""
    has_accents = False
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    for letter in text:
        if unicodedata.category(letter)[0] != "M":
            if letter.isalnum():
                has_accents = unicodedata.name(letter, "").startswith(_ACCENTED)
            yield letter
        elif not has_accents and letter not in _LOOKS:
            yield letter
