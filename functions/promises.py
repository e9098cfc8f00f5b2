"""The promises: on the first working day of a month, whoever has one to keep is told, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import bank_holidays
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance_table import AssuranceTable
from takepart.adapters.settings import Settings
from takepart.domain.uk_time import local_date
from takepart.use_cases.assurance.monthly_job import run_monthly

settings = Settings()
rules = settings.assurance()
logger = Logger()
store = AssuranceTable(Aggregates(settings["ASSURANCE_TABLE"]))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Remind for the latest month whose first working day has come, as of the moment in the event.

    It is started every morning: once the month is done there is nothing to do, and a morning that failed is made good.
    """
    at = datetime.fromisoformat(str(event["at"]).replace("Z", "+00:00"))
    outcome = run_monthly(today=local_date(at), store=store, rules=rules, holidays=bank_holidays.england(), now=at)
    counts = {"month": outcome.month, "told": outcome.told, "letters": outcome.letters}
    logger.info("promises looked at", as_of=at.isoformat(), counts=counts)
    return counts
