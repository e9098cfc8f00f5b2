"""Outreach actions: planned from the figures, handed over, done or dropped, and their owners reminded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from takepart.domain import journal as journals
from takepart.domain.ids import StaffId, StepId
from takepart.domain.people import outreach
from takepart.domain.people.equality import Equality
from takepart.domain.people.outreach import CannotReach, Outreach, OutreachId, Refusal
from takepart.domain.policy import Policy, StaffMember
from takepart.domain.uk_time import local_date
from takepart.use_cases.office import Right, rights_of
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.reach.ports import Outreaches

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Who does something to an action, when, in which attempt."""

    by: StaffId
    step: StepId
    now: datetime

    @property
    def today(self) -> date:
        """The day in the UK."""
        return local_date(self.now)


def owners(policy: Policy) -> tuple[StaffMember, ...]:
    """Who can own an action: whoever sees the figures."""
    return tuple(member for member in policy.staff if Right.REACH in rights_of(member))


def plan(planned: Outreach, *, rules: Equality, outreaches: Outreaches, doing: Doing) -> Outreach:
    """Add an action; sent twice, it is there once. Raises CannotReach, UnknownGroup or StoreUnavailable."""
    rules.question(planned.question).answer(planned.answer)
    kept = outreaches.get(planned.id)
    if kept is not None:
        return kept
    added = outreach.add(planned, by=doing.by, today=doing.today, at=doing.now, step=doing.step)
    return _kept(added, outreaches)


def finish(id: OutreachId, *, outcome: str, outreaches: Outreaches, doing: Doing) -> Outreach:
    """It was done. Raises CannotReach or StoreUnavailable."""
    return _stepped(
        id,
        lambda found: outreach.finish(
            found, outcome=outcome, by=doing.by, today=doing.today, at=doing.now, step=doing.step
        ),
        outreaches=outreaches,
        doing=doing,
    )


def drop(id: OutreachId, *, reason: str, outreaches: Outreaches, doing: Doing) -> Outreach:
    """It will not be done. Raises CannotReach or StoreUnavailable."""
    return _stepped(
        id,
        lambda found: outreach.drop(
            found, reason=reason, by=doing.by, today=doing.today, at=doing.now, step=doing.step
        ),
        outreaches=outreaches,
        doing=doing,
    )


def hand_over(id: OutreachId, *, owner: StaffId, due: date, outreaches: Outreaches, doing: Doing) -> Outreach:
    """Somebody else does it, or by another day. Raises CannotReach or StoreUnavailable."""
    return _stepped(
        id,
        lambda found: outreach.hand_over(
            found, owner=owner, due=due, by=doing.by, today=doing.today, at=doing.now, step=doing.step
        ),
        outreaches=outreaches,
        doing=doing,
    )


def remind_owners(*, outreaches: Outreaches, now: datetime) -> int:
    """Write down who is reminded today, from which the letters follow; how many. Run again, it adds none.

    Raises StoreUnavailable.
    """
    told, start, today = 0, None, local_date(now)
    while True:
        page, start = outreaches.still_open(start=start, limit=_PAGE)
        for found in page:
            after = outreach.remind(found, today=today, at=now)
            if after is None:
                continue
            try:
                outreaches.save(after)
            except ChangedMeanwhile:
                continue  # Somebody acts on it this minute; tomorrow it is looked at again.
            told += 1
        if start is None or (page and page[-1].due - outreach.SOON > today):
            return told


def _stepped(
    id: OutreachId, change: Callable[[Outreach], Outreach], *, outreaches: Outreaches, doing: Doing
) -> Outreach:
    found = outreaches.get(id)
    if found is None:
        raise CannotReach(Refusal.NOT_THERE)
    if journals.has_step(found.journal, doing.step):
        return found
    return _kept(change(found), outreaches)


def _kept(action: Outreach, outreaches: Outreaches) -> Outreach:
    try:
        outreaches.save(action)
    except ChangedMeanwhile as changed:
        raise CannotReach(Refusal.OUT_OF_DATE) from changed
    return action
