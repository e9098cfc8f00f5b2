"""The promises: on the first working day of a month, whoever has one to keep is told, once.

Who owns an outreach action is told before its day, and once when it is late.
"""

from __future__ import annotations

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.outreach_table import OutreachTable
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.reach.actions import remind_owners

settings = Settings()
rules = settings.assurance()
table = Aggregates(settings["ASSURANCE_TABLE"])
store, outreaches = AssuranceTable(table), OutreachTable(table)
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=Logger(), clock=clock.now, begin=settings.renew)


@jobs.job("remind-owners")
def remind_of_outreach(run: Run) -> dict[str, object]:
    """Remind who owns an action to reach a missing group; how many were."""
    return {"reminded": remind_owners(outreaches=outreaches, now=run.now)}


@jobs.job("remind-of-promises")
def remind_of_promises(run: Run) -> dict[str, object]:
    """Remind for the latest month whose first working day has come.

    It is started every morning: once the month is done there is nothing to do, and a morning that failed is made good.
    """
    outcome = run_monthly(
        today=local_date(run.now), promises=Promises(rules, store), holidays=bank_holidays.england(), now=run.now
    )
    return {"month": outcome.month, "told": outcome.told, "letters": outcome.letters}


handler = jobs.run
