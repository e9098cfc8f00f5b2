"""Newsletters and who asked for them, in a table of their own: what sends them reads nobody else's address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from takepart.adapters.answering import answering
from takepart.adapters.store import Shape, Store
from takepart.domain.journal import instant
from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId, NewsletterState
from takepart.domain.newsletter.subscriber import Subscriber
from takepart.use_cases.newsletter.ports import PageToSend

_PUBLIC: Final = "newsletter:public"
_DRAFT: Final = "newsletter:draft"
_ON: Final = "subscriber:on"
_PAGE: Final = 20


def _keys(newsletter: Newsletter) -> dict[str, str]:
    if newsletter.state is NewsletterState.DROPPED:
        return {}
    board = _PUBLIC if newsletter.is_public else _DRAFT
    return {"board": board, "board_at": instant(newsletter.sent_at or newsletter.journal[0].at)}


def _keys_of_subscriber(subscriber: Subscriber) -> dict[str, str]:
    return {"board": _ON, "board_at": subscriber.id} if subscriber.is_on else {}


def _gone_by(subscriber: Subscriber) -> int | None:
    return int(subscriber.gone_by.timestamp()) if subscriber.gone_by else None


class NewslettersTable(Store[Newsletter]):
    """The port ``Newsletters``."""

    shape = Shape(Newsletter, pk="NEWSLETTER#{id}", sk="NEWSLETTER", keys=_keys)

    def public(self, *, start: str | None = None) -> tuple[Sequence[Newsletter], str | None]:
        """Those that everyone can read, the newest first."""
        return self.page(_PUBLIC, start=start, limit=_PAGE, newest=True)

    def drafts(self) -> Sequence[Newsletter]:
        """Those that are being written, the newest first."""
        return self.every(_DRAFT, newest=True)


class SubscribersTable(Store[Subscriber]):
    """The ports ``Subscribers`` and ``Audience``."""

    shape = Shape(Subscriber, pk="SUBSCRIBER#{id}", sk="SUBSCRIBER", keys=_keys_of_subscriber, expires=_gone_by)

    def on(self, *, start: str | None = None, limit: int) -> tuple[Sequence[Subscriber], str | None]:
        """Some of those who get it, in the order of their ids."""
        return self.page(_ON, start=start, limit=limit, consistent=True)

    def count(self, *, most: int) -> int:
        """How many get it; their ids alone are read."""
        return self.count_of(_ON, most=most)


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
