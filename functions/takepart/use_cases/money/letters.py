"""The letters to those who pay: a file is ready, vouchers run low, or a promise is about to be broken.

We say when the money will come. Finance hears of a promise at risk while it can still be kept.
"""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from takepart.domain.batches.batch import Batch, BatchAction, BatchState
from takepart.domain.claims.claim import CLOSED, Claim, ClaimState
from takepart.domain.claims.coming import still_to_come
from takepart.domain.ids import BatchId
from takepart.domain.links import Link, Purpose, end_of_day
from takepart.domain.money import Money
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.vouchers.voucher import StockAction, StockState
from takepart.domain.working_days import Holidays, add_working_days
from takepart.use_cases.claims.open_decision import every_in_state
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.money.ports import Batches, Stocks
from takepart.use_cases.ports import Event, EventKind, Queue, Queues, StoreUnavailable

BATCH_LINK_DAYS: Final = 14


def batch_letters(event: Event, *, batches: Batches, claims: Claims, policy: Policy, now: datetime) -> list[LetterDue]:
    """To whoever in finance may send a sealed batch to the bank, or to the one who asked for a fresh link; none once it
    is sent.

    The template gets ``batch``.
    """
    batch = batches.get(BatchId(event.about))
    if batch is None or batch.state is not BatchState.SEALED or not 1 <= event.seq <= batch.version:
        return []
    entry = batch.journal[event.seq - 1]
    if entry.action == BatchAction.SEND_LINK.value:
        members = tuple(member for member in policy.finance() if member.id == entry.facts.get("to"))
    elif entry.action == BatchAction.SEAL.value:
        from takepart.use_cases.money.bank_batches import releasers  # only this letter needs it

        members = releasers(batch, claims=claims, policy=policy)
    else:
        return []
    return [
        LetterDue(
            kind=ClaimLetter.BATCH_READY,
            key=f"{event.id}#{member.id}",
            to=member.email,
            entry=entry,
            link=batch_link(batch, member, now=now),
            member=member,
            values=MappingProxyType({"batch": batch}),
        )
        for member in members
    ]


def batch_link(batch: Batch, member: StaffMember, *, now: datetime) -> Link:
    """The link with which one person in finance says that a batch went to the bank. It shows who did, once it has."""
    expires = end_of_day(now, days=BATCH_LINK_DAYS)
    return Link(purpose=Purpose.BATCH, about=batch.id, turn=batch.turn, who=member.id, expires=expires)


def stock_letters(event: Event, *, stocks: Stocks, policy: Policy) -> list[LetterDue]:
    """To the office when vouchers of one value have run low, unless there are enough again by now.

    The template gets ``value`` (Money) and ``left`` (a count).
    """
    stock = stocks.get(Money(int(event.about)))
    if stock is None or stock.state is not StockState.LOW or not 1 <= event.seq <= stock.version:
        return []
    entry = stock.journal[event.seq - 1]
    if entry.action != StockAction.RUN_LOW.value:
        return []
    return [
        LetterDue(
            kind=ClaimLetter.LOW_STOCK,
            key=f"{event.id}#{member.id}",
            to=member.email,
            entry=entry,
            member=member,
            values=MappingProxyType({"value": stock.value, "left": int(entry.facts["left"])}),
        )
        for member in policy.with_role(Role.OFFICE)
    ]


WORKING_DAYS_BEFORE: Final = 2
"""A bank transfer takes two working days after the day it is put in (domain: BACS), so later is too late to act."""
MOST_LISTED: Final = 25
_OPEN: Final = tuple(state for state in ClaimState if state not in CLOSED)


def promises_at_risk(*, today: date, claims: Claims, holidays: Holidays) -> tuple[Claim, ...]:
    """Claims with money to come whose promised day is close or past, whoever has them; the earliest promise first."""
    last = add_working_days(today, WORKING_DAYS_BEFORE, holidays)
    waiting = (claim for state in _OPEN for claim in every_in_state(state, claims=claims))
    found = [claim for claim in waiting if claim.promised <= last and still_to_come(claim).is_anything]
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
