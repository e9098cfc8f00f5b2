"""You said, we did: what was said, what we decided, why if we cannot, by when, and what came of it.

Somebody writes it, somebody else checks that nobody can be recognised in it, and then it is public.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, NewType

from takepart.domain.aggregate import Step
from takepart.domain.disclosure import Draws, released, rounded
from takepart.domain.ids import StaffId
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainWord
from takepart.domain.refused import NotAllowed, Refused
from takepart.domain.uk_time import local_date
from takepart.domain.voice import consent
from takepart.domain.voice.aggregates import Erasable, checked
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.consent import Photo, QuoteShown, ShownWithConsent
from takepart.domain.voice.feedback import ChangeFelt
from takepart.domain.voice.refusals import VoiceRefusal

YouSaidId = NewType("YouSaidId", str)
"""One of them, in its public address: ``K7M4-9QXR``."""


class Source(PlainWord):
    """Where it was said (Somerset strategy, "Feedback")."""

    FEEDBACK = "feedback", "Feedback"
    SESSION = "session", "A session or focus group"
    QUESTIONNAIRE = "questionnaire", "A questionnaire"
    COMPLAINT = "complaint", "A complaint"
    CONSULTATION = "consultation", "A consultation"
    CHALLENGE = "challenge", "A question to our leaders"


class Decision(PlainWord):
    """What we decided."""

    DONE = "done", "We did it"
    DOING = "doing", "We are doing it"
    CANNOT = "cannot", "We cannot do it"


class YouSaidState(StrEnum):
    """Where it stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken-down"
    ERASED = "erased"
    """It was never public, or is not any more, and its time was over: its words are gone."""


class YouSaidAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    WRITE = "written"
    REWRITE = "rewritten"
    PUBLISH = "published"
    UPDATE = "updated"
    TAKE_DOWN = "taken-down"
    CHECK_UPDATE = "update-checked"
    ASK_CHANGE = "asked-what-changed"
    COUNT = "counted"
    ADD_QUOTE = "quote-added"
    ADD_PHOTO = "photo-added"
    END_CONSENT = "consent-ended"
    ERASE = "erased"


_Is, _Do = YouSaidState, YouSaidAction


@dataclass(frozen=True, kw_only=True)
class YouSaidWords:
    """What the page says."""

    said: str
    by_how_many: int
    source: Source
    decision: Decision
    did: str
    """What we do or did; for what we cannot do, why not."""
    by_when: date | None = None
    outcome: str = ""
    """What came of it."""
    team: str = ""
    """The team or service that did it, whose promise it helps to keep; empty for the whole organisation."""


@dataclass(frozen=True, kw_only=True)
class YouSaid(Erasable):
    """One of them."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (_Is.DRAFT, _Do.REWRITE): _Is.DRAFT,
            (_Is.DRAFT, _Do.PUBLISH): _Is.PUBLISHED,
            (_Is.PUBLISHED, _Do.UPDATE): _Is.PUBLISHED,
            (_Is.PUBLISHED, _Do.CHECK_UPDATE): _Is.PUBLISHED,
            (_Is.PUBLISHED, _Do.TAKE_DOWN): _Is.TAKEN_DOWN,
            (_Is.PUBLISHED, _Do.ASK_CHANGE): _Is.PUBLISHED,
            **{(state, _Do.COUNT): state for state in (_Is.PUBLISHED, _Is.TAKEN_DOWN)},
            (_Is.DRAFT, _Do.ADD_QUOTE): _Is.DRAFT,
            (_Is.DRAFT, _Do.ADD_PHOTO): _Is.DRAFT,
            **{(state, _Do.END_CONSENT): state for state in (_Is.DRAFT, _Is.PUBLISHED, _Is.TAKEN_DOWN)},
            **{(state, _Do.ERASE): _Is.ERASED for state in (_Is.DRAFT, _Is.TAKEN_DOWN)},
        }
    )
    """Every pair that is not here is refused."""
    ERASE: ClassVar = YouSaidAction.ERASE

    id: YouSaidId
    state: YouSaidState
    words: YouSaidWords
    sources: tuple[FeedbackId, ...]
    """What it answers, if that was said here."""
    writer: StaffId
    checker: StaffId | None = None
    published_on: date | None = None
    ask_on: date | None = None
    """When the people who said it are asked whether it changed anything; nothing once they were."""
    counts: Mapping[ChangeFelt, int] = field(default_factory=lambda: MappingProxyType({}))
    """What they answered."""
    changed: YouSaidWords | None = None
    """What it is to say from now on, once somebody else has checked that as well."""
    quote: QuoteShown | None = None
    photo: Photo | None = None

    def told(self, today: date) -> Mapping[ChangeFelt, int]:
        """What may be told of what they answered until yesterday; nothing of fewer than five, who wait for others."""
        days: dict[date, Counter[ChangeFelt]] = {}
        for entry in self.journal:
            if entry.action == YouSaidAction.COUNT.value and (day := local_date(entry.at)) < today:
                days.setdefault(day, Counter())[ChangeFelt(str(entry.facts["of"]))] += 1
        counts = released([days[day] for day in sorted(days)])
        draws = Draws(hashlib.sha256("\n".join(self.sources).encode()).digest())  # their names are hashes of codes
        every = {change: counts.get(change, 0) for change in ChangeFelt}
        return rounded(every, table=self.id, draws=draws) if counts else {}

    def quote_on(self, today: date) -> QuoteShown | None:
        """The quote, while its consent holds."""
        return self.quote if self.quote and self.quote.consent.holds(today) else None

    def photo_on(self, today: date) -> Photo | None:
        """The photo, while its consent holds."""
        return self.photo if self.photo and self.photo.consent.holds(today) else None

    def over(self, today: date) -> tuple[ShownWithConsent, ...]:
        """What is here whose consent is over."""
        things = ((ShownWithConsent.QUOTE, self.quote), (ShownWithConsent.PHOTO, self.photo))
        return tuple(shown for shown, thing in things if thing is not None and not thing.consent.holds(today))

    def is_late(self, today: date) -> bool:
        """Whether we said that it would be done by now."""
        return self.words.decision is Decision.DOING and self.words.by_when is not None and today > self.words.by_when


def write(step: Step, *, id: YouSaidId, words: YouSaidWords, sources: tuple[FeedbackId, ...]) -> YouSaid:
    """A draft. Raises Refused when a decision lacks its reason or its day."""
    blank = YouSaid(id=id, state=YouSaidState.DRAFT, words=_fit(id, words), sources=sources, writer=step.staff)
    return blank.written(YouSaidAction.WRITE, step, {"sources": len(sources)})


def rewrite(you_said: YouSaid, step: Step, *, words: YouSaidWords) -> YouSaid:
    """Change a draft: whoever changes it last wrote it, and somebody else must check it."""
    you_said.after(YouSaidAction.REWRITE)
    return you_said.took(YouSaidAction.REWRITE, step, words=_fit(you_said.id, words), writer=step.staff)


def publish(you_said: YouSaid, step: Step, *, ask_after_days: int) -> YouSaid:
    """Somebody who did not write it has checked that nobody can be recognised: it is public."""
    you_said.after(YouSaidAction.PUBLISH)
    if step.staff == you_said.writer:
        raise Refused(you_said.id, reason=VoiceRefusal.WROTE_IT)
    if you_said.over(step.today):
        raise Refused(you_said.id, reason=VoiceRefusal.CONSENT_OVER)
    ask_on = step.today + timedelta(days=ask_after_days) if you_said.sources else None
    return you_said.took(YouSaidAction.PUBLISH, step, checker=step.staff, published_on=step.today, ask_on=ask_on)


def update(you_said: YouSaid, step: Step, *, words: YouSaidWords) -> YouSaid:
    """What came of it since: the same thing said, with how it went on. Somebody else checks it before it is public."""
    you_said.after(YouSaidAction.UPDATE)
    fit = _fit(you_said.id, replace(words, said=you_said.words.said, source=you_said.words.source))
    return you_said.took(YouSaidAction.UPDATE, step, changed=fit, writer=step.staff)


def check_update(you_said: YouSaid, step: Step) -> YouSaid:
    """Somebody who did not write the change has checked that nobody can be recognised in it: it is public."""
    you_said.after(YouSaidAction.CHECK_UPDATE)
    if you_said.changed is None:
        raise Refused(you_said.id, reason=NotAllowed.IN_THIS_STATE)
    if step.staff == you_said.writer:
        raise Refused(you_said.id, reason=VoiceRefusal.WROTE_IT)
    return you_said.took(YouSaidAction.CHECK_UPDATE, step, words=you_said.changed, changed=None, checker=step.staff)


def take_down(you_said: YouSaid, step: Step) -> YouSaid:
    """Take it off the public page: somebody could be recognised after all."""
    return you_said.took(YouSaidAction.TAKE_DOWN, step, ask_on=None, changed=None)


def show(you_said: YouSaid, step: Step, thing: QuoteShown | Photo) -> YouSaid:
    """Put a quote or a photo with its consent into a draft: somebody else must check it, too. Raises Refused."""
    is_quote = isinstance(thing, QuoteShown)
    action = YouSaidAction.ADD_QUOTE if is_quote else YouSaidAction.ADD_PHOTO
    you_said.after(action)
    consent.fit(you_said.id, thing, today=step.today)
    field = {"quote" if is_quote else "photo": thing}
    return you_said.took(action, step, thing.consent.facts, writer=step.staff, **field)


def end_consent(you_said: YouSaid, step: Step, shown: ShownWithConsent) -> YouSaid:
    """They took it back, or its time is over: it is off the page, and gone from here, with this write."""
    you_said.after(YouSaidAction.END_CONSENT)
    thing = you_said.quote if shown is ShownWithConsent.QUOTE else you_said.photo
    if thing is None:
        raise Refused(you_said.id, reason=NotAllowed.IN_THIS_STATE)
    facts: dict[str, Fact] = {"of": shown.value, "given_by": thing.consent.given_by.value}
    return you_said.took(YouSaidAction.END_CONSENT, step, facts, **{shown.value: None})


def ask_change(you_said: YouSaid, step: Step) -> YouSaid:
    """The weeks are over: the people who said it are asked now."""
    you_said.after(YouSaidAction.ASK_CHANGE)
    if you_said.ask_on is None:
        raise Refused(you_said.id, reason=NotAllowed.IN_THIS_STATE)
    return you_said.took(YouSaidAction.ASK_CHANGE, step, ask_on=None)


def erase(you_said: YouSaid, step: Step) -> YouSaid:
    """Nobody reads it, and its time is over: no words are left. What is public stays."""
    words = replace(you_said.words, said="", did="", outcome="")
    return you_said.took(YouSaidAction.ERASE, step, words=words, changed=None, quote=None, photo=None)


def count(you_said: YouSaid, step: Step, *, change: ChangeFelt) -> YouSaid:
    """One answer more. The press names whose it is, so that it counts once."""
    counts = MappingProxyType({**you_said.counts, change: you_said.counts.get(change, 0) + 1})
    return you_said.took(YouSaidAction.COUNT, step, {"of": change.value}, counts=counts)


def _fit(id: YouSaidId, words: YouSaidWords) -> YouSaidWords:
    checked(id, words.said)
    if not words.did.strip():
        why = words.decision is Decision.CANNOT
        raise Refused(id, reason=VoiceRefusal.NEEDS_WHY if why else VoiceRefusal.NO_WORDS)
    if words.decision is Decision.DOING and words.by_when is None:
        raise Refused(id, reason=VoiceRefusal.NEEDS_DAY)
    return words
