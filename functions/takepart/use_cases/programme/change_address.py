"""Somebody changes their name or address. An address changes once the old contact and then the new one have said yes.

Whoever holds a link of such a change and comes late is told what became of it: never anything about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId, StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.people import moving as moves
from takepart.domain.people.moving import Fate
from takepart.domain.people.person import Moving, Person, PersonState, Whose
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused
from takepart.use_cases.doing import do
from takepart.use_cases.opened_links import read_link
from takepart.use_cases.ports import LinkReader, Names, NameTaken
from takepart.use_cases.programme.ports import Naming, People
from takepart.use_cases.programme.registration import person_of


class ChangeOver(Exception):
    """The change that a link was for does not wait for an answer."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(fate.value)
        self.fate = fate


@dataclass(frozen=True, kw_only=True)
class AddressAsked:
    """A change that waits for whoever holds the link."""

    person: Person
    moving: Moving


def rename(person: Person, step: Step, name: str, *, people: People, naming: Naming) -> Person:
    """Another name. It takes nothing from anyone who has it in the same mailbox. Raises Refused."""
    if person.details is None or person.has(step) or person.details.name == name:
        return person
    found_as = naming.identities.name(email=person.details.email, name=name)
    change = partial(moves.rename, name=name, found_as=found_as)
    _take(found_as, change(person, step), people=people, names=naming.names)
    return do(people, person.id, step, change)


def ask(person: Person, step: Step, *, whose: Whose, email: str, name: str = "", people: People) -> Person:
    """Ask for another address: the old contact is written to. Raises Refused."""
    return do(people, person.id, step, lambda one, step: moves.ask(one, step, whose=whose, email=email, name=name))


def open_old(token: str, *, links: LinkReader, people: People, now: datetime) -> AddressAsked:
    """The change that the old contact says yes or no to. Raises ChangeOver or NothingToDecide."""
    return _open(token, Purpose.OLD_ADDRESS, Fate.OPEN, links=links, people=people, now=now)


def open_new(token: str, *, links: LinkReader, people: People, now: datetime) -> AddressAsked:
    """The change that the new contact says yes to. Raises ChangeOver or NothingToDecide."""
    return _open(token, Purpose.NEW_ADDRESS, Fate.AGREED, links=links, people=people, now=now)


def answer_old(asked: AddressAsked, *, agreed: bool, people: People, now: datetime) -> Person:
    """The old contact says yes or no. Pressed twice, it happens once. Raises Refused, ChangedMeanwhile."""
    person = asked.person
    step = Step(moves.contact_of(person), now, StepId(f"old-address-{asked.moving.asked}"))
    return do(people, person.id, step, moves.agree if agreed else moves.stop, seen=person.version)


def answer_new(asked: AddressAsked, *, people: People, naming: Naming, now: datetime) -> Person:
    """The new contact says yes: it is the address from now on. Raises Refused where it is another registration's."""
    person, moving = asked.person, asked.moving
    step = Step(moves.contact_of(person), now, StepId(f"new-address-{moving.asked}"))
    found_as = person.found_at
    if moving.whose is Whose.OWN and person.details is not None:
        found_as = naming.identities.name(email=moving.email, name=person.details.name)
        _take(found_as, moves.move(person, step, found_as=found_as), people=people, names=naming.names)
    return do(people, person.id, step, partial(moves.move, found_as=found_as), seen=person.version)


def _take(found_as: PersonId, person: Person, *, people: People, names: Names) -> None:
    """Keep the name for this person, before they are kept under it: to stop in between leaves a name that is theirs."""
    known = names.of(found_as)
    owner = known.person if known else found_as
    other = people.get(owner) if owner != person.id else None
    if other is not None and other.state is not PersonState.ERASED:
        raise Refused(person.id, reason=ProgrammeRefusal.NAME_TAKEN)
    try:
        names.take(found_as, by=person.id, instead_of=owner)
        if found_as != person.id:
            names.take(person.id, by=person.id, also=(*person.once, found_as))
    except NameTaken as taken:
        raise Refused(person.id, reason=ProgrammeRefusal.NAME_TAKEN) from taken


def _open(
    token: str, purpose: Purpose, wanted: Fate, *, links: LinkReader, people: People, now: datetime
) -> AddressAsked:
    link: Link = read_link(token, purpose=purpose, links=links, now=now)
    person = person_of(link, people=people)
    fate = moves.fate(person, link.turn)
    if fate is not wanted or person.moving is None:
        raise ChangeOver(fate)
    return AddressAsked(person=person, moving=person.moving)
