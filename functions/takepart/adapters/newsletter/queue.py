"""Pages of a newsletter that wait to be sent, on the queue that its events come on, too."""

from __future__ import annotations

import json
from typing import Any

from takepart.adapters.answering import answering
from takepart.domain.newsletter.newsletter import NewsletterId
from takepart.use_cases.newsletter.ports import PageToSend


class SqsPages:
    """The port ``Pages``."""

    def __init__(self, sqs: Any, address: str) -> None:
        self._sqs, self._address = sqs, address

    def put(self, page: PageToSend, *, delay: int = 0) -> None:
        """Have it sent, not before so many seconds."""
        message = {
            "newsletter": page.newsletter,
            "start": page.start,
            "letters": page.letters,
            "refused": page.refused,
            "tries": page.tries,
        }
        with answering():
            self._sqs.send_message(QueueUrl=self._address, MessageBody=json.dumps(message), DelaySeconds=delay)


def read_page(message: str) -> PageToSend | None:
    """The page in a message; none when it is an event."""
    words = json.loads(message)
    if "newsletter" not in words:
        return None
    return PageToSend(
        newsletter=NewsletterId(words["newsletter"]),
        start=words["start"],
        letters=int(words["letters"]),
        refused=int(words["refused"]),
        tries=int(words["tries"]),
    )
