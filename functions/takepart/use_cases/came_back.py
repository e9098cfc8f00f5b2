"""What follows when a letter does not arrive: its mailbox gets nothing more, and staff are told beside what it was for.

A decision goes to the deputy at once, and who gets the newsletter is taken off. Somebody who knows that the address is
right lets it go out again. The same report twice is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from takepart.domain import returned as domain
from takepart.domain.aggregate import Step
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import Job
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.refused import Refused
from takepart.domain.returned import Returned, ReturnedId, ReturnedState, Why
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Store
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.ports import CAME_BACK, Event, EventKind, Queue, Queues, StoreUnavailable

if TYPE_CHECKING:
    from takepart.use_cases.claims.ports import Claims

_OF_LETTERS: Final = frozenset({Queue.MAIL, Queue.VOICE, Queue.NEWSLETTER})
_NEWSLETTER: Final = "newsletter/"


class ReturnedLetter(LetterName):
    """The letter to staff. A stranger can cause it with addresses that do not exist, so it has a limit of its own."""

    DID_NOT_ARRIVE = "did-not-arrive", Lane.LIMITED_MANY


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the mail service says of one letter."""

    name: str
    """The same for the same report, however often it comes."""
    to: str
    why: Why
    letter: str
    kind: str
    event: str


class SentAgain(NamedTuple):
    """Somebody wants it sent once more."""

    id: ReturnedId


class ReturnedLetters(Store[Returned], Protocol):
    """The store of letters that did not arrive."""

    def waiting(self, *, start: str | None = None, limit: int) -> tuple[Sequence[Returned], str | None]:
        """Those that nobody has dealt with, the newest first, and where the next page starts."""

    def count(self, *, most: int) -> int:
        """How many there are of them; counting stops at ``most``."""


class Bounces(Protocol):
    """Where letters are put that are to go out again."""

    def again(self, id: ReturnedId) -> None:
        """Somebody wants it sent once more. Raises StoreUnavailable."""


class Mailboxes(Protocol):
    """Which mailboxes get nothing more, by their marks. Each call raises StoreUnavailable."""

    def mark(self, to: str) -> str:
        """What a mailbox is called here."""

    def stop(self, to: str, *, on: date) -> None:
        """Nothing more goes there."""

    def go_on(self, mark: str) -> None:
        """Somebody says that it is right."""

    def let_go(self, key: str, *, at: datetime) -> None:
        """A letter may go out once more."""


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """What following a report needs."""

    letters: ReturnedLetters
    mailboxes: Mailboxes
    claims: Claims
    queues: Queues
    policy: Policy
    now: datetime

    def follow(self, report: Report) -> None:
        """Do all that follows. Raises StoreUnavailable or ChangedMeanwhile, to be told again."""
        if report.why.lasts and report.why is not Why.HELD:
            self.mailboxes.stop(report.to, on=local_date(self.now))
        if report.kind.startswith(_NEWSLETTER):
            if report.why.lasts:
                gone = Event(kind=EventKind.SUBSCRIBER, about=_subscriber(report), seq=1, action=CAME_BACK)
                self._put(Queue.NEWSLETTER, gone)
            return
        event = Event.read(report.event) if report.event else None
        if event is not None and event.kind is EventKind.CLAIM and report.why.lasts:
            holder = StaffId(report.letter.rpartition("#")[2])
            # the office shows such letters and follows none
            from takepart.use_cases.claims.remind_deciders import pass_on_at_once

            with suppress(Refused):  # nobody else may decide it: who runs the office is told below
                pass_on_at_once(ClaimId(event.about), holder, claims=self.claims, policy=self.policy, now=self.now)
        kept = self._keep(report)
        if event is None or event.kind is not EventKind.RETURNED:  # a letter about letters ends here
            self._put(Queue.MAIL, Event(kind=EventKind.RETURNED, about=kept.id, seq=kept.version, action="returned"))

    def send_again(self, id: ReturnedId) -> None:
        """Let a letter go out once more. Raises StoreUnavailable or ChangedMeanwhile."""
        # The office shows such letters and sends none: it starts without every kind of thing that letters are about.
        from takepart.use_cases.relay_events import ROUTES

        one = self.letters.get(id)
        if one is None or one.state is not ReturnedState.AGAIN:
            return  # it went before
        event = Event.read(one.event)
        self.mailboxes.go_on(one.mailbox)
        self.mailboxes.let_go(one.letter, at=self.now)
        for queue in ROUTES[event.kind].get(event.action, ()):
            if queue in _OF_LETTERS:
                self._put(queue, event)
        step = Step(Job.MAILER.actor, self.now, StepId(f"put-back-{one.version}"))
        self.letters.save(domain.put_back(one, step))

    def _keep(self, report: Report) -> Returned:
        mark = self.mailboxes.mark(report.to)
        id = ReturnedId(hashlib.sha256(f"{report.letter} {mark}".encode()).hexdigest()[:32])
        step = Step(Job.MAILER.actor, self.now, StepId(f"returned-{report.name}"))
        before = self.letters.get(id)
        if before is not None and before.has(step):
            return before
        one = domain.returned(
            before,
            step,
            id=id,
            why=report.why,
            mailbox=mark,
            letter=report.letter,
            kind=report.kind,
            event=report.event,
        )
        self.letters.save(one)
        return one

    def _put(self, queue: Queue, event: Event) -> None:
        if self.queues.put(queue, [event]):
            raise StoreUnavailable


def _subscriber(report: Report) -> str:
    """Whose newsletter it was: its key says it, or what it was for."""
    return Event.read(report.event).about if report.event else report.letter.rpartition("#")[2]


_THE_SERVICE: Final = ("the service", "")
_PAGES: Final[Mapping[EventKind, tuple[str, str]]] = MappingProxyType(
    {
        EventKind.CLAIM: ("a claim", "/office/claims/{about}"),
        EventKind.PERSON: ("somebody who takes part", "/office/people/{about}"),
        EventKind.COMPLAINT: ("a complaint", "/office/voice/complaints/{about}"),
        EventKind.FEEDBACK: ("something that was said", "/office/voice/feedback/{about}"),
        EventKind.ALERT: ("an alert that somebody may be at risk", "/office/voice/alerts/{about}"),
        EventKind.ANSWER: ("an answer to a questionnaire", "/office/voice/answers/{about}"),
        EventKind.BATCH: ("a payment batch", "/office/batches/{about}"),
        EventKind.SESSION: ("a session", "/office/sessions/{about}"),
    }
)


def what_for(one: Returned) -> tuple[str, str]:
    """What a letter was for, in words, and the office's page about it, if there is one."""
    return about_event(Event.read(one.event)) if one.event else _THE_SERVICE


def about_event(event: Event) -> tuple[str, str]:
    """What an event is about, in words, and the office's page about it, if there is one."""
    words, page = _PAGES.get(event.kind, _THE_SERVICE)
    return words, page.format(about=event.about)


def returned_letters(event: Event, *, letters: ReturnedLetters, policy: Policy) -> Sequence[LetterDue]:
    """To staff: a letter did not arrive, and the page about what it was for."""
    one = letters.get(ReturnedId(event.about))
    if one is None or one.state is not ReturnedState.WAITING:
        return ()
    words, page = what_for(one)
    return [
        LetterDue(
            kind=ReturnedLetter.DID_NOT_ARRIVE,
            key=f"{event.id}#{each.id}",
            to=each.email,
            path=page or "/office/letters",
            member=each,
            values={"about": words, "why": one.why.value},
        )
        for each in _told(one, policy)
    ]


def _told(one: Returned, policy: Policy) -> Sequence[StaffMember]:
    """Who can do something about it: whoever is on duty, handles complaints, knows the person, or runs the office."""
    kind = Event.read(one.event).kind if one.event else None
    ids = who_hears(kind, policy) if kind else ()
    if ids:
        return [each for each in policy.staff if each.id in ids]
    return policy.with_role(Role.WORKER if kind in _OF_PEOPLE else Role.OFFICE)[:2]


def who_hears(kind: EventKind, policy: Policy) -> Sequence[StaffId]:
    """Whose it is to read what somebody said; nobody's where nobody said anything."""
    voice = policy.voice
    if voice is None:
        return ()
    return {
        EventKind.ALERT: voice.duty,
        EventKind.COMPLAINT: voice.complaints_desk,
        EventKind.FEEDBACK: (voice.reader,),
        EventKind.ANSWER: voice.duty,
    }.get(kind, ())


_OF_PEOPLE: Final = frozenset({EventKind.PERSON, EventKind.PERSON_LINK, EventKind.SIGN_UP, EventKind.SESSION})
