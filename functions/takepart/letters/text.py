"""A letter's words as paragraphs: one source that is read as plain text and as HTML alike.

Templates are plain text. A blank line ends a paragraph; ``# `` starts a heading, ``- `` an entry of a list, ``> `` a
line of somebody's own words. What people typed is put on one line first, so it can never start anything of its own.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

_WIDTH: Final = 76
_LONGEST: Final = 2_000


class ParagraphShape(StrEnum):
    """What a paragraph looks like."""

    WORDS = "words"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"


_MARKS: Final = {"# ": ParagraphShape.HEADING, "- ": ParagraphShape.LIST, "> ": ParagraphShape.QUOTE}


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Some lines that belong together: one for words, one for each entry of a list or line of a quotation."""

    shape: ParagraphShape
    lines: tuple[str, ...]


class Ours(str):
    """Text that may have more than one line, since we made the lines."""

    __slots__ = ()


def shown(value: Any) -> str:
    """Any value as it goes into a letter: on one line, without characters that hide or turn text around."""
    return value if isinstance(value, Ours) else one_line(str(value))


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and no control or direction characters."""
    kept = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or _is_seen(letter))
    return " ".join(kept.split())[:_LONGEST]


def quoted(text: str) -> Ours:
    """Somebody's own words, line by line, marked as theirs."""
    lines = [one_line(line) for line in text.splitlines()]
    return Ours("\n".join(f"> {line}" for line in lines if line))


def paragraphs(source: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a rendered template."""
    found: list[Paragraph] = []
    for chunk in source.split("\n\n"):
        for shape, lines in _runs(chunk.splitlines()):
            found.append(
                Paragraph(shape=shape, lines=(" ".join(lines),) if shape is ParagraphShape.WORDS else tuple(lines))
            )
    return tuple(found)


def as_text(found: Iterable[Paragraph]) -> str:
    """The paragraphs for someone who reads plain text, folded to lines that fit."""
    return "\n\n".join(_written(paragraph) for paragraph in found)


def _runs(lines: Iterable[str]) -> list[tuple[ParagraphShape, list[str]]]:
    runs: list[tuple[ParagraphShape, list[str]]] = []
    for line in (each.strip() for each in lines):
        if not line:
            continue
        shape = _MARKS.get(line[:2], ParagraphShape.WORDS)
        words = line[2:].strip() if shape is not ParagraphShape.WORDS else line
        if runs and runs[-1][0] is shape and shape is not ParagraphShape.HEADING:
            runs[-1][1].append(words)
        else:
            runs.append((shape, [words]))
    return runs


def _written(paragraph: Paragraph) -> str:
    first, rest = {
        ParagraphShape.LIST: ("- ", "  "),
        ParagraphShape.QUOTE: ("> ", "> "),
    }.get(paragraph.shape, ("", ""))
    return "\n".join(
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in paragraph.lines
    )


def _is_seen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in ("Cc", "Cs", "Co") and (category != "Cf" or letter == "\u200d")
