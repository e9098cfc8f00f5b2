"""What people said, in DynamoDB: one item each, one write a step. Its key is the hash of a code that we do not keep."""

from __future__ import annotations

from collections.abc import Iterator

from takepart.adapters.store import Shape
from takepart.adapters.voice.by_state import ByState, listed, resting
from takepart.domain.voice.feedback import Feedback, FeedbackState


def _keys(feedback: Feedback) -> dict[str, str]:
    due = {"due": "alert", "due_on": f"{feedback.alert:04}"} if feedback.alert else resting("feedback", feedback)
    return listed("feedback", feedback.state, f"{feedback.said_on}#{feedback.id[:8]}") | due


class FeedbackTable(ByState[Feedback, FeedbackState]):
    """The port ``Feedbacks``."""

    shape, board = Shape(Feedback, pk="FEEDBACK#{id}", sk="FEEDBACK", keys=_keys), "feedback"
    on_a_page = 25

    def alerts(self) -> Iterator[Feedback]:
        """Those with an alert that nobody has taken, the least told first."""
        return self.due("alert")
