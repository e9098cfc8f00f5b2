"""The stock of vouchers of one value: what was bought, and when it ran low. Warned of once each time it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain.aggregate import Aggregate, Step
from takepart.domain.journal import Fact
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal


class StockState(StrEnum):
    """Whether there is enough."""

    ENOUGH = "enough"
    LOW = "low"


class StockAction(StrEnum):
    """What happens to a stock. The value is what the journal calls it."""

    BUY = "bought"
    RUN_LOW = "low"
    FILL_UP = "filled-up"


TRANSITIONS: Final[Mapping[tuple[StockState, StockAction], StockState]] = MappingProxyType(
    {
        (StockState.ENOUGH, StockAction.BUY): StockState.ENOUGH,
        (StockState.LOW, StockAction.BUY): StockState.LOW,
        (StockState.ENOUGH, StockAction.RUN_LOW): StockState.LOW,
        (StockState.LOW, StockAction.FILL_UP): StockState.ENOUGH,
    }
)


@dataclass(frozen=True, kw_only=True)
class Stock(Aggregate):
    """One value's record. How many there are is counted, never kept: a count that is kept can be wrong."""

    KEY: ClassVar = ("value",)
    TRANSITIONS: ClassVar = TRANSITIONS
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
