"""Staff sign in to the office by an emailed link: no passwords, a link that works once, a session that ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from takepart.domain.email_addresses import same_mailbox
from takepart.domain.ids import StaffId
from takepart.domain.links import Link, Purpose
from takepart.domain.policy import Policy, StaffMember, UnknownStaff
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide, read_link
from takepart.use_cases.ports import Event, EventKind, LinkReader, Queue, Queues, StoreUnavailable

LINK_MINUTES: Final = 60
"""As long as links are counted for: whoever uses up somebody's links leaves them one that works in their mailbox."""
SESSION_HOURS: Final = 9
"""A working day and a lunch: nobody is signed in overnight."""
MOST_LINKS_AN_HOUR: Final = 5


class Sessions(Protocol):
    """Who is signed in, and which links were used. All of it is gone by itself when its time is up."""

    def start(self, secret: str, *, staff: StaffId, until: datetime) -> None:
        """Keep a session under a secret that only its browser has; the store keeps no more than the secret's hash."""

    def find(self, secret: str) -> StaffId | None:
        """Whose session it is; None when there is none, or its time is up."""

    def end(self, secret: str) -> None:
        """Forget a session. Quiet when there is none."""

    def spend(self, name: str, *, until: datetime) -> bool:
        """Write down that something was used; False when it was used before."""

    def count(self, name: str, *, until: datetime) -> int:
        """Count one more of something; how many it is now."""


def ask_to_sign_in(email: str, *, sessions: Sessions, queues: Queues, policy: Policy, now: datetime) -> None:
    """Have a sign-in link sent, if the address is a member of staff's. Whoever asks learns nothing either way.

    Raises StoreUnavailable.
    """
    member = next((each for each in policy.staff if same_mailbox(each.email, email)), None)
    if member is None:
        return
    hour = now.astimezone(UTC).strftime("%Y-%m-%dT%H")
    if sessions.count(f"sign-in-links#{member.id}#{hour}", until=now + timedelta(hours=2)) > MOST_LINKS_AN_HOUR:
        return
    asked = Event(kind=EventKind.SIGN_IN, about=member.id, seq=int(now.timestamp() * 1000), action="asked")
    if queues.put(Queue.MAIL, [asked]):
        raise StoreUnavailable


def sign_in_letters(event: Event, *, policy: Policy, now: datetime) -> tuple[LetterDue, ...]:
    """The letter with the link, which lives from when it is sent: the mail service may have been away for hours.

    A second copy may live longer; whichever is used, both are used up.
    """
    try:
        member = policy.staff_member(StaffId(event.about))
    except UnknownStaff:
        return ()
    asked_at = datetime.fromtimestamp(event.seq // 1000, tz=UTC)
    link = Link(
        purpose=Purpose.SIGN_IN,
        about=member.id,
        turn=event.seq,
        who=member.id,
        expires=max(asked_at, now.replace(microsecond=0)) + timedelta(minutes=LINK_MINUTES),
    )
    return (LetterDue(kind=ClaimLetter.SIGN_IN, key=event.id, to=member.email, link=link, member=member),)


def open_sign_in(token: str, *, links: LinkReader, policy: Policy, now: datetime) -> tuple[Link, StaffMember]:
    """Who a sign-in link is for. Nothing is used up by looking. Raises NothingToDecide."""
    link = read_link(token, purpose=Purpose.SIGN_IN, links=links, now=now)
    try:
        return link, policy.staff_member(link.staff)
    except UnknownStaff as error:
        raise NothingToDecide(LinkClosed.NOT_YOURS, link=link) from error


def sign_in(
    token: str, *, secret: str, links: LinkReader, sessions: Sessions, policy: Policy, now: datetime
) -> StaffMember:
    """Start a session under ``secret``, once for each link. Raises NothingToDecide or StoreUnavailable."""
    link, member = open_sign_in(token, links=links, policy=policy, now=now)
    if not sessions.spend(f"sign-in-link#{link.who}#{link.turn}", until=link.expires + timedelta(days=1)):
        raise NothingToDecide(LinkClosed.DECIDED, link=link)
    sessions.start(secret, staff=member.id, until=now + timedelta(hours=SESSION_HOURS))
    return member


def signed_in(secret: str, *, sessions: Sessions, policy: Policy) -> StaffMember | None:
    """Who a browser's secret belongs to; nobody without a session, or once the policy no longer names them."""
    staff = sessions.find(secret) if secret else None
    return next((member for member in policy.staff if member.id == staff), None) if staff else None
