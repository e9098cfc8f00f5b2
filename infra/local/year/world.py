"""What the year is lived in: the policy, the tables, and the days before today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from infra.local.year.recorded import Recorded
from takepart.adapters import bank_holidays
from takepart.adapters.assurance_parts import read_audit, read_duty, team_pk
from takepart.adapters.assurance_table import AssuranceTable
from takepart.adapters.clients import client
from takepart.adapters.kms_bank_safe import KmsBankSafe
from takepart.adapters.kms_identities import KmsIdentities
from takepart.domain.assurance.rules import Assurance, TeamId
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims.parts import SealedBankDetails
from takepart.domain.ids import ClaimId, PersonId
from takepart.domain.policy import Policy
from takepart.domain.working_days import Holidays
from takepart.use_cases.assurance.ports import Records

LONDON = ZoneInfo("Europe/London")


class Named(KmsIdentities):
    """Asks for each name once."""

    def __init__(self, key: str) -> None:
        super().__init__(client("kms"), key)
        self._person = cache(super().person)
        self._account = cache(super().account)

    def person(self, *, email: str, name: str) -> PersonId:
        """The same id that the service gives them."""
        return self._person(email=email, name=name)

    def account(self, bank: BankDetails) -> str:
        """The same fingerprint."""
        return self._account(bank)


class Promises(AssuranceTable):
    """Reads a team's duties from memory."""

    def __init__(self, recorded: Recorded) -> None:
        super().__init__(recorded)
        self._recorded = recorded

    def of_team(self, team: TeamId, years: object) -> Records:  # noqa: ARG002 - memory holds them all
        """Everything of the team's."""
        found = [each for (pk, _), each in self._recorded.kept.items() if pk == team_pk(team)]
        duties = [read_duty(each) for each in found if "#DUTY#" in each.sk]
        audits = [read_audit(each) for each in found if each.sk.endswith("#AUDIT")]
        return Records(
            duties={(each.commitment, each.year): each for each in duties}, audits={each.year: each for each in audits}
        )


@dataclass(frozen=True, kw_only=True)
class World:
    """One organisation, on one day."""

    policy: Policy
    rules: Assurance
    now: datetime
    names: dict[str, str]
    """The stack's own names, by the template's."""
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

    @property
    def identities(self) -> Named:
        """Who somebody is."""
        return _identities(self.names["IdentityKey"])

    @property
    def safe(self) -> Safe:
        """Where bank details are sealed."""
        return _safe(self.names["BankKey"], self.identities)


class Safe(KmsBankSafe):
    """Remembers what it sealed: the year's payments need not ask the key again."""

    def __init__(self, key: str, identities: Named) -> None:
        super().__init__(client("kms"), key, identities=identities)
        self._sealed: dict[ClaimId, BankDetails] = {}

    def seal(self, bank: BankDetails, *, owner: ClaimId) -> SealedBankDetails:
        """Under the stack's own key, as the website does."""
        self._sealed[owner] = bank
        return super().seal(bank, owner=owner)

    def open(self, sealed: SealedBankDetails, *, owner: ClaimId) -> BankDetails:  # noqa: ARG002 - as its parent
        """What was sealed."""
        return self._sealed[owner]


@cache
def _identities(key: str) -> Named:
    return Named(key)


@cache
def _safe(key: str, identities: Named) -> Safe:
    return Safe(key, identities)
