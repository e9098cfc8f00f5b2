"""What is counted. A figure may be told apart by parts, such as the level of a session: then each part has its own key.

Sources: Somerset strategy, "Evaluate" (the number of people and the difference it made); Wirral policy, section 12;
community-care (levels of participation).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

Key = NewType("Key", str)
"""A figure, or one part of it: ``sessions`` or ``sessions|level|together``."""


class Figure(StrEnum):
    """One figure of the reports. Money is in pence, time in minutes."""

    PEOPLE = "people"
    """Different people, each once in a quarter and once in a year."""
    ATTENDANCES = "attendances"
    MINUTES = "minutes"
    SESSIONS = "sessions"
    CLAIMS_SENT = "claims-sent"
    CLAIMS_APPROVED = "claims-approved"
    CLAIMS_REFUSED = "claims-refused"
    CLAIMS_TAKEN_BACK = "claims-taken-back"
    CLAIMS_PAID = "claims-paid"
    PAID_IN_TIME = "paid-in-time"
    PAID_LATE = "paid-late"
    DAYS_TO_PAY = "days-to-pay"
    """From sent to the last of the money, all claims that were paid together."""
    MONEY = "money"
    YOU_SAID = "you-said"
    QUESTIONNAIRES = "questionnaires"
    """Closed: their last day is over."""


class FigureBy(StrEnum):
    """By what a figure is told apart."""

    ROLE = "role"
    LEVEL = "level"
    KIND = "kind"
    WAY = "way"
    PURPOSE = "purpose"
    SOURCE = "source"
    OUTCOME = "outcome"


class FigurePurpose(StrEnum):
    """What money is for."""

    FEE = "fee"
    COSTS = "costs"
    GIFT = "gift"
    """A fee that somebody gave to charity."""


NOT_KNOWN = "not-known"
"""The part of what nobody said, or of whoever asked to be forgotten."""


def key(figure: Figure, by: FigureBy | None = None, part: str = "") -> Key:
    """The key of a figure, or of one part of it."""
    return Key(f"{figure.value}|{tag(by, part)}" if by else figure.value)


def tag(by: FigureBy, part: str) -> str:
    """One part, as it is marked beside a person: ``level|together``."""
    return f"{by.value}|{part}"
