"""You said, we did: what was said, what we decided, why if we cannot, by when, and what came of it.

Somebody writes it, somebody else checks that nobody can be recognised in it, and then it is public.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.uk_time import local_date
from takepart.domain.voice import consent
from takepart.domain.voice.codes import FeedbackId
from takepart.domain.voice.consent import Photo, QuoteShown, ShownWithConsent
from takepart.domain.voice.feedback import ChangeFelt
from takepart.domain.voice.refusals import CannotDo, VoiceRefusal
from takepart.domain.voice.texts import checked
from takepart.domain.voice.transitions import state_after

YouSaidId = NewType("YouSaidId", str)
"""One of them, in its public address: ``K7M4-9QXR``."""


class Source(StrEnum):
    """Where it was said (Somerset strategy, "Feedback")."""

    FEEDBACK = "feedback"
    SESSION = "session"
    QUESTIONNAIRE = "questionnaire"
    COMPLAINT = "complaint"
    CONSULTATION = "consultation"
    CHALLENGE = "challenge"

    @property
    def plain(self) -> str:
        """As people say it."""
        return _PLAIN[self.value]


class Decision(StrEnum):
    """What we decided."""

    DONE = "done"
    DOING = "doing"
    CANNOT = "cannot"

    @property
    def plain(self) -> str:
        """As people say it."""
        return _PLAIN[self.value]


_PLAIN: Final = {
    "feedback": "Feedback",
    "session": "A session or focus group",
    "questionnaire": "A questionnaire",
    "complaint": "A complaint",
    "consultation": "A consultation",
    "challenge": "A question to our leaders",
    "done": "We did it",
    "doing": "We are doing it",
    "cannot": "We cannot do it",
}


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
    ASK_CHANGE = "asked-what-changed"
    COUNT = "counted"
    ADD_QUOTE = "quote-added"
    ADD_PHOTO = "photo-added"
    END_CONSENT = "consent-ended"
    ERASE = "erased"


TRANSITIONS: Final[Mapping[tuple[YouSaidState, YouSaidAction], YouSaidState]] = MappingProxyType(
    {
        (YouSaidState.DRAFT, YouSaidAction.REWRITE): YouSaidState.DRAFT,
        (YouSaidState.DRAFT, YouSaidAction.PUBLISH): YouSaidState.PUBLISHED,
        (YouSaidState.PUBLISHED, YouSaidAction.UPDATE): YouSaidState.PUBLISHED,
        (YouSaidState.PUBLISHED, YouSaidAction.TAKE_DOWN): YouSaidState.TAKEN_DOWN,
        (YouSaidState.PUBLISHED, YouSaidAction.ASK_CHANGE): YouSaidState.PUBLISHED,
        **{(state, YouSaidAction.COUNT): state for state in (YouSaidState.PUBLISHED, YouSaidState.TAKEN_DOWN)},
        (YouSaidState.DRAFT, YouSaidAction.ADD_QUOTE): YouSaidState.DRAFT,
        (YouSaidState.DRAFT, YouSaidAction.ADD_PHOTO): YouSaidState.DRAFT,
        **{
            (state, YouSaidAction.END_CONSENT): state
            for state in (YouSaidState.DRAFT, YouSaidState.PUBLISHED, YouSaidState.TAKEN_DOWN)
        },
        **{
            (state, YouSaidAction.ERASE): YouSaidState.ERASED for state in (YouSaidState.DRAFT, YouSaidState.TAKEN_DOWN)
        },
    }
)
"""Every pair that is not here is refused."""


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
class YouSaid(Aggregate):
    """One of them."""

    TRANSITIONS: ClassVar = TRANSITIONS

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
    quote: QuoteShown | None = None
    photo: Photo | None = None

    @property
    def rests_since(self) -> date | None:
        """The day of the last step, for what is not public: from then on its time to be erased counts."""
        return local_date(self.journal[-1].at) if (self.state, YouSaidAction.ERASE) in TRANSITIONS else None

    @property
    def answers(self) -> int:
        """How many answered."""
        return sum(self.counts.values())

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


Make = Callable[[], YouSaid]
"""Makes it as it is after one step."""


def write(
    *, id: YouSaidId, words: YouSaidWords, sources: tuple[FeedbackId, ...], by: StaffId, at: datetime, step: StepId
) -> YouSaid:
    """A draft. Raises CannotDo when a decision lacks its reason or its day."""
    blank = YouSaid(id=id, state=YouSaidState.DRAFT, journal=(), words=_fit(id, words), sources=sources, writer=by)
    return _written(
        blank, YouSaidAction.WRITE, by=journals.staff(by), at=at, step=step, facts={"sources": len(sources)}
    )


def rewrite(you_said: YouSaid, *, words: YouSaidWords, by: StaffId, at: datetime, step: StepId) -> YouSaid:
    """Change a draft: whoever changes it last wrote it, and somebody else must check it."""
    after = replace(_next(you_said, YouSaidAction.REWRITE), words=_fit(you_said.id, words), writer=by)
    return _written(after, YouSaidAction.REWRITE, by=journals.staff(by), at=at, step=step)


def publish(you_said: YouSaid, *, by: StaffId, ask_after_days: int, at: datetime, step: StepId) -> YouSaid:
    """Somebody who did not write it has checked that nobody can be recognised: it is public."""
    after = _next(you_said, YouSaidAction.PUBLISH)
    if by == you_said.writer:
        raise CannotDo(you_said.id, reason=VoiceRefusal.WROTE_IT)
    today = local_date(at)
    if you_said.over(today):
        raise CannotDo(you_said.id, reason=VoiceRefusal.CONSENT_OVER)
    after = replace(
        after,
        checker=by,
        published_on=today,
        ask_on=today + timedelta(days=ask_after_days) if you_said.sources else None,
    )
    return _written(after, YouSaidAction.PUBLISH, by=journals.staff(by), at=at, step=step)


def update(you_said: YouSaid, *, words: YouSaidWords, by: StaffId, at: datetime, step: StepId) -> YouSaid:
    """What came of it since: the same thing said, with how it went on."""
    after = _next(you_said, YouSaidAction.UPDATE)
    fit = _fit(you_said.id, replace(words, said=you_said.words.said, source=you_said.words.source))
    return _written(replace(after, words=fit), YouSaidAction.UPDATE, by=journals.staff(by), at=at, step=step)


def take_down(you_said: YouSaid, *, by: StaffId, at: datetime, step: StepId) -> YouSaid:
    """Take it off the public page: somebody could be recognised after all."""
    after = replace(_next(you_said, YouSaidAction.TAKE_DOWN), ask_on=None)
    return _written(after, YouSaidAction.TAKE_DOWN, by=journals.staff(by), at=at, step=step)


def show(you_said: YouSaid, thing: QuoteShown | Photo, *, by: StaffId, at: datetime, step: StepId) -> YouSaid:
    """Put a quote or a photo with its consent into a draft: somebody else must check it, too. Raises CannotDo."""
    action = YouSaidAction.ADD_QUOTE if isinstance(thing, QuoteShown) else YouSaidAction.ADD_PHOTO
    after = replace(_next(you_said, action), writer=by)
    consent.fit(you_said.id, thing, today=local_date(at))
    after = replace(after, quote=thing) if isinstance(thing, QuoteShown) else replace(after, photo=thing)
    return _written(after, action, by=journals.staff(by), at=at, step=step, facts=thing.consent.facts)


def end_consent(you_said: YouSaid, shown: ShownWithConsent, *, by: Actor, at: datetime, step: StepId) -> YouSaid:
    """They took it back, or its time is over: it is off the page, and gone from here, with this write."""
    after = _next(you_said, YouSaidAction.END_CONSENT)
    thing = you_said.quote if shown is ShownWithConsent.QUOTE else you_said.photo
    if thing is None:
        raise CannotDo(you_said.id, reason=VoiceRefusal.NOT_IN_THIS_STATE)
    after = replace(after, quote=None) if shown is ShownWithConsent.QUOTE else replace(after, photo=None)
    facts: dict[str, Fact] = {"of": shown.value, "given_by": thing.consent.given_by.value}
    return _written(after, YouSaidAction.END_CONSENT, by=by, at=at, step=step, facts=facts)


def ask_change(you_said: YouSaid, *, at: datetime, step: StepId) -> YouSaid:
    """The weeks are over: the people who said it are asked now."""
    after = _next(you_said, YouSaidAction.ASK_CHANGE)
    if you_said.ask_on is None:
        raise CannotDo(you_said.id, reason=VoiceRefusal.NOT_IN_THIS_STATE)
    return _written(
        replace(after, ask_on=None), YouSaidAction.ASK_CHANGE, by=journals.Job.REMINDERS.actor, at=at, step=step
    )


def erase(you_said: YouSaid, *, at: datetime, step: StepId) -> YouSaid:
    """Nobody reads it, and its time is over: no words are left. What is public stays."""
    words = replace(you_said.words, said="", did="", outcome="")
    after = replace(_next(you_said, YouSaidAction.ERASE), words=words, quote=None, photo=None)
    return _written(after, YouSaidAction.ERASE, by=journals.Job.RETENTION.actor, at=at, step=step)


def count(you_said: YouSaid, *, change: ChangeFelt, at: datetime, step: StepId) -> YouSaid:
    """One answer more. ``step`` names whose it is, so that it counts once."""
    counts = {**you_said.counts, change: you_said.counts.get(change, 0) + 1}
    after = replace(_next(you_said, YouSaidAction.COUNT), counts=MappingProxyType(counts))
    return _written(
        after, YouSaidAction.COUNT, by=journals.Job.OFFICE.actor, at=at, step=step, facts={"of": change.value}
    )


def _fit(id: YouSaidId, words: YouSaidWords) -> YouSaidWords:
    checked(id, words.said)
    if not words.did.strip():
        raise CannotDo(
            id, reason=VoiceRefusal.NEEDS_WHY if words.decision is Decision.CANNOT else VoiceRefusal.NO_WORDS
        )
    if words.decision is Decision.DOING and words.by_when is None:
        raise CannotDo(id, reason=VoiceRefusal.NEEDS_DAY)
    return words


def _next(you_said: YouSaid, action: YouSaidAction) -> YouSaid:
    return replace(you_said, state=state_after(TRANSITIONS, you_said.state, action, of=you_said.id))


def _written(
    you_said: YouSaid,
    action: YouSaidAction,
    *,
    by: Actor,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact] | None = None,
) -> YouSaid:
    journal = journals.append(you_said.journal, at=at, by=by, action=action.value, step=step, facts=facts)
    return replace(you_said, journal=journal)
