"""Outreach actions: planned from the figures, handed over, done or dropped, and their owners reminded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId
from takepart.domain.people import outreach
from takepart.domain.people.equality import Equality, UnknownGroup
from takepart.domain.people.outreach import Outreach, OutreachAction, OutreachId, OutreachRefusal
from takepart.domain.policy import Policy, Role, StaffMember, UnknownStaff
from takepart.domain.refused import Closed, Refused
from takepart.domain.uk_time import local_date
from takepart.use_cases.doing import Change, do
from takepart.use_cases.letters import Lane, LetterDue, LetterName
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.ports import ChangedMeanwhile, Event
from takepart.use_cases.reach.figures import Outreaches

_PAGE = 100


def owners(policy: Policy) -> tuple[StaffMember, ...]:
    """Who can own an action: whoever sees the figures."""
    return tuple(member for member in policy.staff if Right.REACH in rights_of(member, changing=True))


def plan(planned: Outreach, *, rules: Equality, outreaches: Outreaches, step: Step) -> Outreach:
    """Add an action; sent twice, it is there once. Raises Refused, UnknownGroup, ChangedMeanwhile, StoreUnavailable."""
    rules.question(planned.question).answer(planned.answer)
    kept = outreaches.get(planned.id)
    if kept is not None:
        return kept
    added = outreach.add(step, planned)
    outreaches.save(added)
    return added


def finish(id: OutreachId, *, outcome: str, outreaches: Outreaches, step: Step) -> Outreach:
    """It was done. Raises Refused or StoreUnavailable."""
    return _do(id, step, partial(outreach.finish, outcome=outcome), outreaches)


def drop(id: OutreachId, *, reason: str, outreaches: Outreaches, step: Step) -> Outreach:
    """It will not be done. Raises Refused or StoreUnavailable."""
    return _do(id, step, partial(outreach.drop, reason=reason), outreaches)


def hand_over(id: OutreachId, *, owner: StaffId, due: date, outreaches: Outreaches, step: Step) -> Outreach:
    """Somebody else does it, or by another day. Raises Refused or StoreUnavailable."""
    return _do(id, step, partial(outreach.hand_over, owner=owner, due=due), outreaches)


def _do(id: OutreachId, step: Step, change: Change[Outreach], outreaches: Outreaches) -> Outreach:
    try:
        return do(outreaches, id, step, change)
    except Closed as closed:
        raise Refused(id, reason=OutreachRefusal.NOT_THERE) from closed
    except ChangedMeanwhile as changed:
        raise Refused(id, reason=OutreachRefusal.OUT_OF_DATE) from changed


def remind_owners(*, outreaches: Outreaches, now: datetime) -> int:
    """Write down who is reminded today, from which the letters follow; how many. Run again, it adds none.

    Raises StoreUnavailable.
    """
    told, start, today = 0, None, local_date(now)
    while True:
        page, start = outreaches.still_open(start=start, limit=_PAGE)
        for found in page:
            due = outreach.reminder(found, at=now)
            if due is None:
                continue
            with suppress(ChangedMeanwhile):  # Somebody acts on it this minute; tomorrow it is looked at again.
                outreaches.save(outreach.remind(found, due[1], due[0]))
                told += 1
        if start is None or (page and page[-1].due - outreach.SOON > today):
            return told


class ReachLetter(LetterName):
    """The value names the template."""

    SOON = "reach/soon", Lane.ALWAYS
    LATE = "reach/late", Lane.ALWAYS


_LETTERS: Final[Mapping[str, ReachLetter]] = MappingProxyType(
    {OutreachAction.REMIND.value: ReachLetter.SOON, OutreachAction.WARN.value: ReachLetter.LATE}
)


def outreach_letters(event: Event, *, outreaches: Outreaches, policy: Policy) -> tuple[LetterDue, ...]:
    """The letter that an entry calls for; none for what is closed, or for somebody who has handed it over."""
    action = outreaches.get(OutreachId(event.about))
    if action is None or not action.is_open or event.seq > len(action.journal):
        return ()
    entry = action.journal[event.seq - 1]
    letter = _LETTERS.get(entry.action)
    if letter is None or entry.facts.get("owner") != action.owner:
        return ()
    member = _owner(action, policy)
    return (
        LetterDue(
            kind=letter,
            key=event.id,
            to=member.email,
            entry=entry,
            member=member,
            values={"action": action, "group": group_of(action, policy)},
            path=f"/office/reach/actions/{action.id}",
        ),
    )


def _owner(action: Outreach, policy: Policy) -> StaffMember:
    """Who owns it, or the office when the policy names them no more: somebody must hear of it."""
    try:
        return policy.acting(action.owner)
    except UnknownStaff:
        return policy.with_role(Role.OFFICE)[0]


def group_of(action: Outreach, policy: Policy) -> str:
    """The group that an action is about, in words; its ids when the policy no longer asks for it."""
    try:
        question = policy.equality.question(action.question) if policy.equality else None
        return f"{question.words} {question.answer(action.answer).name}" if question else action.answer
    except UnknownGroup:
        return action.answer
