"""A quote and a photo beside "You said, we did", each with the consent that it stands on.

Sources: Somerset strategy, "Feedback" (photos and quotes with consent); community-care, "Consent": asked for each use,
with an end, and taken back at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import Refused
from takepart.domain.voice.refusals import VoiceRefusal

MOST_QUOTED: Final = 1_000
MOST_YEARS: Final = 5
"""Nobody can say for longer that they still want to be seen."""


class GivenBy(PlainWord):
    """Who said yes."""

    THEMSELVES = "themselves", "The person themselves"
    PARENT = "parent", "A parent or carer"
    BOTH = "both", "The person, and a parent or carer"


class UseFor(PlainWord):
    """What they said yes to."""

    WEBSITE = "website", "Our website"
    WEBSITE_AND_PAPER = "website-and-paper", "Our website, and what we print"


class ShownWithConsent(StrEnum):
    """What is shown with consent."""

    QUOTE = "quote"
    PHOTO = "photo"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A yes: whose, since when, until when, and to what."""

    given_by: GivenBy
    on: date
    until: date
    use: UseFor

    def holds(self, today: date) -> bool:
        """Whether it counts on a day."""
        return self.on <= today <= self.until

    @property
    def facts(self) -> dict[str, Fact]:
        """What the journal keeps of it."""
        return {
            "given_by": self.given_by.value,
            "on": self.on.isoformat(),
            "until": self.until.isoformat(),
            "use": self.use.value,
        }


@dataclass(frozen=True, kw_only=True)
class QuoteShown:
    """Somebody's own words, and how they want to be named: ``a young person, 15``."""

    text: str
    named_as: str
    consent: Consent


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture that lies with our files, without anything hidden in it, and what it shows in words."""

    content_type: str
    size: int
    alt: str
    consent: Consent


def fit(about: str, thing: QuoteShown | Photo, *, today: date) -> None:
    """Whether it can be shown. Raises Refused when words are missing or the consent is none."""
    consent = thing.consent
    if consent.on > today or consent.until < max(today, consent.on):
        raise Refused(about, reason=VoiceRefusal.NO_CONSENT)
    if consent.until.year - consent.on.year > MOST_YEARS:
        raise Refused(about, reason=VoiceRefusal.CONSENT_TOO_LONG)
    if isinstance(thing, Photo) and not thing.alt.strip():
        raise Refused(about, reason=VoiceRefusal.NO_ALT)
    if isinstance(thing, QuoteShown):
        if not thing.text.strip() or not thing.named_as.strip():
            raise Refused(about, reason=VoiceRefusal.NO_WORDS)
        if len(thing.text) > MOST_QUOTED:
            raise Refused(about, reason=VoiceRefusal.QUOTE_TOO_LONG)
