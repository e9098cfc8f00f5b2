"""What may be handed over for one claim now, by whom, and who may say that it came."""

from __future__ import annotations

from takepart.domain.claims import duties
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import GIFT, Payment, PaymentState
from takepart.domain.floats.cash_float import FloatState
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import StaffMember
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.money.pay_cash import cash_due
from takepart.use_cases.office import Right, rights_of
from takepart.web.office.desk import Office


def actions(office: Office, member: StaffMember, claim: Claim) -> dict[str, object]:
    """What can be handed over for this claim now, by this member of staff."""
    rights = rights_of(member)
    hands = bool({Right.GIVE_CASH, Right.VOUCHERS} & rights)
    cash = cash_due(claim) if hands else None
    may_hand_over = duties.may_take(claim, ClaimDuty.HAND_OVER, decider(member))
    return {
        "cash": cash,
        "may_hand_over": may_hand_over,
        "why_not": duties.why_not(claim, ClaimDuty.HAND_OVER, decider(member)),
        "may_witness": duties.may_take(claim, ClaimDuty.WITNESS, decider(member)),
        "why_no_witness": duties.why_not(claim, ClaimDuty.WITNESS, decider(member)),
        "floats": [each for each in office.floats.all() if each.state is FloatState.OPEN]
        if cash and may_hand_over
        else [],
        "to_acknowledge": [payment for payment in claim.payments if hands and _can_be_acknowledged(payment)],
        "gift_failed": Right.BATCHES in rights
        and any(p.id == GIFT and p.state is PaymentState.FAILED for p in claim.payments),
    }


def _can_be_acknowledged(payment: Payment) -> bool:
    by_hand = payment.method in (PaymentMethod.CASH, PaymentMethod.VOUCHER)
    return by_hand and payment.state is PaymentState.PAID and not payment.acknowledged
