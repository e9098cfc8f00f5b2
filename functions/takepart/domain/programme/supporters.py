"""Who came along as support: how many, and in which role. Names are not asked: they are not needed.

Source: Wirral policy, section 5 (support before and during meetings).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

MOST: Final = 9
"""In one role, with one person."""


class Supporter(StrEnum):
    """What somebody who came along does."""

    PARENT = "parent"
    ADVOCATE = "advocate"
    ASSISTANT = "assistant"
    WORKER = "worker"

    @property
    def plain(self) -> str:
        """The words on the button."""
        return _PLAIN[self][0]

    def counted(self, count: int) -> str:
        """``1 advocate``, ``2 parents or carers``."""
        one, many = _PLAIN[self]
        return f"{count} {one.lower() if count == 1 else many}"


_PLAIN: Final = {
    Supporter.PARENT: ("Parent or carer", "parents or carers"),
    Supporter.ADVOCATE: ("Advocate", "advocates"),
    Supporter.ASSISTANT: ("Personal assistant", "personal assistants"),
    Supporter.WORKER: ("Support worker", "support workers"),
}
Supporters = Mapping[Supporter, int]


def together(each: Iterable[Supporters]) -> dict[Supporter, int]:
    """How many came as support to a whole session, in each role; roles in which nobody came are left out."""
    lists = list(each)
    totals = {role: sum(one.get(role, 0) for one in lists) for role in Supporter}
    return {role: count for role, count in totals.items() if count}


def in_words(supporters: Supporters) -> str:
    """``1 parent or carer, 2 advocates``; empty for nobody."""
    return ", ".join(role.counted(supporters[role]) for role in Supporter if supporters.get(role))
