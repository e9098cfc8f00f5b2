"""Sign-ups and places in DynamoDB: what belongs to one session shares its partition.

``SESSION#<id>`` holds the session, its places and an item for each sign-up. So who waits is read consistently, in
order, without an index; and the last place is a condition on the places' version, in one write with the sign-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import NumberAttribute
from pynamodb.transactions import TransactWrite

from takepart.adapters.aggregates import Aggregates, read_each
from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.rows import Row, bound, connection_of, item
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import PersonId
from takepart.domain.journal import instant
from takepart.domain.programme.ids import SessionId
from takepart.domain.programme.places import Places
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUp
from takepart.domain.refused import Refused
from takepart.use_cases.ports import ChangedMeanwhile

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


def _keys(sign_up: SignUp) -> dict[str, str]:
    return {"mailbox": f"person:{sign_up.person}", "day": instant(sign_up.starts)}


class SignUpsTable(Store[SignUp]):
    """The port ``SignUps``."""

    shape = Shape(SignUp, pk="SESSION#{session}", sk="SIGN-UP#{person}", keys=_keys)

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
