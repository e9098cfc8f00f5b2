"""Another name, another address: the person stays who they are, and nobody else can take them over.

The id does not change, so claims, places and what was paid stay theirs. A new address counts once the old contact has
said yes by its own link (or a worker has checked who it is, and written down how) and the new one has said yes by its
own. Until then nothing changes. A child's parent or carer has an address of their own, which changes in the same way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.email_addresses import same_mailbox
from takepart.domain.ids import PersonId
from takepart.domain.journal import Actor
from takepart.domain.people.details import Details
from takepart.domain.people.person import Moving, Person, PersonAction, Whose, guardian_of
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused

MOST_A_DAY: Final = 4
"""Changes of address that one person may ask for in a day."""
_OVER: Final = frozenset(
    {PersonAction.ASK_MOVE, PersonAction.CHECK_IDENTITY, PersonAction.STOP_MOVE, PersonAction.MOVE}
)


class Fate(StrEnum):
    """What became of a change that a link was for."""

    OPEN = "open"
    AGREED = "agreed"
    """The old contact said yes; the new one is asked."""
    REPLACED = "replaced"
    """Another change was asked for after it."""
    STOPPED = "stopped"
    DONE = "done"
    UNKNOWN = "unknown"


def address_of(person: Person, whose: Whose) -> str:
    """The address as it is now; empty where there is none."""
    if person.details is None:
        return ""
    return person.details.email if whose is Whose.OWN else person.details.guardian_email


def rename(person: Person, step: Step, name: str, *, found_as: PersonId) -> Person:
    """Another name, or another spelling of it. Raises Refused."""
    details = replace(_details(person), name=name)
    return person.took(PersonAction.RENAME, step, details=details, **_known_as(person, found_as))


def ask(person: Person, step: Step, *, whose: Whose, email: str, name: str = "") -> Person:
    """Ask for another address. It replaces a change that was asked for before. Raises Refused."""
    _check(person, whose, email)
    day_ago = step.at - timedelta(days=1)
    if sum(e.action == PersonAction.ASK_MOVE.value and e.at > day_ago for e in person.journal) >= MOST_A_DAY:
        raise Refused(person.id, reason=ProgrammeRefusal.TOO_MANY_CHANGES)
    moving = Moving(whose=whose, email=email, name=name, asked=person.version + 1)
    return person.took(PersonAction.ASK_MOVE, step, {"whose": whose.value}, moving=moving)


def identity_checked(
    person: Person, step: Step, *, whose: Whose, email: str, name: str = "", how: str, staff_email: str
) -> Person:
    """The old mailbox is lost: a worker checked who it is, and says how. The new contact is asked next.

    Raises Refused without words on how, or for the worker's own address.
    """
    if not how.strip():
        raise Refused(person.id, reason=ProgrammeRefusal.NO_REASON)
    if same_mailbox(email, staff_email):
        raise Refused(person.id, reason=ProgrammeRefusal.OWN_ADDRESS)
    _check(person, whose, email)
    number = person.version + 1
    return person.took(
        PersonAction.CHECK_IDENTITY,
        step,
        {"whose": whose.value, "how": journals.digest_of(how, step=step.press)},
        moving=Moving(whose=whose, email=email, name=name, asked=number, agreed=True),
        notes=MappingProxyType({**person.notes, number: how}),
    )


def contact_of(person: Person) -> Actor:
    """Whose address it is that is to change: the person's own or their parent's or carer's. Raises Refused."""
    return journals.person(person.id) if _moving(person).whose is Whose.OWN else guardian_of(person.id)


def agree(person: Person, step: Step) -> Person:
    """The old contact says yes: now the new one is asked. Raises Refused."""
    moving = _moving(person)
    return person.took(PersonAction.AGREE_MOVE, step, {"asked": moving.asked}, moving=replace(moving, agreed=True))


def stop(person: Person, step: Step) -> Person:
    """The old contact did not ask for it: nothing changes. Raises Refused."""
    return person.took(PersonAction.STOP_MOVE, step, {"asked": _moving(person).asked}, moving=None)


def move(person: Person, step: Step, *, found_as: PersonId) -> Person:
    """The new contact says yes: from now on it is the address. Raises Refused before the old one agreed."""
    moving, details = _moving(person), _details(person)
    if not moving.agreed:
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_IN_THIS_STATE)
    changes: dict[str, Any] = {"before": address_of(person, moving.whose), "moving": None}
    if moving.whose is Whose.OWN:
        changes |= {"details": replace(details, email=moving.email), "moves": person.moves + 1}
        changes |= _known_as(person, found_as)
    else:
        name = moving.name or details.guardian_name
        changes["details"] = replace(details, guardian_email=moving.email, guardian_name=name)
    return person.took(PersonAction.MOVE, step, {"asked": moving.asked, "whose": moving.whose.value}, **changes)


def fate(person: Person, asked: int) -> Fate:
    """What became of the change that this entry asked for."""
    if person.moving is not None and person.moving.asked == asked:
        return Fate.AGREED if person.moving.agreed else Fate.OPEN
    after = next((PersonAction(e.action) for e in person.journal if e.seq > asked and e.action in _OVER), None)
    if after is None or not 1 <= asked <= person.version:
        return Fate.UNKNOWN
    return {PersonAction.MOVE: Fate.DONE, PersonAction.STOP_MOVE: Fate.STOPPED}.get(after, Fate.REPLACED)


def _check(person: Person, whose: Whose, email: str) -> None:
    details = _details(person)
    if whose is Whose.GUARDIAN and not details.guardian_email:
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_THERE)
    others = [each for each in (details.email, details.guardian_email) if each]
    if any(same_mailbox(email, each) for each in others):
        raise Refused(person.id, reason=ProgrammeRefusal.SAME_ADDRESS)


def _known_as(person: Person, found_as: PersonId) -> dict[str, Any]:
    """What changes when mailbox or name get another id: today's, and those between the first and today."""
    if found_as == person.found_at:
        return {}
    known = [each for each in (*person.once, person.found_as) if each and each not in (found_as, person.id)]
    return {"found_as": None if found_as == person.id else found_as, "once": tuple(dict.fromkeys(known))}


def _moving(person: Person) -> Moving:
    if person.moving is None:
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_IN_THIS_STATE)
    return person.moving


def _details(person: Person) -> Details:
    if person.details is None:
        raise Refused(person.id, reason=ProgrammeRefusal.NOT_THERE)
    return person.details
