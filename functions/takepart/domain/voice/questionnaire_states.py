"""Where a questionnaire stands, and every step that it may take from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where it stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    """Everyone can see the results."""
    ARCHIVED = "archived"

    @property
    def plain(self) -> str:
        """As staff say it."""
        return {
            "draft": "Draft",
            "open": "Open",
            "closed": "Closed",
            "published": "Results are public",
            "archived": "Put away",
        }[self.value]


class Action(StrEnum):
    """What can be done. The value is what the journal calls it."""

    BUILD = "built"
    CHANGE = "changed"
    PUT_QUESTION = "question-put"
    REMOVE_QUESTION = "question-removed"
    MOVE_QUESTION = "question-moved"
    OPEN = "opened"
    RETIME = "last-day-moved"
    CLOSE = "closed"
    PUBLISH = "results-published"
    ARCHIVE = "archived"


INVITE: Final = "invited"
"""What the journal of an invitation calls it that somebody was asked by email."""
OF_A_DRAFT: Final = (Action.CHANGE, Action.PUT_QUESTION, Action.REMOVE_QUESTION, Action.MOVE_QUESTION)
TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        **{(State.DRAFT, action): State.DRAFT for action in OF_A_DRAFT},
        (State.DRAFT, Action.OPEN): State.OPEN,
        (State.OPEN, Action.RETIME): State.OPEN,
        (State.OPEN, Action.CLOSE): State.CLOSED,
        (State.CLOSED, Action.PUBLISH): State.PUBLISHED,
        **{(state, Action.ARCHIVE): State.ARCHIVED for state in (State.DRAFT, State.CLOSED, State.PUBLISHED)},
    }
)
"""Every pair that is not here is refused: what has closed never opens again."""
