"""An administrator keeps the teams: what they are called, who is around them, and when they close."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import ORGANISATION, Assurance, TeamId, TeamKind
from takepart.domain.organisation import team_record as steps
from takepart.domain.organisation.team_record import TeamHeld, TeamRecord, TeamRefusal
from takepart.domain.refused import Refused
from takepart.use_cases.doing import Store, do


class TeamRecords(Store[TeamRecord], Protocol):
    """The records of teams, all of which are read at once."""

    def all(self) -> Sequence[TeamRecord]:
        """All of them as they are now."""


@dataclass(frozen=True, kw_only=True)
class Teams:
    """The teams as the policy file starts them, with the records that changed them. It is a store of them."""

    written: Assurance
    """As the file has it, before any record."""
    kept: TeamRecords

    def get(self, key: TeamId, /) -> TeamRecord | None:
        """One of them as it is now."""
        named = (TeamRecord.of(each) for each in self.written.teams if each.id == key)
        return self.kept.get(key) or next(named, None)

    def many(self, keys: Sequence[TeamId], /) -> Sequence[TeamRecord]:
        """Several."""
        return [team for key in keys if (team := self.get(key)) is not None]

    def add(self, team: TeamRecord, /) -> None:
        """Keep a new one."""
        self.kept.add(team)

    def save(self, team: TeamRecord, /) -> None:
        """Keep the next step, or the first."""
        self.kept.save(team)

    def every(self) -> Mapping[TeamId, TeamRecord]:
        """All of them, in the order of the file, then as they came."""
        found = {each.id: TeamRecord.of(each) for each in self.written.teams}
        return found | {each.id: each for each in sorted(self.kept.all(), key=lambda each: each.journal[0].at)}


def begin(teams: Teams, kind: TeamKind, held: TeamHeld, step: Step) -> TeamRecord:
    """A new team, which owes its promises from that day. Its id is its first name. Raises Refused."""
    letters = unicodedata.normalize("NFKD", held.name).encode("ascii", "ignore").decode().lower()
    id = TeamId(re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60])
    found = teams.get(id)
    if found is not None and found.has(step):
        return found
    if found is not None or not id or id == ORGANISATION:
        raise Refused(id, reason=TeamRefusal.TAKEN)
    made = steps.change(TeamRecord(id=id, kind=kind, starts=held.since), step, held)
    _is_free(teams, made, held)
    teams.add(made)
    return made


def change(teams: Teams, id: TeamId, held: TeamHeld, step: Step, *, seen: int | None) -> TeamRecord:
    """What it is from a day on. Raises Refused, ChangedMeanwhile."""

    def changed(team: TeamRecord, step: Step) -> TeamRecord:
        _is_free(teams, team, held)
        return steps.change(team, step, held)

    return do(teams, id, step, changed, seen=seen)


def close(teams: Teams, id: TeamId, last_day: date, step: Step, *, seen: int | None) -> TeamRecord:
    """Its last day. Raises Refused, ChangedMeanwhile."""
    return do(teams, id, step, partial(steps.close, last_day=last_day), seen=seen)


def stay_open(teams: Teams, id: TeamId, step: Step, *, seen: int | None) -> TeamRecord:
    """It does not close after all. Raises Refused, ChangedMeanwhile."""
    return do(teams, id, step, steps.stay_open, seen=seen)


def _is_free(teams: Teams, team: TeamRecord, held: TeamHeld) -> None:
    """Two teams of one name cannot be told apart in any list. Raises Refused."""
    others = (each for each in teams.every().values() if each.id != team.id)
    if any(each.on(held.since).name.casefold() == held.name.casefold() for each in others):
        raise Refused(team.id, reason=TeamRefusal.TAKEN)
