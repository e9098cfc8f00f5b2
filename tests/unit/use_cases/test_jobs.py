"""Jobs by their names: an unknown one runs nothing, each run is written down, and a missing one is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from takepart.use_cases.jobs import LONGEST, ON_WORKDAYS, Jobs, Missed, NotFinished, Run, UnknownJob, missed_jobs

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
AT = "2026-11-28T08:00:00Z"
DUE = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


class KnownRuns:
    """When each job last ran, in memory."""

    def __init__(self, known: Mapping[str, datetime] | None = None) -> None:
        self.known = dict(known or {})

    def finished(self, job: str, *, at: datetime) -> None:
        self.known[job] = max(at, self.known.get(job, at))

    def last(self, jobs: Iterable[str]) -> Mapping[str, datetime]:
        return {job: self.known[job] for job in jobs if job in self.known}


class Lines:
    """What was logged."""

    def __init__(self) -> None:
        self.lines: list[tuple[object, dict[str, object]]] = []

    def info(self, msg: object, **about: object) -> None:
        self.lines.append((msg, about))

    def error(self, msg: object, **about: object) -> None:
        self.lines.append((msg, about))


class World:
    """A function with two jobs, of which one cannot be done."""

    def __init__(self) -> None:
        self.runs, self.log, self.seen = KnownRuns(), Lines(), list[Run]()
        self.jobs = Jobs(runs=self.runs, log=self.log, clock=lambda: NOW)
        self.jobs.job("forget-claims")(self.forget)
        self.jobs.job("remind-deciders")(self.fail)

    def forget(self, run: Run) -> Mapping[str, object]:
        self.seen.append(run)
        return {"people": 3}

    def fail(self, run: Run) -> Mapping[str, object]:
        raise ConnectionError("somebody@example.org")


@pytest.fixture
def world() -> World:
    return World()


def test_a_job_is_done_as_of_when_it_was_due_and_written_down(world: World) -> None:
    assert world.jobs.run({"job": "forget-claims", "at": AT}, None) == {"people": 3}

    assert [run.now for run in world.seen] == [DUE]
    assert world.runs.known == {"forget-claims": DUE}
    assert world.log.lines == [
        ("job done", {"job": "forget-claims", "as_of": DUE.isoformat(), "counts": {"people": 3}}),
    ]


@pytest.mark.parametrize("job", ["forget-claim", "Forget-Claims", "payment-run", "", None, 7, ["forget-claims"]])
def test_a_name_that_is_not_known_runs_no_other_job(world: World, job: object) -> None:
    """Neither a slip nor another function's job."""
    with pytest.raises(UnknownJob, match="there are forget-claims, remind-deciders"):
        world.jobs.run({"job": job, "at": AT}, None)

    assert (world.seen, world.runs.known) == ([], {})


def test_no_name_is_no_job(world: World) -> None:
    with pytest.raises(UnknownJob):
        world.jobs.run({"at": AT}, None)


def test_what_fails_fails_aloud_and_is_not_written_down(world: World) -> None:
    """Nothing that the error says is logged: it may name somebody."""
    with pytest.raises(ConnectionError):
        world.jobs.run({"job": "remind-deciders", "at": AT}, None)

    assert world.runs.known == {}
    assert world.log.lines == [
        ("job failed", {"job": "remind-deciders", "as_of": DUE.isoformat(), "error": "ConnectionError"}),
    ]


def test_a_run_as_of_a_day_that_is_yet_to_come_proves_nothing(world: World) -> None:
    """Tried by hand, say: else the job could stand still until that day and nobody would hear of it."""
    world.jobs.run({"job": "forget-claims", "at": "2027-01-01T03:00:00Z"}, None)

    assert world.runs.known == {}


@pytest.mark.parametrize(("left", "hurries"), [(14_999, True), (15_000, False)])
def test_a_job_knows_when_its_time_is_nearly_over(world: World, left: int, hurries: bool) -> None:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: left)
    world.jobs.run({"job": "forget-claims", "at": AT}, context)

    assert world.seen[0].hurry() is hurries


def test_a_run_that_left_something_is_run_again_and_counts_as_not_run(world: World) -> None:
    """Whatever started it starts it again as of the same time; a job of a big day is not finished tomorrow, unseen."""
    left = iter([20_000, 14_000])
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: next(left))

    @world.jobs.job("payment-run")
    def pay(run: Run) -> Mapping[str, object]:
        return {"paid": [run.hurry(), run.hurry(), run.hurry()]}

    with pytest.raises(NotFinished):
        world.jobs.run({"job": "payment-run", "at": AT}, context)

    assert world.runs.known == {}
    goes_on = ("job goes on", {"job": "payment-run", "as_of": DUE.isoformat(), "counts": {"paid": [False, True, True]}})
    assert goes_on in world.log.lines


def test_a_job_is_among_those_of_the_service_and_has_one_name(world: World) -> None:
    with pytest.raises(ValueError, match="forget-claim is not among"):
        world.jobs.job("forget-claim")
    with pytest.raises(ValueError, match="two jobs are called forget-claims"):
        world.jobs.job("forget-claims")(world.fail)
    assert world.jobs.names == {"forget-claims", "remind-deciders"}


@pytest.mark.parametrize(
    ("last", "noticed"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, 1, tzinfo=UTC)),
        (datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 11, 27, 16, 0, 1, tzinfo=UTC)),
        (datetime(2026, 11, 27, 10, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, 1, tzinfo=UTC)),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_run_of_a_workday_is_missed_on_that_day_and_not_after_the_weekend(last: datetime, noticed: datetime) -> None:
    """Money that was promised for Tuesday is looked after on Tuesday; on a Sunday nobody is called."""
    known = {**dict.fromkeys(LONGEST, noticed), "payment-run": last}

    assert missed_jobs(runs=KnownRuns(known), now=noticed - timedelta(seconds=1)) == ()
    assert missed_jobs(runs=KnownRuns(known), now=noticed) == (Missed("payment-run", last),)


@pytest.mark.parametrize("job", sorted(LONGEST.keys() - ON_WORKDAYS))
def test_each_job_that_did_not_run_is_noticed_once_it_could_not_be_late_any_more(job: str) -> None:
    """The longest that it may rest, and as long as its run may still be tried again."""
    latest = LONGEST[job] + min(LONGEST[job], timedelta(hours=6))
    known = dict.fromkeys(LONGEST, NOW)

    assert missed_jobs(runs=KnownRuns({**known, job: NOW - latest}), now=NOW) == ()
    last = NOW - latest - timedelta(seconds=1)
    assert missed_jobs(runs=KnownRuns({**known, job: last}), now=NOW) == (Missed(job, last),)


def test_a_job_that_nobody_has_seen_counts_from_now() -> None:
    """After the first deployment nothing has run yet; what then never runs is noticed all the same."""
    runs = KnownRuns()

    assert missed_jobs(runs=runs, now=NOW) == ()
    assert set(runs.known) == set(LONGEST)
    assert {each.job for each in missed_jobs(runs=runs, now=NOW + timedelta(days=40))} == set(LONGEST)
