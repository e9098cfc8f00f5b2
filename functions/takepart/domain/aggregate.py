"""What every aggregate is: the fields that name it, a journal, and a table of the steps that are allowed from here."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple, Self

from takepart.domain import journal as journals
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact, Journal
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.uk_time import local_date

MOST_STEPS: Final = 1_000
"""Steps that leave a thing where it stands. An entry takes some 250 bytes, and an item of a table at most 400 KB."""
ROOM_TO_END: Final = 400
"""Steps more that lead somewhere, or were never taken: whatever people did before, it can be paid, closed, left and
forgotten."""
_STAFF = "staff:"
_SYSTEM = "system:"
THEY_ASKED: Final = "they_asked"
"""The fact of an entry that says how somebody asked for it."""


class Step(NamedTuple):
    """Who does something, when, and with which press of which button: the same press happens once."""

    by: Actor
    at: datetime
    press: StepId
    asked: str = ""
    """How somebody asked a member of staff to do it for them, a ``HowAsked``; empty when whoever does it wants it."""

    @property
    def today(self) -> date:
        """The day in the UK."""
        return local_date(self.at)

    @property
    def staff(self) -> StaffId:
        """The member of staff who does it; nobody's id, which is empty, when none does."""
        return StaffId(self.by.removeprefix(_STAFF) if self.by.startswith(_STAFF) else "")


@dataclass(frozen=True, kw_only=True)
class Journalled:
    """What is kept with a journal and has no states: it is written, and perhaps added to."""

    KEY: ClassVar[tuple[str, ...]] = ("id",)
    """The fields that name it, in the order in which it is asked for."""

    journal: Journal = ()

    @property
    def identity(self) -> tuple[Any, ...]:
        """Its name, in as many parts as ``KEY`` has."""
        return tuple(getattr(self, name) for name in self.KEY)

    @property
    def called(self) -> str:
        """Its name in one word, as events and refusals give it: ``fostering/2026``."""
        return "/".join(map(str, self.identity))

    @property
    def version(self) -> int:
        """The number of steps taken."""
        return len(self.journal)

    def has(self, step: Step) -> bool:
        """Whether this press was written down before: then it happened, whatever the reply said."""
        return journals.has_step(self.journal, step.press)

    def written(self, action: StrEnum, step: Step, facts: Mapping[str, Fact] | None = None, **changes: Any) -> Self:
        """The same with one more entry. ``changes`` are fields; a name that is none fails in every test of the step.

        Raises Refused when people did so much to it that no more fits: our own jobs do little, and always may.
        """
        if self.version >= MOST_STEPS and not step.by.startswith(_SYSTEM):
            here = getattr(self, "state", None)
            leads_on = changes.get("state", here) != here or all(each.action != action.value for each in self.journal)
            if not leads_on or self.version >= MOST_STEPS + ROOM_TO_END:
                raise Refused(self.called, reason=NotAllowed.FULL)
        if step.asked:
            facts = {**(facts or {}), THEY_ASKED: step.asked}
        journal = journals.append(
            self.journal, at=step.at, by=step.by, action=action.value, step=step.press, facts=facts
        )
        return replace(self, journal=journal, **changes)


def nothing_left(thing: Journalled, *, stays: Set[str]) -> dict[str, Any]:
    """The changes that empty it but for the fields in ``stays``: whatever is added to a type later is forgotten too.

    Raises TypeError for a field that has no default: there is nothing to put in its place, so it must stay.
    """
    return {each.name: _nothing(each) for each in fields(thing) if each.name not in stays}


def _nothing(each: Field[Any]) -> Any:
    if each.default is not MISSING:
        return each.default
    if each.default_factory is MISSING:
        raise TypeError(each.name)
    return each.default_factory()


@dataclass(frozen=True, kw_only=True)
class Aggregate(Journalled):
    """Base of every aggregate that has states: a subclass says the type of its ``state``, and its own fields."""

    TRANSITIONS: ClassVar[Mapping[tuple[Any, Any], Any]] = MappingProxyType({})
    """Every pair of state and action that is not here is refused."""
    NOT_NOW: ClassVar[PlainReason] = NotAllowed.IN_THIS_STATE

    state: Any

    def after(self, action: StrEnum) -> Any:
        """The state that an action leads to. Raises Refused when the table does not allow it."""
        after = self.TRANSITIONS.get((self.state, action))
        if after is None:
            raise Refused(self.called, reason=self.NOT_NOW)
        return after

    def state_told(self, first: Any) -> Any:
        """The state that its journal leads to from its first one; None where a step is none of the table's."""
        state = first
        for entry in self.journal[1:]:
            state = self.TRANSITIONS.get((state, entry.action))
        return state

    def took(self, action: StrEnum, step: Step, facts: Mapping[str, Fact] | None = None, **changes: Any) -> Self:
        """It after one step: its next state, its fields changed, its journal one entry longer. Raises Refused."""
        return self.written(action, step, facts, state=self.after(action), **changes)
