"""Small numbers: all that may be told of how many people said, chose, answered or did something.

Every count of people that leaves the service goes through here: results, public pages, reports, letters and files. A
table is rounded to fives in a controlled way (Fellegi and Phillips 1974; Cox 1987; the handbook of Hundepool and others
on statistical disclosure control, 2012): its total is rounded down, each cell moves by less than five, and the cells
add up to that total. Which cells go up is drawn once, with a key that is kept beside the counts and never shown. So a
cell always has at least five values that it could have had, nought among those of a small one, even for somebody who
knows the rule and how many people answered; that everybody said the same is never certain either. Where nobody outside
can know the whole, the same holds without a key.

Counts that still grow are told in batches: what fewer than five people added waits for those who come next.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

LEAST: Final = 5
"""The smallest count that is told, and the step in which larger ones are."""
Cell = TypeVar("Cell", bound=str)
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Draws:
    """Which cells of a release go up: the same however often it is asked. Without a key, for wholes nobody knows."""

    key: bytes = b""

    def order(self, table: str, cells: Iterable[Cell]) -> list[Cell]:
        """The cells of a table as they were drawn."""
        return sorted(cells, key=lambda each: hashlib.blake2b(f"{table}\n{each}".encode(), key=self.key).digest())


NOBODY_KNOWS: Final = Draws()
"""For tables of which nobody outside can know the whole."""


def at_least(count: int) -> int:
    """One number that stands alone: the step that it has reached; 0 stands for fewer than five."""
    return max(count, 0) // LEAST * LEAST


def or_more(count: int) -> str:
    """A number that stands alone, in words: ``fewer than 5``, ``10 or more``."""
    return f"{at_least(count)} or more" if count >= LEAST else f"fewer than {LEAST}"


def told(number: int) -> str:
    """A rounded number of a table, in words: ``fewer than 5``, ``about 10``."""
    return f"about {number}" if number else f"fewer than {LEAST}"


def rounded(counts: Mapping[Cell, int], *, table: str, draws: Draws) -> Mapping[Cell, int]:
    """A table in which everybody is in one cell, as it may be told: multiples of five that add up to ``at_least``."""
    shown, passed = {}, 0
    for cell in draws.order(table, counts):
        low, over = at_least(counts[cell]), counts[cell] % LEAST
        shown[cell] = low + LEAST * ((passed + over) // LEAST - passed // LEAST)
        passed += over
    return {cell: shown[cell] for cell in counts}


def part(count: int, everyone: int, *, table: str, draws: Draws) -> int:
    """How many of everyone are in one group, as it may be told: those who are not in it are protected as well."""
    return rounded({"in": count, "out": max(everyone - count, 0)}, table=table, draws=draws)["in"]


Line = tuple[str, str]
"""A cell of a table of two questions: its row and its column."""


def crossed(
    counts: Mapping[Line, int], *, rows: Mapping[str, int], columns: Mapping[str, int], table: str, draws: Draws
) -> Mapping[Line, int] | None:
    """A table of two questions, as it may be told beside what is told of each of them; None where none is safe.

    ``rows`` and ``columns`` are those tables as they are told. Drawn again until somebody who adds all of it up is
    left with five values for each cell. Whether that is so is judged from what is shown alone, and so tells nothing.
    """
    named = {f"{row}\n{column}": number for (row, column), number in counts.items()}
    for number in range(_DRAWS):
        found = rounded(named, table=f"{table} {number}", draws=draws)
        shown = {line: found[f"{line[0]}\n{line[1]}"] for line in counts}
        lines = [({line for line in shown if line[0] == row}, told_of) for row, told_of in rows.items()]
        lines += [({line for line in shown if line[1] == column}, told_of) for column, told_of in columns.items()]
        if _stays_open(shown, lines):
            return shown
    return None


_DRAWS: Final = 20


def _stays_open(shown: Mapping[Line, int], lines: Sequence[tuple[set[Line], int]]) -> bool:
    """Whether each cell keeps five values, when it is held against every sum that is told."""
    spans = {line: _span(number) for line, number in shown.items()}
    sums = [(cells, _span(told_of)) for cells, told_of in lines]
    sums.append((set(shown), (whole := sum(shown.values()), whole + LEAST - 1)))
    while True:
        before = dict(spans)
        for cells, (least, most) in sums:
            low, high = sum(spans[cell][0] for cell in cells), sum(spans[cell][1] for cell in cells)
            for cell in cells:
                one, other = spans[cell]
                spans[cell] = (max(one, least - (high - other)), min(other, most - (low - one)))
        if spans == before:
            return all(high - low >= LEAST - 1 for low, high in spans.values())


def _span(number: int) -> tuple[int, int]:
    """What a rounded number may stand for."""
    return max(number - LEAST + 1, 0), number + LEAST - 1


def released(batches: Sequence[Mapping[Cell, int]]) -> Mapping[Cell, int]:
    """The counts that may be told of, from what came day by day or quarter by quarter, in that order.

    A batch of fewer than five waits for the next, since whoever knows the one person in it would see what moved. What
    still waits at the end is not told.
    """
    found: Counter[Cell] = Counter()
    waiting: Counter[Cell] = Counter()
    for batch in batches:
        waiting.update(batch)
        if waiting.total() >= LEAST:
            found.update(waiting)
            waiting.clear()
    return found


def in_batches(days: Iterable[Sequence[Thing]]) -> list[Thing]:
    """The same of what is counted later: all things of the days that may be told of."""
    found: list[Thing] = []
    waiting: list[Thing] = []
    for day in days:
        waiting += day
        if len(waiting) >= LEAST:
            found += waiting
            waiting = []
    return found


@dataclass(frozen=True)
class PublishedCounts:
    """One table as it may be shown: None stands for fewer than five."""

    counts: Mapping[str, int | None]
    total: int | None


def publish(counts: Mapping[str, int], *, table: str) -> PublishedCounts:
    """A table of which nobody outside knows the whole, and its total; an empty one has nobody in it."""
    shown = rounded(counts, table=table, draws=NOBODY_KNOWS)
    total = sum(shown.values()) or (None if any(counts.values()) else 0)
    return PublishedCounts({cell: number or None for cell, number in shown.items()}, total)


@dataclass(frozen=True, order=True)
class Band:
    """What is shown of one count: it lies between these two, both included."""

    low: int
    high: int

    @property
    def is_hidden(self) -> bool:
        """Whether it is too small to be shown."""
        return self.low < LEAST

    @property
    def middle(self) -> int:
        """What to reckon with."""
        return (self.low + self.high) // 2


def band(count: int) -> Band:
    """The band of five that a count is in: 0 to 4 is hidden, 5 to 9 is the first that is shown."""
    return Band(at_least(count), at_least(count) + LEAST - 1)
