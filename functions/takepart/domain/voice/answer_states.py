"""Where an answer stands, and every step that it may take from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class AnswerState(StrEnum):
    """Where it stands."""

    REVIEW = "review"
    """It came like spam does; it does not count until a person says that it is real."""
    UNREAD = "unread"
    READ = "read"
    SET_ASIDE = "set-aside"
    """A person looked and said that it is spam."""


class AnswerAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    SEND = "answered"
    SEND_TO_REVIEW = "answered-like-spam"
    ADD = "added"
    TAKE = "taken"
    ESCALATE = "escalated"
    KEEP = "kept"
    SET_ASIDE = "set-aside"
    READ = "read"


ALERTING: Final = (AnswerAction.SEND, AnswerAction.SEND_TO_REVIEW, AnswerAction.ADD, AnswerAction.ESCALATE)
"""What may tell of somebody at risk."""
TRANSITIONS: Final[Mapping[tuple[AnswerState, AnswerAction], AnswerState]] = MappingProxyType(
    {
        (AnswerState.REVIEW, AnswerAction.KEEP): AnswerState.UNREAD,
        (AnswerState.REVIEW, AnswerAction.SET_ASIDE): AnswerState.SET_ASIDE,
        **{(state, AnswerAction.READ): AnswerState.READ for state in (AnswerState.UNREAD, AnswerState.READ)},
        **{(state, AnswerAction.ADD): AnswerState.UNREAD for state in (AnswerState.UNREAD, AnswerState.READ)},
        (AnswerState.REVIEW, AnswerAction.ADD): AnswerState.REVIEW,
        (AnswerState.SET_ASIDE, AnswerAction.ADD): AnswerState.SET_ASIDE,
        **{(state, AnswerAction.TAKE): state for state in AnswerState},
        **{(state, AnswerAction.ESCALATE): state for state in AnswerState},
    }
)
"""Every pair that is not here is refused."""
