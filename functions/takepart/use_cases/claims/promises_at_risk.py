"""We say when the money will come. Finance hears of a promise that is about to be broken while it can still be kept."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.policy import Policy
from takepart.domain.working_days import Holidays, add_working_days
from takepart.use_cases.claims.claim_letters import ClaimLetter
from takepart.use_cases.claims.open_decision import every_in_state
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.ports import Event, EventKind, Queue, Queues, StoreUnavailable

WORKING_DAYS_BEFORE: Final = 2
"""A bank transfer takes two working days after the day it is put in (domain: BACS), so later is too late to act."""
MOST_LISTED: Final = 25
_AGREED: Final = (ClaimState.APPROVED, ClaimState.NEEDS_BANK_DETAILS)


def promises_at_risk(*, today: date, claims: Claims, holidays: Holidays) -> tuple[Claim, ...]:
    """Claims that were agreed and not paid, whose promised day is close or past; the earliest promise first."""
    last = add_working_days(today, WORKING_DAYS_BEFORE, holidays)
    agreed = (claim for state in _AGREED for claim in every_in_state(state, claims=claims))
    found = [claim for claim in agreed if claim.promised <= last]
    return tuple(sorted(found, key=lambda claim: (claim.promised, claim.id)))


def warn_of_promises(*, today: date, claims: Claims, queues: Queues, holidays: Holidays) -> int:
    """Ask for the day's letter to finance when there is anything to tell; how many promises are at risk.

    However often it is asked on one day, each reader gets one letter. Raises StoreUnavailable.
    """
    at_risk = promises_at_risk(today=today, claims=claims, holidays=holidays)
    warned = Event(kind=EventKind.PROMISES, about=today.isoformat(), seq=1, action="at-risk")
    if at_risk and queues.put(Queue.MAIL, [warned]):
        raise StoreUnavailable
    return len(at_risk)


def promise_letters(event: Event, *, claims: Claims, policy: Policy, holidays: Holidays) -> tuple[LetterDue, ...]:
    """The day's letter to everyone in finance, if promises are still at risk by the time it is written."""
    at_risk = promises_at_risk(today=date.fromisoformat(event.about), claims=claims, holidays=holidays)
    if not at_risk:
        return ()
    values = MappingProxyType({"claims": at_risk[:MOST_LISTED], "number": len(at_risk)})
    return tuple(
        LetterDue(
            kind=ClaimLetter.PROMISES_AT_RISK,
            key=f"{event.id}#{member.id}",
            to=member.email,
            member=member,
            values=values,
        )
        for member in policy.finance()
    )
