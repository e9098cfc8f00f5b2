"""One-time links: what a link lets its holder do. Nothing about it is stored, and a retried email carries the same one.

A link names the *turn* it is for, so it dies as soon as the turn does: a decision, an answer, or a colleague taking
over. The MAC over these words is made and checked by a key that never leaves the key service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique
from typing import Final

from takepart.domain.ids import StaffId


@unique  # two purposes with one letter would be one purpose: a link for one would open the other
class Purpose(StrEnum):
    """What a link is for."""

    DECIDE = "d"
    """Staff: take the decision that one claim waits for."""
    WAITING = "w"
    """Staff: the list of claims that wait for them."""
    BATCH = "b"
    """Finance: confirm that a payment batch went to the bank."""
    TRACK = "t"
    """Participant: where is my money?"""
    CONFIRM_BANK = "c"
    """Participant: yes, these new bank details are mine."""
    SIGN_IN = "s"
    """Staff: sign in to the office."""
    PROMISES = "p"
    """Whoever keeps a promise: what is theirs to keep, show, answer and sign off."""
    MY_PART = "m"
    """Participant: everything of theirs, without a password."""
    CONFIRM_EMAIL = "e"
    """Participant: this mailbox is mine."""
    TEXTS = "x"
    """Whoever has a mobile number: yes, send me texts."""
    CONSENT = "g"
    """Parent or carer: may my child take part?"""
    OLD_ADDRESS = "h"
    """Participant, or a child's parent or carer: yes, change my address."""
    NEW_ADDRESS = "i"
    """Whoever has the new address: yes, it is mine."""
    FEEDBACK = "f"
    """Whoever said something with their name: read the answer, and say more."""
    COMPLAINT = "k"
    """Whoever complained: where it stands, who has it, and by when."""
    NEWSLETTER_YES = "n"
    """A mailbox: yes, send me the newsletter."""
    NEWSLETTER_STOP = "u"
    """A mailbox: no more of it."""
    QUESTIONNAIRE = "a"
    """Whoever was asked by email to answer with their name."""
    EQUALITY = "q"
    """Nobody in particular: say once who you are, to be counted."""


class LinkProblem(StrEnum):
    """Why a link does not open."""

    FORGED = "forged"
    EXPIRED = "expired"
    WRONG_KIND = "wrong-kind"


class BadLink(Exception):
    """The link opens nothing. An expired one still says what it was for, so that a fresh one can be offered."""

    def __init__(self, problem: LinkProblem, link: Link | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.link = link


@dataclass(frozen=True, kw_only=True)
class Link:
    """The words of a link: ``about`` is the claim or batch, ``turn`` its place in the journal, ``who`` the holder."""

    purpose: Purpose
    about: str
    turn: int
    who: str
    expires: datetime

    def spelled(self) -> str:
        """The words as one line, the same every time: this is what the MAC covers."""
        expires = int(self.expires.astimezone(UTC).timestamp())
        return _BETWEEN.join((_VERSION, self.purpose.value, self.about, str(self.turn), self.who, str(expires)))

    @classmethod
    def read(cls, spelled: str) -> Link:
        """The link that was spelled. Raises BadLink when it is not one."""
        parts = spelled.split(_BETWEEN)
        if len(parts) != 6 or parts[0] != _VERSION:
            raise BadLink(LinkProblem.FORGED)
        try:
            return cls(
                purpose=Purpose(parts[1]),
                about=parts[2],
                turn=int(parts[3]),
                who=parts[4],
                expires=datetime.fromtimestamp(int(parts[5]), tz=UTC),
            )
        except (ValueError, OverflowError, OSError) as error:
            raise BadLink(LinkProblem.FORGED) from error

    def check(self, *, purpose: Purpose, now: datetime) -> None:
        """Refuse a link of another kind or past its time. Raises BadLink."""
        if self.purpose is not purpose:
            raise BadLink(LinkProblem.WRONG_KIND, self)
        if now >= self.expires:
            raise BadLink(LinkProblem.EXPIRED, self)

    @property
    def staff(self) -> StaffId:
        """The member of staff who holds it."""
        return StaffId(self.who)


def end_of_day(now: datetime, *, days: int) -> datetime:
    """When a link of so many days ends: at one time all day, so that a letter that is tried again has the same link."""
    return (now + timedelta(days=days)).replace(hour=23, minute=59, second=59, microsecond=0)


_VERSION: Final = "1"
_BETWEEN: Final = "|"
