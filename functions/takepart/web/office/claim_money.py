"""What is handed over for one claim: cash from a float, vouchers in person, and the participant's own word for it."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from takepart.domain.claims import duties
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import GIFT, VOUCHER, Payment, PaymentId, PaymentState
from takepart.domain.floats.cash_float import FloatState
from takepart.domain.ids import FloatId
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import StaffMember
from takepart.domain.refused import Refused
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.money.bank_batches import retry_gift
from takepart.use_cases.money.buy_vouchers import hand_over_vouchers
from takepart.use_cases.money.pay_cash import acknowledge_payment, cash_due, pay_cash
from takepart.use_cases.office import Right, rights_of
from takepart.web import responses
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.requests import Request
from takepart.web.steps import step_of


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
        "colleagues": [
            each
            for each in office.policy.staff
            if each.id != member.id and duties.may_take(claim, ClaimDuty.WITNESS, decider(each))
        ],
        "gift_failed": Right.BATCHES in rights
        and any(p.id == GIFT and p.state is PaymentState.FAILED for p in claim.payments),
    }


def _can_be_acknowledged(payment: Payment) -> bool:
    by_hand = payment.method in (PaymentMethod.CASH, PaymentMethod.VOUCHER)
    return by_hand and payment.state is PaymentState.PAID and not payment.acknowledged


def do(office: Office, request: Request, claim: Claim, what: str) -> Response[str]:
    """One of the actions above, as its form says. Raises Problem."""
    typed = request.form()
    step, now = step_of(what, typed), office.now()
    try:
        if what == "gift":
            member = office.allowed(request, Right.BATCHES)
            retry_gift(claim.id, by=member, claims=office.claims, step=step, now=now)
        elif what == "cash":
            member = office.member(request)
            float_id = FloatId(typed.get("float", ""))
            pay_cash(
                claim.id, float_id=float_id, by=member, claims=office.claims, floats=office.floats, step=step, now=now
            )
        elif what == "vouchers":
            member = office.member(request)
            hand_over_vouchers(
                claim.id,
                by=member,
                witness=_witness(office, typed.get("witness", ""), member),
                claims=office.claims,
                vouchers=office.vouchers,
                policy=office.policy,
                step=step,
                now=now,
            )
        else:
            has_stock = Right.VOUCHERS in rights_of(office.member(request))
            member = office.allowed(request, Right.VOUCHERS if has_stock else Right.GIVE_CASH)
            payment = PaymentId(typed.get("payment", ""))
            if payment == VOUCHER or not any(each.id == payment for each in claim.payments):
                raise Problem.bad("Nothing was changed. Go back to the claim and choose again.")
            acknowledge_payment(claim.id, payment=payment, claims=office.claims, step=step, now=now, witness=member)
    except Refused as refused:
        raise Problem(409, "Nothing was changed", refused.reason.plain) from refused
    return responses.see_other(f"/office/claims/{claim.id}?sent={what}")


def _witness(office: Office, typed: str, member: StaffMember) -> StaffMember | None:
    """A colleague who saw it; not the one who hands over."""
    return next((each for each in office.policy.staff if each.id == typed and each.id != member.id), None)
