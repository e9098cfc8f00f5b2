"""That cash or vouchers came: the participant says so, from their own page or beside somebody who saw it."""

from __future__ import annotations

from datetime import datetime

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import PaymentId
from takepart.domain.ids import StepId
from takepart.domain.policy import StaffMember
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.ports import Claims
from takepart.use_cases.doing import do


def acknowledge_payment(
    claim: Claim,
    *,
    payment: PaymentId,
    claims: Claims,
    step: StepId,
    now: datetime,
    witness: StaffMember | None = None,
) -> Claim:
    """Yes, I have the cash or the voucher: by their own link, or beside a member of staff, the witness.

    Said twice, it is written down once. Raises Refused, ChangedMeanwhile.
    """
    saw = decider(witness) if witness else None

    def change(one: Claim, step: Step) -> Claim:
        return one if one.payment(payment).acknowledged else paying.acknowledge(one, step, payment=payment, witness=saw)

    return do(claims, claim.id, Step(journals.person(claim.person), now, step), change)
