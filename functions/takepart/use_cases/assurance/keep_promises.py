"""What people do about promises: show that one was kept, plan it, start what one is owed for, pause, hand over.

Every step reads the team's records, checks whose it is, and is one conditional write; somebody else's write in between
means: read again and try again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.duty import Duty, Evidence, EvidenceFile
from takepart.domain.assurance.refusals import PromiseRefusal
from takepart.domain.assurance.rules import CommitmentId, KeeperId, Team, TeamId
from takepart.domain.assurance.slots import Occasion, Slot, SlotId
from takepart.domain.assurance.standing import Standing, find_slot
from takepart.domain.assurance.years import year_of
from takepart.domain.journal import Actor
from takepart.domain.refused import Refused
from takepart.use_cases.assurance.ports import Promises, PromiseStore, Records
from takepart.use_cases.doing import until_kept

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
        for standing in promises.standings(team, today):
            if standing.keeper == keeper or keeper in (team.lead, team.manager):
                found.append((team, standing))
    return sorted(found, key=lambda pair: (pair[1].slot.due, pair[0].name, pair[1].slot.commitment.name))


def show(
    key: SlotKey, *, day: date, note: str, file: EvidenceFile | None, promises: Promises, step: Step, record: str = ""
) -> Duty:
    """Fill a slot with what shows that the promise was kept. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    evidence = Evidence(slot=key.slot, day=day, by=step.by, note=note, file=file, record=record)
    return _change(key, step, lambda duty, slot: duties.show(duty, step, slot, evidence), promises=promises)


def plan(key: SlotKey, *, day: date, promises: Promises, step: Step) -> Duty:
    """Write down when it will be done. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    return _change(key, step, lambda duty, slot: duties.plan(duty, step, slot, day), promises=promises)


def start(team: TeamId, commitment: CommitmentId, *, name: str, day: date, promises: Promises, step: Step) -> Duty:
    """Something starts that a promise is owed for, by a day. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    owed = (each for each in promises.rules.owed_by(promises.rules.team(team)) if each.id == commitment)
    version = next((each for each in owed if each.in_force(day)), None)
    if version is None:
        raise Refused(team, reason=PromiseRefusal.NO_SUCH_SLOT)
    if day < step.today:
        raise Refused(team, reason=PromiseRefusal.PAST_DAY)
    occasion = Occasion(id=SlotId(step.press.rpartition("-")[2][:8]), name=name, day=day)
    cadence = version.cadence
    return _change_duty(team, commitment, day, lambda duty: duties.start(duty, step, cadence, occasion), promises)


def pause(team: TeamId, commitment: CommitmentId, *, until: date, reason: str, promises: Promises, step: Step) -> Duty:
    """Stop reminding until a day, for a reason. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    return _change_duty(team, commitment, step.today, lambda duty: duties.pause(duty, step, until, reason), promises)


def hand_over(
    team: TeamId, commitment: CommitmentId, *, keeper: KeeperId, reason: str, promises: Promises, step: Step
) -> Duty:
    """Let somebody else look after a promise, for a reason. Raises Refused, ChangedMeanwhile, StoreUnavailable."""
    if promises.rules.keeper(keeper) is None:
        raise Refused(team, reason=PromiseRefusal.NO_SUCH_PERSON)
    today = step.today
    return _change_duty(team, commitment, today, lambda duty: duties.hand_over(duty, step, keeper, reason), promises)


def look_up(key: SlotKey, *, promises: Promises, today: date) -> tuple[Team, Standing]:
    """One slot and how it stands. Raises Refused when nothing is owed there."""
    team = promises.owner(key.team)
    for standing in promises.standings(team, today):
        if standing.slot.key == (key.commitment, key.year, key.slot):
            return team, standing
    raise Refused(key.team, reason=PromiseRefusal.NO_SUCH_SLOT)


def first_filled(team: Team, slots: Iterable[Slot], record: str, *, records: Records, step: Step) -> Duty | None:
    """The first of a team's slots that a record of ours fills, filled; nothing when none of them is open."""
    for slot in slots:
        evidence = Evidence(slot=slot.id, day=step.today, by=step.by, record=record)
        with suppress(Refused):
            return duties.show(records.duty(team.id, slot.commitment.id, slot.year), step, slot, evidence)
    return None


def _change(key: SlotKey, step: Step, change: Callable[[Duty, Slot], Duty], *, promises: Promises) -> Duty:
    team, rules, wanted = promises.owner(key.team), promises.rules, (key.commitment, key.year, key.slot)

    def attempt() -> Duty:
        records = promises.records(team, step.today)
        slot = find_slot(team, records.duties, wanted, rules=rules, today=step.today)
        if slot is None:
            raise Refused(key.team, reason=PromiseRefusal.NO_SUCH_SLOT)
        return _kept(records.duty(key.team, key.commitment, key.year), lambda duty: change(duty, slot), promises.store)

    return until_kept(attempt, tries=_TRIES)


def _change_duty(
    team: TeamId, commitment: CommitmentId, day: date, change: Callable[[Duty], Duty], promises: Promises
) -> Duty:
    """The duty of the year of a day."""
    store, year = promises.store, year_of(day, promises.rules.year_starts)
    return until_kept(
        lambda: _kept(store.of_team(team, (year, year)).duty(team, commitment, year), change, store), tries=_TRIES
    )


def _kept(before: Duty, change: Callable[[Duty], Duty], store: PromiseStore) -> Duty:
    after = change(before)
    if after is not before:
        store.save(after)
    return after
