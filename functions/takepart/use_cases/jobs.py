"""What the clock starts: every job by its name, when each last ran, and which did not run when it was due.

A name that nobody knows raises, so that a slip in a schedule never runs another job. Each run writes down as of when
it was, once it is done: so a job that nothing started is noticed as well as one that failed.

    jobs = Jobs(runs=..., log=logger, clock=...)

    @jobs.job("payment-run")
    def pay(run: Run) -> Mapping[str, object]: ...

    handler = jobs.run
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from takepart.domain.journal import from_instant
from takepart.domain.uk_time import local_date

_HOURLY, _DAILY, _AFTER_A_WEEKEND, _MONTHLY = timedelta(hours=1), timedelta(1), timedelta(3), timedelta(31)

LONGEST: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "ask-what-changed": _DAILY,
        "check-jobs": _HOURLY,
        "check-pay-promises": _MONTHLY,
        "close-questionnaires": _DAILY,
        "erase-old": _DAILY,
        "escalate-alerts": _HOURLY,
        "forget-claims": _DAILY,
        "pass-on-places": _HOURLY,
        "payment-run": _AFTER_A_WEEKEND,
        "remind-deciders": _DAILY,
        "remind-of-promises": _DAILY,
        "remind-owners": _DAILY,
        "remind-participants": _DAILY,
        "tell-overdue": _DAILY,
        "tell-reader": timedelta(hours=12),
    }
)
"""Every job of the service, and the longest time between two moments that template.yaml has it run."""
ON_WORKDAYS: Final = frozenset({"payment-run"})
"""Jobs that run from Monday to Friday: a run that fails on a Tuesday is missed on Wednesday, not after a weekend."""
_UNTIL_MONDAY: Final = MappingProxyType({4: timedelta(days=3), 5: timedelta(days=2)})
"""From a Friday, and from a Saturday on which somebody ran it by hand."""
PATIENCE: Final = timedelta(hours=6)
"""For how long a run may still be tried again before it counts as missed; for an hourly job it is an hour."""
JOB_MISSED: Final = "JobMissed"
"""The constant message of a log line about a job that did not run: template.yaml's alarm counts it."""
_ENOUGH_FOR_ONE: Final = 15_000
"""Milliseconds: a step whose every request is tried again still ends in time."""


class UnknownJob(LookupError):
    """Nothing here does this. The run fails and its alarm rings; no other job runs in its place."""


class NotFinished(Exception):
    """A run was short of time and left something. What started it runs it again as of the same time, and it goes on."""


class Run(NamedTuple):
    """One run: as of when it was due, and whether the time for it is nearly over: what is not begun then is left."""

    now: datetime
    hurry: Callable[[], bool] = lambda: False


class Runs(Protocol):
    """When each job last ran."""

    def finished(self, job: str, *, at: datetime) -> None:
        """It ran as of this moment. An earlier one, of a run that was done again, changes nothing."""

    def last(self, jobs: Iterable[str]) -> Mapping[str, datetime]:
        """As of when each of them last ran; one that never did is not in it."""


class Log(Protocol):
    """Where a run says what it did."""

    @property
    def info(self) -> Callable[..., None]:
        """A line: its constant message, and by name what it is about."""

    @property
    def error(self) -> Callable[..., None]:
        """A line about something that went wrong."""


Does = Callable[[Run], Mapping[str, object]]


class Jobs:
    """The jobs of one function, by their names."""

    def __init__(
        self, *, runs: Runs, log: Log, clock: Callable[[], datetime], begin: Callable[[], None] = lambda: None
    ) -> None:
        """``begin`` comes before each run, as it does before each page."""
        self._runs, self._log, self._clock, self._begin = runs, log, clock, begin
        self._named: dict[str, Does] = {}

    @property
    def names(self) -> frozenset[str]:
        """The jobs that this function does."""
        return frozenset(self._named)

    def job(self, name: str) -> Callable[[Does], Does]:
        """Say what does a job. Raises ValueError for a name that is not in LONGEST, or is taken."""
        if name not in LONGEST:
            raise ValueError(f"{name} is not among the jobs of the service")

        def declared(does: Does) -> Does:
            if self._named.setdefault(name, does) is not does:
                raise ValueError(f"two jobs are called {name}")
            return does

        return declared

    def run(self, event: Mapping[str, Any], context: Any) -> dict[str, object]:
        """Do the event's ``job`` as of its ``at``: a late or repeated run does the same, and no more.

        Raises UnknownJob, NotFinished, and whatever the job raises: it then counts as not run. Lambda runs it twice
        more, and whoever watches is told when that was not enough: nothing is left in silence.
        """
        name = event.get("job")
        does = self._named.get(name) if isinstance(name, str) else None
        if does is None or name is None:
            raise UnknownJob(f"there is no job {name!r} here: there are {', '.join(sorted(self._named))}")
        now, was_short = from_instant(event["at"]), False

        def hurry() -> bool:
            nonlocal was_short
            was_short = was_short or context.get_remaining_time_in_millis() < _ENOUGH_FOR_ONE
            return was_short

        try:
            self._begin()
            done = dict(does(Run(now, hurry)))
            if was_short:
                self._log.info("job goes on", job=name, as_of=now.isoformat(), counts=done)
                raise NotFinished(name)
            if now <= self._clock():  # a run as of next month, tried by hand, proves nothing about today
                self._runs.finished(name, at=now)
        except Exception as error:
            self._log.error("job failed", job=name, as_of=now.isoformat(), error=type(error).__name__)
            raise
        self._log.info("job done", job=name, as_of=now.isoformat(), counts=done)
        return done


class Missed(NamedTuple):
    """A job that should have run again by now, and as of when it last did."""

    job: str
    last: datetime


def missed_jobs(*, runs: Runs, now: datetime) -> tuple[Missed, ...]:
    """Every job that did not run when it was due, however rarely that is.

    A job that is seen for the first time, after a deployment, counts as run now: its clock starts.
    """
    last = runs.last(LONGEST)
    for job in LONGEST.keys() - last.keys():
        runs.finished(job, at=now)
    return tuple(
        Missed(job, last[job])
        for job in LONGEST
        if job in last and now - last[job] > (gap := _gap(job, last[job])) + min(gap, PATIENCE)
    )


def _gap(job: str, last: datetime) -> timedelta:
    """The time from a run to the next one that is due."""
    if job not in ON_WORKDAYS:
        return LONGEST[job]
    return _UNTIL_MONDAY.get(local_date(last).weekday(), _DAILY)
