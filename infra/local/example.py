"""The example organisation: vouchers in stock, a cash float, and a year of its records, from the first start on.

All of it is made by the service's own rules, as the staff of the example policy: see ``year``. With EXAMPLE=no there is
no year, only vouchers and a float.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.local import example_reach
from infra.local.deploy import Stack
from infra.local.instance import REGION, Instance
from infra.places import FUNCTIONS

POLICY = FUNCTIONS / "policies" / "wirral.toml"
FLOAT = "Drop-in box"
VOUCHERS = {"10.00": 60, "20.00": 30}
"""How many of each value were bought a year ago: enough for the year, and some left."""

RECOMMENDATIONS = (
    "Every service plans its focus group in the first quarter, so that what people say can still change the plan.",
    "The advocacy provider and the youth service hold one drop-in together in each half of the year.",
    "Whoever says no to an idea says why within ten working days, in words that a child can read.",
)


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
    _fill(stack)
    _recommend(stack)
    example_reach.fill(stack.names["EqualityTable"], stack.names["AssuranceTable"])
    kept.touch()


def _fill(stack: Stack) -> None:
    from infra.local.year import live, stock
    from infra.local.year.keys import Named, NewFiles, Safe, Seals
    from infra.local.year.world import World
    from takepart.adapters.clients import client
    from takepart.adapters.policy.file import load as load_policy
    from takepart.adapters.policy.file import load_assurance
    from takepart.domain.assurance.rules import no_promises

    identities = Named(stack.names["IdentityKey"])
    world = World(
        policy=load_policy(POLICY),
        rules=load_assurance(POLICY) or no_promises(),
        now=datetime.now(UTC),
        names=stack.names,
        identities=identities,
        safe=Safe(stack.names["BankKey"], identities),
        approvals=Seals(client("kms"), stack.names["ApprovalKey"]),
        files=NewFiles(client("s3"), stack.names["PaymentsBucket"]),
    )
    if os.environ.get("EXAMPLE") == "no":
        stock.live(world, vouchers=VOUCHERS, cash_float=FLOAT)
    else:
        live(world, vouchers=VOUCHERS, cash_float=FLOAT)
    for table in world.tables.values():
        table.write()


def _recommend(stack: Stack) -> None:
    """What the annual report of the last whole year recommends."""
    from takepart.adapters.aggregates import Aggregates
    from takepart.adapters.assurance.asked_tables import RecommendationsTable
    from takepart.adapters.policy.file import load_assurance
    from takepart.domain.aggregate import Step
    from takepart.domain.assurance.rules import no_promises
    from takepart.domain.assurance.years import year_of
    from takepart.domain.ids import StepId
    from takepart.domain.journal import Actor
    from takepart.use_cases.assurance.reports import recommend

    rules, now = load_assurance(POLICY) or no_promises(), datetime.now(UTC)
    recommend(
        year_of(now.date(), rules.year_starts) - 1,
        RECOMMENDATIONS,
        seen=0,
        store=RecommendationsTable(Aggregates(stack.names["AssuranceTable"])),
        step=Step(Actor(f"staff:{rules.participation_lead}"), now, StepId("example-recommendations")),
    )
