"""A bar chart as plain shapes: what was said in each month, and how much of it was answered. It needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
