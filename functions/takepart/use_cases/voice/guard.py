"""Those on duty read an alert, say "mine", and say when it is dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.policy import Policy
from takepart.domain.voice import alert as steps
from takepart.domain.voice.alert import Alert, AlertId, AlertState
from takepart.use_cases.doing import Change, do, read
from takepart.use_cases.voice.ports import Alerts
from takepart.use_cases.voice.say import rules_of


@dataclass(frozen=True, kw_only=True)
class Guarding:
    """One member of staff at one time, with what a step on an alert needs."""

    alerts: Alerts
    policy: Policy
    by: StaffId
    now: datetime
    step: StepId
    seen: int | None = None

    @property
    def is_on_duty(self) -> bool:
        """Whether they are told of alerts; nobody else reads them."""
        return self.by in rules_of(self.policy).duty

    def board(self) -> Sequence[Alert]:
        """Those that nobody has taken, then those that somebody has; nothing for who is not on duty."""
        if not self.is_on_duty:
            return ()
        return [one for state in (AlertState.WAITING, AlertState.TAKEN) for one in self.alerts.in_state(state)]

    def read(self, id: AlertId) -> Alert:
        """One of them. Raises Closed for who is not on duty, or when there is none."""
        return read(self.alerts, id, may=self._may)

    def take(self, id: AlertId) -> Alert:
        """ "Mine": it is with me now. Raises Refused, ChangedMeanwhile."""
        return self._do(id, steps.take)

    def close(self, id: AlertId) -> Alert:
        """It is dealt with. Raises Refused, ChangedMeanwhile."""
        return self._do(id, steps.close)

    def _may(self, _: Alert) -> bool:
        return self.is_on_duty

    def _do(self, id: AlertId, change: Change[Alert]) -> Alert:
        step = Step(journals.staff(self.by), self.now, self.step)
        return do(self.alerts, id, step, change, may=self._may, seen=self.seen)
