"""Vouchers, their stocks and cash floats in DynamoDB. What is handed over changes in one write with its claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.store import Shape, Store
from takepart.domain.claims.claim import Claim
from takepart.domain.floats.cash_float import CashFloat, DayCash, FloatState
from takepart.domain.ids import PersonId
from takepart.domain.money import Money
from takepart.domain.vouchers.voucher import Stock, Voucher, VoucherState, check
from takepart.use_cases.stores import Found

_STOCKS: Final = "stock"


def _board(value: Money) -> str:
    return f"voucher:{value.pence}"


def _keys(voucher: Voucher) -> dict[str, str]:
    """Only one in stock is on a board, by the day it was bought."""
    if voucher.state is not VoucherState.IN_STOCK:
        return {}
    return {"board": _board(voucher.value), "board_at": f"{voucher.bought_on.isoformat()}#{voucher.serial}"}


def _keys_of_stock(stock: Stock) -> dict[str, str]:
    return {"board": _STOCKS, "board_at": f"{stock.value.pence:09}"}


class VouchersTable(Store[Voucher]):
    """The port ``Vouchers`` on DynamoDB."""

    shape = Shape(Voucher, pk="VOUCHER#{provider}#{serial}", sk="VOUCHER", keys=_keys, told=check)

    def in_stock(self, value: Money, *, limit: int) -> Sequence[Voucher]:
        """Vouchers of one value that can be given, the oldest first; ``limit`` of them where there are as many.

        The index may still name some that were given just before: they are passed over.
        """
        found = Found[Voucher]()
        start = None
        while len(found) < limit:
            page, start = self.page(_board(value), start=start, limit=limit, consistent=True)
            kept = [*found, *(each for each in page if each.state is VoucherState.IN_STOCK)]
            found = Found(kept[:limit], damaged=(*found.damaged, *page.damaged))
            if start is None:
                break
        return found

    def save_with(self, claim: Claim, vouchers: Sequence[Voucher]) -> None:
        """Keep the next step of a claim and of its vouchers, or of none."""
        self.aggregates.save_together([ClaimsTable.shape.stored(claim), *map(self.shape.stored, vouchers)])


class StocksTable(Store[Stock]):
    """The port ``Stocks`` on DynamoDB."""

    shape = Shape(Stock, pk="VOUCHERS#{value.pence}", sk="STOCK", keys=_keys_of_stock)

    def all(self) -> Sequence[Stock]:
        """Every value that was ever stocked or asked for, the smallest first."""
        return self.every(_STOCKS)


_ALL: Final = "float"


def _keys_of_float(cash: CashFloat) -> dict[str, str]:
    return {"board": _ALL, "board_at": f"{cash.state.value}#{cash.id}"}


class DaysTable(Store[DayCash]):
    """What one person got in cash on one day."""

    shape = Shape(DayCash, pk="CASH#{person}", sk="{day}")


class FloatsTable(Store[CashFloat]):
    """The port ``Floats`` on DynamoDB."""

    shape = Shape(CashFloat, pk="FLOAT#{id}", sk="FLOAT", keys=_keys_of_float)

    def __init__(self, aggregates: Aggregates) -> None:
        super().__init__(aggregates)
        self._days = DaysTable(aggregates)

    def all(self) -> Sequence[CashFloat]:
        """Every float, the open ones first."""
        floats = self.every(_ALL)
        in_order = sorted(floats, key=lambda cash: (cash.state is FloatState.CLOSED, cash.id))
        return Found(in_order, damaged=floats.damaged)

    def day_cash(self, person: PersonId, day: date) -> DayCash | None:
        """What one person got in cash on one day."""
        return self._days.get((person, day))

    def save_with(self, claim: Claim, cash: CashFloat, day_cash: DayCash | None = None) -> None:
        """Keep the next step of a claim, a float and a person's day, or of none."""
        day = [self._days.shape.stored(day_cash)] if day_cash else []
        self.aggregates.save_together([ClaimsTable.shape.stored(claim), self.shape.stored(cash), *day])
