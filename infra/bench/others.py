"""Other people's claims, to measure beside: a third waits for the worker, a third for finance, a third is paid.

Each is a claim that reads like any other. Its journal holds one entry that nobody is told of, so that adding a thousand
sends no letters.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.local.clients import client
from infra.local.deploy import deployed
from infra.local.instance import REGION, Instance
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import claim as claims_domain
from takepart.domain.claims.claim import Claim, ClaimAction, ClaimState, NewClaim
from takepart.domain.claims.parts import Claimant, ClaimLine, Turn
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, LineId, PersonId, SessionKey, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy.rates import PaidAs
from takepart.domain.references import claim_reference

STANDS = [
    (ClaimState.WITH_WORKER, StaffId("panel-manager")),
    (ClaimState.WITH_FINANCE, StaffId("finance-1")),
    (ClaimState.PAID, StaffId("finance-1")),
]
"""Where they stand and whose turn it is: the people of the story are among them."""
PIECES = 25
"""What DynamoDB takes in one request."""


def add_others(instance: Instance, how_many: int) -> None:
    """Put the claims straight into the table."""
    dynamodb, table = client("dynamodb", instance), deployed(instance).outputs["ClaimsTableName"]
    aggregates = Aggregates(table)
    aggregates.row.Meta.region = REGION
    for start in range(0, how_many, PIECES):
        items = [_item(aggregates, another(number)) for number in range(start, min(start + PIECES, how_many))]
        dynamodb.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in items]})


def _item(aggregates: Aggregates, claim: Claim) -> dict[str, Any]:
    item: dict[str, Any] = aggregates._row(ClaimsTable.shape.stored(claim)).serialize()
    return item


def another(number: int) -> Claim:
    """One of the others; the same number is the same claim."""
    state, who = STANDS[number % len(STANDS)]
    at = datetime.now(UTC) - timedelta(days=1, minutes=number)
    draft = DraftId(f"other-{number}")
    new = NewClaim(
        id=ClaimId(claim_reference(draft)),
        draft=draft,
        person=PersonId(f"{number:024x}.{number:012x}"),
        claimant=Claimant(name=f"Person {number}", email=f"person-{number}@example.org", phone="", under_16=False),
        activity_type=ActivityTypeId("panel-member-half-day"),
        session=SessionKey(f"panel-member-half-day/{at.date()}/morning"),
        day=at.date(),
        part_of_day=PartOfDay.MORNING,
        minutes=180,
        lines=(
            ClaimLine(
                id=LineId("1"),
                kind=LineKind.FEE,
                claimed=Money(6000),
                allowed=Money(6000),
                paid_as=PaidAs.MONEY,
                basis="Half a day",
                description="",
                flags=frozenset(),
            ),
        ),
        method=PaymentMethod.CASH,
        policy_version="bench",
        promised=at.date() + timedelta(days=20),
    )
    step = Step(journals.person(new.person), at, StepId(f"send-{draft}"))
    claim = claims_domain.send(new, step, confirmer=journals.staff(who))
    quiet = journals.append((), at=at, by=journals.staff(who), action=ClaimAction.AMEND.value, step=StepId(f"{draft}"))
    return replace(claim, state=state, turn=Turn(seq=1, who=journals.staff(who), since=at), journal=quiet)
