"""What the promises need from the world outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.duty import Duty, EvidenceFile
from takepart.domain.assurance.level_map import TeamMap
from takepart.domain.assurance.notices import Notice, Run
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.review import Review
from takepart.domain.assurance.rules import Assurance, CommitmentId, Team, TeamId, UnknownTeam
from takepart.domain.assurance.slots import SlotId
from takepart.domain.assurance.standing import Standing, standings, years_around
from takepart.domain.refused import Refused
from takepart.use_cases.doing import Store
from takepart.use_cases.ports import UploadForm
from takepart.use_cases.stores import Damaged, DamagedRecord

if TYPE_CHECKING:  # few functions ask those whom a team is for
    from takepart.domain.assurance.asked import AuditInvitation


@dataclass(frozen=True, kw_only=True)
class Records:
    """What is kept of one team for some years, and which of it cannot be read."""

    duties: Mapping[tuple[CommitmentId, int], Duty] = field(default_factory=lambda: MappingProxyType({}))
    audits: Mapping[int, Audit] = field(default_factory=lambda: MappingProxyType({}))
    damaged: Mapping[tuple[CommitmentId, int] | int, Damaged] = field(default_factory=lambda: MappingProxyType({}))

    def duty(self, team: TeamId, commitment: CommitmentId, year: int) -> Duty:
        """One as it is kept, or a new one. Raises DamagedRecord for one that is there and cannot be read."""
        if (commitment, year) in self.damaged:
            raise DamagedRecord(self.damaged[commitment, year])
        return self.duties.get((commitment, year)) or Duty(team=team, commitment=commitment, year=year)

    def audit(self, team: TeamId, year: int) -> Audit:
        """The audit of a year as it is kept, or a new one. Raises DamagedRecord."""
        if year in self.damaged:
            raise DamagedRecord(self.damaged[year])
        return self.audits.get(year) or Audit(team=team, year=year)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """One slot that was filled or must be, as the index of everybody's promises shows it."""

    team: TeamId
    commitment: CommitmentId
    slot: SlotId
    day: date | None
    """When it was kept."""
    due: date | None = None
    """By when something that started is owed; a promise with its own dates has none."""


class PromiseStore(Protocol):
    """Where promises are kept. Every write is one conditional request."""

    def of_team(self, team: TeamId, years: Sequence[int]) -> Records:
        """What a team did and planned in some years (one consistent query). Raises StoreUnavailable."""

    def save(self, *steps: Duty | Audit | Notice | Review | TeamMap | Run) -> None:
        """Keep the next step of each, all or none.

        Quiet when these very steps were kept before. Raises ChangedMeanwhile or StoreUnavailable.
        """

    def mark(self, run: Run, *steps: Duty | Audit) -> None:
        """Keep who is told of what in a run, all or none, and only while that run is still marking.

        Raises ChangedMeanwhile when somebody changed one of them, or the run went on to tell; StoreUnavailable.
        """

    def notice(self, id: str) -> Notice | None:
        """A notice."""

    def reviews(self) -> Sequence[Review]:
        """Every review of the policy: one in two years or so."""

    def team_map(self, team: TeamId, year: int) -> TeamMap | None:
        """A team's map of a year."""

    def maps(self, year: int) -> Sequence[TeamMap]:
        """Everybody's maps of a year. Raises StoreUnavailable."""

    def latest_run(self) -> Run | None:
        """The run of the latest month."""

    def kept_in(self, year: int) -> Sequence[Kept]:
        """Everything that was kept or started of a year's promises, from the index alone."""


class Promises:
    """What an organisation promises, and where it is kept how that was done."""

    def __init__(self, rules: Assurance, store: PromiseStore) -> None:
        self.rules, self.store = rules, store

    def name_of(self, id: str) -> str:
        """Somebody by what they do, as an id or an actor; who has left the policy is a colleague."""
        return self.rules.name_of(id.removeprefix("staff:"))

    def records(self, team: Team, day: date) -> Records:
        """What is kept of a team for the years around a day. Raises StoreUnavailable."""
        return self.store.of_team(team.id, years_around(day, self.rules))

    def standings(self, team: Team, day: date) -> tuple[Standing, ...]:
        """How everything that a team owes stands on a day. Raises StoreUnavailable."""
        return standings(team, self.records(team, day).duties, rules=self.rules, today=day)

    def owner(self, id: TeamId) -> Team:
        """Whoever owes something. Raises Refused."""
        try:
            return self.rules.team(id)
        except UnknownTeam as error:
            raise Refused(id, reason=PromiseRefusal.NO_SUCH_SLOT) from error


class AskedStore(Store["AuditInvitation"], Protocol):
    """Where invitations to answer an audit are kept."""

    def of_team(self, team: TeamId, year: int) -> Sequence[AuditInvitation]:
        """All of a team's year. Raises StoreUnavailable."""


class EvidenceFiles(Protocol):
    """Files that show that a promise was kept."""

    def upload_form(self, key: str, *, back_to: str) -> UploadForm:
        """A form that sends one file straight to the store, and comes back to a page of ours."""

    def check(self, key: str, *, name: str) -> EvidenceFile:
        """What arrived. Raises UnusableFile, with words for the person; StoreUnavailable."""

    def keep(self, file: EvidenceFile) -> EvidenceFile:
        """The same file where it stays; one that is not kept goes away. Raises UnusableFile, StoreUnavailable."""

    def link(self, file: EvidenceFile) -> str:
        """An address that downloads the file, for some minutes."""


class UnusableFile(Exception):
    """It cannot be kept as evidence; the message says why and what to do."""
