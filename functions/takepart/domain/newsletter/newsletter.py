"""A newsletter: what is new, what was done because people said so, and thanks. At least two a year.

Sources: Lincolnshire strategy (newsletter); Wirral policy, 11 (tell people what came of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.journal import Fact
from takepart.domain.plain_reason import PlainReason, PlainWord
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date


class NewsletterRefusal(PlainReason):
    """A reason, with what it means in plain words."""

    NO_TITLE = "no-title", "Give the newsletter a title."
    EMPTY = "empty", "Tick at least one part, or write one of your own."
    TOO_LONG = "too-long", "That is too long. The most is 60,000 characters in all."
    TOO_MANY_PARTS = "too-many-parts", "That is too many parts. The most is 60."
    OUT_OF_DATE = "out-of-date", "Somebody changed it since you looked. Read it again, and then send it."


NewsletterId = NewType("NewsletterId", str)
"""One of them, in its public address: ``K7M4-9QXR``."""

MOST_LETTERS: Final = 60_000
"""In all: an item of the table takes 400 KB, and a letter up to 4 bytes."""
MOST_PARTS: Final = 60


class PartKind(PlainWord):
    """Where a part comes from."""

    OPPORTUNITY = "opportunity", "Take part"
    YOU_SAID = "you-said", "You said, we did"
    RESULTS = "results", "How we are doing"
    THANKS = "thanks", "Thank you"
    OWN = "own", "News"


class NewsletterState(StrEnum):
    """Where it stands."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class NewsletterAction(StrEnum):
    """What can be done. The value is what the journal calls it."""

    WRITE = "written"
    EDIT = "edited"
    SEND = "sending"
    FINISH = "sent"
    DROP = "dropped"


@dataclass(frozen=True, kw_only=True)
class NewsletterPart:
    """One part: a title, some words, and a page of ours that says more."""

    id: str
    """Its name within the newsletter, which stays when it moves: ``1``."""
    kind: PartKind
    title: str
    text: str
    path: str = ""
    """Like ``/opportunities/ab12``; nothing for what stands for itself."""
    picked: bool = True


@dataclass(frozen=True, kw_only=True)
class NewsletterWords:
    """What it says. The parts are in the order in which they are read."""

    title: str
    intro: str
    parts: tuple[NewsletterPart, ...]

    @property
    def picked(self) -> tuple[NewsletterPart, ...]:
        """The parts that are in it."""
        return tuple(part for part in self.parts if part.picked)

    @property
    def next_part(self) -> str:
        """The name of a part that is added."""
        return str(max((int(part.id) for part in self.parts), default=0) + 1)


@dataclass(frozen=True, kw_only=True)
class Newsletter(Aggregate):
    """One newsletter."""

    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (NewsletterState.DRAFT, NewsletterAction.EDIT): NewsletterState.DRAFT,
            (NewsletterState.DRAFT, NewsletterAction.SEND): NewsletterState.SENDING,
            (NewsletterState.DRAFT, NewsletterAction.DROP): NewsletterState.DROPPED,
            (NewsletterState.SENDING, NewsletterAction.FINISH): NewsletterState.SENT,
        }
    )
    """Every pair that is not here is refused."""

    id: NewsletterId
    state: NewsletterState
    words: NewsletterWords
    since: date
    """What it tells of is newer than this day."""
    sent_at: datetime | None = None
    """When somebody pressed the button: whoever asked for it by then gets it."""

    @property
    def is_public(self) -> bool:
        """Whether everyone can read it."""
        return self.state in (NewsletterState.SENDING, NewsletterState.SENT)

    @property
    def day(self) -> date:
        """The day it went out; for a draft, the day it was begun."""
        return local_date(self.sent_at or self.journal[0].at)

    @property
    def letters(self) -> tuple[int, int]:
        """How many went out, and how many addresses were never taken; nothing before it is sent."""
        facts = self.journal[-1].facts if self.state is NewsletterState.SENT else {}
        return int(facts.get("letters", 0)), int(facts.get("refused", 0))


def write(step: Step, *, id: NewsletterId, words: NewsletterWords, since: date) -> Newsletter:
    """A draft."""
    blank = Newsletter(id=id, state=NewsletterState.DRAFT, words=_fit(id, words), since=since)
    return blank.written(NewsletterAction.WRITE, step, _size(words))


def edit(newsletter: Newsletter, step: Step, *, words: NewsletterWords) -> Newsletter:
    """Change a draft. Raises Refused."""
    newsletter.after(NewsletterAction.EDIT)
    return newsletter.took(NewsletterAction.EDIT, step, _size(words), words=_fit(newsletter.id, words))


def drop(newsletter: Newsletter, step: Step) -> Newsletter:
    """Put a draft away. Raises Refused."""
    return newsletter.took(NewsletterAction.DROP, step)


def send(newsletter: Newsletter, step: Step, *, seen_version: int) -> Newsletter:
    """It is public from now on, and goes out. Raises Refused when it is empty or not what they looked at."""
    newsletter.after(NewsletterAction.SEND)
    if newsletter.version != seen_version:
        raise Refused(newsletter.id, reason=NewsletterRefusal.OUT_OF_DATE)
    if not newsletter.words.title.strip():
        raise Refused(newsletter.id, reason=NewsletterRefusal.NO_TITLE)
    if not newsletter.words.picked:
        raise Refused(newsletter.id, reason=NewsletterRefusal.EMPTY)
    return newsletter.took(NewsletterAction.SEND, step, {"parts": len(newsletter.words.picked)}, sent_at=step.at)


def finish(newsletter: Newsletter, step: Step, *, letters: int, refused: int) -> Newsletter:
    """Everyone who asked for it by then was written to. Raises Refused."""
    return newsletter.took(NewsletterAction.FINISH, step, {"letters": letters, "refused": refused})


def _fit(id: NewsletterId, words: NewsletterWords) -> NewsletterWords:
    if len(words.parts) > MOST_PARTS:
        raise Refused(id, reason=NewsletterRefusal.TOO_MANY_PARTS)
    letters = len(words.title) + len(words.intro) + sum(len(part.title) + len(part.text) for part in words.parts)
    if letters > MOST_LETTERS:
        raise Refused(id, reason=NewsletterRefusal.TOO_LONG)
    return words


def _size(words: NewsletterWords) -> dict[str, Fact]:
    return {"parts": len(words.parts), "picked": len(words.picked)}


_POINT: Final = "- "


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, with its lines; or a list, with its points."""

    points: bool
    lines: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of some words, in order; lines of one paragraph stay lines."""
    found: list[Block] = []
    runs: list[tuple[bool, list[str]]] = []
    for line in [*(each.strip() for each in text.splitlines()), ""]:
        if not line:
            found += [Block(points=points, lines=tuple(lines)) for points, lines in runs]
            runs = []
            continue
        points = line.startswith(_POINT)
        words = line.removeprefix(_POINT).strip() if points else line
        if runs and runs[-1][0] is points:
            runs[-1][1].append(words)
        else:
            runs.append((points, [words]))
    return tuple(found)
