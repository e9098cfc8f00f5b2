"""My part: whether the newsletter comes to somebody's mailbox, asked for and stopped without another email."""

from __future__ import annotations

from typing import Any

from takepart.domain.journal import instant
from takepart.domain.people.person import Person
from takepart.use_cases.programme.their_newsletter import kept_of
from takepart.web.programme.desk import Programme


def gets_it(desk: Programme, person: Person) -> bool:
    """Whether it comes to their mailbox."""
    found = kept_of(person, subscribers=desk.subscribers)
    return found is not None and found.is_on


def exported(desk: Programme, person: Person) -> dict[str, Any]:
    """What is kept of it, as data that they can take away."""
    found = kept_of(person, subscribers=desk.subscribers)
    if found is None:
        return {}
    return {
        "state": found.state.value,
        "email": found.email,
        "what_happened": [{"at": instant(entry.at), "what": entry.action} for entry in found.journal],
    }
