"""People in DynamoDB: one item a person, one write a step, found by id or by mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pynamodb.exceptions import PynamoDBException

from takepart.adapters.aggregates import read_each
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import PersonId
from takepart.domain.people.person import Person, PersonState
from takepart.use_cases.ports import StoreUnavailable

_FOUND: Final = frozenset({PersonState.NEW, PersonState.AWAITING_CONSENT, PersonState.REGISTERED, PersonState.LEFT})


def _mailbox(person: PersonId) -> str:
    return f"mailbox:{person.partition('.')[0]}"


def _keys(person: Person) -> dict[str, str]:
    return {"mailbox": _mailbox(person.found_as or person.id), "day": person.id} if person.state in _FOUND else {}


class PeopleTable(Store[Person]):
    """The port ``People``."""

    shape = Shape(Person, pk="PERSON#{id}", sk="PERSON", keys=_keys)

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares a mailbox."""
        row = self.aggregates.row
        try:
            keys = [(found.pk, found.sk) for found in row.by_mailbox.query(_mailbox(person), limit=20)]
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return read_each(self.shape.read, self.aggregates.many(keys))
