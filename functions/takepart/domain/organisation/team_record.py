"""A team as a record: its name and the people around it from a day on, until it closes.

The policy file's teams are where it starts. Reports of an earlier year keep the name that a team had then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.assurance.rules import Assurance, Former, KeeperId, Team, TeamId, TeamKind
from takepart.domain.organisation.member import FURTHEST
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused


class TeamAction(StrEnum):
    """What is done to a record."""

    SET = "set"
    CLOSE = "close"
    STAY_OPEN = "stay-open"


class TeamRefusal(PlainReason):
    """Why something cannot be done to a team."""

    PAST_DAY = "past-day", "Choose today or a later day. What held before stays as it was.", "since"
    TOO_FAR = "too-far", "Choose a day in the next two years.", "since"
    TAKEN = "taken", "A team has this name already. Choose another one.", "name"
    ONE_PERSON = (
        "one-person",
        "The lead and the manager must be two people: one signs what the other writes.",
        "manager",
    )
    LAST_DAY = "last-day", "Choose yesterday or a later day.", "last_day"
    CLOSED = "closed", "This team is closed. Look at the list again."


@dataclass(frozen=True, kw_only=True)
class TeamHeld:
    """What a team is called and who is around it, from a day on."""

    since: date
    name: str
    lead: KeeperId
    manager: KeeperId
    contributors: tuple[KeeperId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TeamRecord(Journalled):
    """One team. What kind it is stays: a team of another kind owes other promises, and is another team."""

    id: TeamId
    kind: TeamKind
    held: tuple[TeamHeld, ...] = ()
    """The earliest first."""
    starts: date
    """The day from which it owes anything."""
    ends: date | None = None

    @classmethod
    def of(cls, named: Team) -> TeamRecord:
        """What the policy file says of a team, before anything was done to it."""
        held = TeamHeld(
            since=date.min,
            name=named.name,
            lead=named.lead,
            manager=named.manager,
            contributors=named.contributors,
        )
        return cls(id=named.id, kind=named.kind, held=(held,), starts=named.starts, ends=named.ends)

    def on(self, day: date) -> Team:
        """The team as it is on a day, and what it was called before."""
        held = next((each for each in reversed(self.held) if each.since <= day), self.held[0])
        return Team(
            id=self.id,
            name=held.name,
            kind=self.kind,
            lead=held.lead,
            manager=held.manager,
            contributors=held.contributors,
            starts=self.starts,
            ends=self.ends,
            former=tuple(
                Former(until=after.since - timedelta(days=1), name=before.name)
                for before, after in zip(self.held, self.held[1:], strict=False)
                if before.name != after.name and after.since <= day
            ),
        )


def change(team: TeamRecord, step: Step, held: TeamHeld) -> TeamRecord:
    """What it is from a day on, in place of all that was planned for later. Raises Refused."""
    if team.ends is not None and team.ends < step.today:
        raise Refused(team.id, reason=TeamRefusal.CLOSED)
    if held.since < step.today:
        raise Refused(team.id, reason=TeamRefusal.PAST_DAY)
    if held.since > step.today + FURTHEST:
        raise Refused(team.id, reason=TeamRefusal.TOO_FAR)
    if held.lead == held.manager:
        raise Refused(team.id, reason=TeamRefusal.ONE_PERSON)
    before = tuple(each for each in team.held if each.since < held.since)
    facts: dict[str, Any] = {
        "since": held.since.isoformat(),
        "lead": held.lead,
        "manager": held.manager,
        "contributors": ",".join(held.contributors),
        "name": journals.digest_of(held.name, step=step.press),
    }
    return team.written(TeamAction.SET, step, facts, held=(*before, held))


def close(team: TeamRecord, step: Step, *, last_day: date) -> TeamRecord:
    """Its last day: from the next one on it owes nothing more. Raises Refused."""
    if team.ends is not None and team.ends < step.today:
        raise Refused(team.id, reason=TeamRefusal.CLOSED)
    if last_day < step.today - timedelta(days=1):
        raise Refused(team.id, reason=TeamRefusal.LAST_DAY)
    if last_day > step.today + FURTHEST:
        raise Refused(team.id, reason=TeamRefusal.TOO_FAR)
    return team.written(TeamAction.CLOSE, step, {"last_day": last_day.isoformat()}, ends=last_day)


def stay_open(team: TeamRecord, step: Step) -> TeamRecord:
    """It does not close after all. Raises Refused once it is closed, or was not to."""
    if team.ends is None or team.ends < step.today:
        raise Refused(team.id, reason=TeamRefusal.CLOSED)
    return team.written(TeamAction.STAY_OPEN, step, ends=None)


def teams_on(rules: Assurance, records: Sequence[TeamRecord], day: date) -> Assurance:
    """The promises with the teams of a day."""
    if not records:
        return rules
    kept: Mapping[TeamId, TeamRecord] = {each.id: each for each in records}
    written = tuple(kept[each.id].on(day) if each.id in kept else each for each in rules.teams)
    there = {each.id for each in rules.teams}
    return replace(rules, teams=(*written, *(each.on(day) for each in records if each.id not in there)))
