"""Alerts in DynamoDB: one item each, listed by where they stand; those that nobody took are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from takepart.adapters.store import Shape, Store
from takepart.domain.voice.alert import Alert, AlertState

WAITS: Final = "door-alert"
"""The name under which those that nobody took are due."""
_RESTS: Final = "door-alert-rests"


def _keys(alert: Alert) -> dict[str, str]:
    if alert.state is AlertState.ERASED:
        return {}
    keys = {"board": f"door-alert:{alert.state.value}", "board_at": f"{alert.said_on}#{alert.id[:8]}"}
    if alert.state is AlertState.WAITING:
        keys |= {"due": WAITS, "due_on": f"{alert.told:04}"}
    elif alert.rests_since:
        keys |= {"due": _RESTS, "due_on": alert.rests_since.isoformat()}
    return keys


class AlertsTable(Store[Alert]):
    """The port ``Alerts``."""

    shape = Shape(Alert, pk="ALERT#{id}", sk="ALERT", keys=_keys)

    def in_state(self, state: AlertState) -> Sequence[Alert]:
        """All that stand in one place, the longest waiting first."""
        return self.every(f"door-alert:{state.value}")

    def waiting(self) -> Iterator[Alert]:
        """Those that nobody has taken, the least told first."""
        return self.due(WAITS, until="~")

    def resting(self, since: date) -> Iterator[Alert]:
        """Those that have been done since that day or longer."""
        return self.due(_RESTS, until=since.isoformat())
