"""Newsletters and who asked for them, in a table of their own: what sends them reads nobody else's address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.rows import without_nothing
from takepart.domain.journal import from_instant, instant
from takepart.domain.newsletter.newsletter import Kind, Newsletter, NewsletterId, Part, State, Words
from takepart.domain.newsletter.subscriber import State as SubscriberState
from takepart.domain.newsletter.subscriber import Subscriber, SubscriberId

_NEWSLETTER: Final = "NEWSLETTER"
_SUBSCRIBER: Final = "SUBSCRIBER"
_PUBLIC: Final = "newsletter:public"
_ON: Final = "subscriber:on"
_PAGE: Final = 20


class NewslettersTable:
    """The port ``Newsletters``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: NewsletterId) -> Newsletter | None:
        """One of them as it is now."""
        stored = self._aggregates.get(f"{_NEWSLETTER}#{id}", _NEWSLETTER)
        return read_one(_read, stored)

    def add(self, newsletter: Newsletter) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored(newsletter))

    def save(self, newsletter: Newsletter) -> None:
        """Keep the next step."""
        self._aggregates.save(_stored(newsletter))

    def public(self, *, start: str | None = None) -> tuple[Sequence[Newsletter], str | None]:
        """Those that everyone can read, the newest first."""
        found, after = self._aggregates.on_board(_PUBLIC, start=start, limit=_PAGE, newest=True)
        return read_each(_read, found), after

    def drafts(self) -> Sequence[Newsletter]:
        """Those that are being written, the newest first."""
        found, _ = self._aggregates.on_board("newsletter:draft", limit=_PAGE, newest=True)
        return read_each(_read, found)


class SubscribersTable:
    """The ports ``Subscribers`` and ``Audience``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, id: SubscriberId) -> Subscriber | None:
        """One of them as it is now."""
        stored = self._aggregates.get(f"{_SUBSCRIBER}#{id}", _SUBSCRIBER)
        return read_one(_read_subscriber, stored)

    def add(self, subscriber: Subscriber) -> None:
        """Keep a new one."""
        self._aggregates.add(_stored_subscriber(subscriber))

    def save(self, subscriber: Subscriber) -> None:
        """Keep the next step."""
        self._aggregates.save(_stored_subscriber(subscriber))

    def on(self, *, start: str | None = None, limit: int) -> tuple[Sequence[Subscriber], str | None]:
        """Some of those who get it, in the order of their ids."""
        found, after = self._aggregates.on_board(_ON, start=start, limit=limit, consistent=True)
        return read_each(_read_subscriber, found), after

    def count(self, *, most: int) -> int:
        """How many get it; their ids alone are read."""
        return self._aggregates.count_on_board(_ON, most=most)


def _stored(newsletter: Newsletter) -> Stored:
    words = newsletter.words
    body = {
        "title": words.title,
        "intro": words.intro,
        "parts": [
            without_nothing(
                {
                    "id": part.id,
                    "kind": part.kind.value,
                    "title": part.title,
                    "text": part.text,
                    "path": part.path,
                    "picked": "yes" if part.picked else "",
                }
            )
            for part in words.parts
        ],
        "since": newsletter.since.isoformat(),
        "sent_at": instant(newsletter.sent_at) if newsletter.sent_at else None,
    }
    keys = {}
    if newsletter.state is not State.DROPPED:
        board = _PUBLIC if newsletter.is_public else "newsletter:draft"
        keys = {"board": board, "board_at": instant(newsletter.sent_at or newsletter.journal[0].at)}
    return Stored(
        pk=f"{_NEWSLETTER}#{newsletter.id}",
        sk=_NEWSLETTER,
        state=newsletter.state.value,
        journal=newsletter.journal,
        body=without_nothing(body),
        keys=keys,
    )


def _read(stored: Stored) -> Newsletter:
    body = stored.body
    return Newsletter(
        id=NewsletterId(stored.pk.partition("#")[2]),
        state=State(stored.state),
        journal=stored.journal,
        words=Words(
            title=body.get("title", ""),
            intro=body.get("intro", ""),
            parts=tuple(
                Part(
                    id=part["id"],
                    kind=Kind(part["kind"]),
                    title=part.get("title", ""),
                    text=part.get("text", ""),
                    path=part.get("path", ""),
                    picked=bool(part.get("picked")),
                )
                for part in body.get("parts", ())
            ),
        ),
        since=date.fromisoformat(body["since"]),
        sent_at=from_instant(body["sent_at"]) if "sent_at" in body else None,
    )


def _stored_subscriber(subscriber: Subscriber) -> Stored:
    body = {"email": subscriber.email, "since": instant(subscriber.since) if subscriber.since else None}
    return Stored(
        pk=f"{_SUBSCRIBER}#{subscriber.id}",
        sk=_SUBSCRIBER,
        state=subscriber.state.value,
        journal=subscriber.journal,
        body=without_nothing(body),
        keys={"board": _ON, "board_at": subscriber.id} if subscriber.is_on else {},
        expires=int(subscriber.gone_by.timestamp()) if subscriber.gone_by else None,
    )


def _read_subscriber(stored: Stored) -> Subscriber:
    return Subscriber(
        id=SubscriberId(stored.pk.partition("#")[2]),
        state=SubscriberState(stored.state),
        journal=stored.journal,
        email=stored.body.get("email", ""),
        since=from_instant(stored.body["since"]) if "since" in stored.body else None,
    )
