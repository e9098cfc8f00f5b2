"""Where answers are counted, and where outreach actions are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from takepart.domain.people.equality import EqualityStage, Quarter
from takepart.domain.people.outreach import Outreach
from takepart.use_cases.doing import Store

Counted = Mapping[tuple[str, EqualityStage, str], int]
"""How many, by question, stage and answer."""


class Tally(Protocol):
    """Counts answers, and cannot read what it counted."""

    def count(
        self, once: str, quarter: Quarter, stage: EqualityStage, answers: Mapping[str, str], *, forget: date
    ) -> bool:
        """Add one to each answer and mark ``once`` until a day, both or neither; False when it was marked before.

        ``answers`` are by question. Raises StoreUnavailable.
        """


class Figures(Protocol):
    """Reads what was counted."""

    def of(self, quarters: Sequence[Quarter]) -> Sequence[Counted]:
        """The counts of each of some quarters, in their order. Raises StoreUnavailable."""


class Outreaches(Store[Outreach], Protocol):
    """What will be done to reach who is missing."""

    def still_open(self, *, start: str | None = None, limit: int = 50) -> tuple[Sequence[Outreach], str | None]:
        """One page of what is to be done, the earliest date first, so that late ones are on top; the next page."""

    def closed_of(
        self, year: int, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Outreach], str | None]:
        """One page of what was done or dropped about the figures of a year, the latest date first; the next page."""
