"""Where a questionnaire and its answers stand, and every step from there: the relays know no more of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from takepart.domain.plain_reason import PlainWord


class QuestionnaireState(PlainWord):
    """Where it stands."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    PUBLISHED = "published", "Results are public"
    """Everyone can see the results."""
    ARCHIVED = "archived", "Put away"


class QuestionnaireAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    BUILD = "built"
    CHANGE = "changed"
    PUT_QUESTION = "question-put"
    REMOVE_QUESTION = "question-removed"
    MOVE_QUESTION = "question-moved"
    NAME_GROUPS = "groups-named"
    COUNT_URNS = "days-counted"
    """Somebody looked at days on which more answers came by a link than were expected: they count."""
    LEAVE_URNS = "days-left-out"
    OPEN = "opened"
    RETIME = "last-day-moved"
    CLOSE = "closed"
    PUBLISH = "results-published"
    ARCHIVE = "archived"


OF_A_DRAFT: Final = (
    QuestionnaireAction.CHANGE,
    QuestionnaireAction.PUT_QUESTION,
    QuestionnaireAction.REMOVE_QUESTION,
    QuestionnaireAction.MOVE_QUESTION,
    QuestionnaireAction.NAME_GROUPS,
)
_Is, _Do = QuestionnaireState, QuestionnaireAction
OF_A_QUESTIONNAIRE: Final[Mapping[tuple[QuestionnaireState, QuestionnaireAction], QuestionnaireState]] = (
    MappingProxyType(
        {
            **{(_Is.DRAFT, action): _Is.DRAFT for action in OF_A_DRAFT},
            (_Is.DRAFT, _Do.OPEN): _Is.OPEN,
            (_Is.OPEN, _Do.RETIME): _Is.OPEN,
            (_Is.OPEN, _Do.NAME_GROUPS): _Is.OPEN,
            (_Is.OPEN, _Do.CLOSE): _Is.CLOSED,
            **{(state, do): state for state in (_Is.OPEN, _Is.CLOSED) for do in (_Do.COUNT_URNS, _Do.LEAVE_URNS)},
            (_Is.CLOSED, _Do.PUBLISH): _Is.PUBLISHED,
            **{(state, _Do.ARCHIVE): _Is.ARCHIVED for state in (_Is.DRAFT, _Is.CLOSED, _Is.PUBLISHED)},
        }
    )
)
"""Every pair that is not here is refused: what has closed never opens again."""


class InvitationAction(StrEnum):
    """What can be done with an invitation. The value is what its journal calls it."""

    INVITE = "invited"
    """Somebody was asked by email."""


class AnswerState(StrEnum):
    """Where it stands."""

    REVIEW = "review"
    """It came like spam does; it does not count until a person says that it is real."""
    UNREAD = "unread"
    READ = "read"
    SET_ASIDE = "set-aside"
    """A person looked and said that it is spam."""
    ERASED = "erased"
    """Whoever gave it took it back: its words are gone."""


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
    WITHDRAW = "taken-back"
    BLACK_OUT = "blacked-out"
    """Names of others were taken out of it."""


ALERTING: Final = (AnswerAction.SEND, AnswerAction.SEND_TO_REVIEW, AnswerAction.ADD, AnswerAction.ESCALATE)
"""What may tell of somebody at risk."""
_At, _Does = AnswerState, AnswerAction
OF_AN_ANSWER: Final[Mapping[tuple[AnswerState, AnswerAction], AnswerState]] = MappingProxyType(
    {
        (_At.REVIEW, _Does.KEEP): _At.UNREAD,
        (_At.REVIEW, _Does.SET_ASIDE): _At.SET_ASIDE,
        **{(state, _Does.READ): _At.READ for state in (_At.UNREAD, _At.READ)},
        **{(state, _Does.ADD): _At.UNREAD for state in (_At.UNREAD, _At.READ)},
        (_At.REVIEW, _Does.ADD): _At.REVIEW,
        (_At.SET_ASIDE, _Does.ADD): _At.SET_ASIDE,
        **{
            (state, action): state
            for state in _At
            if state is not _At.ERASED
            for action in (_Does.TAKE, _Does.ESCALATE, _Does.BLACK_OUT)
        },
        **{(state, _Does.WITHDRAW): _At.ERASED for state in _At if state is not _At.ERASED},
    }
)
"""Every pair that is not here is refused."""
