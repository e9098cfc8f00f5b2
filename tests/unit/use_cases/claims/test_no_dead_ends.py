"""No claim waits in silence: from every state that is not closed, time alone leads to somebody being told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding, participating
from takepart.domain.claims.claim import CLOSED, WITH_SOMEBODY, Claim, ClaimState
from takepart.domain.claims.parts import Decider, SealedBankDetails
from takepart.domain.ids import StaffId, StepId
from takepart.domain.working_days import add_working_days
from takepart.use_cases.claims.claim_letters import letters_due
from takepart.use_cases.claims.remind_deciders import remind_deciders
from takepart.use_cases.letters import ClaimLetter, LetterDue
from takepart.use_cases.money.letters import promises_at_risk
from tests.builders import (
    CLAIMANT,
    FINANCE_1,
    FINANCE_2,
    SENT_AT,
    WORKER,
    a_claim,
    a_confirmed_claim,
    an_approved_claim,
)
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL
from tests.unit.letters.claims import bounced, second

MORNING = SENT_AT.replace(hour=8)


def asked_by(who: Decider, claim: Claim) -> Claim:
    return deciding.ask(claim, Step(journals.staff(who.id), SENT_AT, StepId("ask")), by=who, question="Which bus?")


IN: dict[ClaimState, Callable[[], Claim]] = {
    ClaimState.WITH_WORKER: a_claim,
    ClaimState.ASKED_BY_WORKER: lambda: asked_by(WORKER, a_claim()),
    ClaimState.WITH_FINANCE: a_confirmed_claim,
    ClaimState.ASKED_BY_FINANCE: lambda: asked_by(FINANCE_1, a_confirmed_claim()),
    ClaimState.WITH_SECOND_APPROVER: second,
    ClaimState.ASKED_BY_SECOND_APPROVER: lambda: asked_by(FINANCE_2, second()),
    ClaimState.APPROVED: an_approved_claim,
    ClaimState.NEEDS_BANK_DETAILS: bounced,
}
"""One claim in each state, brought there by its own steps."""


def letters_by_day(claim: Claim, days: int) -> list[tuple[int, LetterDue]]:
    """The morning job for so many working days, and the letters of what it wrote."""
    claims, letters, seen = FakeClaims(claim), [], claim.version
    for day in range(days + 1):
        now = datetime.combine(add_working_days(SENT_AT.date(), day, england()), MORNING.timetz())
        remind_deciders(claims=claims, policy=WIRRAL, holidays=england(), now=now)
        after = claims.kept[claim.id]
        for entry in after.journal[seen:]:
            letters += [(day, due) for due in letters_due(after, entry, policy=WIRRAL, now=now)]
        seen = after.version
    return letters


def test_the_walk_is_of_every_state_that_is_not_closed() -> None:
    """A new state is walked from, too."""
    assert set(IN) == set(ClaimState) - CLOSED
    assert all(make().state is state for state, make in IN.items())


@pytest.mark.parametrize("state", sorted(IN))
def test_time_alone_leads_to_somebody_being_told(state: ClaimState) -> None:
    """Whoever must act on the policy's first day, somebody on the staff by the deputy's; what is to be paid, by its
    promised day."""
    claim = IN[state]()
    assert claim.state is state
    told = letters_by_day(claim, WIRRAL.approval.deputy_after_days + 1)

    if state in WITH_SOMEBODY:
        assert min(day for day, _ in told) <= min(WIRRAL.approval.nudge_days) + 1
    by_promise = promises_at_risk(today=claim.promised, claims=FakeClaims(claim), holidays=england())
    assert by_promise or any(due.member for _, due in told)


@pytest.mark.parametrize("state", [state for state in IN if state in WITH_SOMEBODY])
def test_a_claim_whose_day_is_near_is_told_of_whoever_has_it(state: ClaimState) -> None:
    """Finance sees it while something can still be done."""
    claim = IN[state]()
    assert promises_at_risk(today=claim.promised, claims=FakeClaims(claim), holidays=england()) == (claim,)


def test_a_question_is_asked_again_and_then_whoever_asked_hears_that_there_is_no_answer() -> None:
    """On the policy's days, each once; the letters come with the question and the person's own link."""
    told = letters_by_day(asked_by(WORKER, a_claim()), 60)

    assert [(day, due.kind) for day, due in told] == [
        (3, ClaimLetter.QUESTION),
        (7, ClaimLetter.QUESTION),
        (10, ClaimLetter.QUESTION),
        (10, ClaimLetter.NO_ANSWER),
    ]
    assert told[-1][1].to == WORKER.email
    assert len({due.key for _, due in told}) == len(told)
    assert all(due.entry and due.claim and due.claim.notes[due.entry.seq] == "Which bus?" for _, due in told[:3])


def test_when_whoever_asked_has_left_the_office_hears_it() -> None:
    """Never a mailbox that nobody reads."""
    gone = Decider(id=StaffId("left-last-week"), email="gone@example.org")
    claim = replace(a_claim(), turn=replace(a_claim().turn, who="staff:left-last-week"))

    told = letters_by_day(asked_by(gone, claim), 10)

    assert told[-1][1].kind is ClaimLetter.NO_ANSWER
    assert told[-1][1].member in WIRRAL.staff


def test_bank_details_are_asked_for_again_and_those_given_are_to_be_confirmed() -> None:
    """Whichever letter the person has to act on is the one that comes again."""
    came_back = bounced()
    bank = SealedBankDetails(ciphertext=b"new", last_digits="999", fingerprint="e" * 32)
    offered = participating.offer_bank_details(came_back, Step(CLAIMANT, SENT_AT, StepId("offer")), bank=bank)

    assert {due.kind for _, due in letters_by_day(came_back, 20)} == {ClaimLetter.PAYMENT_FAILED}
    assert {due.kind for _, due in letters_by_day(offered, 20)} == {ClaimLetter.CONFIRM_BANK_DETAILS}


def test_an_answer_ends_the_reminders_of_the_question() -> None:
    """A letter that comes late opens nothing, so it is not sent."""
    asked = asked_by(WORKER, a_claim())
    nudged = deciding.nudge(asked, Step(journals.Job.REMINDERS.actor, SENT_AT, StepId("n")), days=3)
    answered = participating.answer(nudged, Step(CLAIMANT, SENT_AT, StepId("a")), text="The 471.")

    assert letters_due(nudged, nudged.journal[-1], policy=WIRRAL, now=SENT_AT)
    assert not letters_due(answered, nudged.journal[-1], policy=WIRRAL, now=SENT_AT)
