"""What people do about promises: show that one was kept, plan it, start what one is owed for, pause, hand over.

Every step reads the team's records, checks whose it is, and is one conditional write; somebody else's write in between
means: read again and try again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty, Evidence, EvidenceFile
from takepart.domain.assurance.refusals import CannotKeep, Refusal
from takepart.domain.assurance.rules import Assurance, CommitmentId, KeeperId, Team, TeamId, UnknownKeeper, UnknownTeam
from takepart.domain.assurance.slots import Occasion, Slot, SlotId
from takepart.domain.assurance.standing import Standing, find_slot, standings, years_around
from takepart.domain.assurance.years import year_of
from takepart.domain.ids import StepId
from takepart.domain.journal import Actor
from takepart.domain.uk_time import local_date
from takepart.use_cases.again import until_kept
from takepart.use_cases.assurance.ports import PromiseStore

_TRIES: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotKey:
    """Which slot of which team."""

    team: TeamId
    commitment: CommitmentId
    year: int
    slot: SlotId


def keeper_actor(keeper: KeeperId) -> Actor:
    """A keeper as an actor: they act as members of staff, whoever employs them."""
    return Actor(f"staff:{keeper}")


def promises_of(keeper: KeeperId, *, store: PromiseStore, rules: Assurance, today: date) -> list[tuple[Team, Standing]]:
    """Everything that one person looks after, the earliest due first."""
    found = []
    for team in rules.teams_of(keeper):
        records = store.of_team(team.id, years_around(today, rules))
        for standing in standings(team, records.duties, rules=rules, today=today):
            if standing.keeper == keeper or keeper in (team.lead, team.manager):
                found.append((team, standing))
    return sorted(found, key=lambda pair: (pair[1].slot.due, pair[0].name, pair[1].slot.commitment.name))


def show(
    key: SlotKey,
    *,
    day: date,
    note: str,
    file: EvidenceFile | None,
    by: Actor,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
    record: str = "",
) -> Duty:
    """Fill a slot with what shows that the promise was kept. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    evidence = Evidence(slot=key.slot, day=day, by=by, note=note, file=file, record=record)
    return _change(
        key, lambda duty, slot: duties.show(duty, slot, evidence, at=now, step=step), store=store, rules=rules, now=now
    )


def plan(
    key: SlotKey, *, day: date, by: Actor, store: PromiseStore, rules: Assurance, step: StepId, now: datetime
) -> Duty:
    """Write down when it will be done. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    return _change(
        key,
        lambda duty, slot: duties.plan(duty, slot, day, by=by, at=now, step=step),
        store=store,
        rules=rules,
        now=now,
    )


def start(
    team: TeamId,
    commitment: CommitmentId,
    *,
    name: str,
    day: date,
    by: Actor,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
) -> Duty:
    """Something starts that a promise is owed for, by a day. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    version = next(
        (each for each in rules.owed_by(rules.team(team)) if each.id == commitment and each.in_force(day)), None
    )
    if version is None:
        raise CannotKeep(Refusal.NO_SUCH_SLOT)
    if day < local_date(now):
        raise CannotKeep(Refusal.PAST_DAY)
    occasion = Occasion(id=SlotId(step.rpartition("-")[2][:8]), name=name, day=day)
    year = year_of(day, rules.year_starts)
    return _change_duty(
        team,
        commitment,
        year,
        lambda duty: duties.start(duty, version.cadence, occasion, by=by, at=now, step=step),
        store=store,
    )


def pause(
    team: TeamId,
    commitment: CommitmentId,
    *,
    until: date,
    reason: str,
    by: Actor,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
) -> Duty:
    """Stop reminding until a day, for a reason. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    year = year_of(local_date(now), rules.year_starts)
    return _change_duty(
        team,
        commitment,
        year,
        lambda duty: duties.pause(duty, until, reason, by=by, at=now, step=step),
        store=store,
    )


def hand_over(
    team: TeamId,
    commitment: CommitmentId,
    *,
    keeper: KeeperId,
    reason: str,
    by: Actor,
    store: PromiseStore,
    rules: Assurance,
    step: StepId,
    now: datetime,
) -> Duty:
    """Let somebody else look after a promise, for a reason. Raises CannotKeep, ChangedMeanwhile, StoreUnavailable."""
    try:
        rules.keeper(keeper)
    except UnknownKeeper as error:
        raise CannotKeep(Refusal.NO_SUCH_PERSON) from error
    year = year_of(local_date(now), rules.year_starts)
    return _change_duty(
        team,
        commitment,
        year,
        lambda duty: duties.hand_over(duty, keeper, reason, by=by, at=now, step=step),
        store=store,
    )


def look_up(key: SlotKey, *, store: PromiseStore, rules: Assurance, today: date) -> tuple[Team, Standing]:
    """One slot and how it stands. Raises CannotKeep when nothing is owed there."""
    try:
        team = rules.team(key.team)
    except UnknownTeam as error:
        raise CannotKeep(Refusal.NO_SUCH_SLOT) from error
    records = store.of_team(team.id, years_around(today, rules))
    wanted = (key.commitment, key.year, key.slot)
    for standing in standings(team, records.duties, rules=rules, today=today):
        if standing.slot.key == wanted:
            return team, standing
    raise CannotKeep(Refusal.NO_SUCH_SLOT)


def _change(
    key: SlotKey, change: Callable[[Duty, Slot], Duty], *, store: PromiseStore, rules: Assurance, now: datetime
) -> Duty:
    try:
        team = rules.team(key.team)
    except UnknownTeam as error:
        raise CannotKeep(Refusal.NO_SUCH_SLOT) from error
    today = local_date(now)

    def attempt() -> Duty:
        records = store.of_team(team.id, years_around(today, rules))
        slot = find_slot(team, records.duties, (key.commitment, key.year, key.slot), rules=rules, today=today)
        if slot is None:
            raise CannotKeep(Refusal.NO_SUCH_SLOT)
        before = records.duty(key.team, key.commitment, key.year)
        after = change(before, slot)
        if after is before:
            return before
        store.save(after)
        return after

    return until_kept(attempt, tries=_TRIES)


def _change_duty(
    team: TeamId, commitment: CommitmentId, year: int, change: Callable[[Duty], Duty], *, store: PromiseStore
) -> Duty:
    def attempt() -> Duty:
        before = store.of_team(team, (year, year)).duty(team, commitment, year)
        after = change(before)
        if after is before:
            return before
        store.save(after)
        return after

    return until_kept(attempt, tries=_TRIES)
