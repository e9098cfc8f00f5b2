"""The state machine of a claim: one table, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.claims import deciding, keeping, participating, paying
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.parts import (
    GIFT,
    MONEY,
    ON_THE_DAY,
    VOUCHER,
    Decider,
    Payment,
    PaymentId,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.claims.refusals import CannotAct, Refusal
from takepart.domain.claims.states import ASKED, CLOSED, TRANSITIONS, WITH_STAFF, Action, State, next_state
from takepart.domain.ids import BatchId, ClaimId, StaffId, StepId
from takepart.domain.journal import Job
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.payment_methods import PaymentMethod
from tests.builders import FINANCE_1, FINANCE_2, SENT_AT, WORKER, a_claim, a_line

AT = SENT_AT + timedelta(days=1)
STEP = StepId("the-step")
COLLEAGUE = Decider(id=StaffId("finance-3"), email="finance-3@example.org")
BATCH = BatchId("2026-11-24-1")
DETAILS = SealedBankDetails(ciphertext=b"new", last_digits="0001", fingerprint="n")
PAIRS = [(state, action) for state in State for action in Action]


def a_claim_in(state: State, *, payments: tuple[Payment, ...] = ()) -> Claim:
    """A claim that stands there, with its turn with whoever acts there."""
    who = {State.WITH_WORKER: WORKER, State.WITH_SECOND_APPROVER: FINANCE_2}.get(state, FINANCE_1)
    claim = a_claim()
    confirmed = None if state is State.WITH_WORKER else WORKER
    approved = (FINANCE_1,) if state is State.WITH_SECOND_APPROVER else ()
    return replace(
        claim,
        state=state,
        turn=replace(claim.turn, who=f"staff:{who.id}"),
        confirmed_by=confirmed,
        approved_by=approved,
        payments=payments,
        bank_held=DETAILS,
    )


def decider_in(state: State) -> Decider:
    return {State.WITH_WORKER: WORKER, State.WITH_SECOND_APPROVER: FINANCE_2}.get(state, FINANCE_1)


def bank(state: PaymentState, *, id: str = MONEY) -> tuple[Payment, ...]:
    """One payment by bank, and one that keeps the claim from being all paid."""
    batch = None if state is PaymentState.DUE else BATCH
    return (
        Payment(id=PaymentId(id), method=PaymentMethod.BANK, amount=Money(24_20), state=state, batch=batch),
        Payment(id=VOUCHER, method=PaymentMethod.VOUCHER, amount=Money(10_00)),
    )


ACTS: dict[Action, Callable[[State], Claim]] = {
    Action.CONFIRM: lambda s: deciding.confirm(
        a_claim_in(s), by=decider_in(s), decisions=(), approver=journals.staff(FINANCE_1.id), at=AT, step=STEP
    ),
    Action.CONFIRM_WITHOUT_PAY: lambda s: deciding.confirm(
        replace(a_claim_in(s), lines=()),
        by=decider_in(s),
        decisions=(),
        approver=journals.staff(FINANCE_1.id),
        at=AT,
        step=STEP,
    ),
    Action.APPROVE: lambda s: deciding.approve(
        a_claim_in(s), by=decider_in(s), decisions=(), second_approver=None, at=AT, step=STEP
    ),
    Action.APPROVE_FIRST: lambda s: deciding.approve(
        a_claim_in(s if s is not State.WITH_SECOND_APPROVER else State.PAID),
        by=FINANCE_1,
        decisions=(),
        second_approver=journals.staff(FINANCE_2.id),
        at=AT,
        step=STEP,
    ),
    Action.APPROVE_ALREADY_PAID: lambda s: deciding.approve(
        a_claim_in(s, payments=(on_the_day(),)), by=decider_in(s), decisions=(), second_approver=None, at=AT, step=STEP
    ),
    Action.REFUSE: lambda s: deciding.refuse(a_claim_in(s), by=decider_in(s), reason="No", at=AT, step=STEP),
    Action.ASK: lambda s: deciding.ask(a_claim_in(s), by=decider_in(s), question="Why?", at=AT, step=STEP),
    Action.ANSWER: lambda s: participating.answer(a_claim_in(s), text="So.", at=AT, step=STEP),
    Action.PASS_ON: lambda s: deciding.pass_on(
        a_claim_in(s), by=decider_in(s), to=COLLEAGUE, reason="", at=AT, step=STEP
    ),
    Action.NUDGE: lambda s: deciding.nudge(a_claim_in(s), days=3, at=AT, step=STEP),
    Action.ESCALATE: lambda s: deciding.escalate(a_claim_in(s), to=COLLEAGUE, at=AT, step=STEP),
    Action.SEND_LINK: lambda s: deciding.ask_for_link(a_claim_in(s), at=AT, step=STEP, to="participant"),
    Action.ADD_RECEIPT: lambda s: participating.add_receipt(a_claim_in(s), sha256="0" * 64, at=AT, step=STEP),
    Action.WITHDRAW: lambda s: participating.withdraw(a_claim_in(s), at=AT, step=STEP),
    Action.OFFER_BANK_DETAILS: lambda s: participating.offer_bank_details(
        a_claim_in(s), bank=DETAILS, at=AT, step=STEP
    ),
    Action.CONFIRM_BANK_DETAILS: lambda s: participating.confirm_bank_details(a_claim_in(s), at=AT, step=STEP),
    Action.BATCH: lambda s: paying.batch(
        a_claim_in(s, payments=bank(PaymentState.DUE)),
        payment=MONEY,
        amount=Money(24_20),
        batch_id=BATCH,
        at=AT,
        step=STEP,
    ),
    Action.PAY: lambda s: paying.pay_by_bank(
        a_claim_in(s, payments=bank(PaymentState.BATCHED)),
        payment=MONEY,
        batch_id=BATCH,
        arrives=date(2026, 11, 26),
        at=AT,
        step=STEP,
    ),
    Action.PAY_LAST: lambda s: paying.pay_by_bank(
        a_claim_in(s if s is State.APPROVED else State.REFUSED, payments=bank(PaymentState.BATCHED)[:1]),
        payment=MONEY,
        batch_id=BATCH,
        arrives=date(2026, 11, 26),
        at=AT,
        step=STEP,
    ),
    Action.BOUNCE: lambda s: paying.bounce(
        a_claim_in(s, payments=bank(PaymentState.PAID)),
        payment=MONEY,
        batch_id=BATCH,
        by=Job.PAYMENTS.actor,
        at=AT,
        step=STEP,
    ),
    Action.BOUNCE_GIFT: lambda s: paying.bounce(
        a_claim_in(s, payments=bank(PaymentState.PAID, id=GIFT)),
        payment=GIFT,
        batch_id=BATCH,
        by=Job.PAYMENTS.actor,
        at=AT,
        step=STEP,
    ),
    Action.RETRY_GIFT: lambda s: paying.retry_gift(
        a_claim_in(s, payments=bank(PaymentState.FAILED, id=GIFT)), by=StaffId("finance-1"), at=AT, step=STEP
    ),
    Action.ACKNOWLEDGE: lambda s: paying.acknowledge(
        a_claim_in(s, payments=bank(PaymentState.PAID)), payment=MONEY, at=AT, step=STEP
    ),
    Action.AMEND: lambda s: deciding.amend(a_claim_in(s), by=Job.OFFICE.actor, note="Note", at=AT, step=STEP),
    Action.ERASE_BANK: lambda s: keeping.erase_bank(a_claim_in(s), at=AT, step=STEP),
    Action.ERASE: lambda s: keeping.erase(a_claim_in(s), at=AT, step=STEP),
    Action.REOPEN: lambda s: deciding.reopen(
        a_claim_in(s), by=COLLEAGUE, reason="A slip", approver=journals.staff(FINANCE_1.id), at=AT, step=STEP
    ),
}


def on_the_day() -> Payment:
    """All of the claim, handed over at the session."""
    return Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(24_20), state=PaymentState.PAID)


@pytest.mark.parametrize(("state", "action"), PAIRS, ids=lambda each: each.value)
def test_every_pair_is_in_the_table_or_refused_with_a_reason(state: State, action: Action) -> None:
    """All 300 and more pairs, none left to chance."""
    claim_id = ClaimId("K7M4-9QXR")

    if (state, action) in TRANSITIONS:
        assert next_state(claim_id, state, action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(CannotAct) as refused:
            next_state(claim_id, state, action)
        assert refused.value.reason is Refusal.NOT_IN_THIS_STATE
        assert refused.value.reason.plain.endswith(".")


@pytest.mark.parametrize("action", sorted(ACTS), ids=lambda action: action.value)
@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_the_functions_do_what_the_table_says_and_nothing_else(state: State, action: Action) -> None:
    """Each function of the domain, tried in each state: the table's answer, with one journal entry, or a refusal."""
    if (state, action) in TRANSITIONS:
        after = ACTS[action](state)

        assert after.state is TRANSITIONS[state, action]
        assert after.journal[-1].action == action.value
        assert after.journal[-1].step == STEP
        journals.verify(after.journal)
    else:
        with pytest.raises(CannotAct):
            ACTS[action](state)


def test_every_action_is_tried() -> None:
    """SEND makes the claim; every other action has a function above."""
    assert set(Action) - set(ACTS) == {Action.SEND}


def test_a_closed_claim_is_only_noted_acknowledged_bounced_reopened_or_erased() -> None:
    """What is over stays over, but for what the table names."""
    for state in CLOSED:
        allowed = {action for (at, action) in TRANSITIONS if at is state}
        assert allowed <= {
            Action.SEND_LINK,
            Action.AMEND,
            Action.ERASE_BANK,
            Action.ERASE,
            Action.ACKNOWLEDGE,
            Action.BOUNCE,
            Action.BOUNCE_GIFT,
            Action.REOPEN,
        }


def test_whoever_is_asked_answers_to_the_one_who_asked() -> None:
    """Each place where staff decide has its own place to wait for an answer in."""
    assert len(ASKED) == len(WITH_STAFF)
    for state in WITH_STAFF:
        asked = TRANSITIONS[state, Action.ASK]
        assert asked in ASKED and TRANSITIONS[asked, Action.ANSWER] is state


def test_every_refusal_has_plain_words() -> None:
    """A page can show each of them."""
    for refusal in Refusal:
        assert refusal.plain[0].isupper() and refusal.plain.endswith("."), refusal


def test_two_lines_are_two_lines() -> None:
    """The builder's claim has the sum that these tests pay."""
    assert a_claim(lines=(a_line(LineKind.FEE, 20_00), a_line(LineKind.BUS, 4_20, place=2))).claimed == Money(24_20)
