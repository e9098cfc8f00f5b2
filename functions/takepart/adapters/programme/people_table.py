"""People in DynamoDB: one item a person, one write a step, found by id or by mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from pynamodb.exceptions import PynamoDBException

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.programme.parts import details_body, moving_body, read_details, read_moving
from takepart.adapters.rows import without_nothing
from takepart.domain.ids import PersonId
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme.ids import CourseId, SessionId
from takepart.use_cases.ports import StoreUnavailable

_SK: Final = "PERSON"
_FOUND: Final = frozenset({PersonState.NEW, PersonState.AWAITING_CONSENT, PersonState.REGISTERED, PersonState.LEFT})


class PeopleTable:
    """The port ``People``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self.aggregates = aggregates

    def get(self, person: PersonId) -> Person | None:
        """The person as they are now."""
        stored = self.aggregates.get(_pk(person), _SK)
        return read_one(_read, stored)

    def add(self, person: Person) -> None:
        """Keep a new person."""
        self.aggregates.add(_stored(person))

    def save(self, person: Person) -> None:
        """Keep the next step."""
        self.aggregates.save(_stored(person))

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares a mailbox."""
        row = self.aggregates.row
        try:
            keys = [(found.pk, found.sk) for found in row.by_mailbox.query(_mailbox(person), limit=20)]
        except PynamoDBException as error:
            raise StoreUnavailable from error
        return read_each(_read, self.aggregates.many(keys))


def _pk(person: PersonId) -> str:
    return f"PERSON#{person}"


def _mailbox(person: PersonId) -> str:
    return f"mailbox:{person.partition('.')[0]}"


def _stored(person: Person) -> Stored:
    keys = {"mailbox": _mailbox(person.found_as or person.id), "day": person.id} if person.state in _FOUND else {}
    return Stored(
        pk=_pk(person.id),
        sk=_SK,
        state=person.state.value,
        journal=person.journal,
        body=without_nothing(
            {
                "details": details_body(person.details),
                "training": {course: on.isoformat() for course, on in person.training.items()},
                "sent_for": person.sent_for,
                "found_as": person.found_as,
                "once": list(person.once),
                "moving": moving_body(person.moving),
                "before": person.before,
                "moves": person.moves or None,
                "notes": {str(number): text for number, text in person.notes.items()},
            }
        ),
        keys=keys,
    )


def _read(stored: Stored) -> Person:
    body = stored.body
    return Person(
        id=PersonId(stored.pk.removeprefix("PERSON#")),
        state=PersonState(stored.state),
        details=read_details(body.get("details")),
        training=MappingProxyType(
            {CourseId(course): date.fromisoformat(on) for course, on in body.get("training", {}).items()}
        ),
        sent_for=SessionId(body["sent_for"]) if "sent_for" in body else None,
        found_as=PersonId(body["found_as"]) if "found_as" in body else None,
        once=tuple(PersonId(each) for each in body.get("once", ())),
        moving=read_moving(body.get("moving")),
        before=body.get("before", ""),
        moves=int(body.get("moves", 0)),
        notes=MappingProxyType({int(number): text for number, text in body.get("notes", {}).items()}),
        journal=stored.journal,
    )
