"""The letters about money as a whole: a batch for the bank, few vouchers, promises at risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from takepart.domain.claims.claim import ClaimState
from takepart.domain.ids import BatchId, ClaimId, DraftId
from takepart.domain.money import Money
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.money.letters import batch_letters
from takepart.use_cases.money.payment_run import run_payments
from takepart.use_cases.ports import Event, EventKind
from tests.builders import an_approved_claim
from tests.money_builders import World, a_due_claim
from tests.policies import WIRRAL

WRITER = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example")
FINANCE = WIRRAL.finance()[0]


def about(kind: ClaimLetter, **values: object) -> str:
    due = LetterDue(kind=kind, key="k", to=FINANCE.email, member=FINANCE, values=MappingProxyType(values))
    return " ".join(WRITER.write(due, token="").text.split())


def test_a_batch_that_is_ready_says_how_much_and_that_opening_sends_nothing() -> None:
    """With the checksum that shows if the file was changed on the way."""
    world = World()
    for number in range(3):
        world.claims.add(a_due_claim(number, safe=world.safe))
    run_payments(
        date(2026, 11, 24), bank=world.bank, vouchers=world.voucher_world, now=an_approved_claim().journal[-1].at
    )
    batch = world.batches.get(BatchId("2026-11-24-1"))
    assert batch is not None
    event = Event(kind=EventKind.BATCH, about=batch.id, seq=batch.turn, action="sealed")
    (due, *_) = batch_letters(
        event, batches=world.batches, claims=world.claims, policy=WIRRAL, now=batch.journal[-1].at
    )

    text = " ".join(WRITER.write(due, token="tok").text.split())

    assert f"- Payments: 3 - Total: {batch.total}" in text
    assert batch.sha256 in text
    assert "Opening the link sends nothing" in text
    assert "https://takepart.example/decide/batch?t=tok" in text
    assert "Zoë" not in text


def test_few_vouchers_are_left() -> None:
    """In one line, with where to put new ones in."""
    text = about(ClaimLetter.LOW_STOCK, value=Money(10_00), left=1)

    assert "1 voucher of £10 is left." in text
    assert "https://takepart.example/office" in text


def test_promises_at_risk_are_listed_the_earliest_first_and_counted() -> None:
    """With what holds each of them up, and no names."""
    first = an_approved_claim()
    other = an_approved_claim(id=ClaimId("BBBB-CCCC"), draft=DraftId("b"))
    waits = replace(other, state=ClaimState.NEEDS_BANK_DETAILS)

    text = about(ClaimLetter.PROMISES_AT_RISK, claims=(first, waits), number=30)

    assert "- K7M4-9QXR: £24.20, promised by Monday 7 December 2026" in text
    assert "BBBB-CCCC: £24.20, promised by Monday 7 December 2026 (waits for the person's bank details)" in text
    assert "- and 28 more" in text
    assert "Participant" not in text
