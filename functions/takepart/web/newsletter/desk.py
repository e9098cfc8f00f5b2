"""What the public pages of the newsletter need from the rest, handed over by ``newsletter.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from takepart.domain.ids import StepId
from takepart.use_cases.newsletter.ports import Newsletters, Subscribers
from takepart.use_cases.newsletter.subscribe import Subscribing
from takepart.use_cases.ports import Identities, LinkReader
from takepart.use_cases.sign_in import Sessions
from takepart.web.forms.base import Rules
from takepart.web.frame import OpenFrame
from takepart.web.requests import Request, Typed
from takepart.web.route import Press


@dataclass(frozen=True, kw_only=True)
class NewsletterSite(OpenFrame):
    """One organisation's newsletters."""

    newsletters: Newsletters
    subscribers: Subscribers
    identities: Identities
    sessions: Sessions
    """Counts how many letters were asked for in a day."""
    links: LinkReader

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=self.today)

    def who(self, _request: Request, _right: Any, /) -> None:
        """Nobody signs in here."""

    def press(self, _typed: Typed, what: str, /) -> Press:
        """Pressed twice, each button does the same: none of them names its press."""
        return Press(StepId(what))

    def subscribing(self) -> Subscribing:
        """Asking, confirming and leaving, as of now."""
        return Subscribing(
            subscribers=self.subscribers,
            identities=self.identities,
            sessions=self.sessions,
            links=self.links,
            now=self.now(),
        )
