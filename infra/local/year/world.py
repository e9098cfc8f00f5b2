"""What the year is lived in: the policy, the tables, and the days before today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from infra.local.year.recorded import Recorded
from takepart.adapters import bank_holidays
from takepart.adapters.assurance.tables import AssuranceTable, records_in, team_pk
from takepart.domain.assurance.rules import Assurance, TeamId
from takepart.domain.policy import Policy
from takepart.domain.working_days import Holidays
from takepart.use_cases.assurance.ports import Records
from takepart.use_cases.claims.ports import Approvals, BankSafe, OpenBankSafe
from takepart.use_cases.money.ports import PaymentFiles
from takepart.use_cases.ports import Identities
from takepart.use_cases.stores import Found

LONDON = ZoneInfo("Europe/London")


class Promises(AssuranceTable):
    """Reads a team's duties from memory."""

    def __init__(self, recorded: Recorded) -> None:
        super().__init__(recorded)
        self._recorded = recorded

    def of_team(self, team: TeamId, years: object) -> Records:  # noqa: ARG002 - memory holds them all
        """Everything of the team's."""
        return records_in(Found(each for (pk, _), each in self._recorded.kept.items() if pk == team_pk(team)))


class BankSafeOfBoth(BankSafe, OpenBankSafe, Protocol):
    """Seals and opens."""


@dataclass(frozen=True, kw_only=True)
class World:
    """One organisation, on one day."""

    policy: Policy
    rules: Assurance
    now: datetime
    names: Mapping[str, str]
    """The stack's own names of its tables, by the template's."""
    identities: Identities
    safe: BankSafeOfBoth
    approvals: Approvals
    files: PaymentFiles
    tables: dict[str, Recorded] = field(default_factory=dict)

    def table(self, name: str) -> Recorded:
        """One of the stack's tables."""
        if name not in self.tables:
            self.tables[name] = Recorded(self.names[name])
        return self.tables[name]

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.astimezone(LONDON).date()

    def day(self, ago: int) -> date:
        """So many days before today."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int, clock: str = "10:00") -> datetime:
        """A time on the wall of a day before today; never later than now."""
        return min(datetime.combine(self.day(ago), time.fromisoformat(clock), LONDON).astimezone(UTC), self.now)

    @property
    def holidays(self) -> Holidays:
        """Bank holidays."""
        return bank_holidays.england()
