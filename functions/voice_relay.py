"""The relay of being heard: new journal entries, from its own stream, onto its own queue and that of records."""

from __future__ import annotations

from typing import Any

from takepart.adapters.clients import client
from takepart.adapters.settings import Settings
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import relay
from takepart.use_cases.ports import Queue

settings = Settings()
addresses = {Queue.VOICE: settings["VOICE_QUEUE"], Queue.RECORDS: settings["RECORDS_QUEUE"]}
queues = SqsQueues(client("sqs"), addresses)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Relay a batch of records; those that could not be relayed come again."""
    return relay(event["Records"], queues=queues, quiet=True)
