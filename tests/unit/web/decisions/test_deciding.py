"""The pages behind a decision link: looking changes nothing, and a choice is taken once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import Claimant
from takepart.domain.ids import ActivityTypeId, ClaimId, DraftId, PersonId, ReceiptId, StaffId, StepId
from takepart.domain.lines import Flag
from takepart.domain.money import Money
from takepart.use_cases.claims.ports import Receipt
from tests.builders import DAY, FINANCE_1, SENT_AT, WORKER, a_claim, a_confirmed_claim, a_line, an_approved_claim
from tests.unit.web.decisions.bench import Bench, link_to, list_of


def test_the_page_shows_what_a_decider_needs_and_chooses_nothing() -> None:
    """Rate, sums, own words, flags and history are there; no answer is chosen beforehand."""
    claim = a_claim()
    bench = Bench(claim)

    page = bench.get(link_to(claim))

    assert page.status == 200
    for words in (
        "Opening this page approves nothing",
        "Participant One",
        "1 session of up to 2 hours at £20, travel included",
        "They wrote: Birkenhead to the town hall",
        "The fee for this activity already includes travel.",
        "Participant One sent the claim, for £24.20",
    ):
        assert words in page.words
    assert page.checked() == []
    assert "participant@example.com" not in page.body
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_confirming_passes_the_claim_to_finance_and_shows_what_was_done() -> None:
    """One write; then a page that a reload shows again."""
    claim = a_claim()
    bench = Bench(claim)

    sent = bench.choose(link_to(claim), answer="agree")
    done = bench.get(sent.location)

    assert sent.status == 303
    assert bench.kept(claim).state is ClaimState.WITH_FINANCE
    assert "Thank you. You confirmed £24.20 and passed it to finance." in done.words
    assert "We have emailed Finance officer" in done.words
    assert bench.get(sent.location).words == done.words
    assert bench.claims.writes == 1


def test_a_double_click_decides_once() -> None:
    """The same form sent twice leads to the same page."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim))) | {"answer": "agree"}

    first, second = bench.post(link_to(claim), form), bench.post(link_to(claim), form)

    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert bench.claims.writes == 1


def test_an_amount_is_changed_with_a_reason_that_the_participant_reads() -> None:
    """A line may be £0: that refuses the line alone."""
    claim = a_claim()
    bench = Bench(claim)

    sent = bench.choose(
        link_to(claim), answer="change", line_2_amount="0", line_2_reason="Travel is part of the fee here."
    )

    assert sent.status == 303
    assert bench.kept(claim).allowed == Money(20_00)
    assert bench.kept(claim).lines[1].why == "Travel is part of the fee here."


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"answer": "change"}, "You did not change anything."),
        ({"answer": "change", "line_2_amount": "3"}, "Say why you changed the amount"),
        ({"answer": "change", "line_2_amount": "3,20", "line_2_reason": "x"}, "in pounds and pence"),
        ({"answer": "agree", "line_2_amount": "3", "line_2_reason": "x"}, "You changed something below."),
        ({"answer": "refuse"}, "Say why you refuse it"),
        ({"answer": "ask"}, "Enter your question"),
        ({"answer": "pass-on"}, "Choose a colleague"),
        ({"answer": "pass-on", "colleague": "finance-1"}, "Choose one of the answers"),
        ({"answer": "change", "adjust_claim": "K7M4"}, "Enter a reference, like"),
    ],
)
def test_what_is_missing_is_said_beside_the_box_and_nothing_typed_is_lost(choice: dict[str, str], message: str) -> None:
    """422, with a summary on top; what was typed stands in its box."""
    claim = a_claim()
    bench = Bench(claim)

    answer = bench.choose(link_to(claim), **choice)

    assert answer.status == 422
    assert answer.words.count(message) >= 2
    assert "There is a problem" in answer.words
    assert all(f'value="{typed}"' in answer.body for name, typed in choice.items() if name.startswith("line"))
    assert bench.claims.writes == 0


def test_a_refusal_a_question_and_a_passing_on_are_each_one_step() -> None:
    """Each takes what it needs and leaves the turn with the right person."""
    refused, asked, passed = (a_claim(id=ClaimId(f"{c * 4}-{c * 4}"), draft=DraftId(c)) for c in "BCD")
    bench = Bench(refused, asked, passed)

    bench.choose(link_to(refused), answer="refuse", refusal="You told us that you could not come.")
    bench.choose(link_to(asked), answer="ask", question="Which bus was it?")
    bench.choose(link_to(passed), answer="pass-on", colleague="recruitment-lead", pass_reason="I am away")

    assert bench.kept(refused).state is ClaimState.REFUSED
    assert bench.kept(asked).state is ClaimState.ASKED_BY_WORKER
    assert bench.kept(passed).turn.who == "staff:recruitment-lead"
    assert list(bench.kept(passed).notes.values()) == ["I am away"]


def test_a_claim_that_changed_meanwhile_is_shown_again() -> None:
    """A receipt came in between: the decider looks again, and what they typed is still there."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim)))

    answer = bench.post(link_to(claim), form | {"step": "ab" * 16 + "-0", "answer": "refuse", "refusal": "Because"})

    assert answer.status == 409
    assert "It has changed since you opened the page" in answer.words
    assert ">Because</textarea>" in answer.body
    assert bench.claims.writes == 0


def test_a_large_sum_needs_someone_who_is_signed_in() -> None:
    """The link alone opens the page, and the same person signed in approves."""
    claim = a_confirmed_claim(lines=(a_line(pence=600_00),))
    bench = Bench(claim)

    page = bench.get(link_to(claim))
    alone = bench.choose(link_to(claim), answer="agree")
    bench.signed_in = StaffId("finance-2")
    as_another = bench.choose(link_to(claim), answer="agree")
    bench.signed_in = FINANCE_1.id
    as_themselves = bench.choose(link_to(claim), answer="agree")

    assert "can only be approved by someone who is signed in" in page.words
    assert (alone.status, as_another.status, as_themselves.status) == (422, 422, 303)
    assert bench.kept(claim).state is ClaimState.WITH_SECOND_APPROVER


def test_an_earlier_claim_is_put_right_by_a_line_of_this_one() -> None:
    """An overpayment is taken back on a later claim that names the first, of the same person only."""
    earlier = an_approved_claim(id=ClaimId("BBBB-CCCC"), draft=DraftId("earlier"), day=date(2026, 10, 1))
    of_another = an_approved_claim(
        id=ClaimId("DDDD-FFFF"), draft=DraftId("other"), person=PersonId("x.y"), day=date(2026, 10, 1)
    )
    claim = a_claim()
    bench = Bench(claim, earlier, of_another)
    adjust = {"answer": "change", "adjust_way": "less", "adjust_amount": "4.20", "adjust_reason": "Paid twice"}

    wrong = bench.choose(link_to(claim), **adjust, adjust_claim="DDDD FFFF")
    right = bench.choose(link_to(claim), **adjust, adjust_claim="bbbb cccc")

    assert wrong.status == 422
    assert "We know no such claim of this person" in wrong.words
    assert right.status == 303
    assert bench.kept(claim).lines[-1].names == earlier.id
    assert bench.kept(claim).allowed == Money(20_00)


def test_finance_cannot_add_money_that_nobody_confirmed() -> None:
    """A top-up is confirmed by whoever knows the session first."""
    earlier = an_approved_claim(id=ClaimId("BBBB-CCCC"), draft=DraftId("earlier"), day=date(2026, 10, 1))
    claim = a_confirmed_claim()
    bench = Bench(claim, earlier)

    answer = bench.choose(
        link_to(claim),
        answer="change",
        adjust_way="more",
        adjust_amount="5",
        adjust_reason="Owed",
        adjust_claim="BBBB-CCCC",
    )

    assert answer.status == 422
    assert "You cannot approve more" in answer.words


def test_a_receipt_is_downloaded_by_a_short_lived_address() -> None:
    """Only a receipt of this very claim."""
    claim = a_claim()
    bench = Bench(claim)
    receipt = Receipt(
        id=ReceiptId("r1"),
        draft=claim.draft,
        key="receipts/a/r1",
        content_type="image/png",
        size=9,
        sha256="aa",
        received_on=DAY,
    )
    bench.receipts.add(receipt)
    t = link_to(claim).partition("?")[2]

    found, missing = bench.get(f"/decide/receipt?{t}&id=r1"), bench.get(f"/decide/receipt?{t}&id=r2")

    assert found.status == 303
    assert found.location == "https://files.example/receipts/a/r1?short-lived"
    assert missing.status == 404


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "שלום ‮evil"]
)
def test_a_hostile_name_is_only_ever_text(name: str) -> None:
    """Names are escaped wherever they stand."""
    claim = a_claim(claimant=Claimant(name=name, email="participant@example.com"))
    bench = Bench(claim)

    page = bench.get(link_to(claim))

    assert "<script>alert" not in page.body
    assert "<img src=x" not in page.body
    assert "49" not in page.words


@pytest.mark.parametrize(
    ("make", "heading", "agree"),
    [
        (a_claim, "Did this happen, and are the costs right?", "Yes, confirm £24.20 as it stands"),
        (a_confirmed_claim, "Approve this payment?", "Approve £24.20 as it stands"),
    ],
)
def test_each_decision_is_asked_for_in_its_own_words(make: Callable[[], Claim], heading: str, agree: str) -> None:
    """Confirming that it happened is not approving that it is paid."""
    claim = make()

    page = Bench(claim).get(link_to(claim))

    assert heading in page.words
    assert agree in page.words


def test_a_claim_outlives_the_activity_that_it_was_for() -> None:
    """The schedule may drop a row; what was claimed under it is still decided."""
    claim = a_claim(activity_type=ActivityTypeId("dropped-last-year"))
    bench = Bench(claim)

    page = bench.get(link_to(claim))
    sent = bench.choose(link_to(claim), answer="agree")

    assert "dropped last year" in page.words
    assert sent.status == 303


def test_a_list_of_what_waits_goes_on_page_by_page() -> None:
    """Each claim is on one page, and the heading counts all of them."""
    many = [a_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(str(n))) for n in range(60)]
    bench = Bench(*many)
    address = f"/decide/waiting?{list_of(WORKER.id)}"

    first, second = bench.get(address), bench.get(f"{address}&next=2")

    assert "60 claims wait for you" in first.words
    seen = [claim.id for page in (first, second) for claim in many if f"/{claim.id}?" in page.body]
    assert seen == [claim.id for claim in many]


def test_a_form_that_does_not_say_what_it_showed_decides_nothing() -> None:
    """Its decider looks first."""
    claim = a_claim()
    bench = Bench(claim)

    answer = bench.post(link_to(claim), {"step": "ab" * 16, "answer": "agree"})

    assert answer.status == 409
    assert bench.claims.writes == 0


def test_whoever_approves_sees_the_fees_so_far_and_what_they_are_past_and_the_worker_does_not() -> None:
    """A tax year's total with this claim in it, against the policy's amounts, before it is approved."""
    flagged = frozenset({Flag.OVER_THRESHOLD})
    dear = (a_line(pence=1_000_01),)
    confirmed = a_confirmed_claim(lines=dear, flags=flagged)
    first = a_claim(lines=dear, flags=flagged)

    approver, worker = (Bench(claim).get(link_to(claim)).words for claim in (confirmed, first))

    assert "Their fees £1,000.01 in the tax year from 6 April 2026, £1,000.01 in that week, with this claim" in approver
    assert "Trading allowance, before tax needs a thought, £1,000 a year" in approver
    assert Flag.OVER_THRESHOLD.plain in approver
    for words in ("Their fees", "Trading allowance", Flag.OVER_THRESHOLD.plain, "Look twice"):
        assert words not in worker


def test_who_is_overtaken_between_looking_and_keeping_is_told_what_was_decided() -> None:
    """Two presses at once: the second finds at the moment of keeping that the first was quicker."""
    claim = a_claim()
    bench = Bench(claim)
    form = bench.form_of(bench.get(link_to(claim)))
    save, first = (
        bench.claims.save,
        deciding.confirm(
            claim,
            Step(journals.staff(WORKER.id), SENT_AT, StepId("quicker")),
            by=WORKER,
            decisions=(),
            approver=journals.staff(FINANCE_1.id),
        ),
    )

    def late(claim: Claim) -> None:
        bench.claims.kept[first.id] = first
        save(claim)

    bench.claims.save = late  # type: ignore[method-assign]

    answer = bench.post(link_to(claim), form | {"answer": "refuse", "refusal": "Because"})

    assert answer.status == 409
    assert "confirmed" in answer.words
    assert bench.kept(claim) == first
