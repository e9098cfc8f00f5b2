"""The reminders: once a day, whoever has a decision to take is told, and finance hears of promises at risk.

At night, what claims hold of people is erased when its days or years are over.
"""

from __future__ import annotations

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays, clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.runs_table import RunsTable
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.forget_claims import forget_claims
from takepart.use_cases.claims.remind_deciders import remind_deciders
from takepart.use_cases.jobs import Jobs, Run
from takepart.use_cases.money.letters import warn_of_promises
from takepart.use_cases.ports import Queue

settings = Settings()
policy = settings.policy()
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]))
queues = SqsQueues(client("sqs"), {Queue.MAIL: settings["MAIL_QUEUE"]})
jobs = Jobs(runs=RunsTable(settings["TRANSIENT_TABLE"]), log=Logger(), clock=clock.now, begin=settings.renew)


@jobs.job("forget-claims")
def forget(run: Run) -> dict[str, object]:
    """Erase what claims hold of people once its days or years are over; how much there was."""
    forgotten = forget_claims(claims=claims, retention=policy.retention, now=run.now, hurry=run.hurry)
    return {"bank_details": forgotten.bank_details, "people": forgotten.people}


@jobs.job("remind-deciders")
def remind(run: Run) -> dict[str, object]:
    """Nudge who decides, and warn finance; how many there were."""
    holidays = bank_holidays.england()
    reminded = remind_deciders(claims=claims, policy=policy, holidays=holidays, now=run.now, hurry=run.hurry)
    at_risk = warn_of_promises(today=local_date(run.now), claims=claims, queues=queues, holidays=holidays)
    return {
        "looked_at": reminded.looked_at,
        "nudged": reminded.nudged,
        "escalated": reminded.escalated,
        "lost": reminded.lost,
        "promises_at_risk": at_risk,
    }


handler = jobs.run
