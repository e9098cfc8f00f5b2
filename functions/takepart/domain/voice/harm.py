"""Words that may mean harm. Finding one raises a text to the duty list; finding none changes nothing: it is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def may_mean_harm(text: str, *, words: Iterable[str]) -> bool:
    """Whether some of the words or phrases are there, in any case, at the start of a word.

    ``hurt`` finds "hurting" and "HURT", whatever the apostrophes and spaces between, but not "yoghurt".
    """
    plain = _plain(text)
    return any(re.search(rf"(?<!\w){re.escape(_plain(each))}", plain) for each in words)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold().replace("’", "").replace("'", "")
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())
