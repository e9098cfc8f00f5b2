"""Charts as SVG, drawn by the server: each part has its own pattern and its number, so that none needs colour.

A chart never stands alone: the page puts the table with the same numbers beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

_WIDTH, _ROW, _NAME, _BAR = 720, 44, 250, 430
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
    height = _ROW * (len(bars) + 1) + 8
    drawn = [
        f'<svg class="tp-bars" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg" font-size="16" fill="{_INK}">',
        '<defs><pattern id="lines" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" fill="#fff"/><rect width="2" height="8" fill="#8a8172"/></pattern>'
        '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="1.6" fill="#8a8172"/></pattern></defs>',
        *_key(parts),
    ]
    for row, bar in enumerate(bars, start=1):
        drawn += _bar(bar, top=row * _ROW, most=most)
    return Markup("".join([*drawn, "</svg>"]))  # noqa: S704 - every word in it was escaped


def _key(parts: Sequence[str]) -> list[str]:
    found, left = [], 0
    for number, part in enumerate(parts):
        found.append(
            f'<rect x="{left}" y="8" width="20" height="20" fill="{_FILLS[number]}" stroke="{_INK}"/>'
            f'<text x="{left + 28}" y="24">{escape(part)}</text>'
        )
        left += 48 + 9 * len(part)
    return found


def _bar(bar: Bar, *, top: int, most: int) -> list[str]:
    name = bar.name if len(bar.name) <= 28 else f"{bar.name[:27]}…"
    found = [f'<text x="0" y="{top + 24}">{escape(name)}</text>']
    left = float(_NAME)
    for number, amount in enumerate(bar.numbers):
        width = _BAR * amount / most
        if not amount:
            continue
        found.append(
            f'<rect x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="30" fill="{_FILLS[number]}" '
            f'stroke="{_INK}"/>'
        )
        if width > 14:
            middle = left + width / 2
            back = 5 * len(str(amount)) + 4
            if number in (1, 2):
                found.append(
                    f'<rect x="{middle - back:.1f}" y="{top + 9}" width="{2 * back}" height="20" fill="#fff"/>'
                )
            found.append(
                f'<text x="{middle:.1f}" y="{top + 25}" text-anchor="middle" fill="{_ON_FILL[number]}">{amount}</text>'
            )
        left += width
    return found
