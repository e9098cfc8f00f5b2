"""What reading gives: the things that are sound and, apart from them, which records are damaged.

One damaged record is a value in a list and never an exception: nobody else's pay waits for it. Only who asks for that
one record meets ``DamagedRecord``. Who answers a request can ask, with ``noticing``, which were met on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

Thing = TypeVar("Thing")
_Done = TypeVar("_Done")
_Listed = TypeVar("_Listed", covariant=True)


class Damaged(NamedTuple):
    """A record that is there and cannot be read: its key, and what is wrong with it, without anything that it holds."""

    about: str
    why: str


class DamagedRecord(Exception):
    """The one record that was asked for cannot be read. Trying again gives the same."""

    def __init__(self, damaged: Damaged) -> None:
        super().__init__(f"{damaged.about}: {damaged.why}")
        self.damaged = damaged


class Found(list[Thing]):
    """The sound things of a list in their order, which others are damaged, and where the rest of the list starts."""

    def __init__(
        self, things: Iterable[Thing] = (), *, damaged: Iterable[Damaged] = (), after: str | None = None
    ) -> None:
        super().__init__(things)
        self.damaged: tuple[Damaged, ...] = tuple(dict.fromkeys(damaged))
        self.after = after


def past_damage(things: Iterable[Thing], do: Callable[[Thing], _Done]) -> list[_Done]:
    """What comes of each; a damaged record keeps it from no other. Raises DamagedRecord after all the others."""
    done: list[_Done] = []
    damaged: DamagedRecord | None = None
    for each in things:
        try:
            done.append(do(each))
        except DamagedRecord as error:
            damaged = error
    if damaged is not None:
        raise damaged
    return done


_NOTICED: Final[ContextVar[list[Damaged] | None]] = ContextVar("noticed", default=None)


@contextmanager
def noticing() -> Iterator[None]:
    """While it lasts, ``noticed`` says which damaged records were met: for one request, and for no other."""
    before = _NOTICED.set([])
    try:
        yield
    finally:
        _NOTICED.reset(before)


def notice(damaged: Damaged) -> None:
    """A damaged record was met and set apart."""
    found = _NOTICED.get()
    if found is not None and damaged not in found:
        found.append(damaged)


def noticed() -> Sequence[Damaged]:
    """The damaged records that were met since ``noticing`` began; none outside it."""
    return tuple(_NOTICED.get() or ())


@dataclass(frozen=True, kw_only=True)
class Some(Generic[_Listed]):
    """Some of a list, and where the rest starts."""

    things: Sequence[_Listed]
    next: str | None = None
