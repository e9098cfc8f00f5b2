"""The records of the organisation in DynamoDB, and what a policy says with them in force.

All records of staff and teams, and which edition of the rules holds from when, lie under one key, so that one query
reads the whole list. A function reads it at the start of a call, at most twice a minute: a leaver is out, and new rules
hold, within that time and without a deployment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from takepart.adapters.aggregates import Aggregates, Stored, met, read_each
from takepart.adapters.policy.live import become
from takepart.adapters.store import Shape, Store
from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import Member
from takepart.domain.uk_time import local_date
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.stores import Found

ORGANISATION: Final = "STAFF"
"""The key of all of them."""
TEAM: Final = "TEAM#"
EDITION: Final = "RULES#"
_PERSON: Final = ""
LIFE: Final = timedelta(seconds=30)
"""For how long what was read is good."""


class MembersTable(Store[Member]):
    """The port ``Members``."""

    shape = Shape(Member, pk=ORGANISATION, sk="{id}")

    def all(self) -> Found[Member]:
        """All of them as they are now; one that cannot be read is set apart."""
        return read_each(self.shape.read, only(self.aggregates.of_key(ORGANISATION), _PERSON))


def only(found: Found[Stored], kind: str) -> Found[Stored]:
    """Those of the records under the one key that are of one kind; staff have no mark of their own."""

    def is_it(sk: str) -> bool:
        return next((each for each in (TEAM, EDITION) if sk.startswith(each)), _PERSON) == kind

    damaged = (each for each in found.damaged if is_it(each.about.rpartition(" ")[2]))
    return Found((each for each in found if is_it(each.sk)), damaged=damaged)


class KeptOrganisation(NamedTuple):
    """Something that a function holds for as long as it runs, how it was built, and what makes it that of a day."""

    live: Any
    built: Any
    on: Callable[[Any, Sequence[Member], date, Sequence[Any]], Any]


class InForce:
    """Brings what a function holds of its policy up to date with the records."""

    def __init__(self, table: str) -> None:
        self._table, self._aggregates = table, Aggregates(table)
        self._read_at: datetime | None = None
        self._records: tuple[Member, ...] = ()
        self._teams: tuple[Any, ...] = ()
        self._editions: tuple[Any, ...] = ()
        self._rules: tuple[str, Any] = ("", None)
        self._parts: dict[int, tuple[str, Any]] = {}
        self._made: tuple[Any, ...] = ()

    def bring_up_to_date(self, kept: Sequence[KeptOrganisation], now: datetime) -> None:
        """Put what holds now into each of them, as they are: whatever was made with one goes on with it.

        They are frozen for everybody else. Raises StoreUnavailable before the records were ever read; later on, what
        was read last is good for as long as the store does not answer.
        """
        if self._read_at is None or abs(now - self._read_at) >= LIFE:
            try:
                self._read(local_date(now))
            except StoreUnavailable:
                if self._read_at is None:
                    raise
            self._read_at = now
        made = (len(kept), local_date(now), self._records, self._teams, self._rules[0])
        if made == self._made:
            return
        for live, built, on in kept:
            become(live, on(self.written(built), self._records, local_date(now), self._teams))
        self._made = made

    def written(self, built: Any) -> Any:
        """What was built into the service, as the edition in force has it; before the first one, itself.

        One that this release cannot read leaves the last one that it could.
        """
        edition, data = self._rules
        if data is None:
            return built
        read, part = self._parts.get(id(built), ("", built))
        if read == edition:
            return part
        from takepart.adapters.policy.compiled import NotCompiled, part_of  # not before the first edition

        try:
            part = part_of(data, edition, built)
        except NotCompiled as error:
            met(ORGANISATION, f"{EDITION}{edition}", error)
        self._parts[id(built)] = edition, part
        return part

    def _read(self, today: date) -> None:
        found = self._aggregates.of_key(ORGANISATION)
        self._records = _sound(read_each(MembersTable.shape.read, only(found, _PERSON)))
        teams, editions = only(found, TEAM), only(found, EDITION)
        if teams or self._teams:
            from takepart.adapters.organisation_teams import TeamsTable  # heavy, and few organisations change theirs

            self._teams = tuple(read_each(TeamsTable.shape.read, teams))
        if editions or self._editions:
            from takepart.adapters.organisation_rules import newest

            self._rules = newest(editions, today, table=self._table, held=self._rules)


def _sound(found: Found[Member]) -> tuple[Member, ...]:
    """The records; whoever's cannot be read is nobody, so that no leaver comes back by a fault."""
    nobody = (Member(id=StaffId(each.about.rpartition(" ")[2])) for each in found.damaged)
    return (*found, *nobody)
