"""The relay: new journal entries, from the table's stream, onto the queues."""

from __future__ import annotations

from typing import Any

from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import relay
from takepart.use_cases.ports import Queue

settings = Settings()
addresses = {
    Queue.MAIL: settings["MAIL_QUEUE"],
    Queue.PAYMENTS: settings["PAYMENTS_QUEUE"],
    Queue.NEWSLETTER: settings["NEWSLETTER_QUEUE"],
    Queue.RECORDS: settings["RECORDS_QUEUE"],
}
queues = SqsQueues(client("sqs"), addresses)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Relay a batch of records; those that could not be relayed come again."""
    return relay(event["Records"], queues=queues)
