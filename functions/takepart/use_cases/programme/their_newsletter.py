"""The newsletter of somebody who takes part: it goes with them to another mailbox, and ends when they are forgotten."""

from __future__ import annotations

from datetime import datetime

from takepart.domain.ids import PersonId
from takepart.domain.newsletter.subscriber import Subscriber, subscriber_of
from takepart.domain.people.person import Person
from takepart.use_cases.newsletter.ports import Subscribers
from takepart.use_cases.newsletter.subscribe import join, stop
from takepart.use_cases.programme.ports import People


def kept_of(person: Person, *, subscribers: Subscribers) -> Subscriber | None:
    """What is kept of it for the mailbox that they have today."""
    return subscribers.get(subscriber_of(person.found_at))


def follow(before: Person, after: Person, *, people: People, subscribers: Subscribers, now: datetime) -> None:
    """To another mailbox of theirs it goes with them: it comes to the new one, and to the old one no more."""
    found = kept_of(before, subscribers=subscribers)
    if found is not None and found.is_on and after.details is not None:
        join(after.found_at, after.mail_goes_to, subscribers=subscribers, now=now)
        end(before, people=people, subscribers=subscribers, now=now, keeps=after.found_at)


def end(
    person: Person, *, people: People, subscribers: Subscribers, now: datetime, keeps: PersonId | None = None
) -> None:
    """It ends in every mailbox that was theirs, as often as it is asked for.

    It goes on where others who share the mailbox are registered, and at the one that ``keeps`` names.
    """
    names = {subscriber_of(name): name for name in person.all_names}
    if keeps is not None:
        names.pop(subscriber_of(keeps), None)
    for mailbox, name in names.items():
        if not any(other.id != person.id and other.is_registered for other in people.of_mailbox(name)):
            stop(mailbox, subscribers=subscribers, now=now)
