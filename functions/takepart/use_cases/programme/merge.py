"""A worker puts two registrations of one person together, or takes them apart: what comes of it is told before.

Names first: whatever is claimed from then on is theirs who stays. It can stop anywhere and be pressed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId
from takepart.domain.people import merging as steps
from takepart.domain.people.finding import Wanted
from takepart.domain.people.person import Person
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session
from takepart.domain.programme.sign_up import SignUp, SignUpState
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import do
from takepart.use_cases.ports import NameTaken
from takepart.use_cases.programme.ports import Naming, People, ProgrammeStores

_MOST: Final = 20
_HOLDS: Final = frozenset({SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.PLACE_OFFERED})


def candidates(person: Person, *, people: People, now: datetime) -> Sequence[Person]:
    """Who may be the same: by their name, their number or their mailbox. Only who takes part."""
    details = person.details
    words = [each for each in (details.name, details.phone) if each] if details else []
    found = [id for each in words for id in people.found(Wanted(words=each), today=local_date(now))]
    ids = dict.fromkeys((*found, *(each.id for each in people.of_mailbox(person.found_at))))
    those = people.many([each for each in ids if each != person.id][:_MOST])
    return [each for each in those if each.is_registered]


class Told(NamedTuple):
    """What stands under the other, before the two are put together."""

    sign_ups: Sequence[SignUp]
    places: Sequence[Session]
    """Days to come on which the other has a place or waits for one: these are given up first."""


def look(other: Person, *, kept: ProgrammeStores, now: datetime) -> Told:
    """What there is of it."""
    sign_ups = kept.sign_ups.of_person(other.id)
    sessions = kept.sessions.many([each.session for each in sign_ups if each.state in _HOLDS])
    return Told(sign_ups, [each for each in sessions if each.is_to_come(now)])


def together(
    person: Person, other: Person, step: Step, *, how: str, kept: ProgrammeStores, naming: Naming, seen: int
) -> Person:
    """Put them together. Raises Refused, ChangedMeanwhile."""
    if not person.has(step):
        steps.may_be_one(person, other)
    if look(other, kept=kept, now=step.at).places:
        raise Refused(other.id, reason=ProgrammeRefusal.PLACES_TO_COME)
    _take(other.all_names, by=person.id, instead_of=other.id, naming=naming)
    after = do(kept.people, person.id, step, partial(steps.absorb, other=other, how=how), seen=seen)
    _take_own(after, naming)
    do(kept.people, other.id, step, partial(steps.join, into=person.id))
    return after


def apart(person: Person, other: Person, step: Step, *, kept: ProgrammeStores, naming: Naming) -> Person:
    """Take them apart. What was claimed in between stays with the one that stayed. Raises Refused."""
    if person.has(step) or other.id in person.merged or other.into == person.id:
        after = do(kept.people, person.id, step, partial(steps.part, other=other))
        _take(other.all_names, by=other.id, instead_of=person.id, naming=naming)
        _take_own(after, naming)
        alone = do(kept.people, other.id, step, steps.split)
        _take_own(alone, naming)
        return after
    raise Refused(other.id, reason=ProgrammeRefusal.NOT_IN_THIS_STATE)


def _take(names: Sequence[PersonId], *, by: PersonId, instead_of: PersonId, naming: Naming) -> None:
    try:
        for name in names:
            naming.names.take(name, by=by, instead_of=instead_of)
    except NameTaken as taken:
        raise Refused(by, reason=ProgrammeRefusal.NAME_TAKEN) from taken


def _take_own(person: Person, naming: Naming) -> None:
    """Keep under their id what else they are called."""
    also = tuple(each for each in person.all_names if each != person.id)
    naming.names.take(person.id, by=person.id, also=also)
