"""Asking for the newsletter, saying yes to it, and leaving it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from takepart.domain.ids import PersonId
from takepart.domain.links import BadLink, Link, LinkProblem, Purpose
from takepart.domain.newsletter import subscriber as subscribers_domain
from takepart.domain.newsletter.subscriber import SubscriberId, SubscriberState, subscriber_of
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.newsletter.ports import Subscribers
from takepart.use_cases.ports import ChangedMeanwhile, Identities, LinkReader
from takepart.use_cases.sign_in import Sessions

MOST_LETTERS_A_DAY: Final = 3
"""To one mailbox: whoever types somebody else's address cannot fill it with our letters."""
MOST_A_DAY: Final = 500
"""Altogether: nor can a program with a list of addresses use us for more than that."""


class TooManyToday(Exception):
    """More were asked for today than anybody does by hand."""


@dataclass(frozen=True, kw_only=True)
class Subscribing:
    """What asking, confirming and leaving need."""

    subscribers: Subscribers
    identities: Identities
    sessions: Sessions
    """Counts the letters of a day."""
    links: LinkReader
    now: datetime

    def ask(self, email: str) -> None:
        """Have the mailbox asked. Whoever asks learns nothing of it. Raises TooManyToday, StoreUnavailable."""
        id = subscriber_of(self.identities.person(email=email, name=""))
        day, until = local_date(self.now), self.now + timedelta(days=2)
        if self.sessions.count(f"newsletter#{id}#{day}", until=until) > MOST_LETTERS_A_DAY:
            return
        if self.sessions.count(f"newsletter#{day}", until=until) > MOST_A_DAY:
            raise TooManyToday
        before = self.subscribers.get(id)
        with suppress(Refused, ChangedMeanwhile):  # they get it already, or another question is on its way
            self.subscribers.save(subscribers_domain.ask(before, id=id, email=email, at=self.now))

    def confirm(self, token: str) -> bool:
        """The mailbox says yes; False when there is nothing to say yes to any more. Raises BadLink, StoreUnavailable.

        Pressed twice, it is the same.
        """
        before = self.subscribers.get(self.opened(token, Purpose.NEWSLETTER_YES))
        if before is None or before.state is SubscriberState.LEFT:
            return False
        if not before.is_on:
            self.subscribers.save(subscribers_domain.confirm(before, at=self.now))
        return True

    def leave(self, token: str) -> None:
        """No more of it, and no address. Quiet when it was done before. Raises BadLink, StoreUnavailable."""
        stop(self.opened(token, Purpose.NEWSLETTER_STOP), subscribers=self.subscribers, now=self.now)

    def opened(self, token: str, purpose: Purpose) -> SubscriberId:
        """Whose link it is. A link to leave never ends. Raises BadLink."""
        link = self.links.read(token)
        if purpose is Purpose.NEWSLETTER_STOP:
            _must_be(link, purpose)
        else:
            link.check(purpose=purpose, now=self.now)
        return SubscriberId(link.about)


def join(person: PersonId, email: str, *, subscribers: Subscribers, now: datetime) -> None:
    """Somebody whose mailbox is proven asks on their own page. Quiet when they get it already.

    Raises ChangedMeanwhile, StoreUnavailable.
    """
    id = subscriber_of(person)
    before = subscribers.get(id)
    if before is None or not before.is_on:
        subscribers.save(subscribers_domain.join(before, id=id, email=email, at=now))


def stop(id: SubscriberId, *, subscribers: Subscribers, now: datetime) -> None:
    """No more of it for a mailbox that is known. Quiet when it was done before."""
    before = subscribers.get(id)
    if before is not None and before.state is not SubscriberState.LEFT:
        subscribers.save(subscribers_domain.leave(before, at=now))


def _must_be(link: Link, purpose: Purpose) -> None:
    if link.purpose is not purpose:
        raise BadLink(LinkProblem.WRONG_KIND, link)
