"""People in DynamoDB: one item a person, one write a step, found by id or by mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from takepart.adapters.aggregates import read_each
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import PersonId
from takepart.domain.people.person import Person, PersonState
from takepart.use_cases.stores import Found

_PROVEN, _CLAIMED = "proven#", "claimed#"
_ORDER: Final = {
    PersonState.REGISTERED: _PROVEN,
    PersonState.LEFT: _PROVEN,
    PersonState.NEW: _CLAIMED,
    PersonState.AWAITING_CONSENT: _CLAIMED,
}
"""Who is found by a mailbox, and whether anybody showed that it is theirs. The others are not found by it."""
_MOST_CLAIMED: Final = 20
"""Anybody can type somebody's address: so many who did are read, after all of those whose address it is."""


def _mailbox(person: PersonId) -> str:
    return f"mailbox:{person.partition('.')[0]}"


def _keys(person: Person) -> dict[str, str]:
    if person.state not in _ORDER:
        return {}
    return {"mailbox": _mailbox(person.found_at), "day": f"{_ORDER[person.state]}{person.id}"}


class PeopleTable(Store[Person]):
    """The port ``People``."""

    shape = Shape(Person, pk="PERSON#{id}", sk="PERSON", keys=_keys)

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares a mailbox: first all who showed that it is theirs, then some who only typed it."""
        name, day = _mailbox(person), self.aggregates.row.day
        proven = self.aggregates.of_mailbox(name, day.startswith(_PROVEN))
        claimed = self.aggregates.of_mailbox(name, day.startswith(_CLAIMED), most=_MOST_CLAIMED)
        found = Found((*proven, *claimed), damaged=(*proven.damaged, *claimed.damaged))
        return read_each(self.shape.read, found)
