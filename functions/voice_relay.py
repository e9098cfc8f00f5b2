"""The relay of being heard: new journal entries, from its own stream, onto its own queue and that of records."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import clock
from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import events_in
from takepart.use_cases.ports import Queue
from takepart.use_cases.relay_events import relay_events

settings = Settings()
logger = Logger()
queues = SqsQueues(client("sqs"), {Queue.VOICE: settings["VOICE_QUEUE"], Queue.RECORDS: settings["RECORDS_QUEUE"]})


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Relay a batch of records; from the first one that could not be relayed on, they come again, in order."""
    of_record = {record["dynamodb"]["SequenceNumber"]: events_in(record) for record in event["Records"]}
    every = [event for events in of_record.values() for event in events]
    left = {event.id for event in relay_events(every, queues=queues, now=clock.now())}
    again = next((number for number, events in of_record.items() if any(e.id in left for e in events)), None)
    if again:
        logger.warning("not all relayed", left=len(left))
    return {"batchItemFailures": [{"itemIdentifier": again}] if again else []}
