"""Those on duty read an alert, say "mine", and say when it is dealt with."""

from __future__ import annotations

from collections.abc import Sequence

from takepart.domain.voice import alert as steps
from takepart.domain.voice.alert import Alert, AlertId, AlertState
from takepart.use_cases.voice.acting import Act, Acting
from takepart.use_cases.voice.ports import Alerts


class Guarding(Acting):
    """What they do with alerts."""

    def __init__(self, act: Act, *, alerts: Alerts) -> None:
        super().__init__(act)
        self.alerts = alerts

    def board(self) -> Sequence[Alert]:
        """Those that nobody has taken, then those that somebody has; nothing for who is not on duty."""
        if not self.on_duty:
            return ()
        return [
            one for state in (AlertState.WAITING, AlertState.TAKEN) for one in self.alerts.all_in(state, newest=False)
        ]

    def read(self, id: AlertId) -> Alert:
        """One of them. Raises Closed for who is not on duty, or when there is none."""
        return self.read_one(self.alerts, id, may=self.on_duty)

    def take(self, id: AlertId) -> Alert:
        """ "Mine": it is with me now. Raises Refused, ChangedMeanwhile."""
        return self.do_one(self.alerts, id, steps.take, may=self.on_duty)

    def close(self, id: AlertId) -> Alert:
        """It is dealt with. Raises Refused, ChangedMeanwhile."""
        return self.do_one(self.alerts, id, steps.close, may=self.on_duty)
