"""Vouchers: each is bought beforehand, given to one claim and handed over; which make up an amount; and their stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, NewType

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.ids import ClaimId
from takepart.domain.journal import Fact
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.refused import Refused

Serial = NewType("Serial", str)
"""What is printed on a voucher, in capitals, without spaces."""


class VoucherState(StrEnum):
    """Where a voucher is."""

    IN_STOCK = "in-stock"
    ISSUED = "issued"
    HANDED_OVER = "handed-over"
    CANCELLED = "cancelled"


class VoucherAction(StrEnum):
    """What can be done to a voucher. The value is what the journal calls it."""

    BUY = "bought"
    ISSUE = "issued"
    HAND_OVER = "handed-over"
    CANCEL = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Voucher(Aggregate):
    """One voucher. It is given to one claim, once."""

    KEY: ClassVar = ("provider", "serial")
    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (VoucherState.IN_STOCK, VoucherAction.ISSUE): VoucherState.ISSUED,
            (VoucherState.IN_STOCK, VoucherAction.CANCEL): VoucherState.CANCELLED,
            (VoucherState.ISSUED, VoucherAction.HAND_OVER): VoucherState.HANDED_OVER,
        }
    )
    """Every pair that is not here is refused. BUY is not here: it makes the voucher."""
    NOT_NOW: ClassVar = MoneyRefusal.NOT_IN_STOCK

    provider: str
    serial: Serial
    value: Money
    bought_on: date
    state: VoucherState
    claim: ClaimId | None = None


def buy(step: Step, *, provider: str, serial: Serial, value: Money, bought_on: date) -> Voucher:
    """A voucher comes into stock."""
    blank = Voucher(provider=provider, serial=serial, value=value, bought_on=bought_on, state=VoucherState.IN_STOCK)
    return blank.written(VoucherAction.BUY, step, {"pence": value.pence, "bought on": bought_on.isoformat()})


def check(voucher: Voucher) -> None:
    """Hold a voucher against its journal: its value, its state and its claim. Raises BrokenJournal."""
    bought = voucher.journal[0].facts
    told = bought["pence"], bought["bought on"], voucher.state_told(VoucherState.IN_STOCK)
    given = next((entry.facts["claim"] for entry in voucher.journal if "claim" in entry.facts), None)
    is_now = voucher.value.pence, voucher.bought_on.isoformat(), voucher.state, voucher.claim
    journals.same("voucher", is_now, (*told, given))


def issue(voucher: Voucher, step: Step, *, claim: ClaimId) -> Voucher:
    """Give it to a claim."""
    return voucher.took(VoucherAction.ISSUE, step, {"claim": claim, "pence": voucher.value.pence}, claim=claim)


def hand_over(voucher: Voucher, step: Step, *, claim: ClaimId) -> Voucher:
    """Somebody gives it to the participant in person."""
    if voucher.claim != claim:
        raise Refused(voucher.serial, reason=MoneyRefusal.NOT_ISSUED)
    return voucher.took(VoucherAction.HAND_OVER, step, {"claim": claim})


def cancel(voucher: Voucher, step: Step, *, reason: str) -> Voucher:
    """Take a lost, damaged or expired voucher out of stock. The journal keeps the reason's digest."""
    if not reason.strip():
        raise Refused(voucher.serial, reason=MoneyRefusal.NO_REASON)
    facts: dict[str, Fact] = {"pence": voucher.value.pence, "why": journals.digest_of(reason, step=step.press)}
    return voucher.took(VoucherAction.CANCEL, step, facts)


class StockState(StrEnum):
    """Whether there is enough."""

    ENOUGH = "enough"
    LOW = "low"


class StockAction(StrEnum):
    """What happens to a stock. The value is what the journal calls it."""

    BUY = "bought"
    RUN_LOW = "low"
    FILL_UP = "filled-up"


@dataclass(frozen=True, kw_only=True)
class Stock(Aggregate):
    """One value's record. How many there are is counted, never kept: a count that is kept can be wrong."""

    KEY: ClassVar = ("value",)
    TRANSITIONS: ClassVar = MappingProxyType(
        {
            (StockState.ENOUGH, StockAction.BUY): StockState.ENOUGH,
            (StockState.LOW, StockAction.BUY): StockState.LOW,
            (StockState.ENOUGH, StockAction.RUN_LOW): StockState.LOW,
            (StockState.LOW, StockAction.FILL_UP): StockState.ENOUGH,
        }
    )
    NOT_NOW: ClassVar = MoneyRefusal.NOT_IN_THIS_STATE

    value: Money
    state: StockState


def new_stock(value: Money) -> Stock:
    """A value that nobody bought yet. It is kept with its first step."""
    return Stock(value=value, state=StockState.ENOUGH)


def bought(stock: Stock, step: Step, *, count: int, delivery: str) -> Stock:
    """A delivery came in."""
    facts: dict[str, Fact] = {"vouchers": count, "pence": (stock.value * count).pence, "delivery": delivery}
    return stock.took(StockAction.BUY, step, facts)


def counted(stock: Stock, step: Step, *, left: int, low_stock: int) -> Stock:
    """The record after a count: fewer than ``low_stock`` left is low. It is the same record when nothing changes."""
    if (left < low_stock) == (stock.state is StockState.LOW):
        return stock
    return stock.took(StockAction.RUN_LOW if left < low_stock else StockAction.FILL_UP, step, {"left": left})


MOST_VOUCHERS: Final = 20
"""In one payment: more would be no favour to anyone."""


def exact_set(amount: Money, stock: Sequence[Voucher]) -> tuple[Voucher, ...] | None:
    """The fewest vouchers that add up to the amount, each the first of its value in ``stock``; None when none do."""
    by_value: dict[int, list[Voucher]] = {}
    for voucher in stock:
        by_value.setdefault(voucher.value.pence, []).append(voucher)
    best: dict[int, tuple[int, ...]] = {0: ()}
    for value in sorted(by_value, reverse=True):
        for reached, used in list(best.items()):
            for more in range(1, min(len(by_value[value]), MOST_VOUCHERS - len(used)) + 1):
                total = reached + more * value
                if total > amount.pence:
                    break
                if total not in best or len(best[total]) > len(used) + more:
                    best[total] = (*used, *([value] * more))
    values = best.get(amount.pence)
    if not values:
        return None
    return tuple(by_value[value][values[:place].count(value)] for place, value in enumerate(values))
