"""What the public pages of the newsletter need from the rest, handed over by ``newsletter.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from takepart.domain.policy import Policy
from takepart.domain.uk_time import local_date
from takepart.use_cases.newsletter.ports import Newsletters, Subscribers
from takepart.use_cases.newsletter.subscribe import Subscribing
from takepart.use_cases.ports import Identities, LinkReader
from takepart.use_cases.sign_in import Sessions
from takepart.web.forms.base import Rules
from takepart.web.rendering import Renderer
from takepart.web.site import shared
from takepart.web.static import Static


@dataclass(frozen=True, kw_only=True)
class NewsletterSite:
    """One organisation's newsletters."""

    policy: Policy
    newsletters: Newsletters
    subscribers: Subscribers
    identities: Identities
    sessions: Sessions
    """Counts how many letters were asked for in a day."""
    links: LinkReader
    now: Callable[[], datetime]
    url: str
    static: Static

    @cached_property
    def page(self) -> Renderer:
        """Renders the templates."""
        return Renderer(shared(self.policy, static=self.static))

    @property
    def rules(self) -> Rules:
        """What answers are judged by."""
        return Rules(policy=self.policy, today=local_date(self.now()))

    def subscribing(self) -> Subscribing:
        """Asking, confirming and leaving, as of now."""
        return Subscribing(
            subscribers=self.subscribers,
            identities=self.identities,
            sessions=self.sessions,
            links=self.links,
            now=self.now(),
        )
