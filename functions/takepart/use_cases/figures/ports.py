"""What keeping the figures needs from the world outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from takepart.domain.figures.figure import Contribution, Key, Period, Place
from takepart.use_cases.ports import EventKind


@dataclass(frozen=True, order=True, slots=True)
class Subject:
    """One record that is counted: its kind and its id, as events name it."""

    kind: EventKind
    about: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What a record adds to the figures as they are, and how often that was written down."""

    number: int
    contribution: Contribution


class FigureStore(Protocol):
    """Where the figures are kept."""

    def last(self, subject: Subject) -> Counted:
        """What a record adds to the figures now (a consistent read); nothing, with number 0, when it was never counted.

        Raises StoreUnavailable.
        """

    def replace(self, subject: Subject, last: Counted, new: Contribution) -> None:
        """Let the record add something else, and change the totals with it: both or neither.

        On condition that ``last`` is still what it adds. Raises ChangedMeanwhile or StoreUnavailable.
        """

    def totals(self, periods: Iterable[Period]) -> Mapping[Place, Mapping[Key, int]]:
        """The totals of these periods, everyone's and each team's: one query a period. Raises StoreUnavailable."""
