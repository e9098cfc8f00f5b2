"""Money leaves a claim part by part, each part once, and comes back only when the bank says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import participating, paying
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import (
    GIFT,
    MONEY,
    VOUCHER,
    ClaimRefusal,
    Decider,
    PaymentId,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.ids import BatchId, StaffId, StepId
from takepart.domain.journal import Job
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.plain_reason import PlainReason
from takepart.domain.policy.rates import PaidAs
from takepart.domain.refused import Refused
from tests.builders import CASHIER, CLAIMANT, a_line, an_approved_claim
from tests.money_builders import NOW, a_gift

BATCH, ANOTHER = BatchId("2026-11-24-1"), BatchId("2026-11-25-1")
ARRIVES = date(2026, 11, 26)
NEW = SealedBankDetails(ciphertext=b"new", last_digits="0001", fingerprint="new")


def by_the_run(press: str) -> Step:
    return Step(journals.Job.PAYMENTS.actor, NOW, StepId(press))


def by_hand(press: str) -> Step:
    return Step(journals.staff(CASHIER.id), NOW, StepId(press))


def refused(act: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def batched(claim: Claim, *, batch: BatchId = BATCH, payment: PaymentId = MONEY) -> Claim:
    amount = claim.payment(payment).amount
    step = StepId(f"batch-{batch}-{payment}")
    return paying.batch(
        claim, Step(journals.Job.PAYMENTS.actor, NOW, step), payment=payment, amount=amount, batch_id=batch
    )


def sent(claim: Claim, *, batch: BatchId = BATCH, payment: PaymentId = MONEY) -> Claim:
    step = StepId(f"sent-{batch}-{payment}")
    return paying.pay_by_bank(
        claim, Step(journals.Job.PAYMENTS.actor, NOW, step), payment=payment, batch_id=batch, arrives=ARRIVES
    )


def bounced(claim: Claim, *, batch: BatchId = BATCH, payment: PaymentId = MONEY, reason: str = "") -> Claim:
    return paying.bounce(
        claim, Step(Job.PAYMENTS.actor, NOW, StepId("b")), payment=payment, batch_id=batch, reason=reason
    )


def corrected(claim: Claim) -> Claim:
    offered = participating.offer_bank_details(
        claim, Step(journals.person(claim.person), NOW, StepId("offer")), bank=NEW
    )
    return participating.confirm_bank_details(
        offered, Step(journals.person(offered.person), NOW, StepId("confirm-bank"))
    )


def test_a_payment_by_bank_is_batched_then_paid() -> None:
    """The claim knows its batch, and the day the money is there."""
    claim = sent(batched(an_approved_claim()))

    payment = claim.payment(MONEY)
    assert (claim.state, payment.state, payment.batch, payment.arrives) == (
        ClaimState.PAID,
        PaymentState.PAID,
        BATCH,
        ARRIVES,
    )
    assert claim.journal[-1].facts["pence"] == 24_20
    assert claim.turn.who == "nobody"


def test_nothing_is_batched_or_paid_twice() -> None:
    """Each move is on the claim's own state."""
    claim = an_approved_claim()
    once = batched(claim)

    assert refused(lambda: batched(once)) is ClaimRefusal.PAYMENT_NOT_DUE
    assert refused(lambda: batched(once, batch=ANOTHER)) is ClaimRefusal.PAYMENT_NOT_DUE
    assert refused(lambda: sent(claim)) is ClaimRefusal.PAYMENT_NOT_DUE
    assert refused(lambda: sent(once, batch=ANOTHER)) is ClaimRefusal.PAYMENT_NOT_DUE
    assert refused(lambda: sent(sent(once))) is ClaimRefusal.PAYMENT_NOT_DUE


def test_only_the_approved_amount_is_batched() -> None:
    """A plan that is out of date pays nobody."""
    with pytest.raises(Refused) as caught:
        paying.batch(
            an_approved_claim(),
            by_the_run("x"),
            payment=MONEY,
            amount=Money(24_21),
            batch_id=BATCH,
        )
    assert caught.value.reason is ClaimRefusal.WRONG_AMOUNT


def test_a_payment_that_came_back_is_paid_once_in_the_end() -> None:
    """Failed, corrected and confirmed by its participant, due again, batched again, paid."""
    failed = bounced(sent(batched(an_approved_claim())), reason="Account closed")
    again = corrected(failed)

    assert (failed.state, failed.turn.who) == (ClaimState.NEEDS_BANK_DETAILS, "participant")
    assert list(failed.notes.values()) == ["Account closed"]
    assert (again.state, again.turn.who, again.bank) == (ClaimState.APPROVED, "payments", NEW)
    assert (again.payment(MONEY).state, again.payment(MONEY).tries) == (PaymentState.DUE, 2)
    assert refused(lambda: bounced(again)) is ClaimRefusal.PAYMENT_NOT_DUE
    paid = sent(batched(again, batch=ANOTHER), batch=ANOTHER)
    assert (paid.state, paid.paid) == (ClaimState.PAID, Money(24_20))
    assert refused(lambda: bounced(paid)) is ClaimRefusal.PAYMENT_NOT_DUE, "the first batch's answer, told twice"


def test_a_gift_that_came_back_asks_nothing_of_its_giver() -> None:
    """The office puts the charity's account right; the participant's own money goes on."""
    claim = an_approved_claim(gift=a_gift())
    claim = sent(batched(batched(claim), payment=GIFT), payment=GIFT)
    failed = bounced(claim, payment=GIFT)

    assert (failed.state, failed.payment(GIFT).state, failed.turn) == (
        ClaimState.APPROVED,
        PaymentState.FAILED,
        claim.turn,
    )
    retried = paying.retry_gift(sent(failed), Step(journals.staff(StaffId("finance-1")), NOW, StepId("r")))
    assert (retried.state, retried.payment(GIFT).state, retried.payment(GIFT).tries) == (
        ClaimState.APPROVED,
        PaymentState.DUE,
        2,
    )
    done = sent(batched(retried, batch=ANOTHER, payment=GIFT), batch=ANOTHER, payment=GIFT)
    assert done.state is ClaimState.PAID
    assert bounced(done, batch=ANOTHER, payment=GIFT).turn.who == "payments"


def test_both_parts_of_a_claim_may_come_back() -> None:
    """Each is put right on its own."""
    claim = batched(batched(an_approved_claim(gift=a_gift())), payment=GIFT)
    claim = sent(sent(claim), payment=GIFT)

    both = bounced(bounced(claim), payment=GIFT)
    retried = paying.retry_gift(both, Step(journals.staff(StaffId("finance-1")), NOW, StepId("r")))

    assert (both.state, retried.state, corrected(retried).state) == (
        ClaimState.NEEDS_BANK_DETAILS,
        ClaimState.NEEDS_BANK_DETAILS,
        ClaimState.APPROVED,
    )


def test_vouchers_and_cash_are_paid_in_their_own_way() -> None:
    """With proof: the serials, or the float."""
    lines = (a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER), a_line(LineKind.BUS, 4_20, place=2))
    claim = an_approved_claim(lines=lines, method=PaymentMethod.CASH)

    half = paying.issue_voucher(claim, by_the_run("v"), serials=("A1",), amount=Money(10_00))
    whole = paying.pay_in_cash(half, by_hand("c"), by=CASHIER, amount=Money(4_20), float_id="tin")

    assert (half.state, half.payment(VOUCHER).proof) == (ClaimState.APPROVED, ("A1",))
    assert (whole.state, whole.payment(MONEY).proof, whole.paid) == (ClaimState.PAID, ("tin",), Money(14_20))
    assert refused(lambda: batched(claim)) is ClaimRefusal.PAYMENT_NOT_DUE
    again: dict[str, Any] = {"serials": ("A2",), "amount": Money(10_00)}
    assert refused(lambda: paying.issue_voucher(half, by_the_run("v2"), **again)) is ClaimRefusal.PAYMENT_NOT_DUE
    assert refused(lambda: paying.issue_voucher(claim, by_the_run("v"), serials=("A1",), amount=Money(9_99))) is (
        ClaimRefusal.WRONG_AMOUNT
    )
    cash: dict[str, Any] = {"by": CASHIER, "amount": Money(4_20), "float_id": "tin"}
    assert refused(lambda: paying.pay_in_cash(whole, by_hand("c2"), **cash)) is ClaimRefusal.PAYMENT_NOT_DUE
    assert (
        refused(lambda: paying.pay_in_cash(an_approved_claim(), by_hand("c"), **cash)) is ClaimRefusal.PAYMENT_NOT_DUE
    )


def test_cash_that_is_not_the_amount_is_not_paid() -> None:
    """A penny less or more: somebody looked at an old page."""
    claim = an_approved_claim(method=PaymentMethod.CASH)

    for pence in (24_19, 24_21):
        cash: dict[str, Any] = {"by": CASHIER, "amount": Money(pence), "float_id": "tin"}
        assert refused(lambda: paying.pay_in_cash(claim, by_hand("c"), **cash)) is ClaimRefusal.WRONG_AMOUNT  # noqa: B023


def test_vouchers_are_handed_over_once_and_seen_only_after_that() -> None:
    """Nobody stands by where nothing was given; what the person says they have is not given again."""
    claim = an_approved_claim(lines=(a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER),))
    paid = paying.issue_voucher(claim, by_the_run("v"), serials=("A1",), amount=Money(10_00))
    given = paying.hand_over_vouchers(paid, by_hand("g"), by=CASHIER)
    said = paying.acknowledge(paid, Step(CLAIMANT, NOW, StepId("mine")), payment=VOUCHER)
    seen: dict[str, Any] = {"payment": VOUCHER, "witness": Decider(id=StaffId("other"), email="other@example.org")}

    assert refused(lambda: paying.acknowledge(paid, by_hand("a"), **seen)) is ClaimRefusal.NOT_HANDED_OVER
    assert paying.acknowledge(given, by_hand("a"), **seen).payment(VOUCHER).acknowledged
    for once in (given, said):
        again = lambda: paying.hand_over_vouchers(once, by_hand("g2"), by=CASHIER)  # noqa: B023, E731
        assert refused(again) is ClaimRefusal.HANDED_OVER_BEFORE


def test_a_voucher_is_there_on_the_day_it_is_in_london() -> None:
    """Half past midnight in summer is already tomorrow there."""
    claim = an_approved_claim(lines=(a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER),))
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    paid = paying.issue_voucher(
        claim, Step(journals.Job.PAYMENTS.actor, at, StepId("v")), serials=("A1",), amount=Money(10_00)
    )

    assert paid.payment(VOUCHER).arrives == date(2026, 7, 2)


def test_who_got_it_says_so_and_who_stood_by_is_written_down() -> None:
    """Only of money that was paid."""
    claim = an_approved_claim()
    paid = sent(batched(claim))

    said = paying.acknowledge(
        paid, Step(journals.person(paid.person), NOW, StepId("a")), payment=MONEY, witness=CASHIER
    )

    assert said.payment(MONEY).acknowledged
    assert said.journal[-1].facts["witness"] == CASHIER.id
    theirs = Step(CLAIMANT, NOW, StepId("a"))
    assert refused(lambda: paying.acknowledge(claim, theirs, payment=MONEY)) is ClaimRefusal.PAYMENT_NOT_DUE


def test_money_waits_while_new_details_wait_to_be_confirmed() -> None:
    """However long: it never goes to an account that the person said is not theirs. A gift does not wait."""
    claim = an_approved_claim(gift=a_gift())
    held = participating.offer_bank_details(claim, Step(journals.person(claim.person), NOW, StepId("o")), bank=NEW)

    assert [p.id for p in paying.ready_for_bank(claim)] == [MONEY, GIFT]
    assert [p.id for p in paying.ready_for_bank(held)] == [GIFT]
    confirmed = participating.confirm_bank_details(held, Step(journals.person(held.person), NOW, StepId("c")))
    assert [p.id for p in paying.ready_for_bank(confirmed)] == [MONEY, GIFT]
    assert paying.ready_for_bank(replace(claim, bank=None)) == (claim.payment(GIFT),)
    assert paying.ready_for_bank(sent(batched(an_approved_claim()))) == ()
