"""Other people's claims, to measure beside: a third waits for the worker, a third for finance, a third is paid.

Each is a claim that was sent, confirmed and paid like any other, and reads like it. It is put into the table twice,
first with a journal as long of which nobody is told anything: so adding a thousand sends no letters.
"""

from collections.abc import Iterator, Sequence
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
from takepart.domain.claims import deciding, paying
from takepart.domain.claims.claim import Claim, ClaimAction, NewClaim
from takepart.domain.claims.parts import Claimant, ClaimLine, Decider
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, LineId, PersonId, SessionKey, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy.rates import PaidAs
from takepart.domain.references import claim_reference

MANAGER = Decider(id=StaffId("panel-manager"), email="panel-manager@example.org")
FINANCE = Decider(id=StaffId("finance-1"), email="finance-1@example.org")
CASHIER = Decider(id=StaffId("participation-manager"), email="participation-manager@example.org")
"""The people of the story are among them."""
PIECES = 25
"""What DynamoDB takes in one request."""


def add_others(instance: Instance, how_many: int) -> None:
    """Put the claims straight into the table."""
    dynamodb, table = client("dynamodb", instance), deployed(instance).names["ClaimsTable"]
    aggregates = Aggregates(table)
    aggregates.row.Meta.region = REGION
    for start in range(0, how_many, PIECES):
        keep_quietly(
            dynamodb, table, aggregates, [another(number) for number in range(start, min(start + PIECES, how_many))]
        )


def keep_quietly(dynamodb: Any, table: str, aggregates: Aggregates, claims: Sequence[Claim]) -> None:
    """Keep some claims, at most as many as one request takes, and nobody is told of anything."""
    for each in (_quiet, lambda claim: claim):
        items = [{"PutRequest": {"Item": _item(aggregates, each(claim))}} for claim in claims]
        dynamodb.batch_write_item(RequestItems={table: items})


def _quiet(claim: Claim) -> Claim:
    journal: journals.Journal = ()
    for entry in claim.journal:
        journal = journals.append(
            journal, at=entry.at, by=entry.by, action=ClaimAction.AMEND.value, step=StepId(f"quiet-{entry.seq}")
        )
    return replace(claim, journal=journal)


def _item(aggregates: Aggregates, claim: Claim) -> dict[str, Any]:
    item: dict[str, Any] = aggregates._row(ClaimsTable.shape.stored(claim)).serialize()
    return item


def another(number: int) -> Claim:
    """One of the others; the same number is the same claim."""
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
    sent = claims_domain.send(new, step, confirmer=journals.staff(MANAGER.id))
    return list(_steps(sent))[number % 3]


def _steps(claim: Claim) -> Iterator[Claim]:
    """It as it was sent, as it was confirmed, and as it was paid, in cash."""
    yield claim

    def step(by: Decider, what: str) -> Step:
        return Step(journals.staff(by.id), claim.sent_at, StepId(f"{what}-{claim.id}"))

    confirmed = deciding.confirm(
        claim, step(MANAGER, "confirm"), by=MANAGER, decisions=(), approver=journals.staff(FINANCE.id)
    )
    yield confirmed
    approved = deciding.approve(confirmed, step(FINANCE, "approve"), by=FINANCE, decisions=(), second_approver=None)
    yield paying.pay_in_cash(approved, step(CASHIER, "pay"), by=CASHIER, amount=approved.allowed, float_id="bench")
