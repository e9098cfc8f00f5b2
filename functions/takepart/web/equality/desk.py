"""What the page of equality questions needs from the rest, handed over by ``equality.py``."""

from __future__ import annotations

from typing import Any

from takepart.domain.ids import StepId
from takepart.use_cases.ports import LinkReader
from takepart.use_cases.reach.ports import Tally
from takepart.web.forms.base import Rules
from takepart.web.frame import PublicFrame
from takepart.web.requests import Request, Typed
from takepart.web.route import Press


class EqualitySite(PublicFrame):
    """One organisation's equality questions. It knows nobody, and cannot read what it counted."""

    def __init__(self, *, tally: Tally, tickets: LinkReader, **frame: Any) -> None:
        super().__init__(**frame)
        self.tally, self.tickets = tally, tickets

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def who(self, request: Request, right: Any, /) -> None:
        """Nobody that it could know."""

    def press(self, typed: Typed, what: str, /) -> Press:  # noqa: ARG002 - a ticket is counted once, however it comes
        """No press has a name: the ticket has."""
        return Press(StepId(what))
