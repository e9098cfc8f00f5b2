"""The promises: on the first working day of a month, whoever has one to keep is told, once.

Who owns an outreach action is told before its day, and once when it is late.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.outreach_table import OutreachTable
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.settings import Settings
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.monthly_job import run_monthly
from takepart.use_cases.reach.actions import remind_owners

settings = Settings()
rules = settings.assurance()
logger = Logger()
table = Aggregates(settings["ASSURANCE_TABLE"])
store, outreaches = AssuranceTable(table), OutreachTable(table)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Run the job that the event names, as of the moment that it was due."""
    at = datetime.fromisoformat(str(event["at"]).replace("Z", "+00:00"))
    if event["job"] == "remind-owners":
        owners = {"reminded": remind_owners(outreaches=outreaches, now=at)}
        logger.info("owners of outreach reminded", as_of=at.isoformat(), counts=owners)
        return owners
    return _monthly(at)


def _monthly(at: datetime) -> dict[str, Any]:
    """Remind for the latest month whose first working day has come, as of the moment in the event.

    It is started every morning: once the month is done there is nothing to do, and a morning that failed is made good.
    """
    outcome = run_monthly(today=local_date(at), store=store, rules=rules, holidays=bank_holidays.england(), now=at)
    counts = {"month": outcome.month, "told": outcome.told, "letters": outcome.letters}
    logger.info("promises looked at", as_of=at.isoformat(), counts=counts)
    return counts
