"""A newsletter: what is new, what was done because people said so, and thanks. At least two a year.

Sources: Lincolnshire strategy (newsletter); Wirral policy, 11 (tell people what came of it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Actor, Fact
from takepart.domain.newsletter.refusals import CannotDo, Refusal
from takepart.domain.uk_time import local_date

NewsletterId = NewType("NewsletterId", str)
"""One of them, in its public address: ``K7M4-9QXR``."""

MOST_LETTERS: Final = 60_000
"""In all: an item of the table takes 400 KB, and a letter up to 4 bytes."""
MOST_PARTS: Final = 60


class Kind(StrEnum):
    """Where a part comes from."""

    OPPORTUNITY = "opportunity"
    YOU_SAID = "you-said"
    RESULTS = "results"
    THANKS = "thanks"
    OWN = "own"

    @property
    def plain(self) -> str:
        """As people say it."""
        return _KINDS[self]


_KINDS: Final = {
    Kind.OPPORTUNITY: "Take part",
    Kind.YOU_SAID: "You said, we did",
    Kind.RESULTS: "How we are doing",
    Kind.THANKS: "Thank you",
    Kind.OWN: "News",
}


class State(StrEnum):
    """Where it stands."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class Action(StrEnum):
    """What can be done. The value is what the journal calls it."""

    WRITE = "written"
    EDIT = "edited"
    SEND = "sending"
    FINISH = "sent"
    DROP = "dropped"


TRANSITIONS: Final[Mapping[tuple[State, Action], State]] = MappingProxyType(
    {
        (State.DRAFT, Action.EDIT): State.DRAFT,
        (State.DRAFT, Action.SEND): State.SENDING,
        (State.DRAFT, Action.DROP): State.DROPPED,
        (State.SENDING, Action.FINISH): State.SENT,
    }
)
"""Every pair that is not here is refused."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part: a title, some words, and a page of ours that says more."""

    id: str
    """Its name within the newsletter, which stays when it moves: ``1``."""
    kind: Kind
    title: str
    text: str
    path: str = ""
    """Like ``/opportunities/ab12``; nothing for what stands for itself."""
    picked: bool = True


@dataclass(frozen=True, kw_only=True)
class Words:
    """What it says. The parts are in the order in which they are read."""

    title: str
    intro: str
    parts: tuple[Part, ...]

    @property
    def picked(self) -> tuple[Part, ...]:
        """The parts that are in it."""
        return tuple(part for part in self.parts if part.picked)

    @property
    def next_part(self) -> str:
        """The name of a part that is added."""
        return str(max((int(part.id) for part in self.parts), default=0) + 1)


@dataclass(frozen=True, kw_only=True)
class Newsletter(Aggregate):
    """One newsletter."""

    TRANSITIONS: ClassVar = TRANSITIONS

    id: NewsletterId
    state: State
    words: Words
    since: date
    """What it tells of is newer than this day."""
    sent_at: datetime | None = None
    """When somebody pressed the button: whoever asked for it by then gets it."""

    @property
    def is_public(self) -> bool:
        """Whether everyone can read it."""
        return self.state in (State.SENDING, State.SENT)

    @property
    def day(self) -> date:
        """The day it went out; for a draft, the day it was begun."""
        return local_date(self.sent_at or self.journal[0].at)

    @property
    def letters(self) -> tuple[int, int]:
        """How many went out, and how many addresses were never taken; nothing before it is sent."""
        facts = self.journal[-1].facts if self.state is State.SENT else {}
        return int(facts.get("letters", 0)), int(facts.get("refused", 0))


def write(*, id: NewsletterId, words: Words, since: date, by: StaffId, at: datetime, step: StepId) -> Newsletter:
    """A draft."""
    blank = Newsletter(id=id, state=State.DRAFT, journal=(), words=_fit(id, words), since=since)
    return _written(blank, Action.WRITE, by=journals.staff(by), at=at, step=step, facts=_size(words))


def edit(newsletter: Newsletter, *, words: Words, by: StaffId, at: datetime, step: StepId) -> Newsletter:
    """Change a draft. Raises CannotDo."""
    after = replace(_next(newsletter, Action.EDIT), words=_fit(newsletter.id, words))
    return _written(after, Action.EDIT, by=journals.staff(by), at=at, step=step, facts=_size(words))


def drop(newsletter: Newsletter, *, by: StaffId, at: datetime, step: StepId) -> Newsletter:
    """Put a draft away. Raises CannotDo."""
    return _written(_next(newsletter, Action.DROP), Action.DROP, by=journals.staff(by), at=at, step=step)


def send(newsletter: Newsletter, *, seen_version: int, by: StaffId, at: datetime, step: StepId) -> Newsletter:
    """It is public from now on, and goes out. Raises CannotDo when it is empty or not what they looked at."""
    after = _next(newsletter, Action.SEND)
    if newsletter.version != seen_version:
        raise CannotDo(newsletter.id, reason=Refusal.OUT_OF_DATE)
    if not newsletter.words.title.strip():
        raise CannotDo(newsletter.id, reason=Refusal.NO_TITLE)
    if not newsletter.words.picked:
        raise CannotDo(newsletter.id, reason=Refusal.EMPTY)
    facts: dict[str, Fact] = {"parts": len(newsletter.words.picked)}
    return _written(replace(after, sent_at=at), Action.SEND, by=journals.staff(by), at=at, step=step, facts=facts)


def finish(newsletter: Newsletter, *, letters: int, refused: int, at: datetime, step: StepId) -> Newsletter:
    """Everyone who asked for it by then was written to. Raises CannotDo."""
    facts: dict[str, Fact] = {"letters": letters, "refused": refused}
    after = _next(newsletter, Action.FINISH)
    return _written(after, Action.FINISH, by=journals.Job.MAILER.actor, at=at, step=step, facts=facts)


def _fit(id: NewsletterId, words: Words) -> Words:
    if len(words.parts) > MOST_PARTS:
        raise CannotDo(id, reason=Refusal.TOO_MANY_PARTS)
    letters = len(words.title) + len(words.intro) + sum(len(part.title) + len(part.text) for part in words.parts)
    if letters > MOST_LETTERS:
        raise CannotDo(id, reason=Refusal.TOO_LONG)
    return words


def _size(words: Words) -> dict[str, Fact]:
    return {"parts": len(words.parts), "picked": len(words.picked)}


def _next(newsletter: Newsletter, action: Action) -> Newsletter:
    state = TRANSITIONS.get((newsletter.state, action))
    if state is None:
        raise CannotDo(newsletter.id, reason=Refusal.NOT_IN_THIS_STATE)
    return replace(newsletter, state=state)


def _written(
    newsletter: Newsletter,
    action: Action,
    *,
    by: Actor,
    at: datetime,
    step: StepId,
    facts: Mapping[str, Fact] | None = None,
) -> Newsletter:
    journal = journals.append(newsletter.journal, at=at, by=by, action=action.value, step=step, facts=facts)
    return replace(newsletter, journal=journal)
