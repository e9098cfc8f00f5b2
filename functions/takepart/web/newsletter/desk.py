"""What the public pages of the newsletter need from the rest, handed over by ``newsletter.py``."""

from __future__ import annotations

from dataclasses import dataclass

from takepart.use_cases.newsletter.ports import Newsletters, Subscribers
from takepart.use_cases.newsletter.subscribe import Subscribing
from takepart.use_cases.ports import Identities, LinkReader
from takepart.use_cases.sign_in import Sessions
from takepart.web.frame import OpenFrame


@dataclass(frozen=True, kw_only=True)
class NewsletterSite(OpenFrame):
    """One organisation's newsletters."""

    newsletters: Newsletters
    subscribers: Subscribers
    identities: Identities
    sessions: Sessions
    """Counts how many letters were asked for in a day."""
    links: LinkReader

    def subscribing(self) -> Subscribing:
        """Asking, confirming and leaving, as of now."""
        return Subscribing(
            subscribers=self.subscribers,
            identities=self.identities,
            sessions=self.sessions,
            links=self.links,
            now=self.now(),
        )
