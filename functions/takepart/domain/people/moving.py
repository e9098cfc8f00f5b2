"""Another name, another address: the person stays who they are, and nobody else can take them over.

The id does not change, so claims, places and what was paid stay theirs. A new address counts once the old contact has
said yes by its own link (or a worker has checked who it is, and written down how) and the new one has said yes by its
own. Until then nothing changes. A child's parent or carer has an address of their own, which changes in the same way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from takepart.domain import journal as journals
from takepart.domain.email_addresses import same_mailbox
from takepart.domain.ids import PersonId, StaffId, StepId
from takepart.domain.journal import Actor
from takepart.domain.people.person import Details, Moving, Person, PersonAction, Whose
from takepart.domain.programme.refusals import CannotDo, Refusal

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


def rename(person: Person, name: str, *, found_as: PersonId, at: datetime, step: StepId) -> Person:
    """Another name, or another spelling of it. Raises CannotDo."""
    details = _details(person)
    return person.step(
        PersonAction.RENAME,
        by=journals.person(person.id),
        at=at,
        step=step,
        details=replace(details, name=name),
        **_known_as(person, found_as),
    )


def ask(person: Person, *, whose: Whose, email: str, name: str = "", at: datetime, step: StepId) -> Person:
    """Ask for another address. It replaces a change that was asked for before. Raises CannotDo."""
    _check(person, whose, email)
    day_ago = at - timedelta(days=1)
    if sum(e.action == PersonAction.ASK_MOVE.value and e.at > day_ago for e in person.journal) >= MOST_A_DAY:
        raise CannotDo(person.id, reason=Refusal.TOO_MANY_CHANGES)
    moving = Moving(whose=whose, email=email, name=name, asked=person.version + 1)
    return person.step(
        PersonAction.ASK_MOVE,
        by=journals.person(person.id),
        at=at,
        step=step,
        facts={"whose": whose.value},
        moving=moving,
    )


def identity_checked(
    person: Person,
    *,
    whose: Whose,
    email: str,
    name: str = "",
    how: str,
    by: StaffId,
    staff_email: str,
    at: datetime,
    step: StepId,
) -> Person:
    """The old mailbox is lost: a worker checked who it is, and says how. The new contact is asked next.

    Raises CannotDo without words on how, or for the worker's own address.
    """
    if not how.strip():
        raise CannotDo(person.id, reason=Refusal.NO_REASON)
    if same_mailbox(email, staff_email):
        raise CannotDo(person.id, reason=Refusal.OWN_ADDRESS)
    _check(person, whose, email)
    number = person.version + 1
    return person.step(
        PersonAction.CHECK_IDENTITY,
        by=journals.staff(by),
        at=at,
        step=step,
        facts={"whose": whose.value, "how": journals.digest_of(how, step=step)},
        moving=Moving(whose=whose, email=email, name=name, asked=number, agreed=True),
        notes=MappingProxyType({**person.notes, number: how}),
    )


def agree(person: Person, *, at: datetime, step: StepId) -> Person:
    """The old contact says yes: now the new one is asked. Raises CannotDo."""
    moving = _moving(person)
    return person.step(
        PersonAction.AGREE_MOVE,
        by=_contact(person, moving),
        at=at,
        step=step,
        facts={"asked": moving.asked},
        moving=replace(moving, agreed=True),
    )


def stop(person: Person, *, at: datetime, step: StepId) -> Person:
    """The old contact did not ask for it: nothing changes. Raises CannotDo."""
    moving = _moving(person)
    return person.step(
        PersonAction.STOP_MOVE,
        by=_contact(person, moving),
        at=at,
        step=step,
        facts={"asked": moving.asked},
        moving=None,
    )


def move(person: Person, *, found_as: PersonId, at: datetime, step: StepId) -> Person:
    """The new contact says yes: from now on it is the address. Raises CannotDo before the old one agreed."""
    moving, details = _moving(person), _details(person)
    if not moving.agreed:
        raise CannotDo(person.id, reason=Refusal.NOT_IN_THIS_STATE)
    changes: dict[str, Any] = {"before": address_of(person, moving.whose), "moving": None}
    if moving.whose is Whose.OWN:
        changes |= {"details": replace(details, email=moving.email), "moves": person.moves + 1}
        changes |= _known_as(person, found_as)
    else:
        name = moving.name or details.guardian_name
        changes["details"] = replace(details, guardian_email=moving.email, guardian_name=name)
    facts: dict[str, journals.Fact] = {"asked": moving.asked, "whose": moving.whose.value}
    return person.step(PersonAction.MOVE, by=_contact(person, moving), at=at, step=step, facts=facts, **changes)


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
        raise CannotDo(person.id, reason=Refusal.NOT_THERE)
    others = [each for each in (details.email, details.guardian_email) if each]
    if any(same_mailbox(email, each) for each in others):
        raise CannotDo(person.id, reason=Refusal.SAME_ADDRESS)


def _known_as(person: Person, found_as: PersonId) -> dict[str, Any]:
    """What changes when mailbox or name get another id: today's, and those between the first and today."""
    if found_as == (person.found_as or person.id):
        return {}
    known = [each for each in (*person.once, person.found_as) if each and each not in (found_as, person.id)]
    return {"found_as": None if found_as == person.id else found_as, "once": tuple(dict.fromkeys(known))}


def _contact(person: Person, moving: Moving) -> Actor:
    return journals.person(person.id) if moving.whose is Whose.OWN else Actor(f"guardian:{person.id}")


def _moving(person: Person) -> Moving:
    if person.moving is None:
        raise CannotDo(person.id, reason=Refusal.NOT_IN_THIS_STATE)
    return person.moving


def _details(person: Person) -> Details:
    if person.details is None:
        raise CannotDo(person.id, reason=Refusal.NOT_THERE)
    return person.details
