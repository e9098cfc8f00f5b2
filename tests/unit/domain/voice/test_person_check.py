"""The small question of a busy day has one right word, whatever the secret."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.voice.person_check import KINDS, check_of
from tests.reading_age import grade


@given(st.binary(min_size=32, max_size=32))
def test_exactly_one_of_three_words_is_right(secret: bytes) -> None:
    """However it is written; the whole question is no answer."""
    check = check_of(secret)
    asked, _, listed = check.words.removeprefix("Which of these is ").partition(": ")
    words = listed.rstrip("?").replace(" or ", ", ").split(", ")

    assert [word for word in words if word in KINDS[asked]] == [check.answer]
    assert len(set(words)) == 3
    assert check.is_right(f" {check.answer.upper()}. ")
    assert not any(check.is_right(word) for word in (*set(words) - {check.answer}, "", listed, check.words))


def test_no_word_is_of_two_kinds_and_a_child_can_read_them() -> None:
    """Each kind has six."""
    assert set(Counter(word for words in KINDS.values() for word in words).values()) == {1}
    assert {len(words) for words in KINDS.values()} == {6}
    assert grade(" ".join(check_of(bytes([n]) * 32).words for n in range(30))) <= 5
