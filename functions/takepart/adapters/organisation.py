"""The records of the organisation in DynamoDB, and what a policy says with them in force.

All records of staff lie under one key, so that one query reads the whole list. A function reads it at the start of a
call, at most twice a minute: a leaver is out, and a new colleague is in, within that time and without a deployment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from takepart.adapters.aggregates import Aggregates, Stored, read_each
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import Member
from takepart.domain.uk_time import local_date
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.stores import Found

_TEAM: Final = "TEAM#"
LIFE: Final = timedelta(seconds=30)
"""For how long what was read is good."""


class MembersTable(Store[Member]):
    """The port ``Members``."""

    shape = Shape(Member, pk="STAFF", sk="{id}")

    def all(self) -> Found[Member]:
        """All of them as they are now; one that cannot be read is set apart."""
        return read_each(self.shape.read, only(self.aggregates.of_key("STAFF"), teams=False))


def only(found: Found[Stored], *, teams: bool) -> Found[Stored]:
    """Those of the records under the one key that are of teams, or of staff."""
    damaged = (each for each in found.damaged if (_TEAM in each.about) == teams)
    return Found((each for each in found if each.sk.startswith(_TEAM) == teams), damaged=damaged)


class KeptOrganisation(NamedTuple):
    """Something that a function holds for as long as it runs, how it was written, and what makes it that of a day."""

    live: Any
    written: Any
    on: Callable[[Any, Sequence[Member], date, Sequence[Any]], Any]


class InForce:
    """Brings what a function holds of its policy up to date with the records."""

    def __init__(self, table: str) -> None:
        self._aggregates = Aggregates(table)
        self._read_at: datetime | None = None
        self._records: tuple[Member, ...] = ()
        self._teams: tuple[Any, ...] = ()
        self._made: tuple[Any, ...] = ()

    def bring_up_to_date(self, kept: Sequence[KeptOrganisation], now: datetime) -> None:
        """Put what holds now into each of them, as they are: whatever was made with one goes on with it.

        They are frozen for everybody else. Raises StoreUnavailable before the records were ever read; later on, what
        was read last is good for as long as the store does not answer.
        """
        if self._read_at is None or abs(now - self._read_at) >= LIFE:
            try:
                self._read()
            except StoreUnavailable:
                if self._read_at is None:
                    raise
            self._read_at = now
        made = (len(kept), local_date(now), self._records, self._teams)
        if made == self._made:
            return
        for live, written, on in kept:
            holds = vars(on(written, self._records, local_date(now), self._teams))
            vars(live).clear()
            vars(live).update(holds)
        self._made = made

    def _read(self) -> None:
        found = self._aggregates.of_key("STAFF")
        self._records = _sound(read_each(MembersTable.shape.read, only(found, teams=False)))
        teams = only(found, teams=True)
        if teams or self._teams:
            from takepart.adapters.organisation_teams import TeamsTable  # heavy, and few organisations change theirs

            self._teams = tuple(read_each(TeamsTable.shape.read, teams))


def _sound(found: Found[Member]) -> tuple[Member, ...]:
    """The records; whoever's cannot be read is nobody, so that no leaver comes back by a fault."""
    nobody = (Member(id=StaffId(each.about.rpartition(" ")[2])) for each in found.damaged)
    return (*found, *nobody)
