"""What could not be done: messages that their queue gave up. Staff see why, and let them go again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from takepart.domain.plain_reason import PlainWord
from takepart.use_cases.ports import Event

MOST_SHOWN: Final = 50
"""Of each kind of work. More is told as a number."""
MOST_AT_ONCE: Final = 500
"""How many go again with one press: so many take a few seconds."""


class Work(PlainWord):
    """What a queue is for, by its name. ``mail``: ``MailFailures`` in template.yaml keeps what was given up of it."""

    MAIL = "mail", "Letters"
    PAYMENTS = "payments", "Payments"
    RECORDS = "records", "Records of what was done"
    BOUNCES = "bounces", "Reports of letters that came back"
    NEWSLETTER = "newsletter", "Newsletters"
    JOBS = "jobs", "What the clock starts"
    RECEIPTS = "receipts", "Receipts"
    RELAY = "relay", "News from the journals"
    VOICE = "voice", "What people said"
    VOICE_RELAY = "voice-relay", "News of what people said"


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """One message. It holds no name, no address and nothing that anybody said."""

    id: str
    about: str
    """In words: ``a claim``."""
    event: Event | None = None
    """What happened, if it is about an entry of a journal."""
    at: datetime
    """When it was first to be done, or for what was started without a queue, when it failed."""
    error: str = ""
    """Which kind of error it was; empty when what did it was stopped before it could say so."""


@dataclass(frozen=True, kw_only=True)
class Lying:
    """What lies there of one kind of work."""

    work: Work
    number: int
    shown: Sequence[Stuck]
    goes_again: bool
    """Whether it can go again from a page. What a relay gave up is a place in a stream: a command replays it."""


class Failures(Protocol):
    """What was given up. Each call raises StoreUnavailable."""

    def look(self) -> Sequence[Lying]:
        """Each kind of work of which something lies there. Nothing is taken by looking."""

    def again(self, work: Work, id: str = "") -> int:
        """Put one, or as many as go at once, back to be done; how many. Who works on it may do it twice, so nobody is
        harmed by a press whose answer was lost.
        """
