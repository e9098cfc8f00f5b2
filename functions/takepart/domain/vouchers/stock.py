"""The stock of vouchers of one value: what was bought, and when it ran low. Warned of once each time it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from takepart.domain import journal as journals
from takepart.domain.aggregate import Aggregate
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import Fact, Job
from takepart.domain.money import Money
from takepart.domain.money_refusals import CannotDo, MoneyRefusal


class StockState(StrEnum):
    """Whether there is enough."""

    ENOUGH = "enough"
    LOW = "low"


class StockAction(StrEnum):
    """What happens to a stock. The value is what the journal calls it."""

    BUY = "bought"
    RUN_LOW = "low"
    FILL_UP = "filled-up"


_NEXT: Final[Mapping[tuple[StockState, StockAction], StockState]] = MappingProxyType(
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
    TRANSITIONS: ClassVar = _NEXT

    value: Money
    state: StockState


def new_stock(value: Money) -> Stock:
    """A value that nobody bought yet. It is kept with its first step."""
    return Stock(value=value, state=StockState.ENOUGH)


def bought(stock: Stock, *, count: int, delivery: str, by: StaffId, at: datetime) -> Stock:
    """A delivery came in. The same delivery is written down once."""
    facts: dict[str, Fact] = {"vouchers": count, "pence": (stock.value * count).pence, "delivery": delivery}
    journal = journals.append(
        stock.journal,
        at=at,
        by=journals.staff(by),
        action=StockAction.BUY.value,
        step=StepId(f"bought-{delivery}"),
        facts=facts,
    )
    return replace(stock, state=_next(stock, StockAction.BUY), journal=journal)


def counted(stock: Stock, *, left: int, low_stock: int, at: datetime) -> Stock:
    """The record after a count: fewer than ``low_stock`` left is low. It is the same record when nothing changes."""
    if (left < low_stock) == (stock.state is StockState.LOW):
        return stock
    action = StockAction.RUN_LOW if left < low_stock else StockAction.FILL_UP
    journal = journals.append(
        stock.journal,
        at=at,
        by=Job.PAYMENTS.actor,
        action=action.value,
        step=StepId(f"{action.value}-{stock.version}"),
        facts={"left": left},
    )
    return replace(stock, state=_next(stock, action), journal=journal)


def _next(stock: Stock, action: StockAction) -> StockState:
    try:
        return _NEXT[stock.state, action]
    except KeyError:
        raise CannotDo(str(stock.value), reason=MoneyRefusal.NOT_IN_THIS_STATE) from None
