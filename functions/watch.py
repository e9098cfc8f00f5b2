"""The watch: every hour, whether each job ran when it was due. One that did not is told by an alarm."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from takepart.adapters import clock
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.use_cases.jobs import JOB_MISSED, Jobs, Run, missed_jobs

settings = Settings()
logger = Logger()
runs = RunsTable(settings["TRANSIENT_TABLE"])
jobs = Jobs(runs=runs, log=logger, clock=clock.now)


@jobs.job("check-jobs")
def check_jobs(run: Run) -> dict[str, object]:
    """Tell of each job that did not run."""
    missed = missed_jobs(runs=runs, now=run.now)
    for each in missed:
        logger.error(JOB_MISSED, missed=each.job, last_as_of=each.last.isoformat())
    return {"missed": [each.job for each in missed]}


handler = jobs.run
