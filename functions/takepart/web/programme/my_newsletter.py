"""My part: whether the newsletter comes to somebody's mailbox, asked for and stopped without another email."""

from __future__ import annotations

from typing import Any

from takepart.domain.ids import PersonId
from takepart.domain.journal import instant
from takepart.domain.newsletter.subscriber import subscriber_of
from takepart.domain.people.person import Person
from takepart.use_cases.newsletter.subscribe import join, stop
from takepart.web.programme.desk import Programme


def gets_it(desk: Programme, person: Person) -> bool:
    """Whether it comes to their mailbox."""
    found = desk.subscribers.get(subscriber_of(person.found_at))
    return found is not None and found.is_on


def exported(desk: Programme, person: Person) -> dict[str, Any]:
    """What is kept of it, as data that they can take away."""
    found = desk.subscribers.get(subscriber_of(person.found_at))
    if found is None:
        return {}
    return {
        "state": found.state.value,
        "email": found.email,
        "what_happened": [{"at": instant(entry.at), "what": entry.action} for entry in found.journal],
    }


def follow(desk: Programme, before: Person, after: Person) -> None:
    """To another mailbox of theirs it goes with them: it comes to the new one, and to the old one no more."""
    if gets_it(desk, before) and after.details is not None:
        join(after.found_at, after.details.email, subscribers=desk.subscribers, now=desk.now())
        forget(desk, before, keeps=after.found_at)


def forget(desk: Programme, person: Person, *, keeps: PersonId | None = None) -> None:
    """With somebody who is forgotten their newsletter ends, in every mailbox that was theirs.

    It goes on where others who share the mailbox are registered, and at the one that ``keeps`` names.
    """
    names = {subscriber_of(name): name for name in person.all_names}
    if keeps is not None:
        names.pop(subscriber_of(keeps), None)
    for mailbox, name in names.items():
        if not any(other.id != person.id and other.is_registered for other in desk.kept.people.of_mailbox(name)):
            stop(mailbox, subscribers=desk.subscribers, now=desk.now())
