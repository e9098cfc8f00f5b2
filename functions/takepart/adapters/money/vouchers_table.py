"""Vouchers and their stocks in DynamoDB: one item a voucher, one a value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from takepart.adapters.aggregates import Aggregates, Stored, read_each, read_one
from takepart.adapters.claims.claims_table import stored_claim
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId
from takepart.domain.money import Money
from takepart.domain.vouchers.stock import Stock, StockState
from takepart.domain.vouchers.voucher import Serial, Voucher, VoucherState
from takepart.use_cases.stores import Found

_VOUCHER: Final = "VOUCHER"
_STOCK: Final = "STOCK"


class VouchersTable:
    """The port ``Vouchers`` on DynamoDB."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, provider: str, serial: Serial) -> Voucher | None:
        """The voucher as it is now."""
        stored = self._aggregates.get(_voucher_pk(provider, serial), _VOUCHER)
        return read_one(read_voucher, stored)

    def add(self, voucher: Voucher) -> None:
        """Keep a new voucher."""
        self._aggregates.add(stored_voucher(voucher))

    def in_stock(self, value: Money, *, limit: int) -> Sequence[Voucher]:
        """Vouchers of one value that can be given, the oldest first."""
        found, _ = self._aggregates.on_board(_board(value), limit=limit, consistent=True)
        vouchers = read_each(read_voucher, found)
        return Found((each for each in vouchers if each.state is VoucherState.IN_STOCK), damaged=vouchers.damaged)

    def save_with(self, claim: Claim, vouchers: Sequence[Voucher]) -> None:
        """Keep the next step of a claim and of its vouchers, or of none."""
        self._aggregates.save_together([stored_claim(claim), *(stored_voucher(voucher) for voucher in vouchers)])


class StocksTable:
    """The port ``Stocks`` on DynamoDB."""

    def __init__(self, aggregates: Aggregates) -> None:
        self._aggregates = aggregates

    def get(self, value: Money) -> Stock | None:
        """The stock of one value."""
        stored = self._aggregates.get(_stock_pk(value), _STOCK)
        return read_one(read_stock, stored)

    def add(self, stock: Stock) -> None:
        """Keep a new one."""
        self._aggregates.add(stored_stock(stock))

    def save(self, stock: Stock) -> None:
        """Keep its next step."""
        self._aggregates.save(stored_stock(stock))

    def all(self) -> Sequence[Stock]:
        """Every value that was ever stocked or asked for, the smallest first."""
        found, _ = self._aggregates.on_board("stock", limit=100)
        return read_each(read_stock, found)


def stored_voucher(voucher: Voucher) -> Stored:
    """The voucher as it is kept. Only one in stock is on a board, by the day it was bought."""
    in_stock = voucher.state is VoucherState.IN_STOCK
    body: dict[str, object] = {"pence": voucher.value.pence, "bought_on": voucher.bought_on.isoformat()}
    if voucher.claim:
        body["claim"] = voucher.claim
    return Stored(
        pk=_voucher_pk(voucher.provider, voucher.serial),
        sk=_VOUCHER,
        state=voucher.state.value,
        journal=voucher.journal,
        body=body,
        keys={"board": _board(voucher.value), "board_at": f"{voucher.bought_on.isoformat()}#{voucher.serial}"}
        if in_stock
        else {},
    )


def read_voucher(stored: Stored) -> Voucher:
    """The voucher that was kept."""
    _, provider, serial = stored.pk.split("#")
    claim = stored.body.get("claim")
    return Voucher(
        provider=provider,
        serial=Serial(serial),
        value=Money(int(stored.body["pence"])),
        bought_on=date.fromisoformat(stored.body["bought_on"]),
        state=VoucherState(stored.state),
        claim=ClaimId(claim) if claim else None,
        journal=stored.journal,
    )


def stored_stock(stock: Stock) -> Stored:
    """The stock as it is kept."""
    return Stored(
        pk=_stock_pk(stock.value),
        sk=_STOCK,
        state=stock.state.value,
        journal=stock.journal,
        body={"pence": stock.value.pence},
        keys={"board": "stock", "board_at": f"{stock.value.pence:09}"},
    )


def read_stock(stored: Stored) -> Stock:
    """The stock that was kept."""
    return Stock(value=Money(int(stored.body["pence"])), state=StockState(stored.state), journal=stored.journal)


def _voucher_pk(provider: str, serial: Serial) -> str:
    return f"VOUCHER#{provider.replace('#', ' ')}#{serial}"


def _stock_pk(value: Money) -> str:
    return f"VOUCHERS#{value.pence}"


def _board(value: Money) -> str:
    return f"voucher:{value.pence}"
