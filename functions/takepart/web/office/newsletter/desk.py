"""What the office's pages of the newsletter need from the rest, handed over by ``newsletter_office.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from takepart.domain.newsletter.newsletter import Newsletter, NewsletterId
from takepart.domain.references import read_reference
from takepart.use_cases.newsletter.gather import (
    Gathering,
    HeldSessions,
    NewOpportunities,
    PublicFigures,
    PublishedYouSaids,
)
from takepart.use_cases.newsletter.ports import Audience, Newsletters
from takepart.web.office.reception import Reception
from takepart.web.problems import Problem


@dataclass(frozen=True, kw_only=True)
class NewsletterOffice(Reception):
    """One organisation's office for newsletters. It reads nobody's address, and of what people said what is public."""

    section: ClassVar[str] = "newsletters"
    newsletters: Newsletters
    audience: Audience
    opportunities: NewOpportunities
    meetings: HeldSessions
    you_saids: PublishedYouSaids
    figures: PublicFigures

    def newsletter(self, reference: str) -> Newsletter:
        """One of them. Raises Problem 404."""
        id = read_reference(reference)
        found = self.newsletters.get(NewsletterId(id)) if id else None
        if found is None:
            raise Problem.not_found("Look for it in the list of newsletters.")
        return found

    def gathering(self) -> Gathering:
        """What a draft starts from."""
        return Gathering(
            newsletters=self.newsletters,
            opportunities=self.opportunities,
            sessions=self.meetings,
            you_saids=self.you_saids,
            figures=self.figures,
            site_name=self.policy.organisation.site_name,
            now=self.now(),
        )
