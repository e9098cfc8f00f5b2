"""Where an answer stands, and every step that it may take from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where it stands."""

    REVIEW = "review"
    """It came like spam does; it does not count until a person says that it is real."""
    UNREAD = "unread"
    READ = "read"
    SET_ASIDE = "set-aside"
    """A person looked and said that it is spam."""


class Action(StrEnum):
    """What can be done. The value is what the journal calls it."""

    SEND = "answered"
    SEND_TO_REVIEW = "answered-like-spam"
    ADD = "added"
    TAKE = "taken"
    ESCALATE = "escalated"
    KEEP = "kept"
    SET_ASIDE = "set-aside"
    READ = "read"


ALERTING: Final = (Action.SEND, Action.SEND_TO_REVIEW, Action.ADD, Action.ESCALATE)
"""What may tell of somebody at risk."""
TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.REVIEW, Action.KEEP): State.UNREAD,
        (State.REVIEW, Action.SET_ASIDE): State.SET_ASIDE,
        **{(state, Action.READ): State.READ for state in (State.UNREAD, State.READ)},
        **{(state, Action.ADD): State.UNREAD for state in (State.UNREAD, State.READ)},
        (State.REVIEW, Action.ADD): State.REVIEW,
        (State.SET_ASIDE, Action.ADD): State.SET_ASIDE,
        **{(state, Action.TAKE): state for state in State},
        **{(state, Action.ESCALATE): state for state in State},
    }
)
"""Every pair that is not here is refused."""
