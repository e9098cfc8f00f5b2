"""Doing something to an aggregate: read it, see whether they may and whether it is as they saw it, step, keep, again.

The same press happens once, whatever the reply said. Somebody who was quicker makes it look again, unless the page
that was pressed said which version it showed: then they are asked to look first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar

from takepart.domain.aggregate import Journalled, Step
from takepart.domain.refused import Closed, Refused
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import DamagedRecord

Thing = TypeVar("Thing", bound=Journalled)
Change = Callable[[Thing, Step], Thing]
_TRIES: Final = 3


class Store(Protocol[Thing]):
    """Where one kind of aggregate is kept; its key is its id, or a tuple of its parts. Each write is one request."""

    def get(self, key: Any, /) -> Thing | None:
        """One of them as it is now."""

    def many(self, keys: Sequence[Any], /) -> Sequence[Thing]:
        """Several, those that are there."""

    def add(self, thing: Thing, /) -> None:
        """Keep a new one. Quiet when this step was kept before. Raises ChangedMeanwhile when the key is taken."""

    def save(self, thing: Thing, /) -> None:
        """Keep the next step, or the first. Quiet when this step was kept before. Raises ChangedMeanwhile."""


def read(store: Store[Thing], key: Any, *, may: Callable[[Thing], bool] = lambda _: True) -> Thing:
    """One that they may see. Raises Closed, the same for one that is not there."""
    found = store.get(key)
    if found is None or not may(found):
        raise Closed(str(key))
    return found


def do(
    store: Store[Thing],
    key: Any,
    step: Step,
    change: Change[Thing],
    *,
    may: Callable[[Thing], bool] = lambda _: True,
    seen: int | None = None,
    keep: Callable[[Thing, Thing], None] | None = None,
    found: Thing | None = None,
) -> Thing:
    """Take one step and keep it. ``seen`` is the version that the page showed. Raises Refused, ChangedMeanwhile.

    ``keep`` writes it instead of the store's ``save``, from how it was and how it is: where more goes into one write.
    ``found`` is what this press has read already: it is read again only where somebody was quicker.
    """
    before_us = iter(() if found is None else (found,))

    def attempt() -> Thing:
        before = next(before_us, None) or read(store, key, may=may)
        if before.has(step):
            return before
        if seen is not None and before.version != seen:
            raise ChangedMeanwhile(before.called)
        after = change(before, step)
        if after is not before and keep is not None:
            keep(before, after)
        elif after is not before:
            store.save(after)
        return after

    return until_kept(attempt, tries=1 if seen is not None else _TRIES)


def make(store: Store[Thing], key: Any, step: Step, made: Callable[[Step], Thing]) -> Thing:
    """Keep a new one, whose key follows from the press; pressed twice, it is the one that is there. Raises Refused."""
    before = store.get(key)
    if before is not None and before.has(step):
        return before
    new = made(step)
    store.add(new)
    return new


def do_each(
    store: Store[Thing],
    things: Iterable[Thing],
    step: Callable[[Thing], Step],
    change: Change[Thing],
    *,
    hurry: Callable[[], bool] = lambda: False,
) -> int:
    """A job's step on each of them, until time is short; how many took it.

    One that took it before, is refused, was changed meanwhile or cannot be read any more is left for the next run: it
    never stops the others.
    """
    done = 0
    for thing in things:
        if hurry():
            break
        taking = step(thing)
        if thing.has(taking):
            continue
        with suppress(Refused, ChangedMeanwhile, DamagedRecord):
            store.save(change(thing, taking))
            done += 1
    return done


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
