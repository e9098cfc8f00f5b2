"""Opportunities, sessions, sign-ups and people in DynamoDB. What belongs to one session shares its partition.

``SESSION#<id>`` holds the session, its places and an item for each sign-up. So who waits is read consistently, in
order, without an index; and the last place is a condition on the places' version, in one write with the sign-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from pynamodb.attributes import NumberAttribute
from pynamodb.transactions import TransactWrite

from takepart.adapters.aggregates import Aggregates, read_each
from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, connection_of, item, put_new
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import OpportunityId, PersonId, SessionId
from takepart.domain.journal import instant
from takepart.domain.people.person import Person, PersonState
from takepart.domain.programme.opportunity import Opportunity, OpportunityState
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session, SessionState
from takepart.domain.programme.sign_up import SignUp
from takepart.domain.refused import Refused
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Found

if TYPE_CHECKING:  # whoever writes people brings it
    from takepart.adapters.kms_identities import NamesTable
    from takepart.domain.people.finding import Wanted

SESSION: Final = "SESSION"
PLACES: Final = "PLACES"
_SIGN_UP: Final = "SIGN-UP#"


class PlacesRow(Row):
    """The places of one session: six numbers, and the version that every change is on condition of."""

    total = NumberAttribute()
    taken = NumberAttribute(default=0)
    waiting = NumberAttribute(default=0)
    to_offer = NumberAttribute(default=0)
    tickets = NumberAttribute(default=0)
    version = NumberAttribute(default=0)


_VERSION: Final = "version"
_COUNTS: Final = ("total", "taken", "waiting", "to_offer", "tickets", _VERSION)


def _keys_of_sign_up(sign_up: SignUp) -> dict[str, str]:
    return {"mailbox": f"person:{sign_up.person}", "day": instant(sign_up.starts)}


class SignUpsTable(Store[SignUp]):
    """The port ``SignUps``."""

    shape = Shape(SignUp, pk="SESSION#{session}", sk="SIGN-UP#{person}", keys=_keys_of_sign_up)

    def __init__(self, aggregates: Aggregates) -> None:
        super().__init__(aggregates)
        self._places = bound(PlacesRow, aggregates.row.Meta.table_name)

    def save_with_places(self, sign_up: SignUp, places: Places) -> None:
        """Keep both or neither."""
        stored = self.shape.stored(sign_up)
        row = self._places(session_pk(places.session), PLACES)
        try:
            with answering(), TransactWrite(connection=connection_of(self.aggregates.row)) as write:
                self.aggregates.write_step(write, stored)
                write.update(row, actions=self._actions(places), condition=self._places.version == places.version)
        except ConditionFailed as failed:
            kept = self.aggregates.get(stored.pk, stored.sk)
            if kept is not None and any(entry.step == stored.journal[-1].step for entry in kept.journal):
                return
            raise ChangedMeanwhile(stored.pk) from failed

    def places(self, session: SessionId) -> Places:
        """The places of a session."""
        row = item(self._places, session_pk(session), PLACES)
        if row is None:
            raise Refused(session, reason=ProgrammeRefusal.NOT_THERE)
        return _read(session, row)

    def places_of(self, sessions: Sequence[SessionId]) -> Mapping[SessionId, Places]:
        """Those of several sessions (a consistent read)."""
        asked = {session_pk(session): session for session in sessions}
        with answering():
            rows = list(self._places.batch_get([(pk, PLACES) for pk in asked], consistent_read=True)) if asked else []
        return {asked[row.pk]: _read(asked[row.pk], row) for row in rows}

    def save_places(self, places: Places) -> None:
        """Keep the places alone."""
        row = self._places(session_pk(places.session), PLACES)
        try:
            with answering():
                row.update(actions=self._actions(places), condition=self._places.version == places.version)
        except ConditionFailed as failed:
            if self.places(places.session) != places:
                raise ChangedMeanwhile(places.session) from failed

    def of_session(self, session: SessionId) -> Sequence[SignUp]:
        """Everyone who signed up for a session."""
        row = self.aggregates.row
        return read_each(self.shape.read, self.aggregates.of_key(session_pk(session), row.sk.startswith(_SIGN_UP)))

    def of_person(self, person: PersonId, *, since: datetime | None = None) -> Sequence[SignUp]:
        """Everything one person signed up for, the earliest session first."""
        row = self.aggregates.row
        after = row.day >= instant(since) if since else None
        return read_each(self.shape.read, self.aggregates.of_mailbox(f"person:{person}", after))

    def _actions(self, places: Places) -> list[Any]:
        counts = [getattr(self._places, name).set(getattr(places, name)) for name in _COUNTS if name != _VERSION]
        return [*counts, self._places.version.set(places.version + 1)]


def _read(session: SessionId, row: PlacesRow) -> Places:
    return Places(session=session, **{name: int(getattr(row, name)) for name in _COUNTS})


def session_pk(session: SessionId) -> str:
    """The partition of a session."""
    return f"SESSION#{session}"


def places_row(aggregates: Aggregates, places: Places) -> PlacesRow:
    """The item of a session's places, before anyone took one."""
    row = bound(PlacesRow, aggregates.row.Meta.table_name)
    return row(session_pk(places.session), PLACES, **{name: getattr(places, name) for name in _COUNTS})


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
_PEOPLE: Final = "people:"
_MOST_CLAIMED_LINES: Final = 5000
"""Strangers can make these: so many lines are read at most."""
_MOST_CLAIMED: Final = 20
"""Anybody can type somebody's address: so many who did are read, after all of those whose address it is."""


def _mailbox(person: PersonId) -> str:
    return f"mailbox:{person.partition('.')[0]}"


def _keys_of_person(person: Person) -> dict[str, str]:
    if person.state not in _ORDER:
        return {}
    from takepart.domain.people.finding import card_of  # not for who only reads people

    proof = _ORDER[person.state]
    found = {"board": f"{_PEOPLE}{proof}", "board_at": card_of(person).line()}
    return {"mailbox": _mailbox(person.found_at), "day": f"{proof}{person.id}", **found}


class PeopleTable(Store[Person]):
    """The port ``People``. Beside the index of mailboxes, a line of each person is in one of names."""

    shape = Shape(Person, pk="PERSON#{id}", sk="PERSON", keys=_keys_of_person)

    def __init__(self, aggregates: Aggregates, *, names: NamesTable | None = None) -> None:
        """``names`` is for whoever writes people: there a parent or carer is kept and forgotten, in one write."""
        super().__init__(aggregates)
        self._names = names

    def add(self, thing: Person) -> None:
        """Keep somebody new, and their parent or carer beside their name."""
        if kin := self._kin(thing):
            self.aggregates.save_together([], new=[self.shape.stored(thing)], only_if=kin)
        else:
            super().add(thing)

    def save(self, thing: Person) -> None:
        """Keep the next step, and what it changes about their parent or carer. Nobody's is read where none was."""
        if kin := self._kin(thing):
            self.aggregates.save_together([self.shape.stored(thing)], only_if=kin)
        else:
            super().save(thing)

    def _kin(self, person: Person) -> Sequence[Callable[[TransactWrite], None]]:
        details, names = person.details, self._names
        mailbox = details.guardian_email if details else ""
        if names is None or (details and not mailbox) or "".join(names.kin(person.id)) == mailbox:
            return ()
        return (lambda write: names.keep_kin(write, person.id, mailbox),)

    def of_mailbox(self, person: PersonId) -> Sequence[Person]:
        """Everyone who shares a mailbox: first all who showed that it is theirs, then some who only typed it."""
        name, day = _mailbox(person), self.aggregates.row.day
        proven = self.aggregates.of_mailbox(name, day.startswith(_PROVEN))
        claimed = self.aggregates.of_mailbox(name, day.startswith(_CLAIMED), most=_MOST_CLAIMED)
        found = Found((*proven, *claimed), damaged=(*proven.damaged, *claimed.damaged))
        return read_each(self.shape.read, found)

    def found(self, wanted: Wanted, *, today: date) -> Sequence[PersonId]:
        """Whom a worker looks for, in the order of their names: the lines of the index are read, and no record."""
        from takepart.domain.people.finding import read_card

        proven = self.aggregates.keys_on_board(f"{_PEOPLE}{_PROVEN}")
        claimed = self.aggregates.keys_on_board(f"{_PEOPLE}{_CLAIMED}", most=_MOST_CLAIMED_LINES)
        lines = [(PersonId(pk.partition("#")[2]), line) for pk, line in (*proven, *claimed)]
        fitting: list[tuple[str, PersonId]] = []
        for id, line in lines:
            with suppress(ValueError):  # a line that was damaged hides no other
                if wanted.fits(id, read_card(line), today=today):
                    fitting.append((line, id))
        return [id for _, id in sorted(fitting)]
