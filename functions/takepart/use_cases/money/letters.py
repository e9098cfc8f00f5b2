"""The letters of batches and stocks: to finance when a file is ready, to the office when vouchers run low."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from takepart.domain.batches.batch import Batch, BatchAction, BatchState
from takepart.domain.ids import BatchId
from takepart.domain.links import Link, Purpose
from takepart.domain.money import Money
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.vouchers.voucher import StockAction, StockState
from takepart.use_cases.claims.claim_letters import ClaimLetter
from takepart.use_cases.letters import LetterDue
from takepart.use_cases.money.ports import Batches, Stocks
from takepart.use_cases.ports import Event

BATCH_LINK_DAYS: Final = 14


def batch_letters(event: Event, *, batches: Batches, policy: Policy, now: datetime) -> list[LetterDue]:
    """To everyone in finance when a batch is sealed, or to the one who asked for a fresh link; none once it is sent.

    The template gets ``batch``.
    """
    batch = batches.get(BatchId(event.about))
    if batch is None or batch.state is not BatchState.SEALED or not 1 <= event.seq <= batch.version:
        return []
    entry = batch.journal[event.seq - 1]
    members = policy.finance()
    if entry.action == BatchAction.SEND_LINK.value:
        members = tuple(member for member in members if member.id == entry.facts.get("to"))
    elif entry.action != BatchAction.SEAL.value:
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
    expires = (now + timedelta(days=BATCH_LINK_DAYS)).replace(hour=23, minute=59, second=59, microsecond=0)
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
