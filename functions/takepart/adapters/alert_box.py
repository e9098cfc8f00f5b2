"""Where the public functions put alerts. Few ever do: what that needs is loaded when the first one comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from takepart.domain.voice.alert import Alert
    from takepart.use_cases.listening import RaiseAlert


def alert_box(table: str) -> RaiseAlert:
    """Puts new alerts into a table that the function need not be able to read."""

    def raise_alert(alert: Alert) -> None:
        from takepart.adapters.aggregates import Aggregates
        from takepart.adapters.voice.alerts import AlertsTable

        Aggregates(table).add_unread(AlertsTable.shape.stored(alert))

    return raise_alert
