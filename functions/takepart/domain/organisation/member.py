"""A member of staff as a record: what they are from a day on, when they are away, who decides then, when they leave.

The policy file's list is where it starts. What a record says holds from its day, and what held before stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Journalled, Step
from takepart.domain.ids import StaffId
from takepart.domain.plain_reason import PlainReason, PlainWord
from takepart.domain.policy import Role, StaffMember
from takepart.domain.refused import Refused

NEEDS_TWO: Final = frozenset({Role.FINANCE, Role.BUDGET_HOLDER, Role.OFFICE, Role.VOICE, Role.ADMINISTRATOR})
"""Whoever has one of these moves money, reads what people say, or says who does. A second person confirms it, and the
address that it is tied to: whoever reads that mailbox can sign in.
"""
FURTHEST: Final = timedelta(days=731)
"""No plan for somebody reaches further."""


class MemberAction(PlainWord):
    """What is done to a record."""

    SET = "set", "wrote down name, address and roles from {since}: {roles}"
    ASK = "ask", "asked for a second person to confirm, from {since}: {roles}"
    CONFIRM = "confirm", "confirmed name, address and roles from {since}: {roles}"
    TURN_DOWN = "turn-down", "turned the change down"
    AWAY = "away", "wrote down that they are away from {first} to {last}. {deputy} decides for them"
    BACK = "back", "wrote down that they are here again, or were never away from {first}"
    LEAVE = "leave", "wrote down that {last_day} is their last day. {takes_over} takes over"
    STAY = "stay", "wrote down that they do not leave"


class StaffRefusal(PlainReason):
    """Why something cannot be done to a record."""

    PAST_DAY = "past-day", "Choose today or a later day. What held before stays as it was.", "since"
    TOO_FAR = "too-far", "Choose a day in the next two years.", "since"
    NO_ROLE = "no-role", "Choose one role or more. Whoever leaves has a last day instead.", "roles"
    TAKEN = "taken", "Somebody has this address already. Give each person an address of their own.", "email"
    DEPUTY = "deputy", "Choose a deputy who has the same kind of role, and is here then.", "deputy"
    STANDS_IN = "stands-in", "Choose somebody who has the same kind of role, and is here then.", "stands_in"
    IS_DEPUTY = "is-deputy", "Somebody has them as a deputy, who needs this role. Give that person another one first."
    TWO_IN_FINANCE = "two-in-finance", "Two people or more must be left in finance. Add one first.", "roles"
    SOMEBODY_IN_OFFICE = "somebody-in-office", "Somebody must have the role office. Give it to another person first."
    SOMEBODY_ADMINISTERS = "somebody-administers", "Nobody would be left to keep this list. Add a second one first."
    RULES = "rules", "The rules name this person for something that only their role allows. Change the rules first."
    WAITS = "waits", "A change waits for a second person. Have it confirmed or turned down first."
    NOTHING_WAITS = "nothing-waits", "Nothing waits to be confirmed. Look at it again."
    SECOND_PERSON = "second-person", "Somebody else must confirm this: not who asked, and not whom it is about."
    LAST_BEFORE_FIRST = "last-before-first", "The last day must not be before the first.", "last"
    AWAY_THEN = "away-then", "Some of these days are written down already. Take that back first.", "first"
    NOT_AWAY = "not-away", "No days away begin then. Look at it again."
    LAST_DAY = "last-day", "Choose yesterday or a later day.", "last_day"
    TAKES_OVER = "takes-over", "Choose somebody who has every role of theirs, and is here then.", "takes_over"
    NOT_LEAVING = "not-leaving", "No last day is written down, or it is over. Look at it again."


@dataclass(frozen=True, kw_only=True)
class Held:
    """What somebody is from a day on."""

    since: date
    name: str
    email: str
    roles: frozenset[Role] = frozenset()
    """None: somebody who keeps promises, and is not in the office."""
    deputy: StaffId | None = None

    @property
    def reach(self) -> tuple[frozenset[Role], str]:
        """What a second person confirms: the roles, and the address that they are tied to."""
        return self.roles, self.email


@dataclass(frozen=True, kw_only=True)
class Away:
    """Days on which somebody is away, both included, and who decides in their place."""

    first: date
    last: date
    deputy: StaffId


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A change that waits for a second person."""

    held: Held
    by: StaffId


@dataclass(frozen=True, kw_only=True)
class Member(Journalled):
    """One member of staff, by the id that journals and links know them by."""

    id: StaffId
    held: tuple[Held, ...] = ()
    """The earliest first. None yet: a new one who waits for a second person."""
    away: tuple[Away, ...] = ()
    last_day: date | None = None
    takes_over: StaffId | None = None
    """Who has all that is theirs from the day after the last one on."""
    asked: Asked | None = None

    @classmethod
    def of(cls, named: StaffMember) -> Member:
        """What the policy file says of somebody, before anything was done to it."""
        held = Held(since=date.min, name=named.name, email=named.email, roles=named.roles, deputy=named.deputy)
        return cls(id=named.id, held=(held,))

    def has_left(self, day: date) -> bool:
        """Whether their last day is over."""
        return self.last_day is not None and day > self.last_day

    def on(self, day: date) -> Held | None:
        """What they are on a day; None before they come and after they left."""
        return None if self.has_left(day) else self.last_held(day)

    def last_held(self, day: date) -> Held | None:
        """The same, and once they left what they were last."""
        return next((each for each in reversed(self.held) if each.since <= day), None)

    def absence(self, day: date) -> Away | None:
        """Whether they are away on a day, and who decides for them."""
        return next((each for each in self.away if each.first <= day <= each.last), None)

    def planned(self, day: date) -> tuple[Held, ...]:
        """What they will be after a day."""
        return tuple(each for each in self.held if each.since > day)


def change(member: Member, step: Step, held: Held) -> Member:
    """What they are from a day on, in place of all that was planned for later. Raises Refused.

    Where it gives or moves a role of ``NEEDS_TWO``, or its address, it waits for a second person.
    """
    if held.since < step.today:
        raise Refused(member.id, reason=StaffRefusal.PAST_DAY)
    if held.since > step.today + FURTHEST:
        raise Refused(member.id, reason=StaffRefusal.TOO_FAR)
    if member.asked is not None:
        raise Refused(member.id, reason=StaffRefusal.WAITS)
    if needs_two(member.last_held(held.since), held, own=member.id == step.staff):
        asked = Asked(held=held, by=step.staff)
        return member.written(MemberAction.ASK, step, _facts(held, step), asked=asked)
    return _set(member, MemberAction.SET, step, held)


def needs_two(before: Held | None, after: Held, *, own: bool) -> bool:
    """Whether a second person confirms it: roles or address change, and it is their own or a role of ``NEEDS_TWO``."""
    return bool(own or NEEDS_TWO & after.roles) and (before is None or before.reach != after.reach)


def confirm(member: Member, step: Step) -> Member:
    """A second person agrees. It holds from its day; from today where that has passed. Raises Refused."""
    asked = _waiting(member)
    if step.staff in (asked.by, member.id):
        raise Refused(member.id, reason=StaffRefusal.SECOND_PERSON)
    held = replace(asked.held, since=max(asked.held.since, step.today))
    return _set(member, MemberAction.CONFIRM, step, held)


def turn_down(member: Member, step: Step) -> Member:
    """A second person does not agree, or who asked takes it back. Raises Refused."""
    _waiting(member)
    return member.written(MemberAction.TURN_DOWN, step, asked=None)


def go_away(member: Member, step: Step, away: Away) -> Member:
    """They are away for some days. Raises Refused."""
    if away.last < away.first or away.last < step.today:
        raise Refused(member.id, reason=StaffRefusal.LAST_BEFORE_FIRST)
    if away.last > step.today + FURTHEST:
        raise Refused(member.id, reason=StaffRefusal.TOO_FAR)
    if away.deputy == member.id:
        raise Refused(member.id, reason=StaffRefusal.STANDS_IN)
    if any(each.first <= away.last and away.first <= each.last for each in member.away):
        raise Refused(member.id, reason=StaffRefusal.AWAY_THEN)
    facts = {"first": away.first.isoformat(), "last": away.last.isoformat(), "deputy": away.deputy}
    days = sorted((*member.away, away), key=lambda each: each.first)
    return member.written(MemberAction.AWAY, step, facts, away=tuple(days))


def come_back(member: Member, step: Step, first: date) -> Member:
    """They are here again, or were never away: from today on, what is theirs comes to them. Raises Refused."""
    found = next((each for each in member.away if each.first == first and each.last >= step.today), None)
    if found is None:
        raise Refused(member.id, reason=StaffRefusal.NOT_AWAY)
    over = step.today - timedelta(days=1)
    rest = (replace(found, last=over),) if found.first <= over else ()
    days = (*(each for each in member.away if each is not found), *rest)
    return member.written(MemberAction.BACK, step, {"first": first.isoformat()}, away=days)


def leave(member: Member, step: Step, *, last_day: date, takes_over: StaffId) -> Member:
    """They leave, and somebody takes over all that is theirs. Yesterday ends it at once. Raises Refused."""
    if last_day < step.today - timedelta(days=1):
        raise Refused(member.id, reason=StaffRefusal.LAST_DAY)
    if last_day > step.today + FURTHEST:
        raise Refused(member.id, reason=StaffRefusal.TOO_FAR)
    if member.has_left(step.today):
        raise Refused(member.id, reason=StaffRefusal.NOT_LEAVING)
    if takes_over == member.id:
        raise Refused(member.id, reason=StaffRefusal.TAKES_OVER)
    facts = {"last_day": last_day.isoformat(), "takes_over": takes_over}
    return member.written(MemberAction.LEAVE, step, facts, last_day=last_day, takes_over=takes_over, asked=None)


def stay(member: Member, step: Step) -> Member:
    """They do not leave after all. Raises Refused once their last day is over."""
    if member.last_day is None or member.has_left(step.today):
        raise Refused(member.id, reason=StaffRefusal.NOT_LEAVING)
    return member.written(MemberAction.STAY, step, last_day=None, takes_over=None)


def _waiting(member: Member) -> Asked:
    if member.asked is None:
        raise Refused(member.id, reason=StaffRefusal.NOTHING_WAITS)
    return member.asked


def _set(member: Member, action: MemberAction, step: Step, held: Held) -> Member:
    before = tuple(each for each in member.held if each.since < held.since)
    return member.written(action, step, _facts(held, step), held=(*before, held), asked=None)


def _facts(held: Held, step: Step) -> dict[str, Any]:
    """What the journal says: never a name or an address, only that it is the one that was confirmed."""
    return {
        "since": held.since.isoformat(),
        "roles": ",".join(sorted(held.roles)),
        "deputy": held.deputy or "",
        "who": journals.digest_of(f"{held.name}\n{held.email}", step=step.press),
    }
