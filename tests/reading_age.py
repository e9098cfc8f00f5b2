"""How hard a text is to read: the Flesch-Kincaid grade, the school year in which most children can read it.

A reading age of nine is grade 4 or so; grade 5 is about ten. textstat counts the words and the sentences. Its syllables
come from a dictionary that is fetched when first used, so they are counted by their vowels here: a little more than
there are, rather than fewer.
"""

from __future__ import annotations

import re
from html import unescape

import textstat

_ENDS = r"</(?:p|li|h\d|legend|label|button|td|th|dt|dd|div|summary|caption)>"


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of some sentences."""
    words = re.findall(r"[a-z’']+", text.lower())
    if not words:
        return 0.0
    sentences = max(int(textstat.sentence_count(text)), 1)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e or ed at the end: ``made`` 1, ``table`` 2, ``asked`` 1, ``money`` 2."""
    bare = re.sub(r"[^a-z]", "", word)
    bare = re.sub(r"(?<=[^laeiouytd])ed$|(?<=[^laeiouy])es?$|(?<=[aeiouy]l)e$", "", bare) or bare
    return max(len(re.findall(r"[aeiouy]+", bare)), 1)


def sentences_of(html: str) -> str:
    """What a page says in its main part: every block is a sentence of its own, as it is for a reader."""
    main = html.split("<main", 1)[-1].split(">", 1)[-1].split("</main>")[0]
    main = re.sub(r"<(script|style|select|textarea)\b.*?</\1>", " ", main, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(_ENDS, ". ", main)))
    return re.sub(r"\s+", " ", re.sub(r"([.?!:])(?:\s*\.)+", r"\1", text)).strip()
