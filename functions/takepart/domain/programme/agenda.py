"""What participants want to talk about: they suggest, the worker puts it on the agenda, in an order.

Sources: community-care, "Practice" (agendas agreed ahead, users add items); somerset (young people set agendas too).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from takepart.domain.ids import PersonId
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused

MOST_EACH: Final = 3
"""Things that one person can suggest for one session."""
LONGEST: Final = 200


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One thing that somebody wants to talk about."""

    number: int
    """The number of the entry that it came with."""
    text: str


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One thing on the agenda. Whose it was shows only in ``ref``, which nobody is shown."""

    ref: str
    text: str


class Do(StrEnum):
    """What a worker does with it."""

    ADD = "add"
    UP = "up"
    OFF = "off"


def ref_of(person: PersonId, number: int) -> str:
    """What the agenda calls a suggestion."""
    return f"{person}:{number}"


def whose(ref: str) -> tuple[PersonId, int]:
    """The person and the number in it. Raises Refused for what is none."""
    person, _, number = ref.rpartition(":")
    if not person or not number.isascii() or not number.isdigit() or len(number) > 6:
        raise Refused(ref, reason=ProgrammeRefusal.NOT_THERE)
    return PersonId(person), int(number)


def arranged(items: Sequence[AgendaItem], ref: str, do: Do, *, text: str = "") -> tuple[AgendaItem, ...]:
    """The agenda with one thing added at its end, one place higher, or off. Raises Refused."""
    place = next((place for place, item in enumerate(items) if item.ref == ref), None)
    if do is Do.ADD:
        return tuple(items) if place is not None else (*items, AgendaItem(ref=ref, text=text))
    if place is None:
        raise Refused(ref, reason=ProgrammeRefusal.NOT_THERE)
    rest = [item for item in items if item.ref != ref]
    if do is Do.UP:
        rest.insert(max(place - 1, 0), items[place])
    return tuple(rest)


def without(items: Sequence[AgendaItem], person: PersonId, number: int | None = None) -> tuple[AgendaItem, ...]:
    """The agenda without what one person wanted: one thing, or all of it."""
    gone = ref_of(person, number) if number is not None else f"{person}:"
    return tuple(item for item in items if not (item.ref == gone if number is not None else item.ref.startswith(gone)))
