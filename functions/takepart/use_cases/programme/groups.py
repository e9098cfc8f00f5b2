"""Somebody joins a standing group, or leaves it; a worker does it for them, or gives them one more term."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import OpportunityId, PersonId
from takepart.domain.people.person import Person
from takepart.domain.programme import membership as steps
from takepart.domain.programme.membership import Membership
from takepart.domain.programme.opportunity import Opportunity
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUpState
from takepart.domain.refused import Refused
from takepart.use_cases.doing import do, until_kept
from takepart.use_cases.programme.ports import Memberships, ProgrammeStores
from takepart.use_cases.programme.take_part import not_for, say_no

_TRIES = 5
_WAITS: Final = frozenset({SignUpState.WAITING, SignUpState.PLACE_OFFERED})


def join(group: Opportunity, person: Person, step: Step, *, read: str, kept: ProgrammeStores) -> Membership:
    """Become a member. ``read``: the wording that they were shown; nobody agrees to another.

    Raises Refused: it is closed, no group, not for them, says something else now, or a parent or carer is asked.
    """
    if not group.is_open or not group.about.ground_rules:
        raise Refused(group.id, reason=ProgrammeRefusal.NOT_OPEN)
    under = kept.policy.participation.consent_under
    if (refusal := not_for(person, group.about, step.today, under=under)) is not None:
        raise Refused(group.id, reason=refusal)

    def attempt() -> Membership:
        before = kept.memberships.get((group.id, person.id))
        if before is not None and before.has(step):
            return before
        if read != steps.wording(group.about.ground_rules):
            raise Refused(group.id, reason=ProgrammeRefusal.OTHER_RULES)
        after = steps.join(before, step, group.id, person.id, group.about)
        if after is not before:
            kept.memberships.save(after)
        return after

    return until_kept(attempt, tries=_TRIES, pause=kept.pause)


def leave(group: OpportunityId, person: Person, step: Step, *, kept: ProgrammeStores) -> None:
    """Be a member no more. Places that they said yes to stay theirs until they give them up; whoever waits for one, or
    was offered one from the line, makes way for the next. It can stop anywhere and be pressed again.
    """
    for each in kept.memberships.many([(group, id) for id in person.ids]):
        do(kept.memberships, each.identity, step, steps.leave)
    waits = [each.session for each in kept.sign_ups.of_person(person.id) if each.state in _WAITS]
    for session in kept.sessions.many(waits):
        if session.opportunity == group and session.is_to_come(step.at):
            say_no(session, person, step, kept=kept)


def of_person(person: Person, *, memberships: Memberships) -> Sequence[Membership]:
    """The groups that somebody is or was a member of, under each registration of theirs."""
    return [each for id in person.ids for each in memberships.of_person(id)]


def leave_all(person: Person, step: Step, *, memberships: Memberships) -> None:
    """Somebody stops taking part, or is forgotten."""
    for each in of_person(person, memberships=memberships):
        do(memberships, each.identity, step, steps.leave)


def renew(group: Opportunity, person: PersonId, step: Step, *, memberships: Memberships, seen: int) -> Membership:
    """One more term. Raises Refused, ChangedMeanwhile."""
    return do(memberships, (group.id, person), step, partial(steps.renew, about=group.about), seen=seen)


def members(group: OpportunityId, *, memberships: Memberships) -> Sequence[Membership]:
    """Who is a member, in the order in which they came; also whose time is over, and who was forgotten."""
    return [each for each in memberships.of_group(group) if each.state is steps.MembershipState.MEMBER]
