"""Small counts are hidden, also from subtraction: no published table lets a hidden count be worked out.

A group of fewer than five could name somebody. Hiding it alone is not enough where the total is published, since the
total less the others gives it back; so others are hidden with it until what is hidden could be split in more than one
way that matters.

That is enough for a table that is published once. One that grows is seen again and again, next to other tables of the
same people, and whoever compares them subtracts. There each count is shown as a band of five, made from itself alone,
and no total stands beside it: whatever is compared, within its band a count can be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

LEAST: Final = 5
"""The smallest count that is shown. Nought is hidden as well: that nobody said something tells about everybody."""

Group = TypeVar("Group")


@dataclass(frozen=True)
class PublishedCounts:
    """One table as it may be shown: None stands for a count that is hidden."""

    counts: Mapping[str, int | None]
    total: int | None


def publish(counts: Mapping[str, int], *, least: int = LEAST) -> PublishedCounts:
    """The table with everything hidden that must be.

    The smallest of the larger counts (with its equals) is always hidden with the small ones: it covers them, and
    nobody can tell which of them it is. (Hiding it only when it seems needed tells that it was not: of 5, 4 and 4, the
    two fours come out as fours.) Where there is none to hide, the total is hidden instead.
    """
    hidden = {group for group, count in counts.items() if count < least}
    total = sum(counts.values())
    if not hidden:
        return PublishedCounts(dict(counts), total)
    larger = [count for count in counts.values() if count >= least]
    if larger:
        hidden |= {group for group, count in counts.items() if count == min(larger)}
    shown = {group: None if group in hidden else count for group, count in counts.items()}
    return PublishedCounts(shown, total if larger else None)


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
    low = count // LEAST * LEAST
    return Band(low, low + LEAST - 1)


def could_be(published: PublishedCounts, group: str) -> tuple[int, int] | None:
    """What an outsider can work out about one hidden count: the least and the most it could be, from sums alone.

    None stands for no upper end. It is here so that tests can hold ``publish`` against it.
    """
    value = published.counts[group]
    if value is not None:
        return value, value
    if published.total is None:
        return None
    left = published.total - sum(count for count in published.counts.values() if count is not None)
    others = sum(1 for other, count in published.counts.items() if count is None and other != group)
    return (0, left) if others else (left, left)
