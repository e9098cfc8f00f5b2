"""Three years of 60 teams, with crashes, repeated runs and missing ones: each reminder once, and none missed."""

from __future__ import annotations

import functools
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.assurance.duty import Duty, Evidence, show
from takepart.domain.assurance.rules import Assurance, Cadence, CommitmentId, KeeperId, Place, Team, TeamKind
from takepart.domain.assurance.standing import open_slots, years_around
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff, verify
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.ports import StoreUnavailable
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.fakes_assurance import FakePromises

HOLIDAYS = frozenset({date(2027, 1, 1), date(2028, 1, 3), date(2028, 5, 1), date(2029, 1, 1)})
FIRST, LAST = date(2026, 4, 1), date(2029, 4, 30)
COMMITMENTS = (
    a_commitment(),
    a_commitment("newsletter", times=2, remind=Place.MANAGER, plan_days=0, tell_when_late=Place.PARTICIPATION_LEAD),
    a_commitment("focus-group", times=1, remind_days=60, plan_days=120),
    a_commitment("review", cadence=Cadence.EVERY_SO_MANY_YEARS, times=2, plan_days=200),
)
Told = tuple[str, str, int, date, str, str]
"""Team, promise, year, due day, stage and person."""


def sixty_teams(chance: random.Random) -> tuple[Team, ...]:
    teams = []
    for number in range(60):
        starts = FIRST + timedelta(days=chance.randrange(900)) if number % 5 == 0 else date(2020, 1, 1)
        ends = starts + timedelta(days=chance.randrange(200, 2600)) if number % 7 == 0 else None
        kind = chance.choice([TeamKind.TEAM, TeamKind.SERVICE, TeamKind.COMMISSIONED])
        people = {"lead": KeeperId(f"lead-{number // 2}"), "manager": KeeperId(f"manager-{number // 10}")}
        teams.append(a_team(f"team-{number}", kind=kind, starts=starts, ends=ends, **people))
    return tuple(teams)


# --- The plain calculation: month by month, by hand, without the domain's slots or stages ----------------------------


@functools.cache
def plain_slots(team: Team) -> list[tuple[str, int, date, date, date]]:
    """(promise, year, its part's first and last day, due) that a team owes from April 2026 to March 2029 and a bit."""
    found = []
    for year in (2026, 2027, 2028, 2029):
        for promise, months in (("drop-ins", 3), ("newsletter", 6), ("focus-group", 12)):
            for part in range(12 // months):
                found.append((promise, year, *plain_part(year, part * months, months)))
        if year % 2:
            found.append(("review", year, *plain_part(year - 1, 0, 24)))
    owed = []
    for promise, year, first, last in found:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        open_days = [day for day in days if day >= team.starts and (team.ends is None or day <= team.ends)]
        if len(open_days) > len(days) - len(open_days):
            owed.append((promise, year, first, last, open_days[-1]))
    return owed


def plain_part(year: int, after: int, months: int) -> tuple[date, date]:
    begin, end = 3 + after, 3 + after + months
    return (
        date(year + begin // 12, begin % 12 + 1, 1),
        date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1),
    )


DAYS_BEFORE = {"drop-ins": (42, 61), "newsletter": (42, 0), "focus-group": (60, 120), "review": (42, 200)}


def plain_stage(promise: str, due: date, today: date) -> str | None:
    soon, plan = DAYS_BEFORE[promise]
    if (today - due).days > 0:
        return "late"
    if (due - today).days <= soon:
        return "soon"
    return "plan" if plan and (due - today).days <= plan else None


def plain_people(team: Team, promise: str, stage: str) -> set[str]:
    people: set[str] = {team.manager} if promise == "newsletter" else {team.lead}
    if stage == "late":
        people.add("participation-lead" if promise == "newsletter" else team.manager)
    return people


@dataclass
class Expected:
    """What may be told, and what must have been told by now."""

    may: set[Told] = field(default_factory=set)
    must: set[Told] = field(default_factory=set)

    def run(self, rules: Assurance, store: FakePromises, day: date, *, finished: bool) -> None:
        year = day.year if day.month >= 4 else day.year - 1
        for team in rules.teams:
            if team.ends and day > team.ends:
                continue
            for promise, in_year, _first, last, due in plain_slots(team):
                if in_year < year - 1 or in_year > year + 1:
                    continue
                begins = date(in_year - (promise == "review"), 4, 1)
                if day < max(begins, team.starts) or filled(store, team, promise, in_year, last):
                    continue
                stage = plain_stage(promise, due, day)
                if stage:
                    told = {(team.id, promise, in_year, due, stage, who) for who in plain_people(team, promise, stage)}
                    self.may |= told
                    if finished:
                        self.must |= told


def filled(store: FakePromises, team: Team, promise: str, year: int, last: date) -> bool:
    duty = store.duties.get((team.id, CommitmentId(promise), year))
    return duty is not None and any(each.slot == last.isoformat() for each in duty.evidence)


# --- What happens, at random -----------------------------------------------------------------------------------------


def keep_some(chance: random.Random, store: FakePromises, rules: Assurance, day: date) -> None:
    """Some teams keep some promises on a day."""
    at = datetime.combine(day, time(15), tzinfo=UTC)
    for team in chance.sample(rules.teams, 6):
        duties = store.of_team(team.id, years_around(day, rules)).duties
        for slot in open_slots(team, duties, rules=rules, today=day):
            duty = duties.get((slot.commitment.id, slot.year)) or Duty(
                team=team.id, commitment=slot.commitment.id, year=slot.year
            )
            if slot.opens <= day <= slot.closes and not duty.kept(slot.id):
                evidence = Evidence(slot=slot.id, day=day, by=staff(StaffId("lead")), note="We met.")
                store.save(show(duty, Step(evidence.by, at, StepId(f"show-{day}-{slot.id}")), slot, evidence))
                break


def told_in(store: FakePromises) -> Counter[Told]:
    return Counter(
        (item.team, item.about, item.year, item.due, item.stage, notice.to)
        for notice in store.notices.values()
        for item in notice.items
    )


@pytest.mark.parametrize("seed", range(3))
def test_each_person_gets_each_reminder_once_and_none_is_missed(seed: int) -> None:
    """Against a calculation of its own: whatever runs twice, half, late or not at all for three months."""
    chance = random.Random(seed)  # noqa: S311 - the same each time, and no secret
    rules = an_assurance(*sixty_teams(chance), commitments=COMMITMENTS)
    store, expected = FakePromises(), Expected()
    asleep_until = FIRST
    day = FIRST
    while day <= LAST:
        if day.day in (3, 12, 21):
            keep_some(chance, store, rules, day)
        if day >= asleep_until and chance.random() < 0.2:
            if chance.random() < 0.04:
                asleep_until = day + timedelta(days=95)
            crashing = chance.random() < 0.5
            left = [chance.randrange(1, 120)]

            def fails(left: list[int] = left) -> bool:
                left[0] -= 1
                return left[0] == 0

            store.fails = fails if crashing else (lambda: False)
            as_of = first_working_day(day)
            before = store.runs.get(f"{as_of:%Y-%m}")
            fresh = before is None or not before.finished
            try:
                run_monthly(
                    today=day,
                    promises=Promises(rules, store),
                    holidays=HOLIDAYS,
                    now=datetime.combine(day, time(8), tzinfo=UTC),
                )
                finished = True
            except StoreUnavailable:
                finished = False
            store.fails = lambda: False
            if fresh:
                expected.run(rules, store, as_of, finished=finished)
        day += timedelta(days=1)

    run_monthly(
        today=LAST, promises=Promises(rules, store), holidays=HOLIDAYS, now=datetime.combine(LAST, time(8), tzinfo=UTC)
    )
    expected.run(rules, store, first_working_day(LAST), finished=False)
    told = told_in(store)

    assert len(expected.must) > 500
    assert {what: times for what, times in told.items() if times > 1} == {}
    assert expected.must - set(told) == set()
    assert set(told) - expected.may == set()
    for duty in store.duties.values():
        verify(duty.journal)


def first_working_day(today: date) -> date:
    """The latest first working day of a month that is not after today, by looking at every day."""
    day = today
    while True:
        before = [day.replace(day=n) for n in range(1, day.day)]
        if _works(day) and not any(_works(each) for each in before):
            return day
        day -= timedelta(days=1)


def _works(day: date) -> bool:
    return day.isoweekday() < 6 and day not in HOLIDAYS
