"""Charts as SVG, drawn by the server: each part has its own pattern and its number, so that none needs colour.

A chart never stands alone: the page puts the table with the same numbers beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

_WIDTH, _ROW, _KEY = 340, 56, 26
"""Narrow, so that its words can still be read on a phone: a name stands above its bar."""
_LONGEST_NAME: Final = 42
_INK: Final = "#1f2430"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One row: its name, and the number of each part in the order of the chart's parts."""

    name: str
    numbers: tuple[int, ...]


_FILLS: Final = ("#0f6b4f", "url(#lines)", "url(#dots)", "#ffffff")
_ON_FILL: Final = ("#ffffff", _INK, _INK, _INK)


def stacked_bars(title: str, parts: Sequence[str], bars: Sequence[Bar]) -> Markup:
    """Bars side by side on one scale, with a key. At most four parts; a part of 0 is left out.

    The picture is described by its title alone, since the table beside it says the rest.
    """
    most = max((sum(each.numbers) for each in bars), default=0) or 1
    height = _KEY * len(parts) + _ROW * len(bars) + 14
    drawn = [
        f'<svg class="tp-bars" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg" font-size="15" fill="{_INK}">',
        '<defs><pattern id="lines" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" fill="#fff"/><rect width="2" height="8" fill="#8a8172"/></pattern>'
        '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="1.6" fill="#8a8172"/></pattern></defs>',
        *_key(parts),
    ]
    for row, bar in enumerate(bars):
        drawn += _bar(bar, top=_KEY * len(parts) + 10 + row * _ROW, most=most)
    return Markup("".join([*drawn, "</svg>"]))  # noqa: S704 - every word in it was escaped


def _key(parts: Sequence[str]) -> list[str]:
    return [
        f'<rect x="1" y="{number * _KEY + 2}" width="20" height="18" fill="{_FILLS[number]}" stroke="{_INK}"/>'
        f'<text x="30" y="{number * _KEY + 16}">{escape(part)}</text>'
        for number, part in enumerate(parts)
    ]


def _bar(bar: Bar, *, top: int, most: int) -> list[str]:
    name = bar.name if len(bar.name) <= _LONGEST_NAME else f"{bar.name[: _LONGEST_NAME - 1].rstrip()}…"
    found = [f'<text x="0" y="{top + 16}">{escape(name)}</text>']
    left = 1.0
    for number, amount in enumerate(bar.numbers):
        width = (_WIDTH - 2) * amount / most
        if not amount:
            continue
        found.append(
            f'<rect x="{left:.1f}" y="{top + 22}" width="{width:.1f}" height="26" fill="{_FILLS[number]}" '
            f'stroke="{_INK}"/>'
        )
        if width > 14:
            middle = left + width / 2
            back = 5 * len(str(amount)) + 4
            if number in (1, 2):
                found.append(
                    f'<rect x="{middle - back:.1f}" y="{top + 26}" width="{2 * back}" height="18" fill="#fff"/>'
                )
            found.append(
                f'<text x="{middle:.1f}" y="{top + 40}" text-anchor="middle" fill="{_ON_FILL[number]}">{amount}</text>'
            )
        left += width
    return found


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WIDTH: Final = 720
HEIGHT: Final = 260
_FLOOR: Final = 220
_TOP: Final = 24


@dataclass(frozen=True, kw_only=True)
class MonthBar:
    """One month: where it stands, how high each part is, and the words below."""

    x: int
    width: int
    said_height: int
    answered_height: int
    said: int
    answered: int
    label: str

    @property
    def said_y(self) -> int:
        """Where the bar of what was said starts."""
        return _FLOOR - self.said_height

    @property
    def answered_y(self) -> int:
        """Where the bar of what was answered starts."""
        return _FLOOR - self.answered_height


def bars(months: Sequence[tuple[str, int, int]]) -> list[MonthBar]:
    """A bar for each (month, said, answered)."""
    most = max((said for _, said, _ in months), default=0) or 1
    room = WIDTH // max(len(months), 1)
    return [
        MonthBar(
            x=place * room + room // 8,
            width=room - room // 4,
            said_height=_height(said, most),
            answered_height=_height(min(answered, said), most),
            said=said,
            answered=answered,
            label=_MONTHS[int(month[5:]) - 1],
        )
        for place, (month, said, answered) in enumerate(months)
    ]


def _height(number: int, most: int) -> int:
    return (_FLOOR - _TOP) * number // most
