"""A batch: planned once, sealed once, sent once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.batches import batch as batches
from takepart.domain.batches.batch import (
    Batch,
    BatchAction,
    BatchRow,
    BatchState,
    Planned,
    got_in,
    left_out,
    reference_of,
    rows_digest,
)
from takepart.domain.claims import deciding, paying
from takepart.domain.claims.parts import GIFT, MONEY, SealedBankDetails
from takepart.domain.ids import BatchId, ClaimId, StaffId, StepId
from takepart.domain.journal import Job
from takepart.domain.money import Money
from takepart.domain.money_refusals import MoneyRefusal
from takepart.domain.plain_reason import PlainReason
from takepart.domain.refused import Refused
from tests.builders import an_approved_claim
from tests.money_builders import NOW, RUN_DAY, claim_no
from tests.policies import WIRRAL

ID = BatchId("2026-11-24-1")
BY = StaffId("finance-1")


def planned(number: int = 0, version: int = 3) -> Planned:
    return Planned(claim=claim_no(number), payment=MONEY, amount=Money(24_20), version=version)


def a_row(number: int = 0) -> BatchRow:
    return BatchRow(
        claim=claim_no(number),
        payment=MONEY,
        amount=Money(24_20),
        payee="Participant One",
        reference=str(claim_no(number)),
        to=SealedBankDetails(ciphertext=b"x", last_digits="0001", fingerprint="f"),
    )


def by_the_run(press: str) -> Step:
    return Step(Job.PAYMENTS.actor, NOW, StepId(press))


def an_open_batch(count: int = 2) -> Batch:
    return batches.open_batch(
        by_the_run("open"),
        id=ID,
        day=RUN_DAY,
        plan=[planned(number) for number in range(count)],
        pay_date=date(2026, 11, 26),
        profile=WIRRAL.bank_file,
    )


def a_sealed_batch(count: int = 2) -> Batch:
    return batches.seal(
        an_open_batch(count), by_the_run("seal"), rows=[a_row(n) for n in range(count)], sha256="ab" * 32
    )


def a_sent_batch(count: int = 2) -> Batch:
    return batches.send(
        a_sealed_batch(count), Step(journals.staff(BY), NOW, StepId("send")), arrives=date(2026, 11, 27), checked="file"
    )


def refused(act: Callable[[], object]) -> PlainReason:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


@pytest.mark.parametrize("state", BatchState)
@pytest.mark.parametrize("action", BatchAction)
def test_every_pair_is_in_the_table_or_refused(state: BatchState, action: BatchAction) -> None:
    """One table, as for claims."""
    batch = replace(an_open_batch(), state=state)
    step = Step(journals.staff(BY), NOW, StepId("x"))

    if (state, action) in Batch.TRANSITIONS:
        assert batch.took(action, step).state is Batch.TRANSITIONS[state, action]
    else:
        assert refused(lambda: batch.took(action, step)) is MoneyRefusal.NOT_IN_THIS_STATE


def test_a_sealed_batch_says_what_is_in_it() -> None:
    """How many, how much, and the checksum; the journal names nobody."""
    batch = a_sealed_batch()

    assert (batch.total, batch.sha256, batch.turn) == (Money(48_40), "ab" * 32, 2)
    told = {"payments": 2, "pence": 48_40, "sha256": "ab" * 32, "left out": 0, "rows": rows_digest(batch.rows)}
    assert batch.journal[-1].facts == told
    assert "Participant" not in str(batch.journal)
    assert (
        refused(lambda: batches.seal(batch, by_the_run("again"), rows=batch.rows, sha256=""))
        is MoneyRefusal.NOT_IN_THIS_STATE
    )


def test_a_batch_that_nothing_got_into_is_closed_empty() -> None:
    """It goes to no bank."""
    batch = batches.seal(an_open_batch(), by_the_run("seal"), rows=[], sha256="")

    assert (batch.state, batch.was_sent, batch.turn) == (BatchState.EMPTY, False, 0)
    assert (
        refused(
            lambda: batches.send(batch, Step(journals.staff(BY), NOW, StepId("s")), arrives=RUN_DAY, checked="file")
        )
        is MoneyRefusal.NOT_IN_THIS_STATE
    )


def test_a_batch_is_sent_once_by_somebody() -> None:
    """The money is there when BACS says, or on the day that the file asks for, whichever is later."""
    early = batches.send(
        a_sealed_batch(), Step(journals.staff(BY), NOW, StepId("s")), arrives=date(2026, 11, 25), checked="file"
    )
    batch = a_sent_batch()

    assert (early.arrives, batch.arrives) == (date(2026, 11, 26), date(2026, 11, 27))
    assert batch.sent_entry is not None and batch.sent_entry.by == "staff:finance-1"
    again = lambda: batches.send(batch, Step(journals.staff(BY), NOW, StepId("t")), arrives=RUN_DAY, checked="file")  # noqa: E731
    assert refused(again) is MoneyRefusal.SENT_BEFORE


def test_what_came_back_is_written_down_once() -> None:
    """By reference, however it was typed; with the bank's reason beside the journal."""
    typed = str(claim_no(0)).lower().replace("-", " ")
    batch = batches.came_back(a_sent_batch(), Step(journals.staff(BY), NOW, StepId("r")), references={typed: "Closed"})

    assert batch.returned == {str(claim_no(0)): "Closed"}
    assert batch.returned_by(str(claim_no(0))) == "staff:finance-1"
    assert "Closed" not in str(batch.journal)

    def back(batch: Batch, reference: str) -> Batch:
        return batches.came_back(batch, Step(journals.staff(BY), NOW, StepId("r2")), references={reference: ""})

    assert refused(lambda: back(batch, typed)) is MoneyRefusal.NOTHING_CAME_BACK
    assert refused(lambda: back(batch, "2222-2222")) is MoneyRefusal.NOT_FOUND
    assert refused(lambda: back(a_sealed_batch(), typed)) is MoneyRefusal.NOT_SENT
    done = batches.settle(batch, by_the_run("settle"))
    assert done.state is BatchState.DONE
    assert back(done, str(claim_no(1))).state is BatchState.SENT


def test_the_journal_says_how_much_came_back_and_how_many_did_not() -> None:
    """Of two payments, one."""
    sent, reference = a_sent_batch(), str(claim_no(0))
    step = Step(journals.staff(BY), NOW, StepId("r"))
    back = batches.came_back(sent, step, references={reference: "Closed"})
    (amount,) = (row.amount.pence for row in sent.rows if row.reference == reference)

    assert back.journal[-1].facts["pence"] == amount
    assert batches.settle(back, by_the_run("settle")).journal[-1].facts == {"payments": 1, "came back": 1}


def test_a_gift_is_marked_as_one_and_money_is_not() -> None:
    """With room for the whole reference, to the letter, and without."""
    claim = ClaimId("K7M4-9QXR")

    assert [reference_of(claim, MONEY, length=length) for length in (9, 8)] == ["K7M4-9QXR", "K7M49QXR"]
    assert [reference_of(claim, GIFT, length=length) for length in (14, 13)] == ["K7M4-9QXR-GIFT", "K7M49QXRG"]


@pytest.mark.parametrize("length", range(9, 19))
def test_two_payments_of_a_claim_have_two_references_however_short_they_must_be(length: int) -> None:
    """The policy allows 9 to 18 characters."""
    claim = ClaimId("K7M4-9QXR")
    money, gift = (reference_of(claim, payment, length=length) for payment in (MONEY, GIFT))

    assert len(money) <= length and len(gift) <= length and money != gift
    assert all(letter.isalnum() or letter == "-" for letter in money + gift)


def test_a_payment_gets_in_only_as_the_next_step_of_what_was_planned() -> None:
    """So that every run comes to the same answer, whenever it looks."""
    claim = an_approved_claim(id=claim_no(0))
    plan = planned(version=claim.version)
    marked = paying.batch(
        claim, Step(journals.Job.PAYMENTS.actor, NOW, plan.step(ID)), payment=MONEY, amount=plan.amount, batch_id=ID
    )
    moved_on = deciding.ask_for_link(claim, Step(journals.Job.MAILER.actor, NOW, StepId("link")), to="participant")
    too_late = paying.batch(
        moved_on, Step(journals.Job.PAYMENTS.actor, NOW, plan.step(ID)), payment=MONEY, amount=plan.amount, batch_id=ID
    )

    assert got_in(claim, plan, ID) is None
    assert got_in(marked, plan, ID) is True
    assert got_in(moved_on, plan, ID) is False
    assert got_in(too_late, plan, ID) is False
    assert (left_out(marked, plan, ID), left_out(claim, plan, ID)) == (True, False)
