"""Events on SQS queues, ten to a request."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from takepart.use_cases.ports import Event, EventKind, Queue


class SqsQueues:
    """The port ``Queues``."""

    def __init__(self, sqs: Any, addresses: Mapping[Queue, str]) -> None:
        self._sqs, self._addresses = sqs, addresses

    def put(self, queue: Queue, events: Sequence[Event]) -> Sequence[Event]:
        """Put them all; give back those that were not taken."""
        left: list[Event] = []
        for start in range(0, len(events), 10):
            ten = events[start : start + 10]
            entries = [{"Id": str(place), "MessageBody": spelled(event)} for place, event in enumerate(ten)]
            try:
                answer = self._sqs.send_message_batch(QueueUrl=self._addresses[queue], Entries=entries)
            except (ClientError, BotoCoreError):
                left.extend(ten)
                continue
            left.extend(ten[int(failed["Id"])] for failed in answer.get("Failed", ()))
        return left


def spelled(event: Event) -> str:
    """An event as a message."""
    return json.dumps({"kind": event.kind.value, "about": event.about, "seq": event.seq, "action": event.action})


def read_event(message: str) -> Event:
    """The event in a message."""
    words = json.loads(message)
    return Event(kind=EventKind(words["kind"]), about=words["about"], seq=int(words["seq"]), action=words["action"])
