"""The example organisation: vouchers in stock and a cash float, so that every way of paying works from the first start.

They are bought and opened by the service's own use cases, as the staff of the example policy.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.local import example_reach
from infra.local.deploy import Stack
from infra.local.instance import REGION, Instance
from infra.places import FUNCTIONS

POLICY = "wirral"
FLOAT = "Drop-in box"
VOUCHERS = {"10.00": 40, "20.00": 20}
"""How many of each value."""


def load(instance: Instance, stack: Stack) -> None:
    """Put the example in place, once for each folder of data."""
    kept = instance.home / "example"
    if kept.exists():
        return
    os.environ.update(
        AWS_ENDPOINT_URL=instance.emulator_url,
        AWS_DEFAULT_REGION=REGION,
        AWS_REGION=REGION,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator checks no secret
    )
    _fill(stack.outputs["ClaimsTableName"])
    example_reach.fill(stack.outputs["EqualityTableName"], stack.outputs["AssuranceTableName"])
    kept.touch()


def _fill(table: str) -> None:
    from takepart.adapters.aggregates import Aggregates
    from takepart.adapters.floats_table import FloatsTable
    from takepart.adapters.policy_file import load as load_policy
    from takepart.adapters.vouchers_table import StocksTable, VouchersTable
    from takepart.domain.ids import StepId
    from takepart.domain.money import Money
    from takepart.domain.policy import Role
    from takepart.use_cases.buy_vouchers import buy_vouchers
    from takepart.use_cases.keep_float import open_float

    policy = load_policy(FUNCTIONS / "policies" / f"{POLICY}.toml")
    finance, worker = policy.finance()[0], policy.with_role(Role.WORKER)[0]
    aggregates, now = Aggregates(table), datetime.now(UTC)
    day = now.strftime("%d/%m/%Y")
    delivery = "\n".join(
        f"EXAMPLE-{value[:2]}-{number:04},{value},{day}"
        for value, count in VOUCHERS.items()
        for number in range(1, count + 1)
    )
    bought = buy_vouchers(
        delivery, by=finance, vouchers=VouchersTable(aggregates), stocks=StocksTable(aggregates), policy=policy, now=now
    )
    if bought.problems:
        raise SystemExit(f"takepart: the example's vouchers could not be bought: {bought.problems[0].plain}")
    open_float(
        FLOAT,
        keeper=worker,
        amount=Money(100_00),
        by=finance,
        floats=FloatsTable(aggregates),
        step=StepId("example-float"),
        now=now,
    )
