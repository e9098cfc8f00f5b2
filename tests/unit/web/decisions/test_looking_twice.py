"""What a decider must not miss: an amount that somebody changed, and an account in another name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, keeping, participating
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import Decider, LineDecision, SealedBankDetails
from takepart.domain.ids import ClaimId, DraftId, LineId, PersonId, ReceiptId, StepId
from takepart.domain.lines import Flag
from takepart.domain.money import Money
from takepart.use_cases.claims.claim_letters import letters_due
from takepart.use_cases.claims.open_decision import decision_for
from takepart.use_cases.claims.ports import Receipt
from tests.builders import CLAIMANT, DAY, FINANCE_1, FINANCE_2, SENT_AT, WORKER, a_claim, a_refused_claim
from tests.fakes_claims import FakeClaims, FakeReceipts
from tests.policies import WIRRAL
from tests.unit.letters.test_letters import WRITER
from tests.unit.web.decisions.bench import Bench, link_to

STRANGER = SealedBankDetails(ciphertext=b"s", last_digits="678", fingerprint="f" * 32, name="Some Stranger")
OWN = replace(STRANGER, name="MISS PARTICIPANT ONE")
WHY = "They stayed for the whole day."


def changed(claim: Claim, pence: int, *, by: Decider = WORKER, why: str = WHY) -> Claim:
    """The claim with its fee made another amount by whoever decides it."""
    decision = LineDecision(line=LineId("1"), amount=Money(pence), reason=why)
    to = journals.staff(FINANCE_1.id if by is WORKER else FINANCE_2.id)
    if claim.state is ClaimState.WITH_WORKER:
        return deciding.confirm(
            claim, Step(journals.staff(by.id), SENT_AT, StepId("c")), by=by, decisions=[decision], approver=to
        )
    return deciding.approve(
        claim, Step(journals.staff(by.id), SENT_AT, StepId("a")), by=by, decisions=[decision], second_approver=to
    )


def email_to_the_next(claim: Claim) -> str:
    (letter,) = (
        due for due in letters_due(claim, claim.journal[-1], policy=WIRRAL, now=SENT_AT) if due.member is not None
    )
    return WRITER.write(letter, token="t").text


@pytest.mark.parametrize(("pence", "word"), [(199_99, "raised"), (5_00, "lowered")])
def test_whoever_decides_next_sees_each_changed_amount(pence: int, word: str) -> None:
    """Before, after, who and why on the page; in the email the amounts and who, and nothing that was written."""
    claim = changed(a_claim(), pence)

    page = Bench(claim).get(link_to(claim))
    email = email_to_the_next(claim)

    said = f"Fee for taking part: {word} from £20 to {Money(pence)} by Participation worker"
    assert f"{said}. Why: {WHY}" in page.words
    assert page.words.index("Look twice") < page.words.index(said) < page.words.index("Line by line")
    assert f"- {said}" in email and WHY not in email
    assert "Check: 2" in email


def test_somebody_who_registered_twice_is_one_person_to_whoever_decides() -> None:
    """What they were paid under the other name counts with theirs, and their own account is nobody else's."""
    once = PersonId("bbbbbbbb.twice")
    before = a_claim(id=ClaimId("AAAA-AAAA"), draft=DraftId("a"), person=once, bank=OWN)
    claim = changed(a_claim(also=(once,), bank=OWN), 20_00)

    opened = decision_for(claim, FINANCE_1.id, claims=FakeClaims(claim, before), receipts=FakeReceipts(), policy=WIRRAL)

    assert {each.id for each in opened.theirs} == {claim.id, before.id}
    assert [match.flag for match in opened.matches] == [Flag.SAME_SESSION]


def test_the_second_approver_sees_what_both_before_them_changed() -> None:
    """The first reason is not lost when the amount changes again, even back to what was claimed."""
    claim = changed(changed(a_claim(), 199_99), 20_00, by=FINANCE_1, why="The rate is £20.")

    page = Bench(claim).get(link_to(claim))

    assert f"raised from £20 to £199.99 by Participation worker. Why: {WHY}" in page.words
    assert "lowered from £199.99 to £20 by Finance officer" in page.words
    assert page.words.count("Why: The rate is £20.") >= 1


def test_a_top_up_and_an_opened_claim_are_changes_too() -> None:
    """A line that puts an earlier claim right is new money; opening again brings back what was claimed."""
    earlier = a_claim(id="AAAA-AAAA", draft="earlier")
    topped = deciding.adjust(a_claim(), amount=Money(50_00), earlier=earlier.id, reason=WHY)
    to = journals.staff(FINANCE_1.id)
    claim = deciding.confirm(
        topped, Step(journals.staff(WORKER.id), SENT_AT, StepId("c")), by=WORKER, decisions=(), approver=to
    )
    (change,) = deciding.changes_of(claim)
    assert (change[1].before, change[1].after, change[1].by) == (Money(0), Money(50_00), WORKER.id)
    lowered = changed(a_claim(), 5_00)
    refused = deciding.refuse(
        lowered, Step(journals.staff(FINANCE_1.id), SENT_AT, StepId("r")), by=FINANCE_1, reason="No"
    )

    opened = deciding.reopen(
        refused, Step(journals.staff(FINANCE_2.id), SENT_AT, StepId("o")), by=FINANCE_2, reason="A slip", approver=to
    )

    assert [(c.before, c.after, c.by, c.why) for _, c in deciding.changes_of(opened)] == [
        (Money(20_00), Money(5_00), WORKER.id, WHY),
        (Money(5_00), Money(20_00), FINANCE_2.id, "A slip"),
    ]
    as_it_was = deciding.reopen(
        a_refused_claim(),
        Step(journals.staff(FINANCE_2.id), SENT_AT, StepId("o")),
        by=FINANCE_2,
        reason="A slip",
        approver=to,
    )
    assert not deciding.changes_of(a_refused_claim()) and not deciding.changes_of(as_it_was)


def test_a_claim_from_before_changes_were_kept_shows_its_last_one() -> None:
    """The line itself says from what, to what and why."""
    claim = changed(a_claim(), 199_99)
    old = replace(claim, lines=tuple(replace(line, changes=()) for line in claim.lines))

    assert [change for _, change in deciding.changes_of(old)] == [change for _, change in deciding.changes_of(claim)]


def test_a_raise_without_a_reason_is_refused_beside_its_box() -> None:
    """What was typed stays, and nothing is kept."""
    claim = a_claim()
    bench = Bench(claim)

    answer = bench.choose(link_to(claim), answer="change", line_1_amount="199.99", line_2_reason="kept words")

    assert answer.status == 422
    assert answer.words.count("Say why you changed the amount") == 2
    assert 'value="199.99"' in answer.body and 'value="kept words"' in answer.body
    assert bench.kept(claim) == claim


def test_an_account_in_another_name_is_shown_to_every_decider_and_never_emailed() -> None:
    """The name calmly beside the claimant's; no number."""
    claim = a_claim(bank=STRANGER)
    confirmed = changed(claim, 20_00)

    for each in (claim, confirmed):
        page = Bench(each).get(link_to(each))
        assert "Name on the account Some Stranger" in page.words
        assert "The bank account has a different name. Often it belongs to a parent or carer." in page.words
        assert "It is in the name of Some Stranger . The claim is for Participant One ." in page.words.replace(
            "Stranger.", "Stranger ."
        ).replace("One.", "One .")
        assert "678" not in page.words
        assert "Stranger" not in email_to_the_next(each)
    own = a_claim(bank=OWN)
    page = Bench(own).get(link_to(own))
    assert "Name on the account MISS PARTICIPANT ONE" in page.words and Flag.OTHER_NAME not in own.flags


def test_corrected_details_are_looked_at_in_the_same_way() -> None:
    """The new name is shown while it waits, flagged once it counts, and no longer when it is the person's own."""
    offered = participating.offer_bank_details(a_claim(bank=OWN), Step(CLAIMANT, SENT_AT, StepId("o")), bank=STRANGER)
    taken = participating.confirm_bank_details(offered, Step(journals.person(offered.person), SENT_AT, StepId("y")))
    again = participating.offer_bank_details(
        taken, Step(journals.person(taken.person), SENT_AT, StepId("o2")), bank=OWN
    )

    page = Bench(offered).get(link_to(offered))

    assert "Name on the new account Some Stranger" in page.words
    assert Flag.OTHER_NAME not in offered.flags and Flag.OTHER_NAME in taken.flags
    assert (
        Flag.OTHER_NAME
        not in participating.confirm_bank_details(
            again, Step(journals.person(again.person), SENT_AT, StepId("y2"))
        ).flags
    )


def test_the_name_and_what_it_said_go_with_the_bank_details() -> None:
    """Erased in the same step; so are the reasons for changes when the person goes."""
    refused = deciding.refuse(
        changed(a_claim(bank=STRANGER), 5_00),
        Step(journals.staff(FINANCE_1.id), SENT_AT, StepId("r")),
        by=FINANCE_1,
        reason="No",
    )

    without = keeping.erase_bank(refused, Step(journals.Job.REMINDERS.actor, SENT_AT, StepId("e")))
    gone = keeping.erase(refused, Step(journals.Job.REMINDERS.actor, SENT_AT, StepId("g")))

    assert Flag.OTHER_NAME in refused.flags
    for each in (without, gone):
        assert "Stranger" not in repr(each) and Flag.OTHER_NAME not in each.flags
    assert WHY not in repr(gone)


def test_an_account_that_others_use_is_seen_behind_many_claims_of_ones_own() -> None:
    """However many claims its owner has sent: the other person's is among them."""
    own = [
        a_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(f"own-{n}"), bank=OWN, day=DAY - timedelta(days=30 + 7 * n))
        for n in range(60)
    ]
    other = a_claim(
        id=ClaimId("ZZZZ-ZZZZ"),
        draft=DraftId("other"),
        bank=OWN,
        person=PersonId("c" * 24 + "." + "d" * 12),
        day=DAY - timedelta(days=90),
    )
    claim = a_claim(bank=OWN)

    page = Bench(*own, other, claim).get(link_to(claim))

    assert Flag.SHARED_BANK_ACCOUNT.plain in page.words
    assert "ZZZZ-ZZZZ" in page.words
    assert "BBBB-0001" not in page.words


def test_the_same_receipt_is_seen_on_any_claim_without_asking_each_for_its_receipts() -> None:
    """On one that shares the account or the week, and on one that shares nothing else; it is asked once for a file."""
    others = [
        a_claim(
            id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(f"other-{n}"), bank=OWN, person=PersonId(f"{'c' * 24}.{n:012}")
        )
        for n in range(30)
    ]
    far = a_claim(id=ClaimId("ZZZZ-ZZZZ"), draft=DraftId("far"), person=PersonId("e" * 24 + "." + "d" * 12), bank=None)
    claim = a_claim(bank=OWN)
    receipts = AskedReceipts()
    for draft in (claim.draft, others[7].draft, far.draft):
        receipts.add(a_receipt(draft, sha256="a" * 64))
    receipts.add(a_receipt(others[8].draft, sha256="b" * 64))

    opened = decision_for(claim, WORKER.id, claims=FakeClaims(*others, far, claim), receipts=receipts, policy=WIRRAL)

    same = [match.claim for match in opened.matches if match.flag is Flag.SAME_RECEIPT]
    assert same == [others[7].id, "draft:far"]
    assert receipts.asked == [claim.draft, "a" * 64]


def a_receipt(draft: DraftId, *, sha256: str) -> Receipt:
    return Receipt(
        id=ReceiptId(f"receipt-{draft}"),
        draft=draft,
        key=f"receipts/{draft}/1",
        content_type="image/jpeg",
        size=1,
        sha256=sha256,
        received_on=DAY,
    )


class AskedReceipts(FakeReceipts):
    """Receipts that remember what was asked of them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def of_draft(self, draft: DraftId) -> Sequence[Receipt]:
        self.asked.append(draft)
        return super().of_draft(draft)

    def same_picture(self, sha256: str) -> Sequence[DraftId]:
        self.asked.append(sha256)
        return super().same_picture(sha256)
