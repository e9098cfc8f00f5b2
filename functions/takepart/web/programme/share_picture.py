"""The picture that goes along when somebody shares an opportunity: 1200 by 630, drawn when it is asked for.

Pillow draws it, with the font that Pillow carries, which has the letters of ASCII and no others: a pound sign becomes a
word, an accent goes. The words beside the picture keep them. Pillow is loaded here alone: no other page waits for it.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from anyascii import anyascii

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
_EDGE, _BAND, _FOOT = 70, 110, 150
_SIZES: Final = (84, 72, 62, 54, 46, 40)
_INK, _PAPER, _QUIET = "#0b0c0c", "#ffffff", "#505a5f"
_POUNDS: Final = re.compile(r"£(\d+(?:\.\d\d)?)")


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What the picture says."""

    title: str
    when: str
    pays: str
    organisation: str
    colour: str
    """The organisation's, as ``#1d70b8``: white text can be read on it."""

    @property
    def in_words(self) -> str:
        """The same for somebody who does not see it."""
        return f"{self.title}. {self.when}. {self.pays}. {self.organisation}."

    @property
    def version(self) -> str:
        """Another picture has another address, so that no cache shows an old one."""
        return hashlib.sha256(f"{self.in_words}{self.colour}".encode()).hexdigest()[:10]


def draw(shared: Shared) -> bytes:
    """The picture as PNG. A long title wraps and gets smaller until it fits."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    on = ImageDraw.Draw(picture)
    on.rectangle((0, 0, WIDTH, _BAND), fill=shared.colour)
    on.rectangle((0, HEIGHT - 14, WIDTH, HEIGHT), fill=shared.colour)
    name = _fitting(on, _readable(shared.organisation), 44, lines=1)
    on.text((_EDGE, _BAND // 2), name[1][0], font=name[0], fill=_PAPER, anchor="lm")
    font, lines = _title(on, _readable(shared.title))
    top, step = _BAND + 44, round(font.size * 1.2)
    for number, line in enumerate(lines):
        on.text((_EDGE, top + number * step), line, font=font, fill=_INK, stroke_width=1, stroke_fill=_INK)
    foot = HEIGHT - _FOOT
    for text, size, ink, below in ((shared.when, 40, _INK, 0), (shared.pays, 40, _QUIET, 56)):
        smaller, (line, *_) = _fitting(on, _readable(text), size, lines=1)
        on.text((_EDGE, foot + below), line, font=smaller, fill=ink)
    out = io.BytesIO()
    picture.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(on: ImageDraw, text: str) -> tuple[FreeTypeFont, list[str]]:
    room = HEIGHT - _FOOT - _BAND - 60
    for size in _SIZES:
        font = _font(size)
        lines = wrapped(on, text, font)
        if len(lines) * size * 1.2 <= room:
            return font, lines
    return font, lines[: int(room / (_SIZES[-1] * 1.2))]


def _fitting(on: ImageDraw, text: str, size: int, *, lines: int) -> tuple[FreeTypeFont, list[str]]:
    """The text in the largest letters in which it takes no more lines."""
    while size > 20 and len(wrapped(on, text, _font(size))) > lines:
        size -= 2
    return _font(size), wrapped(on, text, _font(size))


def wrapped(on: ImageDraw, text: str, font: FreeTypeFont) -> list[str]:
    """The text in lines that fit; a word that is too long for one is broken."""
    lines = [""]
    for word in text.split() or [""]:
        longer = f"{lines[-1]} {word}".strip()
        if on.textlength(longer, font=font) <= WIDTH - 2 * _EDGE:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if on.textlength(lines[-1] + letter, font=font) > WIDTH - 2 * _EDGE:
                lines.append("")
            lines[-1] += letter
    return lines


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)  # type: ignore[return-value]  # FreeType is part of every wheel


def _readable(text: str) -> str:
    """The text in letters that the font has. What has no spelling in them, like a smiley, is left out."""
    spelled = (each if each.isascii() else anyascii(each) for each in _POUNDS.sub(r"\1 pounds", text))
    return " ".join("".join(each for each in spelled if not each.startswith(":") or each == ":").split())
