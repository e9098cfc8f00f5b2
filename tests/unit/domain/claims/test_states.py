"""The state machine of a claim: one table, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, keeping, participating, paying
from takepart.domain.claims.claim import ASKED, CLOSED, TRANSITIONS, WITH_STAFF, Claim, ClaimAction, ClaimState
from takepart.domain.claims.parts import (
    GIFT,
    MONEY,
    ON_THE_DAY,
    VOUCHER,
    ClaimRefusal,
    Decider,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.ids import BatchId, StaffId, StepId
from takepart.domain.journal import Job
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.refused import Refused
from tests.builders import CASHIER, CLAIMANT, FINANCE_1, FINANCE_2, SENT_AT, WORKER, a_claim, a_line

AT = SENT_AT + timedelta(days=1)
STEP = StepId("the-step")
COLLEAGUE = Decider(id=StaffId("finance-3"), email="finance-3@example.org")
BATCH = BatchId("2026-11-24-1")
DETAILS = SealedBankDetails(ciphertext=b"new", last_digits="0001", fingerprint="n")
PAIRS = [(state, action) for state in ClaimState for action in ClaimAction]


def a_claim_in(state: ClaimState, *, payments: tuple[Payment, ...] = ()) -> Claim:
    """A claim that stands there, with its turn with whoever acts there."""
    who = {ClaimState.WITH_WORKER: WORKER, ClaimState.WITH_SECOND_APPROVER: FINANCE_2}.get(state, FINANCE_1)
    claim = a_claim()
    confirmed = None if state is ClaimState.WITH_WORKER else WORKER
    approved = (FINANCE_1,) if state is ClaimState.WITH_SECOND_APPROVER else ()
    return replace(
        claim,
        state=state,
        turn=replace(claim.turn, who=f"staff:{who.id}"),
        confirmed_by=confirmed,
        approved_by=approved,
        payments=payments,
        bank_held=DETAILS,
    )


def decider_in(state: ClaimState) -> Decider:
    return {ClaimState.WITH_WORKER: WORKER, ClaimState.WITH_SECOND_APPROVER: FINANCE_2}.get(state, FINANCE_1)


def bank(state: PaymentState, *, id: str = MONEY) -> tuple[Payment, ...]:
    """One payment by bank, and one that keeps the claim from being all paid."""
    batch = None if state is PaymentState.DUE else BATCH
    return (
        Payment(id=PaymentId(id), method=PaymentMethod.BANK, amount=Money(24_20), state=state, batch=batch),
        Payment(id=VOUCHER, method=PaymentMethod.VOUCHER, amount=Money(10_00)),
    )


ACTS: dict[ClaimAction, Callable[[ClaimState], Claim]] = {
    ClaimAction.CONFIRM: lambda s: deciding.confirm(
        a_claim_in(s),
        Step(journals.staff(decider_in(s).id), AT, STEP),
        by=decider_in(s),
        decisions=(),
        approver=journals.staff(FINANCE_1.id),
    ),
    ClaimAction.CONFIRM_WITHOUT_PAY: lambda s: deciding.confirm(
        replace(a_claim_in(s), lines=()),
        Step(journals.staff(decider_in(s).id), AT, STEP),
        by=decider_in(s),
        decisions=(),
        approver=journals.staff(FINANCE_1.id),
    ),
    ClaimAction.APPROVE: lambda s: deciding.approve(
        a_claim_in(s),
        Step(journals.staff(decider_in(s).id), AT, STEP),
        by=decider_in(s),
        decisions=(),
        second_approver=None,
    ),
    ClaimAction.APPROVE_FIRST: lambda s: deciding.approve(
        a_claim_in(s if s is not ClaimState.WITH_SECOND_APPROVER else ClaimState.PAID),
        Step(journals.staff(FINANCE_1.id), AT, STEP),
        by=FINANCE_1,
        decisions=(),
        second_approver=journals.staff(FINANCE_2.id),
    ),
    ClaimAction.APPROVE_ALREADY_PAID: lambda s: deciding.approve(
        a_claim_in(s, payments=(on_the_day(),)),
        Step(journals.staff(decider_in(s).id), AT, STEP),
        by=decider_in(s),
        decisions=(),
        second_approver=None,
    ),
    ClaimAction.REFUSE: lambda s: deciding.refuse(
        a_claim_in(s), Step(journals.staff(decider_in(s).id), AT, STEP), by=decider_in(s), reason="No"
    ),
    ClaimAction.ASK: lambda s: deciding.ask(
        a_claim_in(s), Step(journals.staff(decider_in(s).id), AT, STEP), by=decider_in(s), question="Why?"
    ),
    ClaimAction.ANSWER: lambda s: participating.answer(a_claim_in(s), Step(CLAIMANT, AT, STEP), text="So."),
    ClaimAction.PASS_ON: lambda s: deciding.pass_on(
        a_claim_in(s), Step(journals.staff(decider_in(s).id), AT, STEP), by=decider_in(s), to=COLLEAGUE, reason=""
    ),
    ClaimAction.NUDGE: lambda s: deciding.nudge(a_claim_in(s), Step(journals.Job.REMINDERS.actor, AT, STEP), days=3),
    ClaimAction.ESCALATE: lambda s: deciding.escalate(
        a_claim_in(s), Step(journals.Job.REMINDERS.actor, AT, STEP), to=COLLEAGUE
    ),
    ClaimAction.SEND_LINK: lambda s: deciding.ask_for_link(
        a_claim_in(s), Step(journals.Job.MAILER.actor, AT, STEP), to="participant"
    ),
    ClaimAction.ADD_RECEIPT: lambda s: participating.add_receipt(
        a_claim_in(s), Step(CLAIMANT, AT, STEP), sha256="0" * 64
    ),
    ClaimAction.WITHDRAW: lambda s: participating.withdraw(a_claim_in(s), Step(CLAIMANT, AT, STEP)),
    ClaimAction.OFFER_BANK_DETAILS: lambda s: participating.offer_bank_details(
        a_claim_in(s), Step(CLAIMANT, AT, STEP), bank=DETAILS
    ),
    ClaimAction.CONFIRM_BANK_DETAILS: lambda s: participating.confirm_bank_details(
        a_claim_in(s), Step(CLAIMANT, AT, STEP)
    ),
    ClaimAction.BATCH: lambda s: paying.batch(
        a_claim_in(s, payments=bank(PaymentState.DUE)),
        Step(journals.Job.PAYMENTS.actor, AT, STEP),
        payment=MONEY,
        amount=Money(24_20),
        batch_id=BATCH,
    ),
    ClaimAction.PAY: lambda s: paying.pay_by_bank(
        a_claim_in(s, payments=bank(PaymentState.BATCHED)),
        Step(journals.Job.PAYMENTS.actor, AT, STEP),
        payment=MONEY,
        batch_id=BATCH,
        arrives=date(2026, 11, 26),
    ),
    ClaimAction.PAY_LAST: lambda s: paying.pay_by_bank(
        a_claim_in(s if s is ClaimState.APPROVED else ClaimState.REFUSED, payments=bank(PaymentState.BATCHED)[:1]),
        Step(journals.Job.PAYMENTS.actor, AT, STEP),
        payment=MONEY,
        batch_id=BATCH,
        arrives=date(2026, 11, 26),
    ),
    ClaimAction.BOUNCE: lambda s: paying.bounce(
        a_claim_in(s, payments=bank(PaymentState.PAID)),
        Step(Job.PAYMENTS.actor, AT, STEP),
        payment=MONEY,
        batch_id=BATCH,
    ),
    ClaimAction.BOUNCE_GIFT: lambda s: paying.bounce(
        a_claim_in(s, payments=bank(PaymentState.PAID, id=GIFT)),
        Step(Job.PAYMENTS.actor, AT, STEP),
        payment=GIFT,
        batch_id=BATCH,
    ),
    ClaimAction.RETRY_GIFT: lambda s: paying.retry_gift(
        a_claim_in(s, payments=bank(PaymentState.FAILED, id=GIFT)), Step(journals.staff(StaffId("finance-1")), AT, STEP)
    ),
    ClaimAction.HAND_OVER: lambda s: paying.hand_over_vouchers(
        a_claim_in(s, payments=vouchers()), Step(journals.staff(CASHIER.id), AT, STEP), by=CASHIER
    ),
    ClaimAction.ACKNOWLEDGE: lambda s: paying.acknowledge(
        a_claim_in(s, payments=bank(PaymentState.PAID)), Step(CLAIMANT, AT, STEP), payment=MONEY
    ),
    ClaimAction.AMEND: lambda s: deciding.amend(a_claim_in(s), Step(Job.OFFICE.actor, AT, STEP), note="Note"),
    ClaimAction.ERASE_BANK: lambda s: keeping.erase_bank(a_claim_in(s), Step(journals.Job.REMINDERS.actor, AT, STEP)),
    ClaimAction.ERASE: lambda s: keeping.erase(a_claim_in(s), Step(journals.Job.REMINDERS.actor, AT, STEP)),
    ClaimAction.REOPEN: lambda s: deciding.reopen(
        a_claim_in(s),
        Step(journals.staff(COLLEAGUE.id), AT, STEP),
        by=COLLEAGUE,
        reason="A slip",
        approver=journals.staff(FINANCE_1.id),
    ),
}


def vouchers() -> tuple[Payment, ...]:
    """Issued, and in nobody's hand yet."""
    return (Payment(id=VOUCHER, method=PaymentMethod.VOUCHER, amount=Money(24_20), state=PaymentState.PAID),)


def on_the_day() -> Payment:
    """All of the claim, handed over at the session."""
    return Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(24_20), state=PaymentState.PAID)


@pytest.mark.parametrize(("state", "action"), PAIRS, ids=lambda each: each.value)
def test_every_pair_is_in_the_table_or_refused_with_a_reason(state: ClaimState, action: ClaimAction) -> None:
    """All 300 and more pairs, none left to chance."""
    claim = a_claim_in(state)

    if (state, action) in TRANSITIONS:
        assert claim.after(action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(Refused) as refused:
            claim.after(action)
        assert refused.value.reason is ClaimRefusal.NOT_IN_THIS_STATE
        assert refused.value.reason.plain.endswith(".")


@pytest.mark.parametrize("action", sorted(ACTS), ids=lambda action: action.value)
@pytest.mark.parametrize("state", ClaimState, ids=lambda state: state.value)
def test_the_functions_do_what_the_table_says_and_nothing_else(state: ClaimState, action: ClaimAction) -> None:
    """Each function of the domain, tried in each state: the table's answer, with one journal entry, or a refusal."""
    if (state, action) in TRANSITIONS:
        after = ACTS[action](state)

        assert after.state is TRANSITIONS[state, action]
        assert after.journal[-1].action == action.value
        assert after.journal[-1].step == STEP
        journals.verify(after.journal)
    else:
        with pytest.raises(Refused):
            ACTS[action](state)


def test_every_action_is_tried() -> None:
    """SEND makes the claim; every other action has a function above."""
    assert set(ClaimAction) - set(ACTS) == {ClaimAction.SEND}


def test_a_closed_claim_is_only_noted_acknowledged_bounced_reopened_or_erased() -> None:
    """What is over stays over, but for what the table names."""
    for state in CLOSED:
        allowed = {action for (at, action) in TRANSITIONS if at is state}
        assert allowed <= {
            ClaimAction.SEND_LINK,
            ClaimAction.AMEND,
            ClaimAction.ERASE_BANK,
            ClaimAction.ERASE,
            ClaimAction.HAND_OVER,
            ClaimAction.ACKNOWLEDGE,
            ClaimAction.BOUNCE,
            ClaimAction.BOUNCE_GIFT,
            ClaimAction.REOPEN,
        }


def test_whoever_is_asked_answers_to_the_one_who_asked() -> None:
    """Each place where staff decide has its own place to wait for an answer in."""
    assert len(ASKED) == len(WITH_STAFF)
    for state in WITH_STAFF:
        asked = TRANSITIONS[state, ClaimAction.ASK]
        assert asked in ASKED and TRANSITIONS[asked, ClaimAction.ANSWER] is state


def test_every_refusal_has_plain_words() -> None:
    """A page can show each of them."""
    for refusal in ClaimRefusal:
        assert refusal.plain[0].isupper() and refusal.plain.endswith("."), refusal


def test_two_lines_are_two_lines() -> None:
    """The builder's claim has the sum that these tests pay."""
    assert a_claim(lines=(a_line(LineKind.FEE, 20_00), a_line(LineKind.BUS, 4_20, place=2))).claimed == Money(24_20)
