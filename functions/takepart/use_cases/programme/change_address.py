"""Somebody changes their name or address. An address changes once the old contact and then the new one have said yes.

Whoever holds a link of such a change and comes late is told what became of it: never anything about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.ids import PersonId, StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.people import moving as moves
from takepart.domain.people.moving import Fate
from takepart.domain.people.person import Moving, Person, PersonState, Whose
from takepart.domain.policy import StaffMember
from takepart.domain.programme.refusals import CannotDo, Refusal
from takepart.use_cases.claims.open_decision import read_link
from takepart.use_cases.ports import Identities, LinkReader, Names, NameTaken
from takepart.use_cases.programme.ports import People
from takepart.use_cases.programme.registration import kept, person_of


class ChangeOver(Exception):
    """The change that a link was for does not wait for an answer."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(fate.value)
        self.fate = fate


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A change that waits for whoever holds the link."""

    person: Person
    moving: Moving


def rename(
    person: Person, name: str, *, people: People, names: Names, identities: Identities, step: StepId, now: datetime
) -> Person:
    """Another name. It takes nothing from anyone who has it in the same mailbox. Raises CannotDo."""
    if person.details is None or journals.has_step(person.journal, step) or person.details.name == name:
        return person
    found_as = identities.name(email=person.details.email, name=name)
    changed = moves.rename(person, name, found_as=found_as, at=now, step=step)
    _take(found_as, changed, people=people, names=names)
    return kept(changed, people=people)


def ask(
    person: Person, *, whose: Whose, email: str, name: str = "", people: People, step: StepId, now: datetime
) -> Person:
    """Ask for another address: the old contact is written to. Raises CannotDo."""
    if journals.has_step(person.journal, step):
        return person
    return kept(moves.ask(person, whose=whose, email=email, name=name, at=now, step=step), people=people)


def identity_checked(
    person: Person,
    *,
    whose: Whose,
    email: str,
    name: str = "",
    how: str,
    by: StaffMember,
    people: People,
    step: StepId,
    now: datetime,
) -> Person:
    """A worker checked who somebody is whose old mailbox is lost: the new contact is written to. Raises CannotDo."""
    if journals.has_step(person.journal, step):
        return person
    after = moves.identity_checked(
        person, whose=whose, email=email, name=name, how=how, by=by.id, staff_email=by.email, at=now, step=step
    )
    return kept(after, people=people)


def open_old(token: str, *, links: LinkReader, people: People, now: datetime) -> Asked:
    """The change that the old contact says yes or no to. Raises ChangeOver or NothingToDecide."""
    return _open(token, Purpose.OLD_ADDRESS, Fate.OPEN, links=links, people=people, now=now)


def open_new(token: str, *, links: LinkReader, people: People, now: datetime) -> Asked:
    """The change that the new contact says yes to. Raises ChangeOver or NothingToDecide."""
    return _open(token, Purpose.NEW_ADDRESS, Fate.AGREED, links=links, people=people, now=now)


def answer_old(asked: Asked, *, agreed: bool, people: People, now: datetime) -> Person:
    """The old contact says yes or no. Pressed twice, it happens once. Raises CannotDo."""
    step = StepId(f"old-address-{asked.moving.asked}")
    change = moves.agree if agreed else moves.stop
    return kept(change(asked.person, at=now, step=step), people=people)


def answer_new(asked: Asked, *, people: People, names: Names, identities: Identities, now: datetime) -> Person:
    """The new contact says yes: it is the address from now on. Raises CannotDo where it is another registration's."""
    person, moving = asked.person, asked.moving
    step = StepId(f"new-address-{moving.asked}")
    if moving.whose is Whose.GUARDIAN or person.details is None:
        after = moves.move(person, found_as=person.found_as or person.id, at=now, step=step)
        return kept(after, people=people)
    found_as = identities.name(email=moving.email, name=person.details.name)
    after = moves.move(person, found_as=found_as, at=now, step=step)
    _take(found_as, after, people=people, names=names)
    return kept(after, people=people)


def _take(found_as: PersonId, person: Person, *, people: People, names: Names) -> None:
    """Keep the name for this person, before they are kept under it: to stop in between leaves a name that is theirs."""
    known = names.of(found_as)
    owner = known.person if known else found_as
    other = people.get(owner) if owner != person.id else None
    if other is not None and other.state is not PersonState.ERASED:
        raise CannotDo(person.id, reason=Refusal.NAME_TAKEN)
    try:
        names.take(found_as, by=person.id, instead_of=owner)
        if found_as != person.id:
            names.take(person.id, by=person.id, also=(*person.once, found_as))
    except NameTaken as taken:
        raise CannotDo(person.id, reason=Refusal.NAME_TAKEN) from taken


def _open(token: str, purpose: Purpose, wanted: Fate, *, links: LinkReader, people: People, now: datetime) -> Asked:
    link: Link = read_link(token, purpose=purpose, links=links, now=now)
    person = person_of(link, people=people)
    fate = moves.fate(person, link.turn)
    if fate is not wanted or person.moving is None:
        raise ChangeOver(fate)
    return Asked(person=person, moving=person.moving)
