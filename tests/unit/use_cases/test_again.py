"""Whoever was overtaken looks again, so many times and no more."""

from __future__ import annotations

import pytest

from takepart.use_cases.doing import until_kept
from takepart.use_cases.ports import ChangedMeanwhile


class Overtaken:
    """Somebody else is quicker so many times."""

    def __init__(self, times: int) -> None:
        self.left, self.looks = times, 0

    def __call__(self) -> str:
        self.looks += 1
        self.left -= 1
        if self.left >= 0:
            raise ChangedMeanwhile("it")
        return "kept"


@pytest.mark.parametrize("times", [0, 1, 3])
def test_it_is_kept_once_nobody_is_quicker(times: int) -> None:
    """With one look for each time and one more."""
    attempt = Overtaken(times)

    assert until_kept(attempt, tries=4) == "kept"
    assert attempt.looks == times + 1


def test_whoever_is_always_overtaken_hears_of_it() -> None:
    """After the last try, and not before."""
    attempt = Overtaken(99)

    with pytest.raises(ChangedMeanwhile):
        until_kept(attempt, tries=4)
    assert attempt.looks == 4
