"""The places of sessions by the clock: reminders to who has one, what nobody took is passed on, what was held."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.programme.tables import ProgrammeSessionsTable, SignUpsTable
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.programme import take_part as programme_jobs
from takepart.use_cases.programme.ports import SessionStores

settings = Settings()
policy = settings.policy()
programme = Aggregates(settings["PROGRAMME_TABLE"])
kept = SessionStores(
    sessions=ProgrammeSessionsTable(programme),
    sign_ups=SignUpsTable(programme),
    policy=policy,
    holidays=bank_holidays.england(),
    pause=clock.pause,
)
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=Logger(), clock=clock.now, begin=settings.renew)


@jobs.job("remind-participants")
def remind_participants(run: Run) -> dict[str, object]:
    """Remind people of the sessions that come up; how many were."""
    reminded = programme_jobs.remind_participants(kept=kept, now=run.now)
    return {"reminded": reminded}


@jobs.job("pass-on-places")
def pass_on_places(run: Run) -> dict[str, object]:
    """Offer what nobody took to the next, and write down what was held; how many of each."""
    lapsed = programme_jobs.pass_on_places(kept=kept, now=run.now)
    return {"lapsed": lapsed, "held": programme_jobs.hold_attended(kept=kept, now=run.now)}


handler = jobs.run
