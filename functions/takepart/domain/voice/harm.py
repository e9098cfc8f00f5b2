"""Words that may mean harm. Finding one raises a text to the duty list; finding none changes nothing: it is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from takepart.domain.voice.harm_words import HARM, HARM_PATTERNS, HARM_WHOLE

_APOSTROPHES: Final = re.compile("['’‘‛`´ʼ＇′]")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_SIGNS_FOR_LETTERS: Final = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "5": "s", "$": "s"}
)
_SPELLED: Final = re.compile(r"\b(?:\w ){2,}\w\b")
_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,}")
_RUN_TOGETHER: Final = 8
"""Letters in a row from which on a word may be several."""
_SHORTEST_JOINED: Final = 5
_RUN: Final = ("want to die", "wanna die", "kill my self", "kill me", "hits me", "hit me", "hurts me", "help me please")


def may_mean_harm(text: str, *, words: Iterable[str] = ()) -> bool:
    """Whether some of our words, or of the organisation's own, are there, in any case, at the start of a word.

    ``hurt`` finds "hurting" and "HURT", whatever the apostrophes, hyphens and spaces between, but not "yoghurt".
    """
    pattern, said = _pattern(tuple(words)), plain(text)
    ways = (*_ways(said), plain(text.translate(_SIGNS_FOR_LETTERS)))
    if any(pattern.search(each) for each in ways):
        return True
    joined = _joined(tuple(words))
    return any(phrase in word for word in said.split() if len(word) >= _RUN_TOGETHER for phrase in joined)


def _ways(said: str) -> Iterator[str]:
    """As it is; with letters that stand alone put together, ``h.u.r.t``; and with drawn out ones short, ``dieee``."""
    yield said
    together = _SPELLED.sub(lambda found: found.group().replace(" ", ""), said)
    for each in dict.fromkeys((together, _DRAWN_OUT.sub(r"\1", together), _DRAWN_OUT.sub(r"\1\1", together))):
        if each != said:
            yield each


@lru_cache(maxsize=8)
def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Phrases without their spaces, to be found in words that are run together: ``iwanttodie``."""
    phrases = (*HARM, *_RUN, *words)
    found = (plain(each).replace(" ", "") for each in phrases if " " in each)
    return tuple(dict.fromkeys(each for each in found if len(each) >= _SHORTEST_JOINED))


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    starts = [start for each in (*HARM, *words) if (start := plain(each))]
    begins = "|".join(map(re.escape, dict.fromkeys(starts)))
    whole = "|".join(HARM_WHOLE)
    return re.compile(rf"(?<!\w)(?:{begins}|(?:{whole})(?!\w)|{'|'.join(f'(?:{each})' for each in HARM_PATTERNS)})")


def plain(text: str) -> str:
    """Small letters without accents and apostrophes, with one space between words."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")  # they split a word unseen
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", seen)).casefold()
    letters = _APOSTROPHES.sub("", letters)  # some come out of the letters that were taken apart
    return _BETWEEN_WORDS.sub(" ", "".join(each for each in letters if not unicodedata.combining(each))).strip()
