"""What people said, and alerts, in DynamoDB: one item each, listed by where they stand; what nobody took is due."""

from __future__ import annotations

from collections.abc import Iterator

from takepart.adapters.store import Shape
from takepart.adapters.voice.by_state import ByState, listed, resting
from takepart.domain.voice.alert import Alert, AlertState
from takepart.domain.voice.feedback import Feedback, FeedbackState

_BOARD = "door-alert"
"""Also the name under which those that nobody took are due."""


def _keys(alert: Alert) -> dict[str, str]:
    if alert.state is AlertState.ERASED:
        return {}
    due = {"due": _BOARD, "due_on": f"{alert.told:04}"} if alert.state is AlertState.WAITING else resting(_BOARD, alert)
    return listed(_BOARD, alert.state, f"{alert.said_on}#{alert.id[:8]}") | due


class AlertsTable(ByState[Alert, AlertState]):
    """The port ``Alerts``."""

    shape, board = Shape(Alert, pk="ALERT#{id}", sk="ALERT", keys=_keys), _BOARD

    def waiting(self) -> Iterator[Alert]:
        """Those that nobody has taken, the least told first."""
        return self.due(_BOARD)


def _keys_of_feedback(feedback: Feedback) -> dict[str, str]:
    due = {"due": "alert", "due_on": f"{feedback.alert:04}"} if feedback.alert else resting("feedback", feedback)
    return listed("feedback", feedback.state, f"{feedback.said_on}#{feedback.id[:8]}") | due


class FeedbackTable(ByState[Feedback, FeedbackState]):
    """The port ``Feedbacks``."""

    shape, board = Shape(Feedback, pk="FEEDBACK#{id}", sk="FEEDBACK", keys=_keys_of_feedback), "feedback"
    on_a_page = 25

    def alerts(self) -> Iterator[Feedback]:
        """Those with an alert that nobody has taken, the least told first."""
        return self.due("alert")
