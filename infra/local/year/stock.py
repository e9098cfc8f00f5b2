"""Vouchers in stock and a cash float, so that every way of paying works."""

from __future__ import annotations

from collections.abc import Mapping

from infra.local.year.world import World
from takepart.adapters.money.vouchers_table import FloatsTable, StocksTable, VouchersTable
from takepart.domain.ids import StepId
from takepart.domain.money import Money
from takepart.domain.policy import Role
from takepart.use_cases.money.cash_on_the_day import open_float
from takepart.use_cases.money.issue_vouchers import buy_vouchers

BOUGHT_AGO = 380


def live(world: World, *, vouchers: Mapping[str, int], cash_float: str) -> None:
    """A delivery a year ago, and a float with £100 in it. Raises SystemExit for a delivery that cannot be."""
    table = world.table("ClaimsTable")
    finance, worker = world.policy.finance()[0], world.policy.with_role(Role.WORKER)[0]
    day = world.day(BOUGHT_AGO).strftime("%d/%m/%Y")
    delivery = "\n".join(
        f"EXAMPLE-{value[:2]}-{number:04},{value},{day}"
        for value, count in vouchers.items()
        for number in range(1, count + 1)
    )
    bought = buy_vouchers(
        delivery,
        by=finance,
        vouchers=VouchersTable(table),
        stocks=StocksTable(table),
        policy=world.policy,
        now=world.at(BOUGHT_AGO),
    )
    if bought.problems:
        raise SystemExit(f"takepart: the example's vouchers could not be bought: {bought.problems[0].plain}")
    open_float(
        cash_float,
        keeper=worker,
        amount=Money(100_00),
        by=finance,
        floats=FloatsTable(table),
        step=StepId("example-float"),
        now=world.at(0),
    )
