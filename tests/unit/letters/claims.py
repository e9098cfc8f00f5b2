"""A claim for every kind of letter that it can cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import MONEY, VOUCHER, LineDecision, SealedBankDetails
from takepart.domain.fee_choice import Gift
from takepart.domain.ids import BatchId, CharityId, FloatId, LineId, StepId
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from takepart.domain.policy import PaidAs
from tests.builders import (
    CASHIER,
    FINANCE_1,
    FINANCE_2,
    SENT_AT,
    WORKER,
    a_claim,
    a_confirmed_claim,
    a_line,
    a_refused_claim,
    an_approved_claim,
)
from tests.policies import WIRRAL

LATER = SENT_AT + timedelta(days=1)


def step(name: str) -> StepId:
    return StepId(name)


def asked(claim: Claim | None = None) -> Claim:
    question = "Which bus was it?\nWe cannot read the ticket."
    return deciding.ask(claim or a_claim(), by=WORKER, question=question, at=LATER, step=step("ask"))


def answered() -> Claim:
    return participating.answer(asked(), text="The 471. My knee hurt.", at=LATER, step=step("answer"))


def approved_less() -> Claim:
    decision = LineDecision(line=LineId("2"), amount=Money(0), reason="Travel is part of the fee.")
    confirmed = deciding.confirm(
        a_claim(),
        by=WORKER,
        decisions=(decision,),
        approver=journals.staff(FINANCE_1.id),
        at=LATER,
        step=step("confirm"),
    )
    return deciding.approve(confirmed, by=FINANCE_1, decisions=(), second_approver=None, at=LATER, step=step("approve"))


def batched(claim: Claim | None = None) -> Claim:
    claim = claim or an_approved_claim()
    amount = claim.payment(MONEY).amount
    return paying.batch(
        claim, payment=MONEY, amount=amount, batch_id=BatchId("2026-11-24-1"), at=LATER, step=step("batch")
    )


def paid() -> Claim:
    return paying.pay_by_bank(
        batched(),
        payment=MONEY,
        batch_id=BatchId("2026-11-24-1"),
        arrives=date(2026, 11, 26),
        at=LATER,
        step=step("pay"),
    )


def bounced() -> Claim:
    return paying.bounce(
        paid(),
        payment=MONEY,
        batch_id=BatchId("2026-11-24-1"),
        by=journals.staff(FINANCE_1.id),
        at=LATER,
        step=step("bounce"),
    )


def with_voucher() -> Claim:
    claim = an_approved_claim(lines=(a_line(pence=10_00, paid_as=PaidAs.VOUCHER),), method=PaymentMethod.VOUCHER)
    return paying.issue_voucher(
        claim, serials=("V-0001",), amount=claim.payment(VOUCHER).amount, at=LATER, step=step("voucher")
    )


def in_cash() -> Claim:
    claim = an_approved_claim(method=PaymentMethod.CASH, bank=None)
    return paying.pay_in_cash(
        claim,
        by=CASHIER,
        amount=claim.payment(MONEY).amount,
        float_id=FloatId("drop-in-box"),
        at=LATER,
        step=step("cash"),
    )


def new_bank() -> Claim:
    bank = SealedBankDetails(ciphertext=b"new", last_digits="999", fingerprint="e" * 32)
    return participating.offer_bank_details(an_approved_claim(), bank=bank, at=LATER, step=step("offer"))


def second() -> Claim:
    claim = a_confirmed_claim(lines=(a_line(pence=600_00),))
    return deciding.approve(
        claim,
        by=FINANCE_1,
        decisions=(),
        second_approver=journals.staff(FINANCE_2.id),
        at=LATER,
        step=step("first"),
    )


CLAIMS: dict[str, Callable[[], Claim]] = {
    "sent": a_claim,
    "sent for charity": lambda: a_claim(gift=Gift(charity=CharityId("hospice"), amount=Money(20_00))),
    "sent for nothing": lambda: a_claim(lines=()),
    "confirmed": a_confirmed_claim,
    "confirmed without pay": lambda: deciding.confirm(
        a_claim(lines=()), by=WORKER, decisions=(), approver=journals.staff(FINANCE_1.id), at=LATER, step=step("c")
    ),
    "approved by one of two": second,
    "approved": an_approved_claim,
    "approved less": approved_less,
    "refused": a_refused_claim,
    "reopened": lambda: deciding.reopen(
        a_refused_claim(),
        by=FINANCE_1,
        reason="We were wrong.",
        approver=journals.staff(FINANCE_2.id),
        at=LATER,
        step=step("reopen"),
    ),
    "asked": asked,
    "answered": answered,
    "passed on": lambda: deciding.pass_on(
        a_claim(),
        by=WORKER,
        to=deciding_decider("recruitment-lead"),
        reason="I am off sick",
        at=LATER,
        step=step("pass"),
    ),
    "escalated": lambda: deciding.escalate(
        a_claim(), to=deciding_decider("participation-manager"), at=LATER, step=step("escalate")
    ),
    "nudged": lambda: deciding.nudge(a_claim(), days=3, at=LATER, step=step("nudge")),
    "link asked for": lambda: deciding.ask_for_link(a_claim(), at=LATER, step=step("link"), to=WORKER.id),
    "own link asked for": lambda: deciding.ask_for_link(a_claim(), at=LATER, step=step("link"), to="participant"),
    "taken back": lambda: participating.withdraw(a_claim(), at=LATER, step=step("withdraw")),
    "paid": paid,
    "payment came back": bounced,
    "voucher": with_voucher,
    "cash": in_cash,
    "new bank details": new_bank,
    "new bank details confirmed": lambda: participating.confirm_bank_details(new_bank(), at=LATER, step=step("yes")),
}


def deciding_decider(staff: str) -> Any:
    member = next(each for each in WIRRAL.staff if each.id == staff)
    return replace(WORKER, id=member.id, email=member.email)
