"""What a letter is before it is written: its kind, who gets it, and where it leads. One shape for every part.

Anybody can type somebody else's address into a form. So each kind says how many of it a mailbox gets in a day
(``Lane``), and one that says nothing is limited: what strangers can cause is held back, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, Self

from takepart.domain.links import Link
from takepart.use_cases.ports import Attachment, Letter

if TYPE_CHECKING:
    from takepart.domain.claims.claim import Claim
    from takepart.domain.journal import Entry
    from takepart.domain.policy import StaffMember


class Lane(Enum):
    """How many letters of a kind one mailbox gets in a day."""

    LIMITED = "limited"
    """A few, and few of all such kinds together: a form can cause it for anybody's address."""
    LIMITED_MANY = "limited many"
    """More of it, apart from the others: an honest person causes many in a day, and nobody else's use theirs up."""
    TO_THEIRS = "to theirs"
    """A few, apart from the others: anybody can ask, and it goes to a mailbox that said that it is theirs."""
    ALWAYS = "always"
    """However many went before: staff, the clock or somebody's own proven mailbox causes it. Not counted at all."""


class LetterName(StrEnum):
    """A kind of letter: the template's name, then its lane. A new one is limited until somebody decides otherwise."""

    lane: Lane

    def __new__(cls, template: str, lane: Lane = Lane.LIMITED) -> Self:
        """The value is the template's name."""
        one = str.__new__(cls, template)
        one._value_ = template
        one.lane = lane
        return one


class ClaimLetter(LetterName):
    """Every letter that a claim, money or a promise can cause. The value names its template."""

    RECEIVED = "received", Lane.LIMITED_MANY  # a year's claims are sent in one evening
    QUESTION = "question", Lane.ALWAYS
    ANSWERED = "answered", Lane.ALWAYS
    PLEASE_CONFIRM = "please-confirm", Lane.ALWAYS
    PLEASE_APPROVE = "please-approve", Lane.ALWAYS
    REMINDER = "reminder", Lane.ALWAYS
    NO_ANSWER = "no-answer", Lane.ALWAYS
    FRESH_LINK = "fresh-link", Lane.ALWAYS
    APPROVED = "approved", Lane.ALWAYS
    NOTHING_TO_PAY = "nothing-to-pay", Lane.ALWAYS
    REFUSED = "refused", Lane.ALWAYS
    REOPENED = "reopened", Lane.ALWAYS
    WITHDRAWN = "withdrawn"
    CONFIRM_BANK_DETAILS = "confirm-bank-details", Lane.ALWAYS
    BANK_DETAILS_CONFIRMED = "bank-details-confirmed", Lane.ALWAYS
    PAYMENT_FAILED = "payment-failed", Lane.ALWAYS
    PAID = "paid", Lane.ALWAYS
    PERSONAL_LINK = "personal-link"
    BATCH_READY = "batch-ready", Lane.ALWAYS
    LOW_STOCK = "low-stock", Lane.ALWAYS
    PROMISES_AT_RISK = "promises-at-risk", Lane.ALWAYS
    SIGN_IN = "sign-in", Lane.ALWAYS
    PROMISES_MONTHLY = "promises-monthly", Lane.ALWAYS
    AUDIT_READY = "audit-ready", Lane.ALWAYS
    PROMISES_LINK = "promises-link", Lane.ALWAYS


@dataclass(frozen=True, kw_only=True)
class LetterDue:
    """One letter to write: its kind, who gets it, and the link in it."""

    kind: LetterName
    key: str
    """The same for the same letter: it is sent once."""
    to: str
    text_to: str = ""
    """The mobile number of whoever chose texts: it goes there instead, and by email where that cannot be."""
    link: Link | None = None
    """Made when it is sent. Without one the button leads to ``path`` alone."""
    path: str = ""
    """Where its link leads, when that is not the one place that links of its purpose lead to."""
    beside: Link | None = None
    """The link to all that waits for the same person, when the letter offers that as well."""
    waiting: int = 0
    """How many things wait there."""
    claim: Claim | None = None
    entry: Entry | None = None
    member: StaffMember | None = None
    """The member of staff who gets it; None when somebody else does."""
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What else the letter's template needs, by the names it uses."""
    attachments: tuple[Attachment, ...] = ()

    @property
    def greets(self) -> bool:
        """Whether it says whose letter it is. A stranger may have typed a name for somebody else's address."""
        return self.kind.lane in (Lane.ALWAYS, Lane.TO_THEIRS)


class LetterWriter(Protocol):
    """Turns a letter that is due into words."""

    def write(self, due: LetterDue, *, token: str = "", beside: str = "") -> Letter:
        """The letter; ``token`` goes in its link, ``beside`` in the one to all that waits for the same person."""

    def text(self, due: LetterDue, *, token: str = "") -> str:
        """The same in a few words, with its link, for a text message."""
