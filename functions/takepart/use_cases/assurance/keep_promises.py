"""What people do about promises: show that one was kept, plan it, start what one is owed for, pause, hand over.

Every step reads the team's records, checks whose it is, and is one conditional write; somebody else's write in between
means: read again and try again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty, Evidence, EvidenceFile
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import Assurance, CommitmentId, KeeperId, Team, TeamId, UnknownKeeper, UnknownTeam
from takepart.domain.assurance.slots import Occasion, Slot, SlotId
from takepart.domain.assurance.standing import Standing, find_slot, standings, years_around
from takepart.domain.assurance.years import year_of
from takepart.domain.journal import Actor
from takepart.domain.refused import Refused
from takepart.use_cases.again import until_kept
from takepart.use_cases.assurance.ports import Promises, PromiseStore

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


def keeper_of(step: Step) -> KeeperId:
    """Who takes a step, as the policy's promises name people."""
    return KeeperId(step.staff)


def promises_of(keeper: KeeperId, *, promises: Promises, today: date) -> list[tuple[Team, Standing]]:
    """Everything that one person looks after, the earliest due first."""
    found = []
    for team in promises.rules.teams_of(keeper):
        records = promises.store.of_team(team.id, years_around(today, promises.rules))
        for standing in standings(team, records.duties, rules=promises.rules, today=today):
            if standing.keeper == keeper or keeper in (team.lead, team.manager):
                found.append((team, standing))
    return sorted(found, key=lambda pair: (pair[1].slot.due, pair[0].name, pair[1].slot.commitment.name))


def show(
    key: SlotKey, *, day: date, note: str, file: EvidenceFile | None, promises: Promises, step: Step, record: str = ""
) -> Duty:
    """Fill a slot with what shows that the promise was kept. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    evidence = Evidence(slot=key.slot, day=day, by=step.by, note=note, file=file, record=record)
    change = partial(duties.show, evidence=evidence)
    return _change(key, step, lambda duty, slot: change(duty, step, slot), promises=promises)


def plan(key: SlotKey, *, day: date, promises: Promises, step: Step) -> Duty:
    """Write down when it will be done. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    return _change(key, step, lambda duty, slot: duties.plan(duty, step, slot, day), promises=promises)


def start(team: TeamId, commitment: CommitmentId, *, name: str, day: date, promises: Promises, step: Step) -> Duty:
    """Something starts that a promise is owed for, by a day. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    version = next(
        (
            each
            for each in promises.rules.owed_by(promises.rules.team(team))
            if each.id == commitment and each.in_force(day)
        ),
        None,
    )
    if version is None:
        raise Refused(team, reason=PromiseRefusal.NO_SUCH_SLOT)
    if day < step.today:
        raise Refused(team, reason=PromiseRefusal.PAST_DAY)
    occasion = Occasion(id=SlotId(step.press.rpartition("-")[2][:8]), name=name, day=day)
    year = year_of(day, promises.rules.year_starts)
    change = partial(duties.start, cadence=version.cadence, occasion=occasion)
    return _change_duty((team, commitment, year), lambda duty: change(duty, step), store=promises.store)


def pause(team: TeamId, commitment: CommitmentId, *, until: date, reason: str, promises: Promises, step: Step) -> Duty:
    """Stop reminding until a day, for a reason. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    year = year_of(step.today, promises.rules.year_starts)
    return _change_duty(
        (team, commitment, year), lambda duty: duties.pause(duty, step, until, reason), store=promises.store
    )


def hand_over(
    team: TeamId, commitment: CommitmentId, *, keeper: KeeperId, reason: str, promises: Promises, step: Step
) -> Duty:
    """Let somebody else look after a promise, for a reason. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    try:
        promises.rules.keeper(keeper)
    except UnknownKeeper as error:
        raise Refused(team, reason=PromiseRefusal.NO_SUCH_PERSON) from error
    year = year_of(step.today, promises.rules.year_starts)
    return _change_duty(
        (team, commitment, year), lambda duty: duties.hand_over(duty, step, keeper, reason), store=promises.store
    )


def look_up(key: SlotKey, *, promises: Promises, today: date) -> tuple[Team, Standing]:
    """One slot and how it stands. Raises Refused when nothing is owed there."""
    team = _team(key, promises.rules)
    records = promises.store.of_team(team.id, years_around(today, promises.rules))
    wanted = (key.commitment, key.year, key.slot)
    for standing in standings(team, records.duties, rules=promises.rules, today=today):
        if standing.slot.key == wanted:
            return team, standing
    raise Refused(key.team, reason=PromiseRefusal.NO_SUCH_SLOT)


def _change(key: SlotKey, step: Step, change: Callable[[Duty, Slot], Duty], *, promises: Promises) -> Duty:
    team = _team(key, promises.rules)

    def attempt() -> Duty:
        records = promises.store.of_team(team.id, years_around(step.today, promises.rules))
        slot = find_slot(
            team, records.duties, (key.commitment, key.year, key.slot), rules=promises.rules, today=step.today
        )
        if slot is None:
            raise Refused(key.team, reason=PromiseRefusal.NO_SUCH_SLOT)
        return _kept(records.duty(key.team, key.commitment, key.year), lambda duty: change(duty, slot), promises.store)

    return until_kept(attempt, tries=_TRIES)


def _change_duty(key: tuple[TeamId, CommitmentId, int], change: Callable[[Duty], Duty], *, store: PromiseStore) -> Duty:
    team, commitment, year = key
    return until_kept(
        lambda: _kept(store.of_team(team, (year, year)).duty(team, commitment, year), change, store), tries=_TRIES
    )


def _kept(before: Duty, change: Callable[[Duty], Duty], store: PromiseStore) -> Duty:
    after = change(before)
    if after is not before:
        store.save(after)
    return after


def _team(key: SlotKey, rules: Assurance) -> Team:
    try:
        return rules.team(key.team)
    except UnknownTeam as error:
        raise Refused(key.team, reason=PromiseRefusal.NO_SUCH_SLOT) from error
