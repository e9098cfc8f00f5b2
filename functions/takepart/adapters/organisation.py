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
        self._editions: Found[Stored] = Found()
        self._rules: tuple[str, Any] = ("", None)
        self._unfit: set[str] = set()
        self._parts: dict[int, tuple[str, Any]] = {}
        self._made: tuple[Any, ...] = ()

    def bring_up_to_date(self, kept: Sequence[KeptOrganisation], now: datetime) -> None:
        """Put what holds now into each of them, as they are: whatever was made with one goes on with it.

        They are frozen for everybody else. Raises StoreUnavailable before the records were ever read; later on, what
        was read last is good for as long as the store does not answer.
        """
        today = local_date(now)
        if self._read_at is None or abs(now - self._read_at) >= LIFE:
            try:
                self._read(today)
            except StoreUnavailable:
                if self._read_at is None:
                    raise
            self._read_at = now
        if self._made == self._makes(kept, today):
            return
        for (live, _, on), written in zip(kept, self._written(kept, today), strict=True):
            become(live, on(written, self._records, today, self._teams))
        self._made = self._makes(kept, today)

    def _makes(self, kept: Sequence[KeptOrganisation], today: date) -> tuple[Any, ...]:
        return (len(kept), today, self._records, self._teams, self._rules[0])

    def _written(self, kept: Sequence[KeptOrganisation], today: date) -> list[Any]:
        """What was built into the service, as the edition in force has it; before the first one, itself.

        One that this release cannot read is passed over for the one before it, in all that is held.
        """
        while self._rules[1] is not None:
            from takepart.adapters.policy.compiled import NotCompiled  # not before the first edition

            try:
                return [self._part(each.built) for each in kept]
            except NotCompiled as error:
                met(ORGANISATION, f"{EDITION}{self._rules[0]}", error)
                self._unfit.add(self._rules[0])
                self._choose(today)
        return [each.built for each in kept]

    def _part(self, built: Any) -> Any:
        from takepart.adapters.policy.compiled import part_of

        edition, data = self._rules
        read, part = self._parts.get(id(built), ("", built))
        if read != edition:
            part = part_of(data, edition, built)
            self._parts[id(built)] = edition, part
        return part

    def _choose(self, today: date) -> None:
        from takepart.adapters.organisation_rules import newest

        self._rules = newest(self._editions, today, table=self._table, held=self._rules, unfit=self._unfit)

    def _read(self, today: date) -> None:
        found = self._aggregates.of_key(ORGANISATION)
        self._records = _sound(read_each(MembersTable.shape.read, only(found, _PERSON)))
        teams, self._editions = only(found, TEAM), only(found, EDITION)
        if teams or self._teams:
            from takepart.adapters.organisation_teams import TeamsTable  # heavy, and few organisations change theirs

            self._teams = tuple(read_each(TeamsTable.shape.read, teams))
        if self._editions or self._rules[0]:
            self._choose(today)


def _sound(found: Found[Member]) -> tuple[Member, ...]:
    """The records; whoever's cannot be read is nobody, so that no leaver comes back by a fault."""
    nobody = (Member(id=StaffId(each.about.rpartition(" ")[2])) for each in found.damaged)
    return (*found, *nobody)
