"""Cash and vouchers for one claim: who hands them over says so, and who saw it come signs in to say so."""

from __future__ import annotations

from typing import Final

from takepart.domain.claims.parts import PaymentId
from takepart.domain.ids import FloatId
from takepart.domain.refused import Refused
from takepart.use_cases.claims.acknowledge import acknowledge_payment
from takepart.use_cases.money.bank_batches import retry_gift
from takepart.use_cases.money.buy_vouchers import hand_over_vouchers
from takepart.use_cases.money.pay_cash import pay_cash
from takepart.use_cases.office import Right
from takepart.web.forms.base import PageForm
from takepart.web.forms.fields import Words
from takepart.web.office.claim_pages import back_to, one, whole
from takepart.web.office.desk import Office
from takepart.web.problems import Problem
from takepart.web.route import Answer, Beside, Call, NoForm, Routes

_ONE: Final = "/office/claims/<reference>"
routes: Routes[Office] = Routes("office")


class FromFloatForm(PageForm):
    """Which float the cash comes from."""

    float_id = Words("From which float?", most=40, missing="Choose the float")


class CameForm(PageForm):
    """Which payment came."""

    payment = Words("Payment", most=20, missing="Choose the payment")


@routes.post(f"{_ONE}/cash", form=FromFloatForm, shown=one)
def cash(call: Call[Office, FromFloatForm]) -> Answer:
    """Cash for an approved claim, from a float."""
    site, claim = call.site, whole(call)
    float_id = FloatId(call.form.float_id.data)
    try:
        pay_cash(
            claim.id,
            float_id=float_id,
            by=call.who,
            claims=site.claims,
            floats=site.floats,
            step=call.step,
            now=site.now(),
        )
    except Refused as refused:
        raise Beside("float_id", refused.reason.plain) from refused
    return back_to(claim, "cash")


@routes.post(f"{_ONE}/vouchers", form=NoForm, shown=one)
def vouchers(call: Call[Office, NoForm]) -> Answer:
    """Vouchers, from hand to hand."""
    site, claim = call.site, whole(call)
    hand_over_vouchers(
        claim.id,
        by=call.who,
        claims=site.claims,
        vouchers=site.vouchers,
        policy=site.policy,
        step=call.step,
        now=site.now(),
    )
    return back_to(claim, "vouchers")


@routes.post(f"{_ONE}/received", form=CameForm, shown=one, right=(Right.VOUCHERS, Right.GIVE_CASH))
def received(call: Call[Office, CameForm]) -> Answer:
    """Who stood by says, beside the person, that it came."""
    site, claim = call.site, whole(call)
    payment = PaymentId(call.form.payment.data)
    if not any(each.id == payment for each in claim.payments):
        raise Problem.bad("Nothing was changed. Go back to the claim and choose again.")
    acknowledge_payment(claim, payment=payment, claims=site.claims, step=call.step, now=site.now(), witness=call.who)
    return back_to(claim, "received")


@routes.post(f"{_ONE}/gift", form=NoForm, shown=one, right=Right.BATCHES)
def gift(call: Call[Office, NoForm]) -> Answer:
    """The charity's account was put right: pay the gift again."""
    claim = whole(call)
    retry_gift(claim.id, by=call.who, claims=call.site.claims, step=call.step, now=call.site.now())
    return back_to(claim, "gift")
