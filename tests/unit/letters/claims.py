"""A claim for every kind of letter that it can cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import MONEY, VOUCHER, LineDecision, SealedBankDetails
from takepart.domain.fee_choice import Gift
from takepart.domain.ids import BatchId, CharityId, FloatId, LineId, StepId
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.policy.rates import PaidAs
from tests.builders import (
    CASHIER,
    CLAIMANT,
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
    return deciding.ask(
        claim or a_claim(), Step(journals.staff(WORKER.id), LATER, step("ask")), by=WORKER, question=question
    )


def answered() -> Claim:
    return participating.answer(asked(), Step(CLAIMANT, LATER, step("answer")), text="The 471. My knee hurt.")


def approved_less() -> Claim:
    decision = LineDecision(line=LineId("2"), amount=Money(0), reason="Travel is part of the fee.")
    confirmed = deciding.confirm(
        a_claim(),
        Step(journals.staff(WORKER.id), LATER, step("confirm")),
        by=WORKER,
        decisions=(decision,),
        approver=journals.staff(FINANCE_1.id),
    )
    return deciding.approve(
        confirmed,
        Step(journals.staff(FINANCE_1.id), LATER, step("approve")),
        by=FINANCE_1,
        decisions=(),
        second_approver=None,
    )


def batched(claim: Claim | None = None) -> Claim:
    claim = claim or an_approved_claim()
    amount = claim.payment(MONEY).amount
    return paying.batch(
        claim,
        Step(journals.Job.PAYMENTS.actor, LATER, step("batch")),
        payment=MONEY,
        amount=amount,
        batch_id=BatchId("2026-11-24-1"),
    )


def paid() -> Claim:
    return paying.pay_by_bank(
        batched(),
        Step(journals.Job.PAYMENTS.actor, LATER, step("pay")),
        payment=MONEY,
        batch_id=BatchId("2026-11-24-1"),
        arrives=date(2026, 11, 26),
    )


def bounced() -> Claim:
    return paying.bounce(
        paid(),
        Step(journals.staff(FINANCE_1.id), LATER, step("bounce")),
        payment=MONEY,
        batch_id=BatchId("2026-11-24-1"),
    )


def with_voucher() -> Claim:
    claim = an_approved_claim(lines=(a_line(pence=10_00, paid_as=PaidAs.VOUCHER),), method=PaymentMethod.VOUCHER)
    return paying.issue_voucher(
        claim,
        Step(journals.Job.PAYMENTS.actor, LATER, step("voucher")),
        serials=("V-0001",),
        amount=claim.payment(VOUCHER).amount,
    )


def in_cash() -> Claim:
    claim = an_approved_claim(method=PaymentMethod.CASH, bank=None)
    return paying.pay_in_cash(
        claim,
        Step(journals.staff(CASHIER.id), LATER, step("cash")),
        by=CASHIER,
        amount=claim.payment(MONEY).amount,
        float_id=FloatId("drop-in-box"),
    )


def new_bank() -> Claim:
    bank = SealedBankDetails(ciphertext=b"new", last_digits="999", fingerprint="e" * 32)
    return participating.offer_bank_details(an_approved_claim(), Step(CLAIMANT, LATER, step("offer")), bank=bank)


def second() -> Claim:
    claim = a_confirmed_claim(lines=(a_line(pence=600_00),))
    return deciding.approve(
        claim,
        Step(journals.staff(FINANCE_1.id), LATER, step("first")),
        by=FINANCE_1,
        decisions=(),
        second_approver=journals.staff(FINANCE_2.id),
    )


CLAIMS: dict[str, Callable[[], Claim]] = {
    "sent": a_claim,
    "sent for charity": lambda: a_claim(gift=Gift(charity=CharityId("hospice"), amount=Money(20_00))),
    "sent for nothing": lambda: a_claim(lines=()),
    "confirmed": a_confirmed_claim,
    "confirmed without pay": lambda: deciding.confirm(
        a_claim(lines=()),
        Step(journals.staff(WORKER.id), LATER, step("c")),
        by=WORKER,
        decisions=(),
        approver=journals.staff(FINANCE_1.id),
    ),
    "approved by one of two": second,
    "approved": an_approved_claim,
    "approved less": approved_less,
    "refused": a_refused_claim,
    "reopened": lambda: deciding.reopen(
        a_refused_claim(),
        Step(journals.staff(FINANCE_1.id), LATER, step("reopen")),
        by=FINANCE_1,
        reason="We were wrong.",
        approver=journals.staff(FINANCE_2.id),
    ),
    "asked": asked,
    "answered": answered,
    "passed on": lambda: deciding.pass_on(
        a_claim(),
        Step(journals.staff(WORKER.id), LATER, step("pass")),
        by=WORKER,
        to=deciding_decider("recruitment-lead"),
        reason="I am off sick",
    ),
    "escalated": lambda: deciding.escalate(
        a_claim(),
        Step(journals.Job.REMINDERS.actor, LATER, step("escalate")),
        to=deciding_decider("participation-manager"),
    ),
    "nudged": lambda: deciding.nudge(a_claim(), Step(journals.Job.REMINDERS.actor, LATER, step("nudge")), days=3),
    "question asked again": lambda: deciding.nudge(
        asked(), Step(journals.Job.REMINDERS.actor, LATER, step("nudge")), days=3
    ),
    "no answer": lambda: deciding.nudge(
        asked(),
        Step(journals.Job.REMINDERS.actor, LATER, step("nudge")),
        days=WIRRAL.approval.deputy_after_days,
    ),
    "bank details asked for again": lambda: deciding.nudge(
        bounced(), Step(journals.Job.REMINDERS.actor, LATER, step("nudge")), days=3
    ),
    "link asked for": lambda: deciding.ask_for_link(
        a_claim(), Step(journals.Job.MAILER.actor, LATER, step("link")), to=WORKER.id
    ),
    "own link asked for": lambda: deciding.ask_for_link(
        a_claim(), Step(journals.Job.MAILER.actor, LATER, step("link")), to="participant"
    ),
    "taken back": lambda: participating.withdraw(a_claim(), Step(CLAIMANT, LATER, step("withdraw"))),
    "paid": paid,
    "payment came back": bounced,
    "voucher": with_voucher,
    "cash": in_cash,
    "new bank details": new_bank,
    "new bank details confirmed": lambda: participating.confirm_bank_details(
        new_bank(), Step(CLAIMANT, LATER, step("yes"))
    ),
}


def deciding_decider(staff: str) -> Any:
    member = next(each for each in WIRRAL.staff if each.id == staff)
    return replace(WORKER, id=member.id, email=member.email)
