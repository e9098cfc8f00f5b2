"""The relay: new journal entries, from the table's stream, onto the queues."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from takepart.adapters import clock
from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import events_in
from takepart.use_cases.ports import Event, Queue
from takepart.use_cases.relay_events import relay_events

settings = Settings()
logger = Logger()
queues = SqsQueues(
    client("sqs"),
    {
        Queue.MAIL: settings["MAIL_QUEUE"],
        Queue.PAYMENTS: settings["PAYMENTS_QUEUE"],
        Queue.NEWSLETTER: settings["NEWSLETTER_QUEUE"],
        Queue.RECORDS: settings["RECORDS_QUEUE"],
    },
)


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    """Relay a batch of records; from the first one that could not be relayed on, they come again, in order."""
    of_record: dict[str, list[Event]] = {}
    again = None
    for record in event["Records"]:
        number = record["dynamodb"]["SequenceNumber"]
        try:
            of_record[number] = events_in(record)
        except (KeyError, TypeError, ValueError) as error:
            # Those before it are not held up; it comes again until it is put aside for somebody to look at.
            logger.error("a record that cannot be read", record=number, error=type(error).__name__)
            again = number
            break
    every = [event for events in of_record.values() for event in events]
    left = {event.id for event in relay_events(every, queues=queues, now=clock.now())}
    again = next((number for number, events in of_record.items() if any(e.id in left for e in events)), again)
    logger.info("relayed", records=len(of_record), left=len(left))
    return {"batchItemFailures": [{"itemIdentifier": again}] if again else []}
