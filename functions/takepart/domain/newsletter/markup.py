"""How words become paragraphs, on the web, on paper and in a letter: a blank line ends one, ``- `` starts a point.

Nothing else means anything, so nothing that is typed can be more than words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_POINT: Final = "- "


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, with its lines; or a list, with its points."""

    points: bool
    lines: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of some words, in order; lines of one paragraph stay lines."""
    found: list[Block] = []
    runs: list[tuple[bool, list[str]]] = []
    for line in [*(each.strip() for each in text.splitlines()), ""]:
        if not line:
            found += [Block(points=points, lines=tuple(lines)) for points, lines in runs]
            runs = []
            continue
        points = line.startswith(_POINT)
        words = line.removeprefix(_POINT).strip() if points else line
        if runs and runs[-1][0] is points:
            runs[-1][1].append(words)
        else:
            runs.append((points, [words]))
    return tuple(found)
