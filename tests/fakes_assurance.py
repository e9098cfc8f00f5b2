"""Promises in memory, with the same conditions on a write as the table has; it can fail before or after any write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from takepart.domain.assurance.asked import AuditInvitation, AuditInvitationId
from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.duty import Duty, EvidenceFile
from takepart.domain.assurance.level_map import TeamMap
from takepart.domain.assurance.notices import Notice, Run, RunState
from takepart.domain.assurance.review import Review
from takepart.domain.assurance.rules import CommitmentId, TeamId
from takepart.use_cases.assurance.ports import Kept, Records, UnusableFile
from takepart.use_cases.ports import ChangedMeanwhile, StoreUnavailable, UploadForm

Key = tuple[str, ...]


class FakePromises:
    """The port ``PromiseStore``. ``fails`` is asked before and after each write whether it is lost."""

    def __init__(self, *, fails: Callable[[], bool] = lambda: False) -> None:
        self.duties: dict[tuple[TeamId, CommitmentId, int], Duty] = {}
        self.by_team: dict[TeamId, dict[tuple[CommitmentId, int], Duty]] = {}
        self.audits: dict[tuple[TeamId, int], Audit] = {}
        self.notices: dict[str, Notice] = {}
        self.runs: dict[str, Run] = {}
        self.kept_reviews: dict[str, Review] = {}
        self.kept_maps: dict[tuple[TeamId, int], TeamMap] = {}
        self.fails = fails
        self.reads = self.writes = 0

    def of_team(self, team: TeamId, years: Sequence[int]) -> Records:
        self.reads += 1
        return Records(
            duties={(c, y): duty for (c, y), duty in self.by_team.get(team, {}).items() if y in years},
            audits={y: audit for (t, y), audit in self.audits.items() if t == team and y in years},
        )

    def save(self, *steps: Duty | Audit | Notice | Review | TeamMap | Run) -> None:
        for run in steps:
            if isinstance(run, Run):
                self._save_run(run)
        others = [step for step in steps if not isinstance(step, Run)]
        if others:
            self._save(others)

    def _save(self, steps: Sequence[Duty | Audit | Notice | Review | TeamMap]) -> None:
        self._may_fail()
        fresh = [step for step in steps if not self._is_kept(step)]
        for step in fresh:
            if self._version(step) != len(step.journal) - 1:
                raise ChangedMeanwhile(str(step))
        for step in fresh:
            self.writes += 1
            match step:
                case Duty():
                    self.duties[step.team, step.commitment, step.year] = step
                    self.by_team.setdefault(step.team, {})[step.commitment, step.year] = step
                case Audit():
                    self.audits[step.team, step.year] = step
                case Notice():
                    self.notices[step.id] = step
                case Review():
                    self.kept_reviews[step.of] = step
                case TeamMap():
                    self.kept_maps[step.team, step.year] = step
        self._may_fail()

    def mark(self, run: Run, *steps: Duty | Audit) -> None:
        self._may_fail()
        if self.runs[run.month].state is not RunState.BEGUN and not all(self._is_kept(step) for step in steps):
            raise ChangedMeanwhile(run.month)
        self.save(*steps)

    def notice(self, id: str) -> Notice | None:
        return self.notices.get(id)

    def reviews(self) -> Sequence[Review]:
        return list(self.kept_reviews.values())

    def team_map(self, team: TeamId, year: int) -> TeamMap | None:
        return self.kept_maps.get((team, year))

    def maps(self, year: int) -> Sequence[TeamMap]:
        return [each for each in self.kept_maps.values() if each.year == year]

    def latest_run(self) -> Run | None:
        return self.runs[max(self.runs)] if self.runs else None

    def _save_run(self, run: Run) -> None:
        self._may_fail()
        before = self.runs.get(run.month)
        if before is None or len(before.journal) < len(run.journal):
            self.writes += 1
            self.runs[run.month] = run
        self._may_fail()

    def kept_in(self, year: int) -> Sequence[Kept]:
        found = []
        for duty in (each for each in self.duties.values() if each.year == year):
            due = {each.id: each.day for each in duty.occasions}
            days = {each.slot: each.day for each in duty.evidence}
            for slot in dict.fromkeys((*due, *days)):
                found.append(
                    Kept(
                        team=duty.team,
                        commitment=duty.commitment,
                        slot=slot,
                        day=days.get(slot),
                        due=due.get(slot),
                    )
                )
        return found

    def _found(self, step: Duty | Audit | Notice | Review | TeamMap) -> Duty | Audit | Notice | Review | TeamMap | None:
        match step:
            case Duty():
                return self.duties.get((step.team, step.commitment, step.year))
            case Audit():
                return self.audits.get((step.team, step.year))
            case Notice():
                return self.notices.get(step.id)
            case Review():
                return self.kept_reviews.get(step.of)
            case TeamMap():
                return self.kept_maps.get((step.team, step.year))

    def _version(self, step: Duty | Audit | Notice | Review | TeamMap) -> int:
        found = self._found(step)
        return len(found.journal) if found else 0

    def _is_kept(self, step: Duty | Audit | Notice | Review | TeamMap) -> bool:
        found = self._found(step)
        ours = step.journal[-1]
        return found is not None and any(e.step == ours.step and e.seq == ours.seq for e in found.journal)

    def _may_fail(self) -> None:
        if self.fails():
            raise StoreUnavailable


class FakeEvidenceFiles:
    """The port ``EvidenceFiles``: files by their key, or the words with which one is refused."""

    def __init__(self, files: dict[str, EvidenceFile | str] | None = None) -> None:
        self.files = files or {}

    def upload_form(self, key: str, *, back_to: str) -> UploadForm:
        return UploadForm(url="https://files.example/", fields={"key": key, "back": back_to})

    def check(self, key: str, *, name: str) -> EvidenceFile:
        found = self.files.get(key, "There is no such file")
        if isinstance(found, str):
            raise UnusableFile(found)
        return found

    def keep(self, file: EvidenceFile) -> EvidenceFile:
        return replace(file, key=f"evidence/{file.key.partition('/')[2]}")

    def link(self, file: EvidenceFile) -> str:
        return f"https://files.example/{file.key}?signed=yes"


class FakeAsked:
    """The port ``AskedStore``, with the same conditions on a write as the table has."""

    def __init__(self, *invitations: AuditInvitation) -> None:
        self.kept = {each.id: each for each in invitations}
        self.writes = 0

    def of_team(self, team: TeamId, year: int) -> Sequence[AuditInvitation]:
        return [each for each in self.kept.values() if (each.team, each.year) == (team, year)]

    def get(self, key: tuple[TeamId, int, AuditInvitationId]) -> AuditInvitation | None:
        found = self.kept.get(key[2])
        return found if found and found.identity == key else None

    def many(self, keys: Sequence[tuple[TeamId, int, AuditInvitationId]]) -> Sequence[AuditInvitation]:
        return [found for key in keys if (found := self.get(key))]

    def add(self, invitation: AuditInvitation) -> None:
        before = self.kept.get(invitation.id)
        if before and before.journal[0].step != invitation.journal[0].step:
            raise ChangedMeanwhile(invitation.id)
        if not before:
            self._keep(invitation)

    def save(self, invitation: AuditInvitation) -> None:
        before = self.kept[invitation.id]
        if len(before.journal) != len(invitation.journal) - 1:
            if before.journal[-1].step == invitation.journal[-1].step:
                return
            raise ChangedMeanwhile(invitation.id)
        self._keep(invitation)

    def _keep(self, invitation: AuditInvitation) -> None:
        self.kept[invitation.id] = invitation
        self.writes += 1
