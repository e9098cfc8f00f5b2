"""Bars for one question: who lives here and who came at each stage, told apart by pattern and by number, not by colour.

It is made from bands alone, like everything about who is reached. The table beside it says the rest.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup, escape

from takepart.domain.people.equality import EqualityStage
from takepart.domain.people.reach import Reach, ReachRow

_WIDTH, _BAR, _KEY, _NAME, _GAP = 340, 18, 26, 22, 12
_LONGEST: Final = 282
"""The longest bar of a chart, which leaves room for its number."""
_INK: Final = "#1f2430"
_LONGEST_NAME: Final = 42


def reach_chart(reach: Reach) -> Markup:
    """The chart of one question; nothing when there is nothing to draw."""
    if not any(cell.about is not None for row in reach.rows for cell in row.cells.values()):
        return Markup("")
    parts = (["Live here"] if reach.population else []) + [stage.plain for stage in EqualityStage]
    fills = [_INK, f"url(#{reach.question.id}-lines)", f"url(#{reach.question.id}-dots)", "#ffffff"][4 - len(parts) :]
    row_height = _NAME + len(parts) * _BAR + _GAP
    height = _KEY * len(parts) + _GAP + row_height * len(reach.rows)
    title = f"{reach.question.words} Per cent of the answers. The table has the numbers"
    drawn = [
        f'<svg class="tp-bars" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg" font-size="14" fill="{_INK}">',
        _patterns(reach.question.id),
    ]
    for number, (part, fill) in enumerate(zip(parts, fills, strict=True)):
        top = number * _KEY
        drawn.append(f'<rect x="1" y="{top + 2}" width="20" height="16" fill="{fill}" stroke="{_INK}"/>')
        drawn.append(f'<text x="30" y="{top + 15}">{escape(part)}</text>')
    most = max(share or 0 for row in reach.rows for share in _shares(row)) or 1
    for number, row in enumerate(reach.rows):
        drawn += _bars(row, fills, most=most, top=_KEY * len(parts) + _GAP + number * row_height)
    return Markup("".join([*drawn, "</svg>"]))  # noqa: S704 - every word in it was escaped


def _shares(row: ReachRow) -> list[float | None]:
    shares: list[float | None] = [float(row.here)] if row.here is not None else []
    return [*shares, *(row.cells[stage].about for stage in EqualityStage)]


def _bars(row: ReachRow, fills: list[str], *, most: float, top: int) -> list[str]:
    name = row.answer.name
    name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    found = [f'<text x="0" y="{top + 15}" font-weight="bold">{escape(name)}</text>']
    for number, (share, fill) in enumerate(zip(_shares(row), fills, strict=True)):
        y = top + _NAME + number * _BAR
        if share is None:
            found.append(f'<text x="2" y="{y + 12}" font-size="12">too few to show</text>')
            continue
        width = max(_LONGEST * share / most, 1)
        found.append(f'<rect x="1" y="{y}" width="{width:.1f}" height="{_BAR - 4}" fill="{fill}" stroke="{_INK}"/>')
        found.append(f'<text x="{width + 6:.1f}" y="{y + 12}" font-size="12">{share:g}%</text>')
    return found


def _patterns(id: str) -> str:
    return (
        f'<defs><pattern id="{id}-lines" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/>'
        '<rect width="3" height="8" fill="#0f6b4f"/></pattern>'
        f'<pattern id="{id}-dots" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<rect width="7" height="7" fill="#fff"/><circle cx="3.5" cy="3.5" r="1.6" fill="#6a4a0b"/></pattern></defs>'
    )
