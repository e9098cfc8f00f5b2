"""A claim is what its journal tells: whatever of its money is changed beside the journal shows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import NameCheck, Whose
from takepart.domain.claims import keeping, participating, paying, told
from takepart.domain.claims.claim import Claim, ClaimAction, ClaimState
from takepart.domain.claims.parts import GIFT, MONEY, Claimant, ClaimLine, Payment, PaymentState, SealedBankDetails
from takepart.domain.fee_choice import Gift
from takepart.domain.ids import BatchId, CharityId, ClaimId, LineId, PersonId, StepId
from takepart.domain.journal import BrokenJournal, Job
from takepart.domain.lines import LineKind
from takepart.domain.money import Money, PaymentMethod
from tests.builders import CLAIMANT, FINANCE_1, SENT_AT, a_claim, a_confirmed_claim, an_approved_claim, sealed
from tests.fakes_claims import FakeApprovals
from tests.money_builders import a_gift

OTHER_ACCOUNT = SealedBankDetails(ciphertext=b"another", last_digits="999", fingerprint="e" * 32)
BATCH = BatchId("2026-11-24-1")


def step(name: str, by: journals.Actor = Job.PAYMENTS.actor) -> Step:
    """A step of the payment run."""
    return Step(by, SENT_AT, StepId(name))


def in_a_batch() -> Claim:
    """An approved claim whose money is in a batch, with a gift that is still due."""
    claim = an_approved_claim(gift=a_gift())
    return paying.batch(claim, step("batch"), payment=MONEY, amount=claim.payment(MONEY).amount, batch_id=BATCH)


OTHERWISE: dict[type, dict[str, Any]] = {
    Payment: {
        "id": "voucher",
        "method": PaymentMethod.CASH,
        "amount": Money(9_999_00),
        "state": PaymentState.DUE,
        "batch": BatchId("2026-11-25-1"),
        "tries": 2,
    },
    ClaimLine: {"id": LineId("7"), "kind": LineKind.MEALS, "claimed": Money(9_999_00), "allowed": Money(9_999_00)},
    SealedBankDetails: {"ciphertext": b"another", "last_digits": "999", "fingerprint": "e" * 32, "name": "Another"}
    | {"whose": Whose.FOSTER_CARER, "checked": NameCheck.OTHER},
    Gift: {"charity": CharityId("another"), "amount": Money(9_999_00)},
    Claimant: {"name": "Another", "email": "another@example.org"},
    Claim: {
        "person": PersonId("c" * 24 + "." + "d" * 12),
        "state": ClaimState.WITH_FINANCE,
        "payments": (),
        "lines": (),
        "bank": OTHER_ACCOUNT,
        "bank_held": OTHER_ACCOUNT,
        "gift": None,
        "claimant": Claimant(name="Another", email="another@example.org"),
        "confirmed_by": None,
        "approved_by": (),
        "recorded_by": FINANCE_1,
        "household": (FINANCE_1.id,),
    },
}
"""For each field that says how much, to whom, whether again, or who agreed: something else that it might say."""
MOVES_NO_MONEY = {
    Payment: {"arrives", "proof", "handed_over", "acknowledged"},
    ClaimLine: {"paid_as", "basis", "description", "why", "flags", "names", "changes"},
    SealedBankDetails: set[str](),
    Gift: set[str](),
    Claimant: {"phone", "under_16"},
    Claim: {
        *("id", "journal", "draft", "activity_type", "session", "day", "part_of_day", "minutes", "days", "method"),
        *("policy_version", "promised", "car_miles", "flags", "also", "turn"),
        *("notes", "approval"),
    },
}
"""What may be put right, or cannot make anybody be paid: once approved, the payments say all of it."""


def parts(claim: Claim) -> dict[type, tuple[Any, Callable[[Any], Claim]]]:
    """Each part of a claim, and how another is put in its place."""
    bank, gift, payment, line = claim.bank, claim.gift, claim.payment(MONEY), claim.lines[0]
    return {
        Payment: (payment, lambda it: replace(claim, payments=(it, *(p for p in claim.payments if p.id != MONEY)))),
        ClaimLine: (line, lambda it: replace(claim, lines=(it, *claim.lines[1:]))),
        SealedBankDetails: (bank, lambda it: replace(claim, bank=it)),
        Gift: (gift, lambda it: replace(claim, gift=it)),
        Claimant: (claim.claimant, lambda it: replace(claim, claimant=it)),
        Claim: (claim, lambda it: it),
    }


def changes() -> Iterator[Any]:
    """Every field that is told of, by its type."""
    for kind, those in OTHERWISE.items():
        for name, value in those.items():
            yield pytest.param(kind, name, value, id=f"{kind.__name__}.{name}")


@pytest.mark.parametrize(("kind", "name", "value"), list(changes()))
def test_money_that_was_changed_beside_the_journal_is_damage(kind: type, name: str, value: Any) -> None:
    """The amount, the payee, the account, the state: none of them changes without a step that says so."""
    claim = in_a_batch()
    told.check(claim)
    part, put = parts(claim)[kind]

    with pytest.raises(BrokenJournal):
        told.check(put(replace(part, **{name: value})))


@pytest.mark.parametrize("kind", OTHERWISE, ids=lambda kind: kind.__name__)
def test_every_field_of_a_claim_is_told_of_or_moves_no_money(kind: Any) -> None:
    """A field that is added later stands in one of the two lists."""
    assert {each.name for each in fields(kind)} == set(OTHERWISE[kind]) | MOVES_NO_MONEY[kind]


def test_a_claim_as_it_goes_its_way_is_what_its_journal_tells() -> None:
    """Sent, approved, paid, back from the bank, with a new account, paid again, taken from the records."""
    steps = [a_claim(), a_confirmed_claim(), in_a_batch()]
    sent = paying.pay_by_bank(steps[-1], step("sent"), payment=MONEY, batch_id=BATCH, arrives=date(2026, 11, 26))
    back = paying.bounce(sent, step("back"), payment=MONEY, batch_id=BATCH)
    offered = participating.offer_bank_details(back, step("offer", CLAIMANT), bank=OTHER_ACCOUNT)
    right = participating.confirm_bank_details(offered, step("confirm", CLAIMANT))
    again = paying.batch(right, step("again"), payment=MONEY, amount=right.payment(MONEY).amount, batch_id=BATCH)
    paid = paying.pay_by_bank(again, step("sent-again"), payment=MONEY, batch_id=BATCH, arrives=date(2026, 11, 27))
    gift = paying.batch(paid, step("gift"), payment=GIFT, amount=paid.payment(GIFT).amount, batch_id=BATCH)
    given = paying.pay_by_bank(gift, step("given"), payment=GIFT, batch_id=BATCH, arrives=date(2026, 11, 27))
    steps += [sent, back, offered, right, again, paid, gift, given]
    steps += [keeping.erase_bank(given, step("bank")), keeping.erase(given, step("erase"))]

    for claim in steps:
        told.check(claim)


def test_a_claim_that_was_taken_back_has_nothing_due() -> None:
    """It is on no payment run's list, and is kept no longer than any other that is over."""
    taken_back = participating.withdraw(an_approved_claim(), step("back", CLAIMANT))

    assert taken_back.payments == ()
    told.check(taken_back)


def test_a_journal_that_was_written_anew_has_no_seal() -> None:
    """Every hash fits and the claim says what the journal tells: only the seal shows that nobody approved it."""
    approvals = FakeApprovals()
    as_it_was = an_approved_claim()
    dearer = an_approved_claim(lines=(replace(as_it_was.lines[0], claimed=Money(9_999_00), allowed=Money(9_999_00)),))
    forged = replace(dearer, approval=as_it_was.approval)
    told.check(forged)
    journals.verify(forged.journal)

    assert told.sealed_words(forged) != told.sealed_words(as_it_was)
    assert forged.approval != approvals.seal(forged)


def test_the_seal_is_for_one_claim_and_there_is_none_before_the_approval() -> None:
    """One cannot be moved, and what waits for a decision has nothing to be sealed."""
    assert told.sealed_words(a_confirmed_claim()) == b""
    one, other = (sealed(an_approved_claim(id=ClaimId(id))) for id in ("K7M4-9QXR", "22XX-33YY"))
    assert one.approval != other.approval
    assert told.approval_of(one) is not None and told.approval_of(one).action == ClaimAction.APPROVE  # type: ignore[union-attr]
