"""Fakes for every port of the newsletter, and newsletters and subscribers for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter import subscriber as subscribers_domain
from takepart.domain.newsletter.newsletter import (
    Newsletter,
    NewsletterId,
    NewsletterPart,
    NewsletterState,
    NewsletterWords,
    PartKind,
)
from takepart.domain.newsletter.subscriber import Subscriber, SubscriberId
from takepart.use_cases.newsletter.ports import PageToSend
from tests.voices import FakeStore

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WORKER = StaffId("participation-worker")


class FakeNewsletters(FakeStore[Newsletter]):
    """The port ``Newsletters``."""

    def public(self, *, start: str | None = None) -> tuple[Sequence[Newsletter], str | None]:
        found = sorted((n for n in self.kept.values() if n.is_public), key=lambda n: n.day, reverse=True)
        return found, None

    def drafts(self) -> Sequence[Newsletter]:
        return [n for n in self.kept.values() if n.state is NewsletterState.DRAFT]


class FakeSubscribers(FakeStore[Subscriber]):
    """The ports ``Subscribers`` and ``Audience``."""

    def on(self, *, start: str | None = None, limit: int) -> tuple[Sequence[Subscriber], str | None]:
        found = sorted((s for s in self.kept.values() if s.is_on and s.id > (start or "")), key=lambda s: s.id)
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def count(self, *, most: int) -> int:
        return min(most, sum(s.is_on for s in self.kept.values()))


class FakePages:
    """The port ``Pages``: what waits, with its delay."""

    def __init__(self) -> None:
        self.waiting: list[tuple[PageToSend, int]] = []

    def put(self, page: PageToSend, *, delay: int = 0) -> None:
        self.waiting.append((page, delay))


def a_part(**changes: Any) -> NewsletterPart:
    """A part of one's own."""
    return NewsletterPart(
        **{"id": "1", "kind": PartKind.OWN, "title": "A new room", "text": "It opens on Monday.", **changes}
    )


def some_words(*parts: NewsletterPart, **changes: Any) -> NewsletterWords:
    """A newsletter with one part."""
    return NewsletterWords(
        **{"title": "News from us", "intro": "Hello.\n\n- One\n- Two", "parts": parts or (a_part(),), **changes}
    )


def a_draft(id: str = "K7M4-9QXR", *parts: NewsletterPart, **changes: Any) -> Newsletter:
    """One that is being written."""
    return newsletters_domain.write(
        Step(journals.staff(WORKER), MONDAY, StepId("write")),
        id=NewsletterId(id),
        words=some_words(*parts, **changes),
        since=date(2026, 5, 1),
    )


def one_going_out(id: str = "K7M4-9QXR", *parts: NewsletterPart, at: datetime = MONDAY) -> Newsletter:
    """One that somebody has sent."""
    return newsletters_domain.send(
        a_draft(id, *parts), Step(journals.staff(WORKER), at, StepId("send")), seen_version=1
    )


def somebody_asked(name: str = "reader", *, at: datetime = MONDAY) -> Subscriber:
    """A mailbox that has not answered."""
    return subscribers_domain.ask(None, id=SubscriberId(name), email=f"{name}@example.com", at=at)


def somebody_on(name: str = "reader", *, at: datetime = MONDAY) -> Subscriber:
    """A mailbox that said yes."""
    return subscribers_domain.confirm(somebody_asked(name, at=at), at=at)
