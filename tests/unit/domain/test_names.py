"""Which names are one name, in every script, and how a list of people is sorted."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.names import folded, in_order, same_holder

ACCENTS: Final = ("\u0300", "\u0301", "\u0302", "\u0303", "\u0308", "\u030a", "\u030c", "\u0328", "\u0327")
ALPHABETS: Final = {
    "latin": (range(0x61, 0x7B), range(0x250, 0x2A0)),
    "greek": (range(0x3B1, 0x3CA),),
    "cyrillic": (range(0x430, 0x450),),
}
SCRIPTS: Final = {
    "devanagari": (0x0900, 0x0980),
    "bengali": (0x0980, 0x0A00),
    "gurmukhi": (0x0A00, 0x0A80),
    "gujarati": (0x0A80, 0x0B00),
    "tamil": (0x0B80, 0x0C00),
    "telugu": (0x0C00, 0x0C80),
    "malayalam": (0x0D00, 0x0D80),
    "sinhala": (0x0D80, 0x0E00),
    "thai": (0x0E00, 0x0E80),
    "lao": (0x0E80, 0x0F00),
    "myanmar": (0x1000, 0x10A0),
    "khmer": (0x1780, 0x1800),
    "hebrew": (0x0590, 0x0600),
    "arabic": (0x0600, 0x0700),
}


def letters_of(script: str) -> list[str]:
    """Every letter of a script that a name can start with."""
    return [chr(code) for code in range(*SCRIPTS[script]) if unicodedata.category(chr(code)) == "Lo"]


def marks_of(script: str) -> list[str]:
    """Every mark of it: vowels, tones, and signs that join or silence."""
    return [chr(code) for code in range(*SCRIPTS[script]) if unicodedata.category(chr(code)) in ("Mn", "Mc")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("मीना शर्मा", "मोना शर्मा"),
        ("মিনা", "মোনা"),
        ("மீனா", "மோனா"),
        ("මීනා", "මෝනා"),
        ("มีนา", "มานี"),
        ("かおる", "がおる"),
    ],
)
def test_two_children_of_one_mailbox_are_two(one: str, other: str) -> None:
    """A vowel that is written as a mark is a part of the name."""
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë O’Brien", "ZOE OBRIEN"),
        ("Ελένη", "ελενη"),
        ("Артём", "артем"),
        ("Ngọc Ánh", "ngoc anh"),
        ("葛\U000e0100城", "葛城"),
        ("ｶｵﾙ", "カオル"),
        ("Weiß", "weiss"),
        ("ශ්\u200dරී", "ශ්රී"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    """Case, signs and the accents of Latin, Greek and Cyrillic make nobody else, and nor does how a font draws it."""
    assert folded(one) == folded(other)


@given(st.text(max_size=40))
def test_however_it_is_put_together_it_is_one_name(name: str) -> None:
    """Phones and computers send composed or decomposed letters; and to fold twice changes nothing."""
    found = {folded(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}

    assert found == {folded(name)}
    assert unicodedata.is_normalized("NFC", folded(name))
    assert folded(folded(name)) == folded(name)


@given(st.data(), st.sampled_from(sorted(SCRIPTS)))
def test_no_mark_of_another_script_is_lost(data: st.DataObject, script: str) -> None:
    """Two names that differ in one mark are two."""
    stem = data.draw(st.text(st.sampled_from(letters_of(script)), min_size=1, max_size=6))
    one, other = data.draw(st.lists(st.sampled_from(marks_of(script)), min_size=2, max_size=2, unique=True))

    assert folded(stem + one) != folded(stem)
    if unicodedata.normalize("NFKC", stem + one) != unicodedata.normalize("NFKC", stem + other):
        assert folded(stem + one) != folded(stem + other)


@given(st.data(), st.sampled_from(sorted(ALPHABETS)))
def test_every_accent_of_an_alphabet_is_left_out(data: st.DataObject, alphabet: str) -> None:
    """However many stand on a letter."""
    letters = [chr(code) for codes in ALPHABETS[alphabet] for code in codes]
    stem = data.draw(st.lists(st.sampled_from(letters), min_size=1, max_size=6))
    accented = "".join(letter + data.draw(st.sampled_from(("", *ACCENTS))) for letter in stem)

    assert folded(accented) == folded("".join(stem))


def test_a_list_of_people_is_in_the_order_of_the_alphabet() -> None:
    """Accents and strokes do not send anybody to the end; names in another script stand after, in one order."""
    names = ["Zoe", "Łukasz", "मोना", "Élodie", "Øyvind", "zara", "Åse", "मीना", "O’Brien", "Obi"]

    assert sorted(names, key=in_order) == [
        "Åse",
        "Élodie",
        "Łukasz",
        "O’Brien",
        "Obi",
        "Øyvind",
        "zara",
        "Zoe",
        "मीना",
        "मोना",
    ]


@pytest.mark.parametrize(
    ("person", "account"),
    [
        ("Zoë Example", "ZOE EXAMPLE"),
        ("Ana María Example", "Miss A M Example Ana Maria"),
        ("Anna Example", "MISS ANNA MARIE EXAMPLE"),
        ("Anna Marie Example", "Anna Example"),
        ("Anna O\N{RIGHT SINGLE QUOTATION MARK}Neil", "ONEIL ANNA"),
        ("Anna Example-Smith", "Mrs Anna Example Smith"),
        ("Anna Example", "Mr Ben Example and Mrs Anna Example"),
        ("मीना शर्मा", "शर्मा मीना"),
    ],
)
def test_one_holder_is_written_in_many_ways(person: str, account: str) -> None:
    """Case, accents, titles, order, a middle name and a joint account make no other person."""
    assert same_holder(person, account) and same_holder(account, person)


@pytest.mark.parametrize(
    ("person", "account"),
    [
        ("Anna Example", "Some Stranger"),
        ("Anna Example", "Ben Example"),
        ("Anna Example", "Example"),
        ("Anna Example", "A Example"),
        ("Anna Example", "Mrs Example"),
        ("मीना शर्मा", "मोना शर्मा"),
    ],
)
def test_a_shared_family_name_or_an_initial_is_not_one_holder(person: str, account: str) -> None:
    """A parent has the family name and may have the initial: a person looks, and decides."""
    assert not same_holder(person, account)


@pytest.mark.parametrize(
    ("person", "account"),
    [
        ("Łukasz Nowak", "LUKASZ NOWAK"),
        ("Søren Kjær", "SOREN KJAER"),
        ("Đặng Thị Hoa", "Dang Thi Hoa"),
        ("Guðrún Þórsdóttir", "GUDRUN THORSDOTTIR"),
        ("Işıl Yıldız", "ISIL YILDIZ"),
        ("Mr Łukasz Jan Nowak", "Nowak Lukasz"),
    ],
)
def test_a_bank_writes_letters_with_strokes_without_them(person: str, account: str) -> None:
    """It is their own account, and nobody has to look twice at it."""
    assert same_holder(person, account)
    assert same_holder(account, person)
    assert not same_holder(person, "Somebody Else")


@pytest.mark.parametrize(
    ("person", "account"),
    [("Sam Jones", "Sam Smith and Bo Jones"), ("Ann Bo", "Bo Ann Worker"), ("Sam Jones", "Sam & Bo Smith")],
)
def test_words_of_two_people_are_no_holder(person: str, account: str) -> None:
    """A first name of one and a last name of the other."""
    assert not same_holder(person, account)
    assert not same_holder(account, person)


def test_who_writes_signs_for_a_name_is_one_person_and_no_other() -> None:
    """Two children on one mailbox."""
    assert folded("👧") == folded(" 👧 ") != folded("👦")
