"""Alerts in DynamoDB: one item each, listed by where they stand; those that nobody took are due."""

from __future__ import annotations

from collections.abc import Iterator

from takepart.adapters.store import Shape
from takepart.adapters.voice.by_state import ByState, listed, resting
from takepart.domain.voice.alert import Alert, AlertState

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
