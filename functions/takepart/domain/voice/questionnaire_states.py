"""Where a questionnaire stands, and every step that it may take from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class QuestionnaireState(StrEnum):
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


class QuestionnaireAction(StrEnum):
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


class InvitationAction(StrEnum):
    """What can be done with an invitation. The value is what its journal calls it."""

    INVITE = "invited"
    """Somebody was asked by email."""


OF_A_DRAFT: Final = (
    QuestionnaireAction.CHANGE,
    QuestionnaireAction.PUT_QUESTION,
    QuestionnaireAction.REMOVE_QUESTION,
    QuestionnaireAction.MOVE_QUESTION,
)
TRANSITIONS: Final[Mapping[tuple[QuestionnaireState, QuestionnaireAction], QuestionnaireState]] = MappingProxyType(
    {
        **{(QuestionnaireState.DRAFT, action): QuestionnaireState.DRAFT for action in OF_A_DRAFT},
        (QuestionnaireState.DRAFT, QuestionnaireAction.OPEN): QuestionnaireState.OPEN,
        (QuestionnaireState.OPEN, QuestionnaireAction.RETIME): QuestionnaireState.OPEN,
        (QuestionnaireState.OPEN, QuestionnaireAction.CLOSE): QuestionnaireState.CLOSED,
        (QuestionnaireState.CLOSED, QuestionnaireAction.PUBLISH): QuestionnaireState.PUBLISHED,
        **{
            (state, QuestionnaireAction.ARCHIVE): QuestionnaireState.ARCHIVED
            for state in (QuestionnaireState.DRAFT, QuestionnaireState.CLOSED, QuestionnaireState.PUBLISHED)
        },
    }
)
"""Every pair that is not here is refused: what has closed never opens again."""
