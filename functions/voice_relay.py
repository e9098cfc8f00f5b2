"""The relay of being heard: new journal entries, from its own stream, onto its own queue and that of records."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import clock
from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import relay_records
from takepart.use_cases.ports import Queue

settings = Settings()
logger = Logger()
queues = SqsQueues(client("sqs"), {Queue.VOICE: settings["VOICE_QUEUE"], Queue.RECORDS: settings["RECORDS_QUEUE"]})


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Relay a batch of records; from the first one that could not be relayed on, they come again, in order."""
    relayed = relay_records(event["Records"], queues=queues, now=clock.now())
    if relayed.again:
        logger.warning("not all relayed", left=relayed.left)
    return relayed.answer
