"""Where is my money? What a participant sees and can do, state by state."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating, paying
from takepart.domain.claims.claim import CLOSED, Claim, ClaimState
from takepart.domain.claims.parts import MONEY, LineDecision
from takepart.domain.fee_choice import Gift
from takepart.domain.ids import ActivityTypeId, BatchId, LineId, SessionKey, StepId
from takepart.domain.lines import LineKind
from takepart.domain.links import Link, Purpose
from takepart.domain.money import Money, PaymentMethod
from takepart.web.pages.where_it_stands import WayMark, steps
from takepart.web.site import Site
from tests.builders import (
    CASHIER,
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
from tests.fakes import FakeLinks
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL
from tests.unit.web.sites import NOON, Browser, a_site

BANK = {"bank-name": "Participant One", "bank-sort_code": "12-34-56", "bank-account_number": "87654321"}


def a_link(claim: Claim, purpose: Purpose = Purpose.TRACK, **changes: Any) -> str:
    """A personal link's token, good for a year."""
    words: dict[str, Any] = {"about": claim.id, "turn": 0, "who": "participant", "expires": NOON + timedelta(days=365)}
    return FakeLinks().make(Link(purpose=purpose, **(words | changes)))


def a_browser(claim: Claim, **changes: Any) -> Browser:
    return Browser(a_site(claims=FakeClaims(claim), **changes))


def page_of(claim: Claim, **changes: Any) -> str:
    return a_browser(claim, **changes).get(f"/claims/{claim.id}?t={a_link(claim)}").words


def kept(site: Site, claim: Claim) -> Claim:
    found = site.claims.get(claim.id)
    assert found is not None
    return found


def asked() -> Claim:
    claim = a_claim()
    at = SENT_AT + timedelta(hours=1)
    return deciding.ask(
        claim, Step(journals.staff(WORKER.id), at, StepId("ask")), by=WORKER, question="Which <b>bus</b> was it?"
    )


def paid(**changes: Any) -> Claim:
    claim, batch = an_approved_claim(**changes), BatchId("2026-11-24-1")
    at = SENT_AT + timedelta(days=1)
    claim = paying.batch(
        claim,
        Step(journals.Job.PAYMENTS.actor, at, StepId("b")),
        payment=MONEY,
        amount=claim.payments[0].amount,
        batch_id=batch,
    )
    return paying.pay_by_bank(
        claim,
        Step(journals.Job.PAYMENTS.actor, at, StepId("p")),
        payment=MONEY,
        batch_id=batch,
        arrives=date(2026, 11, 27),
    )


def test_it_says_who_has_the_claim_since_when_and_the_promised_day() -> None:
    """Waiting for a decision is never a secret."""
    words = page_of(a_claim())

    assert "Participation worker has had it since Monday 23 November 2026" in words
    assert "Your money should be with you by Monday 7 December 2026" in words
    assert "K7M4-9QXR" in words


def bounced() -> Claim:
    at = Step(journals.Job.PAYMENTS.actor, SENT_AT + timedelta(days=4), StepId("x"))
    return paying.bounce(paid(), at, payment=MONEY, batch_id=BatchId("2026-11-24-1"), reason="no such account")


def waiting() -> list[Claim]:
    """A claim in every state in which somebody must do something."""
    first = Step(journals.staff(FINANCE_1.id), SENT_AT, StepId("q"))
    big = a_confirmed_claim(lines=(a_line(pence=600_00),))
    second = deciding.approve(big, first, by=FINANCE_1, decisions=(), second_approver=journals.staff(FINANCE_2.id))
    theirs = Step(journals.staff(FINANCE_2.id), SENT_AT, StepId("q2"))
    return [
        a_claim(),
        a_confirmed_claim(),
        second,
        asked(),
        deciding.ask(a_confirmed_claim(), first, by=FINANCE_1, question="Which bus?"),
        deciding.ask(second, theirs, by=FINANCE_2, question="Which bus?"),
        an_approved_claim(),
        an_approved_claim(method=PaymentMethod.CASH),
        an_approved_claim(method=PaymentMethod.VOUCHER),
        bounced(),
    ]


def test_every_waiting_state_says_who_has_it_and_by_when() -> None:
    """Nobody waits without knowing for whom and how long; a day that is over is not called one to come."""
    claims, today = waiting(), SENT_AT.date()

    assert {claim.state for claim in claims} == set(ClaimState) - CLOSED
    for claim in claims:
        for day, when in (
            (today, r"\b[Bb]y [A-Z]\w+day \d"),
            (claim.promised + timedelta(days=9), "was due|as soon as"),
        ):
            now = [
                step
                for step in steps(claim, policy=WIRRAL, today=day, holidays=frozenset())
                if step.mark is WayMark.NOW
            ]
            assert now, claim.state
            for step in now:
                assert re.search(when, step.detail), (claim.state, step.detail)
                assert re.search("worker|officer|approver|money team|Check your", step.detail), (
                    claim.state,
                    step.detail,
                )


def test_a_cost_that_a_worker_must_decide_says_so_until_they_did() -> None:
    """The words that stood beside it on the form still stand there while it waits, also when they asked something."""
    words = "The fee already covers travel. Your worker will decide if we can pay this."

    assert words in page_of(a_claim())
    assert words in page_of(asked())
    assert words not in page_of(a_confirmed_claim())


def test_each_stage_says_what_is_done_and_what_is_next() -> None:
    """From the money team to the bank."""
    assert "Your session was confirmed On Monday 23 November 2026" in page_of(a_confirmed_claim())
    assert "Finance officer has had it since" in page_of(a_confirmed_claim())
    assert "To be paid: £24.20 into your bank account" in page_of(an_approved_claim())
    sent = page_of(paid())
    assert "£24.20 is on its way. It should be in your account on Friday 27 November 2026." in sent
    assert "On its way: £24.20 into your bank account This is happening now. The bank has it." in sent


def test_money_is_paid_once_it_should_be_there_and_not_before() -> None:
    """A page that says paid two days early sends people to their bank for nothing."""
    titles = {
        day: steps(paid(), policy=WIRRAL, today=date(2026, 11, day), holidays=frozenset())[-1].title
        for day in (25, 26, 27, 28)
    }

    assert [title.partition(":")[0] for title in titles.values()] == ["On its way", "On its way", "Paid", "Paid"]


def test_a_changed_line_says_what_is_paid_and_why() -> None:
    """community-care: be honest about results."""
    decision = LineDecision(line=LineId("2"), amount=Money(3_00), reason="A day ticket is £3 & no more")
    claim = deciding.confirm(
        a_claim(),
        Step(journals.staff(WORKER.id), SENT_AT, StepId("c")),
        by=WORKER,
        decisions=(decision,),
        approver=journals.staff(FINANCE_1.id),
    )

    words = page_of(claim)

    assert "Why it is different: A day ticket is £3 &amp; no more" in words
    assert "£4.20 £3" in words


def test_a_refused_claim_says_why_and_whom_to_turn_to() -> None:
    """The reason, the team, and someone independent (Wirral policy, section 3)."""
    words = page_of(a_refused_claim())

    assert "You told us that you could not come." in words
    assert "You can also talk to the independent visitor service on" in words
    assert "Cancel this claim" not in words


def test_a_late_claim_says_sorry() -> None:
    """A promise that was not kept is not hidden."""
    words = page_of(a_confirmed_claim(), now=lambda: datetime(2026, 12, 8, 9, 0, tzinfo=UTC))

    assert "We are late. We are sorry." in words


def test_a_question_is_answered_once_and_goes_back_to_whoever_asked() -> None:
    """A double click answers once; the question is text, not markup."""
    claim = asked()
    browser = a_browser(claim)
    form = {"t": a_link(claim), "turn": str(claim.turn.seq), "answer": "The 42.\n\nFrom Birkenhead."}

    page = browser.get(f"/claims/{claim.id}?t={a_link(claim)}")
    first = browser.post(f"/claims/{claim.id}/answer", form)
    second = browser.post(f"/claims/{claim.id}/answer", form)

    after = kept(browser.site, claim)
    assert "Which &lt;b&gt;bus&lt;/b&gt; was it?" in page.body
    assert first.status == second.status == 303
    assert after.state is ClaimState.WITH_WORKER
    assert after.version == claim.version + 1
    assert after.notes[after.version] == "The 42.\n\nFrom Birkenhead."
    assert "We have your answer" in browser.get(first.headers["Location"]).words


def test_an_answer_that_comes_too_late_is_shown_again() -> None:
    """The claim was taken back in another tab: what was written is still there to copy."""
    claim = asked()
    browser = a_browser(claim)
    step = Step(journals.person(claim.person), SENT_AT + timedelta(hours=2), StepId("w"))
    browser.site.claims.save(participating.withdraw(claim, step))

    page = browser.post(
        f"/claims/{claim.id}/answer", {"t": a_link(claim), "turn": str(claim.turn.seq), "answer": "The <42>, at noon."}
    )

    assert page.status == 409
    assert "What you wrote" in page.words
    assert "The &lt;42&gt;, at noon." in page.body


def test_an_empty_answer_is_asked_for_again() -> None:
    """Nothing is sent by a slip."""
    claim = asked()
    browser = a_browser(claim)

    page = browser.post(f"/claims/{claim.id}/answer", {"t": a_link(claim), "turn": str(claim.turn.seq), "answer": " "})

    assert page.status == 422
    assert "Write your answer" in page.words
    assert kept(browser.site, claim) == claim


def test_a_claim_is_taken_back_only_when_the_person_says_yes() -> None:
    """Opening the page does nothing, no keeps it, yes takes it back, once."""
    claim = a_claim()
    browser, token = a_browser(claim), a_link(claim)
    path = f"/claims/{claim.id}/withdraw"

    browser.get(f"{path}?t={token}")
    empty = browser.post(path, {"t": token})
    no = browser.post(path, {"t": token, "sure": "no"})
    unchanged = kept(browser.site, claim)
    yes = browser.post(path, {"t": token, "sure": "yes"})
    again = browser.post(path, {"t": token, "sure": "yes"})

    assert empty.status == 422
    assert unchanged == claim
    assert no.status == yes.status == again.status == 303
    assert kept(browser.site, claim).state is ClaimState.WITHDRAWN
    assert "You cancelled this claim" in browser.get(yes.headers["Location"]).words


def test_what_cannot_be_done_any_more_says_why() -> None:
    """Once the money is on its way it is too late."""
    claim = paid()
    browser = a_browser(claim)

    page = browser.post(f"/claims/{claim.id}/withdraw", {"t": a_link(claim), "sure": "yes"})

    assert page.status == 409
    assert "That cannot be done" in page.words


def test_new_bank_details_wait_for_a_yes_by_email() -> None:
    """Changed bank details are held until verified through a contact already known."""
    claim = an_approved_claim()
    browser = a_browser(claim)
    path = f"/claims/{claim.id}/bank-details"
    form = {"t": a_link(claim), "seen": str(claim.version), **BANK}

    wrong = browser.post(path, form | {"bank-sort_code": "1"})
    for _ in range(2):
        browser.post(path, form)
    held = kept(browser.site, claim)
    confirmation = a_link(claim, Purpose.CONFIRM_BANK, turn=held.version)
    page = browser.get(f"/claims/{claim.id}/bank?t={confirmation}")
    unchanged = kept(browser.site, claim)
    answer = {"t": confirmation, "seen": str(held.version)}
    no = browser.post(f"/claims/{claim.id}/bank", answer | {"mine": "no"})
    after_no = kept(browser.site, claim)
    yes = browser.post(f"/claims/{claim.id}/bank", answer | {"mine": "yes"})
    again = browser.post(f"/claims/{claim.id}/bank", answer | {"mine": "yes"})

    after = kept(browser.site, claim)
    assert wrong.status == 422
    assert held.version == claim.version + 1
    assert held.bank == claim.bank
    assert "4321" in page.words
    assert unchanged == after_no == held
    assert "We will not use them" in no.words
    assert "Thank you" in yes.words
    assert again.status == 410
    assert after.bank is not None
    assert after.bank.last_digits == "4321"


@pytest.mark.parametrize("costs", [False, True])
def test_bank_details_are_asked_for_only_where_money_goes_to_an_account(costs: bool) -> None:
    """A fee that is given to charity goes to the charity's: there is no account of theirs to change."""
    lines = (a_line(LineKind.BUS, 4_20),) if costs else ()
    gift = Gift(charity=WIRRAL.charities[0].id, amount=Money(20_00))

    page = page_of(a_claim(lines=lines, gift=gift, **({} if costs else {"bank": None})))

    assert ("Change my bank details" in page) is costs


def test_cash_is_acknowledged_by_the_one_who_got_it() -> None:
    """Cash on the day: the participant says that they have it."""
    claim = an_approved_claim(method=PaymentMethod.CASH, bank=None)
    claim = paying.pay_in_cash(
        claim,
        Step(journals.staff(CASHIER.id), SENT_AT, StepId("cash")),
        by=CASHIER,
        amount=claim.payments[0].amount,
        float_id="float-1",
    )
    browser = a_browser(claim)

    page = browser.get(f"/claims/{claim.id}?t={a_link(claim)}")
    for _ in range(2):
        browser.post(f"/claims/{claim.id}/got-it", {"t": a_link(claim), "payment": "money"})

    assert "We wrote down that you got £24.20 in cash" in page.words
    assert kept(browser.site, claim).payments[0].acknowledged
    assert kept(browser.site, claim).version == claim.version + 1


@pytest.mark.parametrize("token", ["", "nonsense", "a.b", "x" * 5000, "é"])
def test_a_forged_link_opens_nothing(token: str) -> None:
    """It says so plainly, and where to get a good one."""
    page = a_browser(a_claim()).get(f"/claims/K7M4-9QXR?t={token}")

    assert page.status == 403
    assert "This link does not work" in page.words
    assert "Participation worker" not in page.words


def test_links_for_other_things_and_other_claims_open_nothing() -> None:
    """A staff link, another claim's link and an old one."""
    claim = a_claim()
    browser = a_browser(claim)

    staff = browser.get(f"/claims/{claim.id}?t={a_link(claim, Purpose.DECIDE)}")
    other = browser.get(f"/claims/{claim.id}?t={a_link(claim, about='2222-2222')}")
    old = browser.get(f"/claims/{claim.id}?t={a_link(claim, expires=NOON - timedelta(days=1))}")

    assert (staff.status, other.status, old.status) == (403, 403, 410)
    assert "This link is too old" in old.words


def test_a_lost_link_is_sent_again_and_nobody_learns_who_claims() -> None:
    """The answer is the same for a reference that is nobody's; an hour holds one email at most."""
    claim = a_claim()
    browser = a_browser(claim)

    known = [browser.post("/claims", {"reference": typed}) for typed in ("k7m4 9qxr", "K7M4-9QXR")]
    unknown = browser.post("/claims", {"reference": "2222-2222"})
    nonsense = browser.post("/claims", {"reference": "hello"})

    assert known[0].body == known[1].body == unknown.body
    assert known[0].status == 200
    assert nonsense.status == 422
    assert kept(browser.site, claim).version == claim.version + 1
    assert kept(browser.site, claim).journal[-1].facts["to"] == "participant"


def test_opening_pages_a_hundred_times_changes_nothing() -> None:
    """Mail scanners open links."""
    claim = asked()
    browser, token = a_browser(claim), a_link(claim)

    for path in ("", "/withdraw", "/bank-details"):
        for method in ("GET", "HEAD"):
            for _ in range(10):
                browser.send(method, f"/claims/{claim.id}{path}", query=f"t={token}", headers={})

    assert kept(browser.site, claim) == claim


def test_a_form_without_its_hidden_parts_is_refused() -> None:
    """A truncated post is a clear 400."""
    claim = asked()

    page = a_browser(claim).post(f"/claims/{claim.id}/answer", {"t": a_link(claim), "turn": "x", "answer": "yes"})

    assert page.status == 400


def test_a_claim_outlives_its_row_of_the_schedule() -> None:
    """A policy that drops an activity still owes whoever took part in it a page."""
    claim = a_claim(activity_type=ActivityTypeId("old-panel"), session=SessionKey("old-panel/2026-11-18/evening"))

    assert "old panel" in page_of(claim)
