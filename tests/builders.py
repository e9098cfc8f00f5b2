"""Aggregates for tests, each with one obvious value for everything that a test does not care about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import claim as claims_domain
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim, NewClaim
from takepart.domain.claims.parts import Claimant, ClaimLine, Decider, SealedBankDetails
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, LineId, PersonId, StaffId, StepId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay, session_key
from takepart.domain.policy.rates import PaidAs
from takepart.use_cases.claims.ports import Approvals
from tests.fakes_claims import FakeApprovals

SENT_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY = date(2026, 11, 19)
WORKER = Decider(id=StaffId("participation-worker"), email="worker@example.org")
PERSON = PersonId("aaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbb")
CLAIMANT = journals.person(PERSON)
"""Whoever sent the claim, as the one who takes a step."""
CASHIER = Decider(id=StaffId("participation-manager"), email="manager@example.org")
"""Hands out cash, and has had no other part in a claim."""
FINANCE_1 = Decider(id=StaffId("finance-1"), email="finance-1@example.org")
FINANCE_2 = Decider(id=StaffId("finance-2"), email="finance-2@example.org")


def a_line(
    kind: LineKind = LineKind.FEE,
    pence: int = 20_00,
    *,
    place: int = 1,
    basis: str = "",
    description: str = "",
    flags: frozenset[Flag] = frozenset(),
    paid_as: PaidAs = PaidAs.MONEY,
) -> ClaimLine:
    """A line as it was claimed."""
    return ClaimLine(
        id=LineId(str(place)),
        kind=kind,
        claimed=Money(pence),
        allowed=Money(pence),
        paid_as=paid_as,
        basis=basis or f"{kind.plain}, as paid",
        description=description,
        flags=flags,
    )


def a_claim(**changes: Any) -> Claim:
    """Participant's claim for a meeting: £20 and a bus fare of £4.20, sent and waiting for the participation worker."""
    activity = changes.pop("activity_type", ActivityTypeId("meeting"))
    day, part = changes.pop("day", DAY), changes.pop("part_of_day", PartOfDay.MORNING)
    values: dict[str, Any] = {
        "id": ClaimId("K7M4-9QXR"),
        "draft": DraftId("draft-of-participant"),
        "person": PERSON,
        "claimant": Claimant(name="Participant One", email="participant@example.com", phone="07700 900123"),
        "activity_type": activity,
        "session": session_key(activity, day, part),
        "day": day,
        "part_of_day": part,
        "minutes": 120,
        "lines": (
            a_line(basis="1 session of up to 2 hours at £20, travel included"),
            a_line(
                LineKind.BUS,
                4_20,
                place=2,
                basis="Bus fare, as paid",
                description="Birkenhead to the town hall",
                flags=frozenset({Flag.TRAVEL_INCLUDED}),
            ),
        ),
        "method": PaymentMethod.BANK,
        "policy_version": "2026-11+0123456789ab",
        "promised": date(2026, 12, 7),
        "confirmer": journals.staff(WORKER.id),
        "at": SENT_AT,
        "bank": SealedBankDetails(ciphertext=b"sealed", last_digits="678", fingerprint="f" * 32),
    }
    values |= changes
    advance = values.pop("advance", None)
    values["payments"] = (advance,) if advance else ()
    by = values.pop("sent_by", None) or journals.person(values["person"])
    step = Step(by, values.pop("at"), StepId(f"send-{values['draft']}"))
    confirmer = values.pop("confirmer")
    return claims_domain.send(NewClaim(**values), step, confirmer=confirmer)


def a_confirmed_claim(**changes: Any) -> Claim:
    """The claim as the worker confirmed it, an hour after it was sent."""
    claim = a_claim(**changes)
    return deciding.confirm(
        claim,
        Step(journals.staff(WORKER.id), claim.sent_at + timedelta(hours=1), StepId("confirm")),
        by=WORKER,
        decisions=(),
        approver=journals.staff(FINANCE_1.id),
    )


def an_approved_claim(**changes: Any) -> Claim:
    """The claim as one finance approver agreed to it, two hours after it was sent."""
    claim = a_confirmed_claim(**changes)
    return sealed(
        deciding.approve(
            claim,
            Step(journals.staff(FINANCE_1.id), claim.sent_at + timedelta(hours=2), StepId("approve")),
            by=FINANCE_1,
            decisions=(),
            second_approver=None,
        )
    )


def sealed(claim: Claim, approvals: Approvals | None = None) -> Claim:
    """The claim with the seal over its approval."""
    return replace(claim, approval=(approvals or FakeApprovals()).seal(claim))


def a_refused_claim(**changes: Any) -> Claim:
    """The claim after the worker said no."""
    claim = a_claim(**changes)
    return deciding.refuse(
        claim,
        Step(journals.staff(WORKER.id), claim.sent_at + timedelta(hours=1), StepId("refuse")),
        by=WORKER,
        reason="You told us that you could not come.",
    )
