"""Words that may mean harm. Finding one raises a text to the duty list; finding none changes nothing: it is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from takepart.domain.voice.harm_words import HARM, HARM_WHOLE

_APOSTROPHES: Final = re.compile("['’‘‛`´ʼ＇′]")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


def may_mean_harm(text: str, *, words: Iterable[str] = ()) -> bool:
    """Whether some of our words, or of the organisation's own, are there, in any case, at the start of a word.

    ``hurt`` finds "hurting" and "HURT", whatever the apostrophes, hyphens and spaces between, but not "yoghurt".
    """
    return _pattern(tuple(words)).search(plain(text)) is not None


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    starts = [start for each in (*HARM, *words) if (start := plain(each))]
    begins = "|".join(map(re.escape, dict.fromkeys(starts)))
    return re.compile(rf"(?<!\w)(?:{begins}|(?:{'|'.join(HARM_WHOLE)})(?!\w))")


def plain(text: str) -> str:
    """Small letters without accents and apostrophes, with one space between words."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")  # they split a word unseen
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", seen)).casefold()
    letters = _APOSTROPHES.sub("", letters)  # some come out of the letters that were taken apart
    return _BETWEEN_WORDS.sub(" ", "".join(each for each in letters if not unicodedata.combining(each))).strip()
