"""What is listed by where it stands, in DynamoDB: one board for each state, and what waits for nobody any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from takepart.adapters.store import Store
from takepart.domain.aggregate import Aggregate
from takepart.use_cases.stores import Some

Thing = TypeVar("Thing", bound=Aggregate)
StateT = TypeVar("StateT", bound=StrEnum)
_MOST = 500


def listed(board: str, state: StrEnum, at: str) -> dict[str, str]:
    """The keys of a thing on the board of its state, at its place there."""
    return {"board": f"{board}:{state.value}", "board_at": at}


def resting(board: str, one: Any) -> dict[str, str]:
    """The keys of what waits for nobody here, by the day since when; nothing for anything else."""
    return {"due": f"{board}-rests", "due_on": one.rests_since.isoformat()} if one.rests_since else {}


class ByState(Store[Thing], Generic[Thing, StateT]):
    """The port ``ByState``. ``board`` begins the names of its lists, ``on_a_page`` is how many are on one page."""

    board: ClassVar[str]
    on_a_page: ClassVar[int] = 50

    def in_state(
        self, state: StateT, *, of: str | None = None, start: str | None = None, newest: bool = True
    ) -> Some[Thing]:
        """A page of those that stand in one place. ``of`` is what their place there begins with."""
        board = f"{self.board}:{state.value}"
        found, after = self.page(board, begins=of, start=start, limit=self.on_a_page, newest=newest)
        return Some(things=found, next=after)

    def all_in(self, state: StateT, *, newest: bool = True) -> Sequence[Thing]:
        """All of them."""
        return self.every(f"{self.board}:{state.value}", newest=newest)

    def count(self, state: StateT, *, of: str | None = None) -> int:
        """How many there are; it stops counting at 500."""
        return self.count_of(f"{self.board}:{state.value}", begins=of, most=_MOST)

    def resting(self, since: date) -> Iterator[Thing]:
        """Those that have rested since that day or longer."""
        return self.due(f"{self.board}-rests", until=since.isoformat())
