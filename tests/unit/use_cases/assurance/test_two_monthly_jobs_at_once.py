"""Two runs of the monthly job at the same time, whatever their order: each reminder is told once, and none is lost.

One run is stopped before each of its requests in turn. While it stands still, a second run does all of its work, or
breaks off after so many requests; before or after it, somebody starts something new that is due at once. Then the first
goes on, or breaks off too. (Without the condition on the run in ``mark``, these tests fail.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.audit import Audit
from takepart.domain.assurance.duty import Duty, DutyAction
from takepart.domain.assurance.notices import Notice, Run
from takepart.domain.assurance.rules import Cadence, TeamId
from takepart.domain.assurance.slots import Occasion, SlotId
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises, Records
from takepart.use_cases.ports import StoreUnavailable
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.fakes_assurance import FakePromises

DAY = date(2026, 6, 1)
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
HOLIDAYS = england()
RECRUITMENT = a_commitment("recruitment", cadence=Cadence.EACH_TIME, times=1, plan_days=0)
RULES = an_assurance(a_team(), a_team("adoption"), commitments=(a_commitment(), RECRUITMENT))
MOST_REQUESTS = 40
Told = tuple[str, str, str, str, str]


class Stopping(FakePromises):
    """Before its request of that number, something else happens. It can break off at a later one."""

    def __init__(self, *, at: int, then: Callable[[], None], breaks_at: int = 0) -> None:
        super().__init__()
        self.requests, self.at, self.then, self.breaks_at = 0, at, then, breaks_at

    def of_team(self, team: TeamId, years: Sequence[int]) -> Records:
        self._next()
        return super().of_team(team, years)

    def save(self, *steps: Duty | Audit | Notice | Run) -> None:  # type: ignore[override]  # the job saves no other
        self._next()
        super().save(*steps)

    def mark(self, run: Run, *steps: Duty | Audit) -> None:
        self._next()
        super().mark(run, *steps)

    def latest_run(self) -> Run | None:
        self._next()
        return super().latest_run()

    def _next(self) -> None:
        self.requests += 1
        if self.requests == self.at:
            then, self.then = self.then, lambda: None
            then()
        if self.breaks_at and self.requests >= self.breaks_at:
            self.breaks_at = 0
            raise StoreUnavailable


def run(store: FakePromises) -> None:
    run_monthly(today=DAY, promises=Promises(RULES, store), holidays=HOLIDAYS, now=AT)


def run_or_break_off(store: FakePromises) -> None:
    try:
        run(store)
    except StoreUnavailable:
        return


def start_something(store: FakePromises) -> None:
    """A recruitment begins at the first team, which is due soon: one of the runs may have passed that team already."""
    found = store.by_team.get(TeamId("fostering"), {}).get((RECRUITMENT.id, 2026))
    duty = found or Duty(team=TeamId("fostering"), commitment=RECRUITMENT.id, year=2026)
    occasion = Occasion(id=SlotId("a1b2c3d4"), name="A new post", day=date(2026, 6, 20))
    by = staff(StaffId("lead"))
    store.save(duties.start(duty, Step(by, AT, StepId("start")), Cadence.EACH_TIME, occasion))


def written_down(store: FakePromises) -> set[Told]:
    """Every reminder in the journals, by whom it is for."""
    return {
        (duty.team, duty.commitment, slot, stage, who)
        for duty in store.duties.values()
        for entry in duty.journal
        if entry.action == DutyAction.REMIND
        for name, people in entry.facts.items()
        if "/" in name
        for slot, _, stage in [name.rpartition("/")]
        for who in str(people).split(",")
    }


def told(store: FakePromises) -> Counter[Told]:
    """Every reminder in the letters."""
    return Counter(
        (item.team, item.about, item.slot, item.stage, str(notice.to))
        for notice in store.notices.values()
        for item in notice.items
    )


@pytest.mark.parametrize("starts_after", [False, True])
@pytest.mark.parametrize("first_breaks_off", [False, True])
@pytest.mark.parametrize("second_requests", [0, 3, 6, 9])
def test_two_runs_at_once_tell_everything_once(
    second_requests: int, *, first_breaks_off: bool, starts_after: bool
) -> None:
    """At each of the first run's requests; 0 stands for a second run that is not cut short."""
    stopped = 0
    for at in range(1, MOST_REQUESTS):
        store = Stopping(at=at, then=lambda: None, breaks_at=at + 2 if first_breaks_off else 0)

        def meanwhile(store: Stopping = store) -> None:
            first, store.breaks_at = store.breaks_at, 0
            if not starts_after:
                start_something(store)
            store.breaks_at = store.requests + second_requests if second_requests else 0
            run_or_break_off(store)
            store.breaks_at = 0
            if starts_after:
                start_something(store)
            store.breaks_at = first and store.requests + 2

        store.then = meanwhile
        run_or_break_off(store)
        stopped += store.requests >= at
        store.breaks_at = 0
        run(store)

        assert store.runs["2026-06"].finished
        letters = told(store)
        assert {what: times for what, times in letters.items() if times > 1} == {}
        assert set(letters) == written_down(store)
        assert {(each[0], each[1]) for each in letters} >= {("fostering", "drop-ins"), ("adoption", "drop-ins")}
    assert stopped >= 8
