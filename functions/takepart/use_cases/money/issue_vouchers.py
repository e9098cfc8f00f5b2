"""Vouchers come into stock, settle what is due in vouchers, and leave the office in somebody's hand.

Claim and vouchers change in one write, or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import VOUCHER, Payment, PaymentState
from takepart.domain.ids import ClaimId, StaffId, StepId
from takepart.domain.journal import Job, has_step
from takepart.domain.money import NOTHING, Money, PaymentMethod
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.policy import Policy, Role, StaffMember
from takepart.domain.refused import Refused
from takepart.domain.sheets import RowProblem
from takepart.domain.uk_time import local_date
from takepart.domain.vouchers import voucher as vouchers_domain
from takepart.domain.vouchers.delivery import Delivery, DeliveryLine, read_delivery
from takepart.domain.vouchers.voucher import (
    MOST_VOUCHERS,
    Serial,
    Stock,
    Voucher,
    bought,
    counted,
    exact_set,
    new_stock,
)
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.ports import Approvals, Claims
from takepart.use_cases.doing import read, until_kept
from takepart.use_cases.money.ports import DuePayments, Stocks, Vouchers
from takepart.use_cases.ports import ChangedMeanwhile
from takepart.use_cases.stores import Damaged, DamagedRecord, past_damage

_TRIES: Final = 10
_AT_ONCE: Final = 200
"""Vouchers of one value that are read at once."""


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
    approvals: Approvals
    policy: Policy


def issue_vouchers(claim_id: ClaimId, *, world: VoucherWorld, now: datetime) -> Issued:
    """Give a claim the vouchers it is due. Without any that fit, it stays due, and the office is told once.

    Safe to run twice and at once. Raises ChangedMeanwhile, StoreUnavailable, or DamagedRecord for a claim that is not
    as it was approved.
    """
    claim = world.claims.get(claim_id)
    if claim is None:
        return Issued.NOTHING_DUE
    shelf = _Shelf(world)
    done = _give(claim, shelf=shelf, world=world, now=now)
    shelf.watch(now=now)
    return done


def issue_all_due(
    *, world: VoucherWorld, now: datetime, hurry: Callable[[], bool] = lambda: False
) -> dict[Issued, int]:
    """Give every claim that waits for vouchers its own, as far as the stock goes, until time is short.

    How many got and did not get them. An amount that no vouchers make is looked for once a run, so that those who wait
    for it keep nobody from theirs. The stock is read once for all of them: each claim more is one write.
    """
    done = dict.fromkeys(Issued, 0)
    none_for: set[Money] = set()
    shelf = _Shelf(world)
    for claim in world.due.due_by(PaymentMethod.VOUCHER):
        if hurry():
            break
        due = _due(claim)
        if due is not None and due.amount in none_for:
            done[Issued.NO_STOCK] += 1
            continue
        with suppress(DamagedRecord):  # the stock of its value, say: the next claim may need another
            issued = _give(claim, shelf=shelf, world=world, now=now)
            done[issued] += 1
            if due is not None and issued is Issued.NO_STOCK:
                none_for.add(due.amount)
    with suppress(DamagedRecord):
        shelf.watch(now=now)
    return done


class _Shelf:
    """What is in stock, as far as somebody looked: each value is read once, and again when what was read runs short."""

    def __init__(self, world: VoucherWorld) -> None:
        self._world = world
        self._values: Sequence[Money] | None = None
        self._read: dict[Money, list[Voucher]] = {}
        self._more: set[Money] = set()
        self._touched: set[Money] = set()

    def fitting(self, amount: Money) -> list[Voucher]:
        """Enough vouchers of every value that fits, the oldest of each first."""
        if self._values is None:
            self._values = [stock.value for stock in self._world.stocks.all()]
        found: list[Voucher] = []
        for value in self._values:
            if value <= amount:
                few = min(amount.pence // value.pence, MOST_VOUCHERS)
                if value not in self._read or (value in self._more and len(self._read[value]) < few):
                    self._look(value)
                found += self._read[value][:few]
        return found

    def _look(self, value: Money) -> None:
        kept = self._world.vouchers.in_stock(value, limit=_AT_ONCE)
        self._read[value] = list(kept)
        (self._more.add if len(kept) >= _AT_ONCE else self._more.discard)(value)

    def took(self, chosen: Sequence[Voucher]) -> None:
        """They are given."""
        gone = {voucher.serial for voucher in chosen}
        for value in {voucher.value for voucher in chosen}:
            self._read[value] = [each for each in self._read[value] if each.serial not in gone]
            self._touched.add(value)

    def missed(self, amount: Money) -> None:
        """Nothing here makes this amount."""
        self._touched.add(amount)

    def forget(self) -> None:
        """Somebody else took of it: look again."""
        self._read.clear()

    def watch(self, *, now: datetime) -> None:
        """Count what is left of each value that was given or missed."""
        past_damage(sorted(self._touched), lambda value: watch_stock(value, world=self._world, now=now))


def _give(claim: Claim, *, shelf: _Shelf, world: VoucherWorld, now: datetime) -> Issued:
    seen: Claim | None = claim

    def attempt() -> Issued:
        nonlocal seen
        if seen is None:
            shelf.forget()
            seen = world.claims.get(claim.id)
        last, seen = seen, None
        due = _due(last)
        if last is None or due is None:
            return Issued.NOTHING_DUE
        world.approvals.check(last)
        chosen = exact_set(due.amount, shelf.fitting(due.amount))
        if chosen is None:
            shelf.missed(due.amount)
            return Issued.NO_STOCK
        step = Step(Job.PAYMENTS.actor, now, StepId(f"voucher-{last.id}"))
        after = paying.issue_voucher(last, step, serials=tuple(each.serial for each in chosen), amount=due.amount)
        world.vouchers.save_with(after, [vouchers_domain.issue(each, step, claim=last.id) for each in chosen])
        shelf.took(chosen)
        return Issued.ISSUED

    return until_kept(attempt, tries=_TRIES)


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


_TRIES_TO_KEEP: Final = 8
MOST_SHOWN: Final = 500


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What came of a delivery. With any problem, nothing was bought."""

    count: int = 0
    total: Money = NOTHING
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StockLevel:
    """How many vouchers of one value are left, up to 500."""

    stock: Stock
    left: int


def buy_vouchers(
    text: str, *, by: StaffMember, vouchers: Vouchers, stocks: Stocks, policy: Policy, now: datetime
) -> Bought:
    """Put a delivery in stock: all of it, or with any problem none of it. Sent twice, it is one delivery.

    A serial that is known from another delivery is a problem of its line. Claims that wait for vouchers get theirs by
    what follows from the event. Raises Refused, or StoreUnavailable: send the same file again, and it goes on.
    """
    _office(by, about="vouchers")
    delivery = read_delivery(text, today=local_date(now))
    problems = delivery.problems or _known(delivery, vouchers=vouchers, provider=policy.vouchers.provider)
    if problems:
        return Bought(problems=problems)
    for line in delivery.lines:
        try:
            vouchers.add(_voucher(line, delivery, by=by.id, provider=policy.vouchers.provider, now=now))
        except ChangedMeanwhile:
            return Bought(problems=(_twice(line),))
    for value, count in sorted(Counter(line.value for line in delivery.lines).items()):
        _write_down(value, count, delivery, by=by.id, stocks=stocks, now=now)
    return Bought(count=len(delivery.lines), total=Money.total(line.value for line in delivery.lines))


def stock_levels(*, vouchers: Vouchers, stocks: Stocks) -> tuple[StockLevel, ...]:
    """What is in stock, the smallest value first."""
    return tuple(
        StockLevel(stock=stock, left=len(vouchers.in_stock(stock.value, limit=MOST_SHOWN))) for stock in stocks.all()
    )


def hand_over_vouchers(
    claim_id: ClaimId,
    *,
    by: StaffMember,
    claims: Claims,
    vouchers: Vouchers,
    approvals: Approvals,
    policy: Policy,
    step: StepId,
    now: datetime,
) -> Claim:
    """The participant got their vouchers in person: who gave them, in one write for the claim and the vouchers.

    That they have them they say themselves, or a colleague who saw it, signed in as such: ``acknowledge_payment``.

    Raises Refused, ChangedMeanwhile, StoreUnavailable, or DamagedRecord when the claim or a voucher is not as it was.
    """
    if not by.roles & {Role.WORKER, Role.OFFICE, Role.BUDGET_HOLDER}:
        raise Refused(claim_id, reason=MoneyRefusal.NOT_ALLOWED)
    handing = Step(journals.staff(by.id), now, step)

    def attempt() -> Claim:
        claim = read(claims, claim_id)
        if claim.has(handing):
            return claim
        approvals.check(claim)
        after = paying.hand_over_vouchers(claim, handing, by=decider(by))
        names = [(policy.vouchers.provider, Serial(serial)) for serial in claim.payment(VOUCHER).proof]
        kept = vouchers.many(names, consistent=True)  # They may have been issued a moment ago.
        if len(kept) < len(names):
            raise DamagedRecord(next(iter(kept.damaged), Damaged(about=claim.called, why="its vouchers are not there")))
        vouchers.save_with(after, [vouchers_domain.hand_over(each, handing, claim=claim.id) for each in kept])
        return after

    return until_kept(attempt, tries=_TRIES_TO_KEEP)


def _known(delivery: Delivery, *, vouchers: Vouchers, provider: str) -> tuple[RowProblem, ...]:
    kept = {each.serial: each for each in vouchers.many([(provider, line.serial) for line in delivery.lines])}
    known = (line for line in delivery.lines if line.serial in kept)
    return tuple(_twice(line) for line in known if not has_step(kept[line.serial].journal, _buying(line, delivery)))


def _twice(line: DeliveryLine) -> RowProblem:
    return RowProblem(line=line.line, plain=f"Serial {line.serial} came with another delivery.")


def _buying(line: DeliveryLine, delivery: Delivery) -> StepId:
    return StepId(f"buy-{delivery.id}-{line.serial}")


def _voucher(line: DeliveryLine, delivery: Delivery, *, by: StaffId, provider: str, now: datetime) -> Voucher:
    step = Step(journals.staff(by), now, _buying(line, delivery))
    return vouchers_domain.buy(step, provider=provider, serial=line.serial, value=line.value, bought_on=line.bought_on)


def _write_down(value: Money, count: int, delivery: Delivery, *, by: StaffId, stocks: Stocks, now: datetime) -> None:
    step = Step(journals.staff(by), now, StepId(f"bought-{delivery.id}"))

    def attempt() -> None:
        stock = stocks.get(value) or new_stock(value)
        if not stock.has(step):
            stocks.save(bought(stock, step, count=count, delivery=delivery.id))

    until_kept(attempt, tries=_TRIES_TO_KEEP)


def _office(by: StaffMember, *, about: str) -> None:
    if not by.roles & {Role.OFFICE, Role.FINANCE}:
        raise Refused(about, reason=MoneyRefusal.NOT_ALLOWED)
