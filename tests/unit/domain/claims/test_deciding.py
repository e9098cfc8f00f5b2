"""Deciding: three different people, reasons in words, and never more than was confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating
from takepart.domain.claims.claim import Claim, ClaimState, kinds_allowed
from takepart.domain.claims.parts import (
    GIFT,
    MONEY,
    ON_THE_DAY,
    VOUCHER,
    Claimant,
    ClaimRefusal,
    Decider,
    LineDecision,
    Payment,
    PaymentState,
    SealedBankDetails,
)
from takepart.domain.ids import ClaimId, LineId, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.plain_reason import PlainReason
from takepart.domain.policy.rates import PaidAs
from takepart.domain.refused import Refused
from tests.builders import (
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
from tests.money_builders import a_gift

AT = SENT_AT + timedelta(days=1)
APPROVER = journals.staff(FINANCE_1.id)
NEW = SealedBankDetails(ciphertext=b"new", last_digits="0001", fingerprint="new")


def confirm(claim: Claim, *decisions: LineDecision, by: Decider = WORKER, note: str = "") -> Claim:
    return deciding.confirm(
        claim,
        Step(journals.staff(by.id), AT, StepId("confirm")),
        by=by,
        decisions=decisions,
        approver=APPROVER,
        note=note,
    )


def approve(claim: Claim, *decisions: LineDecision, by: Decider = FINANCE_1, second: Decider | None = None) -> Claim:
    return deciding.approve(
        claim,
        Step(journals.staff(by.id), AT, StepId(f"approve-{by.id}")),
        by=by,
        decisions=decisions,
        second_approver=journals.staff(second.id) if second else None,
    )


def change(line: int, pence: int, reason: str = "The fare was less.") -> LineDecision:
    return LineDecision(line=LineId(str(line)), amount=Money(pence), reason=reason)


def refused(act: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


# --- three different people ---
SPELLINGS = [
    ("participant@example.com", "PARTICIPANT@Example.COM"),
    ("participant@example.com", " participant@example.com "),
    ("participant@example.com", "participant+claims@example.com"),
    ("participant+one@example.com", "participant+two@example.com"),
    ("participant.one@gmail.com", "participantone@gmail.com"),
    ("participant.one@googlemail.com", "partici.pantone+x@gmail.com"),
    ("participant@example.com", "ｐａｒｔｉｃｉｐａｎｔ@example.com"),
    ("participant@example.com", "participant@example.com."),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_nobody_decides_their_own_claim_however_they_spell_their_address(one: str, other: str) -> None:
    """Separation of duties is by mailbox: case, +tags, Gmail's dots and full-width letters hide nobody."""
    claim = a_claim(claimant=Claimant(name="Participant", email=one))
    me = Decider(id=WORKER.id, email=other)

    assert refused(lambda: confirm(claim, by=me)) is ClaimRefusal.DECIDER_IS_CLAIMANT
    assert refused(
        lambda: deciding.refuse(claim, Step(journals.staff(me.id), AT, StepId("r")), by=me, reason="No")
    ) is (ClaimRefusal.DECIDER_IS_CLAIMANT)
    assert not deciding.may_decide(claim, me)


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_who_confirmed_does_not_approve_under_another_spelling(one: str, other: str) -> None:
    """The confirmer and the approver are two people."""
    bo = Claimant(name="Bo", email="bo@example.com")
    claim = a_claim(confirmer=journals.staff(StaffId("w")), claimant=bo)
    confirmed = confirm(claim, by=Decider(id=StaffId("w"), email=one))
    again = Decider(id=FINANCE_1.id, email=other)

    assert refused(lambda: approve(confirmed, by=again)) is ClaimRefusal.DECIDED_BEFORE


def test_two_mailboxes_are_two_people_though_they_look_alike() -> None:
    """Dots count everywhere but at Gmail."""
    claim = a_claim(claimant=Claimant(name="Participant", email="participant.one@example.com"))

    assert deciding.may_decide(claim, Decider(id=WORKER.id, email="participantone@example.com"))


def test_the_second_approver_is_neither_the_confirmer_nor_the_first() -> None:
    """Above the policy's threshold, four people have a part in a claim."""
    claim = approve(a_confirmed_claim(), second=FINANCE_2)

    assert claim.state is ClaimState.WITH_SECOND_APPROVER
    assert refused(lambda: approve(claim, by=FINANCE_1)) is ClaimRefusal.DECIDED_BEFORE
    same_mailbox = Decider(id=FINANCE_2.id, email=FINANCE_1.email.upper())
    assert refused(lambda: approve(claim, by=same_mailbox)) is ClaimRefusal.DECIDED_BEFORE
    assert refused(lambda: approve(claim, by=replace(FINANCE_2, email=WORKER.email))) is ClaimRefusal.DECIDED_BEFORE
    assert approve(claim, by=FINANCE_2).state is ClaimState.APPROVED


def test_only_whose_turn_it_is_decides() -> None:
    """A colleague with the right role, but without the turn, is told that it is not theirs."""
    other = Decider(id=StaffId("finance-3"), email="finance-3@example.org")

    assert refused(lambda: confirm(a_claim(), by=other)) is ClaimRefusal.NOT_YOUR_TURN
    assert refused(lambda: approve(a_confirmed_claim(), by=other)) is ClaimRefusal.NOT_YOUR_TURN


def test_who_handed_the_cash_over_does_not_confirm_that_they_did() -> None:
    """A worker who pays from a float and confirms it could pay anybody."""
    claim = a_claim(advance=handed(4_20), sent_by=journals.staff(WORKER.id))

    assert refused(lambda: confirm(claim)) is ClaimRefusal.DECIDED_BEFORE
    to_finance = replace(claim, turn=replace(claim.turn, who="staff:manager"))
    confirmed = confirm(to_finance, by=Decider(id=StaffId("manager"), email="manager@example.org"))
    back = replace(confirmed, turn=replace(confirmed.turn, who=f"staff:{WORKER.id}"))
    assert refused(lambda: approve(back, by=WORKER)) is ClaimRefusal.DECIDED_BEFORE


def test_a_claim_is_passed_to_somebody_who_had_no_part_in_it() -> None:
    """Not to oneself, not to the claimant, and not back to who confirmed it."""
    claim = a_confirmed_claim()

    def passed_to(id: str, email: str) -> Claim:
        to = Decider(id=StaffId(id), email=email)
        return deciding.pass_on(
            claim, Step(journals.staff(FINANCE_1.id), AT, StepId("p")), by=FINANCE_1, to=to, reason="On leave"
        )

    for id, email in (
        ("x", FINANCE_1.email),
        ("x", "PARTICIPANT@example.com"),
        ("x", WORKER.email),
        (WORKER.id, "y@example.org"),
    ):
        assert refused(partial(passed_to, id, email)) is ClaimRefusal.NO_OTHER_PERSON
    assert passed_to("finance-2", FINANCE_2.email).turn.is_of(StaffId("finance-2"))


# --- amounts ---
def test_a_changed_amount_needs_a_reason_and_keeps_it() -> None:
    """The participant reads why."""
    assert refused(lambda: confirm(a_claim(), change(2, 3_00, "  "))) is ClaimRefusal.NO_REASON

    claim = confirm(a_claim(), change(2, 3_00, " The fare was £3. "))

    assert (claim.line(LineId("2")).allowed, claim.line(LineId("2")).why) == (Money(3_00), "The fare was £3.")
    assert claim.journal[-1].facts["line 2 bus"] == 3_00
    assert "The fare" not in str(claim.journal)


def test_finance_lowers_and_never_raises() -> None:
    """What was confirmed is the most that is approved."""
    claim = a_confirmed_claim()

    assert refused(lambda: approve(claim, change(1, 20_01))) is ClaimRefusal.MORE_THAN_CONFIRMED
    assert approve(claim, change(1, 19_00)).payment(MONEY).amount == Money(23_20)


def test_the_second_approver_agrees_to_the_same_amounts() -> None:
    """Less is another decision: the claim goes back for it."""
    claim = approve(a_confirmed_claim(), second=FINANCE_2)

    assert refused(lambda: approve(claim, change(1, 19_00), by=FINANCE_2)) is ClaimRefusal.NOT_AS_APPROVED
    assert refused(lambda: approve(claim, change(1, 21_00), by=FINANCE_2)) is ClaimRefusal.NOT_AS_APPROVED


def test_no_amount_is_below_nothing_and_no_line_is_made_up() -> None:
    """Bad amounts and unknown lines are refused by name."""
    assert refused(lambda: confirm(a_claim(), change(1, -1))) is ClaimRefusal.LESS_THAN_NOTHING
    assert refused(lambda: confirm(a_claim(), change(9, 1))) is ClaimRefusal.UNKNOWN_LINE


def test_to_pay_nothing_the_claim_is_refused() -> None:
    """A decision with every line at £0 says too little to its participant."""
    nothing = (change(1, 0), change(2, 0))

    assert refused(lambda: confirm(a_claim(), *nothing)) is ClaimRefusal.NOTHING_LEFT
    assert refused(lambda: approve(a_confirmed_claim(), *nothing)) is ClaimRefusal.NOTHING_LEFT


def test_who_declined_all_pay_is_done_once_attendance_is_confirmed() -> None:
    """Nothing was claimed, so there is nothing to approve."""
    claim = confirm(a_claim(lines=()))

    assert (claim.state, claim.turn.who) == (ClaimState.NOTHING_TO_PAY, "nobody")


def test_money_by_bank_needs_bank_details() -> None:
    """Without them, finance cannot approve."""
    assert refused(lambda: approve(a_confirmed_claim(bank=None))) is ClaimRefusal.NO_BANK_DETAILS


def test_a_claim_goes_out_in_the_ways_its_lines_ask_for() -> None:
    """A voucher fee, a transfer for the bus, and a gift: three payments, which add up to what was approved."""
    lines = (a_line(LineKind.FEE, 10_00, paid_as=PaidAs.VOUCHER), a_line(LineKind.BUS, 4_20, place=2))
    claim = approve(a_confirmed_claim(lines=lines, gift=a_gift(20_00)))

    paid = {payment.id: (payment.method, payment.amount) for payment in claim.payments}
    assert paid == {
        MONEY: (PaymentMethod.BANK, Money(4_20)),
        VOUCHER: (PaymentMethod.VOUCHER, Money(10_00)),
        GIFT: (PaymentMethod.BANK, Money(20_00)),
    }
    assert claim.to_approve == Money(34_20)


def test_who_chose_vouchers_gets_costs_in_cash() -> None:
    """No voucher fits a bus fare."""
    claim = approve(a_confirmed_claim(method=PaymentMethod.VOUCHER, bank=None))

    assert {p.method: p.amount for p in claim.payments} == {
        PaymentMethod.CASH: Money(4_20),
        PaymentMethod.VOUCHER: Money(20_00),
    }


def test_a_fee_given_to_charity_counts_as_the_fee_of_that_session() -> None:
    """So that nobody gives a fee away and claims it again."""
    claim = a_claim(lines=(a_line(LineKind.BUS, 4_20),), gift=a_gift())

    assert kinds_allowed(claim) == {LineKind.FEE, LineKind.BUS}


# --- cash on the day ---
def handed(pence: int) -> Payment:
    return Payment(id=ON_THE_DAY, method=PaymentMethod.CASH, amount=Money(pence), state=PaymentState.PAID)


def manager(claim: Claim) -> Decider:
    return Decider(id=StaffId(claim.turn.who.removeprefix("staff:")), email="manager@example.org")


def cash_claim(pence: int, **changes: object) -> Claim:
    """A bus fare of £4.20, with so much of it handed over by another worker."""
    values = {"lines": (a_line(LineKind.BUS, 4_20),), "method": PaymentMethod.CASH, "bank": None} | changes
    return a_claim(advance=handed(pence), sent_by=journals.staff(StaffId("payer")), **values)


def test_cash_that_settles_the_claim_leaves_nothing_to_pay() -> None:
    """Approved as paid."""
    claim = approve(confirm(cash_claim(4_20)))

    assert (claim.state, claim.paid, claim.journal[-1].facts["overpaid"]) == (ClaimState.PAID, Money(4_20), 0)


def test_the_rest_of_a_cash_claim_is_paid_afterwards() -> None:
    """£1 handed over leaves £3.20."""
    claim = approve(confirm(cash_claim(1_00)))

    assert claim.payment(MONEY).amount == Money(3_20) and claim.state is ClaimState.APPROVED


def test_cash_that_was_too_much_is_written_down() -> None:
    """Approved less than handed over: the difference stands in the journal, and nothing more is paid."""
    claim = approve(confirm(cash_claim(4_20), change(1, 3_00)))

    assert (claim.state, claim.journal[-1].facts["overpaid"]) == (ClaimState.PAID, 1_20)


def test_a_refused_claim_says_what_was_already_handed_over() -> None:
    """All of it is overpaid then."""
    claim = cash_claim(4_20)
    refusal = deciding.refuse(
        claim, Step(journals.staff(manager(claim).id), AT, StepId("r")), by=manager(claim), reason="Not there."
    )

    assert refusal.journal[-1].facts["overpaid"] == 4_20


# --- putting an earlier claim right ---
def adjusted(claim: Claim, pence: int) -> Claim:
    return deciding.adjust(claim, amount=Money(pence), earlier=ClaimId("9QXR-K7M4"), reason="Paid too much in May.")


def test_an_overpayment_is_taken_off_a_later_claim_which_names_the_first() -> None:
    """A line of its own, never an edit."""
    claim = approve(confirm(adjusted(a_claim(), -5_00)))

    assert claim.payment(MONEY).amount == Money(19_20)
    assert claim.journal[1].facts["line 3 names"] == "9QXR-K7M4"


def test_an_overpayment_may_take_the_whole_of_a_later_claim() -> None:
    """Then nothing is due, and the claim is settled."""
    claim = approve(confirm(adjusted(a_claim(), -24_20)))

    assert (claim.state, claim.payments) == (ClaimState.PAID, ())


def test_an_overpayment_never_takes_more_than_the_money_of_a_claim() -> None:
    """A participant never owes us by a claim, and vouchers are not taken back."""
    assert refused(lambda: confirm(adjusted(a_claim(), -24_21))) is ClaimRefusal.NOTHING_LEFT
    vouchers = a_claim(lines=(a_line(LineKind.FEE, 20_00, paid_as=PaidAs.VOUCHER),))
    assert refused(lambda: confirm(adjusted(vouchers, -1_00))) is ClaimRefusal.NOTHING_LEFT


def test_a_top_up_is_confirmed_before_it_is_approved() -> None:
    """Finance may only take money back, and a second approver may change nothing."""
    assert confirm(adjusted(a_claim(), 5_00)).allowed == Money(29_20)
    assert refused(lambda: adjusted(a_confirmed_claim(), 5_00)) is ClaimRefusal.MORE_THAN_CONFIRMED
    assert approve(adjusted(a_confirmed_claim(), -5_00)).payment(MONEY).amount == Money(19_20)
    second = approve(a_confirmed_claim(), second=FINANCE_2)
    assert refused(lambda: adjusted(second, -5_00)) is ClaimRefusal.NOT_AS_APPROVED


def test_a_claim_does_not_put_itself_right() -> None:
    """And putting right needs a reason."""
    claim = a_claim()

    assert (
        refused(lambda: deciding.adjust(claim, amount=Money(1), earlier=claim.id, reason="x"))
        is ClaimRefusal.UNKNOWN_LINE
    )
    assert (
        refused(lambda: deciding.adjust(claim, amount=Money(1), earlier=ClaimId("x"), reason=""))
        is ClaimRefusal.NO_REASON
    )


# --- questions, nags, second thoughts ---
def test_a_question_goes_to_the_participant_and_comes_back_to_who_asked() -> None:
    """The words lie beside the journal, which holds their digest."""
    asked = deciding.ask(
        a_claim(), Step(journals.staff(WORKER.id), AT, StepId("ask")), by=WORKER, question="Which bus?"
    )
    answered = participating.answer(asked, Step(journals.person(asked.person), AT, StepId("answer")), text="The 42.")

    assert (asked.state, asked.turn.who) == (ClaimState.ASKED_BY_WORKER, "participant")
    assert (answered.state, answered.turn.who) == (ClaimState.WITH_WORKER, f"staff:{WORKER.id}")
    assert list(answered.notes.values()) == ["Which bus?", "The 42."]
    assert "bus?" not in str(answered.journal)
    journals.verify(replace(answered, notes={}).journal)


def test_a_reminder_keeps_the_turn_and_a_deputy_takes_it() -> None:
    """The link that somebody has goes on working until somebody else must act."""
    claim = a_claim()
    nudged = deciding.nudge(claim, Step(journals.Job.REMINDERS.actor, AT, StepId("n")), days=3)
    taken = deciding.escalate(nudged, Step(journals.Job.REMINDERS.actor, AT, StepId("e")), to=FINANCE_2)

    assert nudged.turn == claim.turn
    assert (taken.turn.seq, taken.turn.who) == (taken.version, "staff:finance-2")
    own = Decider(id=StaffId("x"), email="participant+work@example.com")
    assert (
        refused(lambda: deciding.escalate(claim, Step(journals.Job.REMINDERS.actor, AT, StepId("e")), to=own))
        is ClaimRefusal.NO_OTHER_PERSON
    )


def test_words_are_never_left_out() -> None:
    """A refusal, a question, an answer and a note each say something."""
    claim, asked = (
        a_claim(),
        deciding.ask(a_claim(), Step(journals.staff(WORKER.id), AT, StepId("a")), by=WORKER, question="?"),
    )
    acts: list[Callable[[], object]] = [
        lambda: deciding.refuse(claim, Step(journals.staff(WORKER.id), AT, StepId("x")), by=WORKER, reason=" "),
        lambda: deciding.ask(claim, Step(journals.staff(WORKER.id), AT, StepId("x")), by=WORKER, question=""),
        lambda: participating.answer(asked, Step(journals.person(asked.person), AT, StepId("x")), text="\n"),
        lambda: deciding.amend(an_approved_claim(), Step(APPROVER, AT, StepId("x")), note=""),
        lambda: deciding.reopen(
            a_refused_claim(),
            Step(journals.staff(FINANCE_2.id), AT, StepId("x")),
            by=FINANCE_2,
            reason="",
            approver=APPROVER,
        ),
    ]

    assert [refused(act) for act in acts] == [ClaimRefusal.NO_REASON] * 5


def test_a_refusal_that_was_a_mistake_goes_back_to_finance_as_it_was_claimed() -> None:
    """Not by the claimant; and approved by somebody other than who reopened it."""
    claim = a_refused_claim()
    mine = Decider(id=StaffId("x"), email="participant@example.com")

    again = deciding.reopen(
        claim,
        Step(journals.staff(FINANCE_2.id), AT, StepId("o")),
        by=FINANCE_2,
        reason="They were there.",
        approver=APPROVER,
    )

    assert (again.state, again.allowed) == (ClaimState.WITH_FINANCE, Money(24_20))
    assert approve(again).state is ClaimState.APPROVED
    mine_again = deciding.reopen(
        claim, Step(journals.staff(FINANCE_1.id), AT, StepId("o")), by=FINANCE_1, reason="Oh.", approver=APPROVER
    )
    assert refused(lambda: approve(mine_again)) is ClaimRefusal.DECIDED_BEFORE
    assert (
        refused(
            lambda: deciding.reopen(
                claim, Step(journals.staff(mine.id), AT, StepId("o")), by=mine, reason="x", approver=APPROVER
            )
        )
        is ClaimRefusal.DECIDER_IS_CLAIMANT
    )


def test_a_claim_is_taken_back_until_money_is_on_its_way() -> None:
    """Also an approved one, as long as it is in no batch."""
    approved = an_approved_claim()
    batched = replace(approved, payments=(replace(approved.payments[0], state=PaymentState.BATCHED),))

    assert (
        participating.withdraw(approved, Step(journals.person(approved.person), AT, StepId("w"))).state
        is ClaimState.WITHDRAWN
    )
    assert (
        refused(lambda: participating.withdraw(batched, Step(journals.person(batched.person), AT, StepId("w"))))
        is ClaimRefusal.MONEY_ON_ITS_WAY
    )


def test_new_bank_details_are_held_until_they_are_confirmed() -> None:
    """Nothing is paid to them before."""
    offered = participating.offer_bank_details(a_claim(), Step(CLAIMANT, AT, StepId("o")), bank=NEW)
    confirmed = participating.confirm_bank_details(offered, Step(journals.person(offered.person), AT, StepId("c")))

    assert offered.bank != NEW and offered.bank_held == NEW
    assert confirmed.bank == NEW and confirmed.bank_held is None
    assert (
        refused(
            lambda: participating.confirm_bank_details(
                confirmed, Step(journals.person(confirmed.person), AT, StepId("c2"))
            )
        )
        is ClaimRefusal.NOTHING_HELD
    )


@pytest.mark.parametrize("state", [PaymentState.BATCHED, PaymentState.PAID])
def test_bank_details_stay_while_money_goes_to_them(state: PaymentState) -> None:
    """A batch is sealed with the account that the claim had."""
    claim = participating.offer_bank_details(an_approved_claim(), Step(CLAIMANT, AT, StepId("o")), bank=NEW)
    on_its_way = replace(claim, payments=(replace(claim.payments[0], state=state),))

    for act in (
        lambda: participating.offer_bank_details(
            on_its_way, Step(journals.person(on_its_way.person), AT, StepId("x")), bank=NEW
        ),
        lambda: participating.confirm_bank_details(
            on_its_way, Step(journals.person(on_its_way.person), AT, StepId("x"))
        ),
    ):
        assert refused(act) is ClaimRefusal.MONEY_ON_ITS_WAY


def test_a_receipt_and_a_fresh_link_leave_the_turn_alone() -> None:
    """Neither is a decision."""
    claim = a_claim()

    assert (
        participating.add_receipt(claim, Step(journals.person(claim.person), AT, StepId("r")), sha256="0" * 64).turn
        == claim.turn
    )
    assert (
        deciding.ask_for_link(claim, Step(journals.Job.MAILER.actor, AT, StepId("l")), to="participant").turn
        == claim.turn
    )
