"""Opportunities and sessions in DynamoDB. What belongs to one session shares its partition: see ``sign_ups_table``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import ListAttribute, UnicodeAttribute

from takepart.adapters.aggregates import read_each
from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.programme.sign_ups_table import places_row
from takepart.adapters.rows import Row, bound, item, put_new
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import PersonId
from takepart.domain.journal import instant
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme.ids import OpportunityId
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import Session, SessionState
from takepart.use_cases.ports import Known, NameTaken
from takepart.use_cases.stores import Found


def _board(state: OpportunityState) -> str:
    return f"opportunity:{state.value}"


def _keys_of_opportunity(opportunity: Opportunity) -> dict[str, str]:
    return {"board": _board(opportunity.state), "board_at": instant(opportunity.journal[0].at)}


def _keys(session: Session) -> dict[str, str]:
    starts = instant(session.starts)
    return {
        "board": f"session:{session.state.value}",
        "board_at": starts,
        "mailbox": f"opportunity:{session.opportunity}",
        "day": starts,
    }


class OpportunitiesTable(Store[Opportunity]):
    """The port ``Opportunities``."""

    shape = Shape(Opportunity, pk="OPPORTUNITY#{id}", sk="OPPORTUNITY", keys=_keys_of_opportunity)

    def in_state(
        self, state: OpportunityState, *, start: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Opportunity], str | None]:
        """One page of those in one state, the newest first."""
        return self.page(_board(state), start=start, limit=limit, newest=True)


class ProgrammeSessionsTable(Store[Session]):
    """The port ``Sessions``."""

    shape = Shape(Session, pk="SESSION#{id}", sk="SESSION", keys=_keys)

    def plan(self, session: Session, places: int) -> None:
        """Keep a new one. Its places are written first: a session that people can find always has some."""
        put_new(places_row(self.aggregates, Places(session=session.id, total=places)))
        self.aggregates.add(self.shape.stored(session))

    def of_opportunity(self, opportunity: OpportunityId) -> Sequence[Session]:
        """All sessions of one opportunity, the earliest first."""
        return read_each(self.shape.read, self.aggregates.of_mailbox(f"opportunity:{opportunity}"))

    def planned(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that are to happen between two moments, all of them, the earliest first."""
        return self._between(SessionState.PLANNED, since, until)

    def held(self, *, since: datetime, until: datetime) -> Sequence[Session]:
        """Sessions that took place between two moments, all of them, the earliest first."""
        return self._between(SessionState.HELD, since, until)

    def _between(self, state: SessionState, since: datetime, until: datetime) -> Sequence[Session]:
        found = self.aggregates.between(f"session:{state.value}", instant(since), instant(until))
        return read_each(self.shape.read, found)


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


def _keys_of_person(person: Person) -> dict[str, str]:
    if person.state not in _ORDER:
        return {}
    return {"mailbox": _mailbox(person.found_at), "day": f"{_ORDER[person.state]}{person.id}"}


class PeopleTable(Store[Person]):
    """The port ``People``."""

    shape = Shape(Person, pk="PERSON#{id}", sk="PERSON", keys=_keys_of_person)

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares a mailbox: first all who showed that it is theirs, then some who only typed it."""
        name, day = _mailbox(person), self.aggregates.row.day
        proven = self.aggregates.of_mailbox(name, day.startswith(_PROVEN))
        claimed = self.aggregates.of_mailbox(name, day.startswith(_CLAIMED), most=_MOST_CLAIMED)
        found = Found((*proven, *claimed), damaged=(*proven.damaged, *claimed.damaged))
        return read_each(self.shape.read, found)


_SK: Final = "KNOWN"


class KnownRow(Row):
    """One name, and whose it is."""

    person = UnicodeAttribute()
    also: ListAttribute[Any] = ListAttribute(default=list)


class NamesTable:
    """The port ``Names``."""

    def __init__(self, table: str) -> None:
        self._row = bound(KnownRow, table)

    def of(self, name: PersonId) -> Known | None:
        """Whose it is."""
        row = item(self._row, _pk(name), _SK)
        return Known(person=PersonId(row.person), also=tuple(map(PersonId, row.also))) if row else None

    def take(
        self, name: PersonId, *, by: PersonId, also: tuple[PersonId, ...] = (), instead_of: PersonId | None = None
    ) -> None:
        """Make it somebody's."""
        row = self._row
        mine = row.pk.does_not_exist() | row.person.is_in(*dict.fromkeys((by, instead_of or by)))
        try:
            with answering():
                row(_pk(name), _SK, person=by, also=list(also)).save(condition=mine)
        except ConditionFailed as failed:
            known = self.of(name)
            raise NameTaken(known.person if known else by) from failed


def _pk(name: PersonId) -> str:
    return f"KNOWN#{name}"
