"""What the use cases need from the world outside. Adapters provide it on AWS; tests provide fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from takepart.domain.bank_details import BankDetails
    from takepart.domain.ids import PersonId
    from takepart.domain.links import Link

TOLD_WITHIN: Final = timedelta(days=30)
"""Nobody is written to about what happened longer ago: such an event comes from a replay alone, and what was remembered
of letters may have ended, or be lost."""


CAME_BACK: Final = "came-back"
"""The action of an event about somebody whose letters come back: it is no step of theirs, and in no journal."""


class StoreUnavailable(Exception):
    """The store did not answer, or answered that it is overloaded. Nothing is known to be written: try again."""


class ChangedMeanwhile(Exception):
    """Somebody else changed it first. Read it again and decide again; nothing of this attempt was written."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.id = id


class NoSuchPage(Exception):
    """What is to say where a page of a list starts is no place in that list."""


class NobodyToDecide(Exception):
    """The policy names nobody who may take this decision: everyone who could is part of the claim already."""


@dataclass(frozen=True, kw_only=True)
class UploadForm:
    """Where a file is posted, and the hidden fields that go with it."""

    url: str
    fields: Mapping[str, str]


class LinkMaker(Protocol):
    """Makes one-time links. Only what sends mail holds one."""

    def make(self, link: Link) -> str:
        """The token that goes in the address."""


class LinkReader(Protocol):
    """Reads one-time links. Only what acts on them holds one."""

    def read(self, token: str) -> Link:
        """The link, its MAC checked. Raises BadLink when it was forged or altered; it does not look at the time."""


class Identities(Protocol):
    """Gives people and bank accounts names that cannot be guessed back."""

    def person(self, *, email: str, name: str) -> PersonId:
        """Whose mailbox and name these are: the same person every time, also after they changed either."""

    def every_name(self, *, email: str, name: str) -> tuple[PersonId, ...]:
        """The person first, then everything else that they are known to be called: what is paid once looks at all."""

    def name(self, *, email: str, name: str) -> PersonId:
        """What this mailbox and name are called, whoever has them: the same every time."""

    def account(self, bank: BankDetails) -> str:
        """The same fingerprint for the same account, every time."""

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        """The mailboxes of the parent or carer of somebody who registered, under any of their names."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Whose a name is."""

    person: PersonId
    also: tuple[PersonId, ...] = ()
    """What else they are called, under the name that is their id."""


class NameTaken(Exception):
    """The name is somebody else's. Nothing was written."""

    def __init__(self, owner: PersonId) -> None:
        super().__init__(owner)
        self.owner = owner


class Names(Protocol):
    """Which person a mailbox and name belong to, once they registered: ids, and a parent's or carer's mailbox."""

    def of(self, name: PersonId) -> Known | None:
        """Whose it is (a consistent read); None while it is nobody's."""

    def kin(self, *names: PersonId) -> tuple[str, ...]:
        """The mailboxes of the parent or carer of somebody who registered, under any of their names."""

    def take(
        self, name: PersonId, *, by: PersonId, also: tuple[PersonId, ...] = (), instead_of: PersonId | None = None
    ) -> None:
        """Make it somebody's, where it is nobody's, or theirs, or was that of ``instead_of``. Raises NameTaken."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An email, ready to send. ``key`` names it for good: the same key is the same letter."""

    key: str
    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """More headers, such as how to leave a list with one press (RFC 8058)."""
    kind: str = ""
    """The name of its template, and what it is for, as an event is spelled: they are known again when it comes back."""
    event: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text message, ready to send. ``key`` names it for good; ``to`` is a number like ``+447700900123``."""

    key: str
    to: str
    words: str


class MailRetryable(Exception):
    """The mail service cannot take it now."""


class MailRejected(Exception):
    """The mail service will never take it: the address is wrong or refused."""


class Mail(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Send it now. Raises MailRetryable or MailRejected."""

    def hold(self, letter: Letter) -> None:
        """Tell of one that is not sent, since letters to its mailbox come back. Raises StoreUnavailable."""


class Texts(Protocol):
    """Sends text messages."""

    def send(self, text: Text) -> None:
        """Send it now. Raises MailRetryable; MailRejected for a number that takes none, or whose holder wants none."""


class Taken(StrEnum):
    """What became of trying to be the one who sends a letter."""

    OURS = "ours"
    DONE = "done"
    """It went out before."""
    REFUSED = "refused"
    """It was tried before, and the address is never taken."""
    BUSY = "busy"
    """Somebody else is at it, or was and stopped."""


STRANGERS: Final = "STRANGERS"
"""What the letters that strangers cause are counted under, of all mailboxes."""


class MailLog(Protocol):
    """What was sent, and how much each mailbox got today. Each call raises StoreUnavailable.

    Email has no idempotency of its own, so each attempt is written down before it is made.
    """

    def room_for(
        self, to: str, key: str, *, kind: str, of_a_kind: int, of_all: int, day: date, apart: bool = False
    ) -> bool:
        """Whether a mailbox gets one more today. The same letter asked for again counts once.

        Kinds that are ``apart`` are counted by themselves. What is kept names no mailbox.
        """

    def take(self, key: str, *, at: datetime, stale: datetime) -> Taken:
        """Be the one who sends it. What was taken before ``stale`` and not finished may be taken again."""

    def room_today(self, *, most: int, day: date, of: str = STRANGERS) -> bool:
        """Whether one more goes out today, to whomever: of the letters that strangers cause, or of ``of``.

        It is told when there is none.
        """

    def comes_back(self, to: str) -> bool:
        """Whether letters to this mailbox come back, and nobody has said since that it is right."""

    def let_go(self, key: str, *, at: datetime) -> None:
        """It did not go out: anyone may take it."""

    def sent(self, key: str, *, at: datetime) -> None:
        """Write down that it went out."""

    def rejected(self, key: str, *, at: datetime) -> None:
        """Write down that it never will."""


class EventKind(StrEnum):
    """What an event is about: the kind of thing whose journal it comes from."""

    CLAIM = "claim"
    BATCH = "batch"
    VOUCHERS = "vouchers"
    FLOAT = "float"
    SIGN_IN = "sign-in"
    PERSON = "person"
    PERSON_LINK = "person-link"
    """About ``<person>/<session>``: somebody asked for their link. It is no step of theirs, and in no journal."""
    OPPORTUNITY = "opportunity"
    SESSION = "session"
    SIGN_UP = "sign-up"
    MESSAGE = "message"
    MEMBERSHIP = "membership"
    PROMISES = "promises"
    NOTICE = "notice"
    DUTY = "duty"
    """One promise of one team in one year: ``fostering/2026/drop-ins``."""
    AUDIT = "audit"
    """A team's audit of one year: ``fostering/2026``."""
    FEEDBACK = "feedback"
    COMPLAINT = "complaint"
    ALERT = "alert"
    """Words that may mean harm, in a box that nobody on duty reads."""
    YOU_SAID = "you-said"
    NEWSLETTER = "newsletter"
    SUBSCRIBER = "subscriber"
    QUESTIONNAIRE = "questionnaire"
    ANSWER = "answer"
    INVITATION = "invitation"
    OUTREACH = "outreach"
    CONSULTATION = "consultation"
    RETURNED = "returned"
    """A letter that did not arrive."""
    VENUE = "venue"
    """That a place's feedback address was used in a month: ``leaving-care/2026-11``."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One new journal entry, on its way to whoever cares. It holds ids only; consumers read the rest."""

    kind: EventKind
    about: str
    seq: int
    action: str
    at: datetime | None = field(default=None, compare=False)
    """When it happened, where that is known: it does not travel with the event."""

    @property
    def id(self) -> str:
        """The same for the same entry, however often it is delivered."""
        return f"{self.kind.value}:{self.about}#{self.seq}"

    @property
    def spelled(self) -> str:
        """All of it in one line: ``claim:K7M4-9QXR#1:sent``."""
        return f"{self.id}:{self.action}"

    @classmethod
    def read(cls, spelled: str) -> Event:
        """The event that is spelled so."""
        kind, _, rest = spelled.partition(":")
        id, _, action = rest.rpartition(":")
        about, _, seq = id.rpartition("#")
        return cls(kind=EventKind(kind), about=about, seq=int(seq), action=action)


class Queue(StrEnum):
    """The queues that events go to."""

    MAIL = "mail"
    PAYMENTS = "payments"
    VOICE = "voice"
    """What people say: read by nothing that handles money."""
    NEWSLETTER = "newsletter"
    RECORDS = "records"
    """What counts: for promises that are kept by what was done, and for figures of reports."""


class Queues(Protocol):
    """Puts events on queues."""

    def put(self, queue: Queue, events: Sequence[Event]) -> Sequence[Event]:
        """Put them all; give back those that were not taken."""
