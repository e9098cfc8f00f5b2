"""Keep the figures up to date: after an event, what it touches is read again and counted as it is now.

An event says only what to look at, so it may come twice, late or out of order. What makes that safe is the order within
one attempt: first how the record was counted, then the record itself, then one write on condition that nobody counted
it in between. So a count is never replaced by an older one, and the last event of a record always leaves it right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from takepart.domain.figures.contribution import Contribution
from takepart.use_cases.again import until_kept
from takepart.use_cases.figures.counting import Counting
from takepart.use_cases.figures.ports import FigureStore, Subject
from takepart.use_cases.ports import Event

Read = Callable[[Subject], Contribution]
"""What a record adds as it is now, by consistent reads."""

_TRIES: Final = 5
"""Two that count at once get out of each other's way; after this the message comes again later."""


@dataclass(frozen=True, kw_only=True)
class KeepFigures:
    """A consumer of events: called with one, it counts again what that touches."""

    counting: Counting
    store: FigureStore

    def __call__(self, event: Event) -> None:
        """Keep the figures. Raises ChangedMeanwhile or StoreUnavailable: tell it again."""
        keep(list(self.counting.touched_by(event)), read=self.counting.read, store=self.store)


def keep(subjects: Iterable[Subject], *, read: Read, store: FigureStore) -> int:
    """Count these records as they are now; how many of them were counted otherwise before.

    Raises ChangedMeanwhile or StoreUnavailable: run it again, as often as needed.
    """
    return sum(_keep_one(subject, read=read, store=store) for subject in subjects)


def _keep_one(subject: Subject, *, read: Read, store: FigureStore) -> bool:
    def attempt() -> bool:
        last = store.last(subject)
        new = read(subject)
        if new.same_as(last.contribution):
            return False
        store.replace(subject, last, new)
        return True

    return until_kept(attempt, tries=_TRIES)
