"""Being a member of a standing group: a user group, the children in care council, a panel.

A group is an opportunity that asks people to join it first: it says what members agree to, and for how long they are
one. Its sessions are for its members. Sources: scyps (join a user group), Wirral policy, section 5 and appendix 3 (a
children in care council that is open to all; a code of conduct), community-care (ground rules).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import OpportunityId, PersonId
from takepart.domain.programme.opportunity import About
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.uk_time import months_after


class MembershipState(StrEnum):
    """Where it stands. One whose time is over is a member no more, and may go on."""

    MEMBER = "member"
    LEFT = "left"


class MembershipAction(StrEnum):
    """What can happen to it."""

    JOIN = "joined"
    RENEW = "went-on"
    LEAVE = "left"


@dataclass(frozen=True, kw_only=True)
class Membership(Aggregate):
    """One person and one group. It holds no name."""

    KEY: ClassVar = ("group", "person")
    TRANSITIONS: ClassVar = MappingProxyType(
        {
            **{(state, MembershipAction.JOIN): MembershipState.MEMBER for state in MembershipState},
            (MembershipState.MEMBER, MembershipAction.RENEW): MembershipState.MEMBER,
            (MembershipState.MEMBER, MembershipAction.LEAVE): MembershipState.LEFT,
        }
    )
    NOT_NOW: ClassVar = ProgrammeRefusal.NOT_IN_THIS_STATE

    group: OpportunityId
    person: PersonId
    state: MembershipState = MembershipState.MEMBER
    since: date
    until: date | None = None
    """The last day of their term; None where the group has none."""
    agreed: str
    """Which wording of what members agree to they agreed to: a digest."""

    def is_one(self, day: date) -> bool:
        """Whether they are a member on a day."""
        return self.state is MembershipState.MEMBER and (self.until is None or day <= self.until)


def wording(rules: str) -> str:
    """A digest of what members agree to."""
    return hashlib.sha256(rules.encode()).hexdigest()[:12]


def join(before: Membership | None, step: Step, group: OpportunityId, person: PersonId, about: About) -> Membership:
    """Become a member for one term, and agree to what members agree to; the same back for a member who agreed to it."""
    agreed, until = wording(about.ground_rules), _term(step.today, about)
    if before is not None and before.is_one(step.today) and before.agreed == agreed:
        return before
    since = step.today
    if before is not None and before.is_one(step.today):
        since, until = before.since, before.until
    facts = {"agreed": agreed, "until": until.isoformat() if until else ""}
    if before is not None:
        return before.took(MembershipAction.JOIN, step, facts, since=since, until=until, agreed=agreed)
    blank = Membership(group=group, person=person, since=since, until=until, agreed=agreed)
    return blank.written(MembershipAction.JOIN, step, facts)


def renew(member: Membership, step: Step, about: About) -> Membership:
    """One more term, from the end of this one or from today. Raises Refused for a group without terms."""
    until = _term(max(step.today, member.until or step.today), about)
    return member.took(MembershipAction.RENEW, step, {"until": until.isoformat() if until else ""}, until=until)


def leave(member: Membership, step: Step) -> Membership:
    """They are no member any more; the same back for somebody who is none."""
    return member if member.state is MembershipState.LEFT else member.took(MembershipAction.LEAVE, step)


def _term(first: date, about: About) -> date | None:
    """The last day of a term that begins on a day, so many months long."""
    return months_after(first, about.term_months) if about.term_months else None
