"""Read, decide and keep once more when somebody else was quicker: the second look sees what they did."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from takepart.use_cases.ports import ChangedMeanwhile

_Kept = TypeVar("_Kept")


def no_pause(_attempt: int) -> None:
    """Go on at once."""


def until_kept(attempt: Callable[[], _Kept], *, tries: int, pause: Callable[[int], None] = no_pause) -> _Kept:
    """What ``attempt`` gives once nobody changed it meanwhile. Raises ChangedMeanwhile when that never comes to pass.

    ``attempt`` reads afresh each time it is called; ``pause`` waits a little, longer with each number.
    """
    for number in range(tries - 1):
        with suppress(ChangedMeanwhile):
            return attempt()
        pause(number)
    return attempt()
