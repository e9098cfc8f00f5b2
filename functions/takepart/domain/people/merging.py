"""Two registrations of one person are put together, and can be taken apart again.

One of them stays, with all that the other was called: what is paid once, a year's miles and a week's fees look at both.
What happened under the other stays where it is written down, and the one that stays shows it. A worker says how they
know that it is one person; nothing is guessed.
"""

from __future__ import annotations

from types import MappingProxyType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId
from takepart.domain.journal import Fact
from takepart.domain.people.person import Person, PersonAction, PersonState
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.refused import Refused


def may_be_one(person: Person, other: Person) -> None:
    """Raises Refused for two who cannot be put together: one of them does not take part, the other has a
    third in it, or they were born apart.
    """
    if person.id == other.id or not person.is_registered or not (other.is_registered or other.into == person.id):
        raise Refused(other.id, reason=ProgrammeRefusal.NOT_TWO)
    if other.merged:
        raise Refused(other.id, reason=ProgrammeRefusal.HAS_ANOTHER)
    born = [each.details.born for each in (person, other) if each.details and each.details.born]
    if len({*born}) > 1:
        raise Refused(other.id, reason=ProgrammeRefusal.TWO_BIRTHDAYS)


def absorb(person: Person, step: Step, other: Person, *, how: str) -> Person:
    """The one that stays takes the other's names and the training that it lacks; the same back where it has them.

    Raises Refused.
    """
    if other.id in person.merged:
        return person
    may_be_one(person, other)
    courses = {course: on for course, on in other.training.items() if course not in person.training}
    facts: dict[str, Fact] = {
        "other": other.id,
        "courses": ",".join(courses),
        "how": journals.digest_of(how, step=step.press),
    }
    return person.took(
        PersonAction.ABSORB,
        step,
        facts,
        merged=(*person.merged, other.id),
        once=tuple(each for each in dict.fromkeys((*person.once, *other.all_names)) if each != person.id),
        training=MappingProxyType({**person.training, **courses}),
        notes=MappingProxyType({**person.notes, person.version + 1: how}),
    )


def join(other: Person, step: Step, into: PersonId) -> Person:
    """The other ends as one of its own: nothing goes to it, and its links open nothing. Raises Refused."""
    if other.into == into:
        return other
    if other.merged:  # somebody put another into it a moment ago
        raise Refused(other.id, reason=ProgrammeRefusal.HAS_ANOTHER)
    return other.took(PersonAction.JOIN, step, {"into": into}, into=into)


def part(person: Person, step: Step, other: Person) -> Person:
    """The one that stayed gives back what it took; the same back where it has nothing of the other."""
    if other.id not in person.merged:
        return person
    took = [each for each in person.journal if each.action == PersonAction.ABSORB and each.facts["other"] == other.id]
    courses = {*str(took[-1].facts["courses"]).split(",")}
    return person.took(
        PersonAction.PART,
        step,
        {"other": other.id},
        merged=tuple(each for each in person.merged if each != other.id),
        once=tuple(each for each in person.once if each not in other.all_names),
        training=MappingProxyType({course: on for course, on in person.training.items() if course not in courses}),
    )


def split(other: Person, step: Step) -> Person:
    """The other stands for itself again; the same back where it does."""
    return other if other.state is PersonState.REGISTERED else other.took(PersonAction.SPLIT, step, into=None)
