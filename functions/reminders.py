"""The reminders: once a day, whoever has a decision to take is told, and finance hears of promises at risk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.domain.uk_time import local_date
from takepart.use_cases.ports import Queue
from takepart.use_cases.promises_at_risk import warn_of_promises
from takepart.use_cases.remind_deciders import remind_deciders

settings = Settings()
policy = settings.policy()
logger = Logger()
claims = ClaimsTable(Aggregates(settings["CLAIMS_TABLE"]))
queues = SqsQueues(client("sqs"), {Queue.MAIL: settings["MAIL_QUEUE"]})


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Do the day's reminding, as of the moment in the event: a late or repeated run does the same, and no more."""
    now = datetime.fromisoformat(str(event["at"]).replace("Z", "+00:00"))
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
