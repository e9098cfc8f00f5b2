"""Nobody's money waits because a letter was overlooked: working days 3 and 7, then the deputy on the 10th."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.bank_holidays import england
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import deciding
from takepart.domain.claims.claim import Claim, ClaimAction
from takepart.domain.claims.parts import Decider
from takepart.domain.ids import ClaimId, DraftId, StaffId, StepId
from takepart.domain.working_days import add_working_days
from takepart.use_cases.claims.remind_deciders import Reminded, remind_deciders
from tests.builders import FINANCE_1, SENT_AT, WORKER, a_claim, a_confirmed_claim, a_refused_claim, an_approved_claim
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL


def run(claims: FakeClaims, *, day: int) -> Reminded:
    """The morning job, this many working days after the claim was sent."""
    morning = add_working_days(SENT_AT.date(), day, england())
    return at(claims, f"{morning}T08:00:00+00:00")


def at(claims: FakeClaims, when: str) -> Reminded:
    """The morning job at one time."""
    return remind_deciders(claims=claims, policy=WIRRAL, holidays=england(), now=datetime.fromisoformat(when))


def reminders(claim: Claim) -> list[tuple[str, object]]:
    return [
        (e.action, e.facts.get("days", e.facts.get("to")))
        for e in claim.journal
        if e.action in (ClaimAction.NUDGE.value, ClaimAction.ESCALATE.value)
    ]


def test_reminders_come_on_day_3_and_7_and_the_deputy_on_day_10() -> None:
    """The policy's working days, counted from the day the turn began."""
    claims = FakeClaims(a_claim())

    for day in range(13):
        run(claims, day=day)

    assert reminders(claims.kept[a_claim().id]) == [
        ("nudged", 3),
        ("nudged", 7),
        ("escalated", "participation-manager"),
    ]


@given(st.lists(st.integers(min_value=0, max_value=60), max_size=20))
def test_however_often_and_whenever_it_runs_each_reminder_goes_out_once(days: list[int]) -> None:
    """Run twice, late, or after a gap: no reminder twice in one turn, and never an older one after a newer one."""
    claims = FakeClaims(a_claim())

    for day in sorted(days):
        run(claims, day=day)
        run(claims, day=day)

    claim = claims.kept[a_claim().id]
    nudges = [(e.facts["turn"], int(e.facts["days"])) for e in claim.journal if e.action == ClaimAction.NUDGE.value]
    assert len(nudges) == len(set(nudges))
    assert nudges == sorted(nudges)
    journals.verify(claim.journal)


def test_a_missed_week_sends_one_reminder_and_not_two() -> None:
    """Only the latest one that is due."""
    claims = FakeClaims(a_claim())

    run(claims, day=8)

    assert reminders(claims.kept[a_claim().id]) == [("nudged", 7)]


def test_it_comes_to_an_end() -> None:
    """Nobody is asked for the same decision twice by this job; then it waits where the office sees it."""
    claims = FakeClaims(a_claim())

    for day in range(0, 365):
        run(claims, day=day)

    escalated = [who for action, who in reminders(claims.kept[a_claim().id]) if action == "escalated"]
    assert len(escalated) == len(set(escalated))
    assert WORKER.id not in escalated
    assert len(reminders(claims.kept[a_claim().id])) <= 3 * len(WIRRAL.staff)


def test_a_link_still_works_after_a_reminder_and_dies_with_the_escalation() -> None:
    """A reminder opens no new turn; a deputy does."""
    claims = FakeClaims(a_claim())

    run(claims, day=3)
    reminded = claims.kept[a_claim().id]
    run(claims, day=10)
    escalated = claims.kept[a_claim().id]

    assert reminded.turn == a_claim().turn
    assert escalated.turn.seq == escalated.version
    assert escalated.turn.who == "staff:participation-manager"


def test_the_deputy_has_had_no_part_in_the_claim() -> None:
    """Separation of duties holds for deputies: here the approver's deputy confirmed the claim themselves."""
    finance_2_confirmed = deciding.confirm(
        replace(a_claim(), turn=replace(a_claim().turn, who="staff:finance-2")),
        Step(
            journals.staff(Decider(id=StaffId("finance-2"), email="finance-2@example.org").id),
            SENT_AT,
            StepId("confirm"),
        ),
        by=Decider(id=StaffId("finance-2"), email="finance-2@example.org"),
        decisions=(),
        approver=journals.staff(FINANCE_1.id),
    )
    claims = FakeClaims(finance_2_confirmed)

    run(claims, day=10)

    assert claims.kept[a_claim().id].turn.who == "staff:finance-3"


def test_someone_who_left_the_policy_is_replaced_at_once() -> None:
    """Nobody reads that mailbox any more."""
    gone = replace(a_claim(), turn=replace(a_claim().turn, who="staff:left-last-week"))
    claims = FakeClaims(gone)

    run(claims, day=0)

    assert claims.kept[gone.id].turn.who in {"staff:participation-worker", "staff:participation-manager"}


def test_what_waits_to_be_paid_and_what_is_closed_is_left_alone() -> None:
    """Approved and closed claims: nobody has anything to decide or to answer."""
    approved = an_approved_claim(id=ClaimId("BBBB-BBBB"), draft=DraftId("b"))
    claims = FakeClaims(a_refused_claim(), approved)

    run(claims, day=30)

    assert claims.writes == 0


@pytest.mark.parametrize("number", [99, 100, 101, 250])
def test_every_waiting_claim_is_looked_at_page_by_page(number: int) -> None:
    """However many there are."""
    waiting = [a_claim(id=ClaimId(f"BBBB-{n:04}"), draft=DraftId(str(n))) for n in range(number)]
    claims = FakeClaims(*waiting, a_confirmed_claim())

    reminded = run(claims, day=3)

    assert reminded.looked_at == reminded.nudged == number + 1


def test_days_are_counted_as_people_count_them() -> None:
    """Half past midnight in summer is still yesterday in UTC: this one came on a Wednesday."""
    sent = datetime.fromisoformat("2026-06-30T23:30:00+00:00")
    claims = FakeClaims(a_claim(at=sent, day=sent.date()))

    at(claims, "2026-07-03T07:00:00+00:00")
    early = claims.writes
    at(claims, "2026-07-06T07:00:00+00:00")

    assert (early, claims.writes) == (0, 1)


@pytest.mark.parametrize("make", [a_claim, lambda **at: asked_of(a_claim(**at))], ids=["decider", "participant"])
def test_nobody_is_hurried_over_christmas(make: Callable[..., Claim]) -> None:
    """Sent on Wednesday 23 December 2026: the third working day is the 30th, past a weekend and two bank holidays."""
    sent = datetime.fromisoformat("2026-12-23T10:00:00+00:00")
    claims = FakeClaims(make(at=sent, day=sent.date()))
    told = {}

    for day in range(24, 31):
        told[day] = at(claims, f"2026-12-{day}T08:00:00+00:00").nudged

    assert [day for day, nudged in told.items() if nudged] == [30]


def asked_of(claim: Claim) -> Claim:
    """With a question, on the same day."""
    return deciding.ask(
        claim, Step(journals.staff(WORKER.id), claim.sent_at, StepId("ask")), by=WORKER, question="Why?"
    )
