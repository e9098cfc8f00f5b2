"""My part: whether the newsletter comes to somebody's mailbox, asked for and stopped without another email."""

from __future__ import annotations

from typing import Any

from takepart.domain.journal import instant
from takepart.domain.newsletter.subscriber import subscriber_of
from takepart.domain.people.person import Person
from takepart.use_cases.newsletter.subscribe import stop
from takepart.web.programme.desk import Programme


def gets_it(desk: Programme, person: Person) -> bool:
    """Whether it comes to their mailbox."""
    found = desk.subscribers.get(subscriber_of(person.id))
    return found is not None and found.is_on


def exported(desk: Programme, person: Person) -> dict[str, Any]:
    """What is kept of it, as data that they can take away."""
    found = desk.subscribers.get(subscriber_of(person.id))
    if found is None:
        return {}
    return {
        "state": found.state.value,
        "email": found.email,
        "what_happened": [{"at": instant(entry.at), "what": entry.action} for entry in found.journal],
    }


def forget(desk: Programme, person: Person) -> None:
    """With somebody who is forgotten their newsletter ends, unless others who share the mailbox are registered."""
    if not any(other.id != person.id and other.is_registered for other in desk.kept.people.of_mailbox(person.id)):
        stop(subscriber_of(person.id), subscribers=desk.subscribers, now=desk.now())
