"""What newsletters need from the world outside. Adapters provide it on AWS; tests provide fakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId
from takepart.domain.newsletter.subscriber import Subscriber
from takepart.use_cases.doing import Store


class Newsletters(Store[Newsletter], Protocol):
    """Where newsletters are kept."""

    def public(self, *, start: str | None = None) -> tuple[Sequence[Newsletter], str | None]:
        """Those that everyone can read, the newest first, and where the rest starts."""

    def drafts(self) -> Sequence[Newsletter]:
        """Those that are being written, the newest first."""


class Subscribers(Store[Subscriber], Protocol):
    """Where the addresses are kept of those who asked for it."""

    def on(self, *, start: str | None = None, limit: int) -> tuple[Sequence[Subscriber], str | None]:
        """Some of those who get it, in an order that never changes, and where the rest starts."""


class Audience(Protocol):
    """How many get it, without who they are."""

    def count(self, *, most: int) -> int:
        """How many there are; counting stops at ``most``."""


@dataclass(frozen=True, kw_only=True)
class PageToSend:
    """Some of the letters of one newsletter: from where in the list on, and what was done before."""

    newsletter: NewsletterId
    start: str = ""
    letters: int = 0
    refused: int = 0
    tries: int = 0
    """How often in a row this page got nowhere."""


class Pages(Protocol):
    """Where pages wait to be sent."""

    def put(self, page: PageToSend, *, delay: int = 0) -> None:
        """Have it sent, not before so many seconds (900 at most). Raises StoreUnavailable."""
