"""Vouchers from the stock settle what is due in vouchers: claim and vouchers change in one write, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from takepart.domain.aggregate import Step
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import VOUCHER, Payment, PaymentState
from takepart.domain.ids import ClaimId, StepId
from takepart.domain.journal import Job
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import Policy
from takepart.domain.vouchers import voucher as vouchers_domain
from takepart.domain.vouchers.choosing import MOST_VOUCHERS, exact_set
from takepart.domain.vouchers.stock import Stock, counted, new_stock
from takepart.domain.vouchers.voucher import Voucher, VoucherState
from takepart.use_cases.again import until_kept
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.money.ports import DuePayments, Stocks, Vouchers
from takepart.use_cases.stores import DamagedRecord

_TRIES: Final = 10


class Issued(StrEnum):
    """What became of one claim."""

    ISSUED = "issued"
    NOTHING_DUE = "nothing-due"
    NO_STOCK = "no-stock"


@dataclass(frozen=True, kw_only=True)
class VoucherWorld:
    """Everything that issuing needs, in one place."""

    claims: Claims
    due: DuePayments
    vouchers: Vouchers
    stocks: Stocks
    policy: Policy


def issue_vouchers(claim_id: ClaimId, *, world: VoucherWorld, now: datetime) -> Issued:
    """Give a claim the vouchers it is due. Without any that fit, it stays due, and the office is told once.

    Safe to run twice and at once. Raises ChangedMeanwhile or StoreUnavailable.
    """

    def attempt() -> Issued:
        claim = world.claims.get(claim_id)
        due = _due(claim)
        if claim is None or due is None:
            return Issued.NOTHING_DUE
        chosen = exact_set(due.amount, _stock(due.amount, world=world))
        if chosen is None:
            watch_stock(due.amount, world=world, now=now)
            return Issued.NO_STOCK
        step = Step(Job.PAYMENTS.actor, now, StepId(f"voucher-{claim.id}"))
        serials = tuple(each.serial for each in chosen)
        after = paying.issue_voucher(claim, step, serials=serials, amount=due.amount)
        world.vouchers.save_with(after, [vouchers_domain.issue(each, step, claim=claim.id) for each in chosen])
        for value in sorted({voucher.value for voucher in chosen}):
            watch_stock(value, world=world, now=now)
        return Issued.ISSUED

    return until_kept(attempt, tries=_TRIES)


def issue_all_due(
    *, world: VoucherWorld, now: datetime, hurry: Callable[[], bool] = lambda: False
) -> dict[Issued, int]:
    """Give every claim that waits for vouchers its own, as far as the stock goes, until time is short.

    How many got and did not get them. An amount that no vouchers make is looked for once a run, so that those who wait
    for it keep nobody from theirs.
    """
    done = dict.fromkeys(Issued, 0)
    none_for: set[Money] = set()
    for claim in world.due.due_by(PaymentMethod.VOUCHER):
        if hurry():
            break
        due = _due(claim)
        if due is not None and due.amount in none_for:
            done[Issued.NO_STOCK] += 1
            continue
        with suppress(DamagedRecord):  # the stock of its value, say: the next claim may need another
            issued = issue_vouchers(claim.id, world=world, now=now)
            done[issued] += 1
            if due is not None and issued is Issued.NO_STOCK:
                none_for.add(due.amount)
    return done


def watch_stock(value: Money, *, world: VoucherWorld, now: datetime) -> Stock:
    """Count what is left of one value, and write down when it has run low or is enough again: once each time."""

    def attempt() -> Stock:
        few = world.policy.vouchers.low_stock
        left = len(world.vouchers.in_stock(value, limit=few))
        before = world.stocks.get(value) or new_stock(value)
        step = Step(Job.PAYMENTS.actor, now, StepId(f"{'low' if left < few else 'filled-up'}-{before.version}"))
        after = counted(before, step, left=left, low_stock=few)
        if after is not before:
            world.stocks.save(after)
        return after

    return until_kept(attempt, tries=_TRIES)


def _due(claim: Claim | None) -> Payment | None:
    if claim is None:
        return None
    return next((p for p in claim.payments if p.id == VOUCHER and p.state is PaymentState.DUE), None)


def _stock(amount: Money, *, world: VoucherWorld) -> Sequence[Voucher]:
    """Enough vouchers of every value that fits, the oldest of each first."""
    found: list[Voucher] = []
    for stock in world.stocks.all():
        if stock.value <= amount:
            limit = min(amount.pence // stock.value.pence, MOST_VOUCHERS) + _TRIES
            kept = world.vouchers.in_stock(stock.value, limit=limit)
            found.extend(voucher for voucher in kept if voucher.state is VoucherState.IN_STOCK)
    return found
