"""How much of what people say waits, counted in DynamoDB by the keys of its indexes: no item is read."""

from __future__ import annotations

from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates
from takepart.domain.ids import StaffId
from takepart.use_cases.what_waits import MOST_COUNTED

_ALERTS: Final = ("alert", "answer-alert", "door-alert")
"""The names under which each kind of alert is due while nobody has taken it."""
_FEEDBACK: Final = ("feedback:waiting", "feedback:taken", "feedback:review")
_ANSWERS: Final = ("answers:unread", "answers:review")


class VoiceCountsTable:
    """The port ``VoiceCounts``."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def alerts(self) -> int:
        """Alerts that nobody has taken."""
        return sum(self._aggregates.count_due(each, most=MOST_COUNTED) for each in _ALERTS)

    def alerts_taken(self) -> int:
        """Those that somebody has."""
        return self._on("door-alert:taken")

    def feedback(self) -> int:
        """What waits for an answer."""
        return self._on(*_FEEDBACK)

    def answers(self) -> int:
        """Answers that nobody has read."""
        return self._on(*_ANSWERS)

    def drafts(self) -> int:
        """Drafts to check."""
        return self._on("you-said:draft")

    def complaints(self, handler: StaffId | None) -> int:
        """Open complaints of one handler, or of nobody."""
        return self._on(f"complaint:open:{handler or 'nobody'}")

    def overdue(self, handler: StaffId | None, today: date) -> int:
        """Those whose next date is before today."""
        board = f"complaint:open:{handler or 'nobody'}"
        return self._aggregates.count_until(board, until=today.isoformat(), most=MOST_COUNTED)

    def _on(self, *boards: str) -> int:
        return sum(self._aggregates.count_on_board(board, most=MOST_COUNTED) for board in boards)
