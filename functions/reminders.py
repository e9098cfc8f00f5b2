"""The reminders: once a day, whoever has a decision to take is told, and finance hears of promises at risk.

At night, what claims hold of people is erased when its days or years are over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.domain.uk_time import local_date
from takepart.use_cases.claims.forget_claims import forget_claims
from takepart.use_cases.claims.promises_at_risk import warn_of_promises
from takepart.use_cases.claims.remind_deciders import remind_deciders
from takepart.use_cases.ports import Queue

settings = Settings()
policy = settings.policy()
logger = Logger()
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]))
queues = SqsQueues(client("sqs"), {Queue.MAIL: settings["MAIL_QUEUE"]})


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Do the event's job, as of the moment in it: a late or repeated run does the same, and no more."""
    now = datetime.fromisoformat(str(event["at"]).replace("Z", "+00:00"))
    if event["job"] == "forget-claims":
        forgotten = forget_claims(claims=claims, retention=policy.retention, now=now)
        erased = {"bank_details": forgotten.bank_details, "people": forgotten.people}
        logger.info("forgotten", job=event["job"], as_of=now.isoformat(), counts=erased)
        return erased
    reminded = remind_deciders(claims=claims, policy=policy, now=now)
    at_risk = warn_of_promises(today=local_date(now), claims=claims, queues=queues, holidays=bank_holidays.england())
    counts = {
        "looked_at": reminded.looked_at,
        "nudged": reminded.nudged,
        "escalated": reminded.escalated,
        "lost": reminded.lost,
        "promises_at_risk": at_risk,
    }
    logger.info("reminded", job=event.get("job", ""), as_of=now.isoformat(), counts=counts)
    return counts
