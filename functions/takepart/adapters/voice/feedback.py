"""What people said, in DynamoDB: one item each, one write a step. Its key is the hash of a code that we do not keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.domain.voice.feedback import Feedback, FeedbackState
from takepart.use_cases.voice.ports import Some

_MOST: Final = 500
_RESTS: Final = "feedback-rests"
_PAGE: Final = 25


def _board(state: FeedbackState) -> str:
    return f"feedback:{state.value}"


def _keys(feedback: Feedback) -> dict[str, str]:
    keys = {"board": _board(feedback.state), "board_at": f"{feedback.said_on}#{feedback.id[:8]}"}
    if feedback.alert:
        keys |= {"due": "alert", "due_on": f"{feedback.alert:04}"}
    elif feedback.rests_since:
        keys |= {"due": _RESTS, "due_on": feedback.rests_since.isoformat()}
    return keys


class FeedbackTable(Store[Feedback]):
    """The port ``Feedbacks``."""

    shape = Shape(Feedback, pk="FEEDBACK#{id}", sk="FEEDBACK", keys=_keys)

    def save_both(self, one: Feedback, other: Feedback) -> None:
        """Keep the next step of two, or of none."""
        self.save_together(one, other)

    def in_state(self, state: FeedbackState, *, start: str | None = None, newest: bool = False) -> Some[Feedback]:
        """Those that stand in one place."""
        found, after = self.page(_board(state), start=start, limit=_PAGE, newest=newest)
        return Some(things=found, next=after)

    def count(self, state: FeedbackState) -> int:
        """How many stand in one place."""
        return self.count_of(_board(state), most=_MOST)

    def alerts(self) -> Iterator[Feedback]:
        """Those with an alert that nobody has taken, the least told first."""
        return self.due("alert")

    def resting(self, since: date) -> Iterator[Feedback]:
        """Those that have rested since that day or longer."""
        return self.due(_RESTS, until=since.isoformat())
