"""A worker writes to people: they see first who gets it, and press once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import count
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import PersonId
from takepart.domain.names import in_order
from takepart.domain.people.finding import PersonStanding, Wanted
from takepart.domain.people.person import Person
from takepart.domain.programme import message as steps
from takepart.domain.programme.message import HOLDS, MOST, Audience, Message, MessageId
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.session import Session
from takepart.domain.refused import Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Store, make
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.programme.ports import ProgrammeStores
from takepart.use_cases.programme.take_part import Open, may_join, who_stays

_NAME: Final = 12


def audiences(
    session: Session, opportunity: Opportunity, *, kept: ProgrammeStores, now: datetime
) -> dict[Audience, Sequence[Person]]:
    """Everybody whom a worker can write to about a session, by how they stand with it, in the order of their names.

    Who left, or waits for a parent's or carer's yes, gets nothing, and whom nobody is in is left out.
    """
    sign_ups = kept.sign_ups.of_session(session.id)

    def those(ids: Iterable[PersonId]) -> list[Person]:
        return who_stays(kept.people.many(list(ids)), people=kept.people)

    found: dict[Audience, Sequence[Person]] = {
        audience: those(each.person for each in sign_ups if each.state in states) for audience, states in HOLDS.items()
    }
    if opportunity.about.ground_rules:
        members = kept.memberships.of_group(opportunity.id)
        found[Audience.MEMBERS] = those(each.person for each in members if each.is_one(local_date(now)))
    if session.is_to_come(now) and opportunity.is_open:
        known = {each.person for each in sign_ups}
        wanted = Wanted(interest=opportunity.about.kind.value, standing=PersonStanding.REGISTERED)
        seen = Open(session=session, opportunity=opportunity, sign_up=None, places=kept.sign_ups.places(session.id))
        ids = [each for each in kept.people.found(wanted, today=local_date(now)) if each not in known]
        others = (each for each in kept.people.many(ids) if known.isdisjoint(each.ids))
        under = kept.policy.participation.consent_under
        found[Audience.MIGHT] = [each for each in others if may_join(seen, each, under=under, now=now) is None]
    told = {audience: [each for each in people if each.is_registered] for audience, people in found.items()}
    return {audience: sorted(people, key=_name) for audience, people in told.items() if people}


def _name(person: Person) -> tuple[str, ...]:
    return (*in_order(person.details.name if person.details else ""), person.id)


def shown(people: Sequence[Person]) -> str:
    """What a list of people is called: another where anybody came or went."""
    return hashlib.sha256(",".join(sorted(each.id for each in people)).encode()).hexdigest()[:_NAME]


def send(
    step: Step,
    *,
    session: Session,
    audience: Audience,
    words: str,
    people: Sequence[Person],
    seen: str,
    messages: Store[Message],
) -> None:
    """Send it to those whom the page showed (``seen``), in messages of so many each.

    It can stop anywhere and be pressed again. Raises ChangedMeanwhile when others are in the list by now, and Refused
    when nobody is.
    """
    to = sorted(each.id for each in people)
    if messages.get(_id(step, 0)) is None and shown(people) != seen:
        raise ChangedMeanwhile(session.id)
    if not to:
        raise Refused(session.id, reason=ProgrammeRefusal.NOBODY_THERE)
    for number in count():
        part = to[:MOST]
        if not part:
            return
        id = _id(step, number)
        send_part = partial(steps.send, id, session=session.id, audience=audience, words=words, to=part)
        sent = make(messages, id, step, send_part)
        to = [each for each in to if each not in set(sent.to)]


def _id(step: Step, number: int) -> MessageId:
    """The same for the same press, however often it is sent."""
    return MessageId(hashlib.sha256(f"message-{number}:{step.press}".encode()).hexdigest()[:_NAME])
