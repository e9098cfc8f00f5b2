"""Somebody leaves on a Friday, or is away: on Monday nothing waits for them, and each letter reaches who acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance.audit import Answered, Audit, AuditAnswer, AuditPlan, AuditState
from takepart.domain.assurance.duty import Duty
from takepart.domain.assurance.rules import CommitmentId, KeeperId, StatementId, TeamId
from takepart.domain.assurance.standing import standings
from takepart.domain.ids import StaffId, StepId
from takepart.domain.organisation import member as members
from takepart.domain.organisation.in_force import policy_on, promises_on
from takepart.domain.organisation.member import Away, Held, Member
from takepart.domain.policy import Policy, Role
from takepart.domain.voice import alert as alerts
from takepart.domain.voice import feedback as feedbacks
from takepart.domain.voice.aggregates import Signs
from takepart.domain.voice.codes import FeedbackId
from takepart.use_cases.assurance.monthly_job import actions_due
from takepart.use_cases.claims.claim_letters import claim_letters
from takepart.use_cases.claims.remind_deciders import remind_deciders
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.reach.actions import outreach_letters, remind_owners
from takepart.use_cases.relay_events import ROUTES
from takepart.use_cases.voice.jobs import VoiceJobs
from takepart.use_cases.voice.letters_due import LettersDue, VoiceLetter
from tests.assurance_builders import a_team, an_assurance
from tests.builders import a_claim
from tests.complaints import INVESTIGATOR, OnFile
from tests.fakes_claims import FakeClaims
from tests.policies import WIRRAL
from tests.reach_builders import FakeOutreaches, an_action
from tests.unit.use_cases.voice.test_alerts import an_alert
from tests.voices import FakeAlerts, FakeComplaints, FakeFeedbacks, fake_stores

FRIDAY = date(2026, 11, 27)
SATURDAY, MONDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3)
NEW = StaffId("new")
MORNING = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
NEWCOMER = Member(
    id=NEW, held=(Held(since=FRIDAY, name="New colleague", email="new@example.org", roles=frozenset(Role)),)
)


def a_press(by: str, at: datetime = MORNING - timedelta(days=2)) -> Step:
    return Step(journals.staff(StaffId(by)), at, StepId(f"{by}-press"))


def record(id: str, how: str) -> Member:
    """Somebody whose last day is Friday, or who is away from Saturday for a week."""
    member = next(Member.of(each) for each in WIRRAL.staff if each.id == id)
    step = a_press("service-manager")
    if how == "leaves":
        return members.leave(member, step, last_day=FRIDAY, takes_over=NEW)
    return members.go_away(member, step, Away(first=SATURDAY, last=SATURDAY + timedelta(days=7), deputy=NEW))


def then(id: str, how: str) -> Policy:
    return policy_on(WIRRAL, (record(id, how), NEWCOMER), SATURDAY)


HOW = pytest.mark.parametrize("how", ["leaves", "away"])


@HOW
def test_their_claims_go_to_who_acts_the_next_morning_with_a_letter(how: str) -> None:
    """Whatever the days of reminders are; and back to nobody when they come back."""
    claim, policy = a_claim(), then("participation-worker", how)
    claims = FakeClaims(claim)
    assert claim.turn.is_of(StaffId("participation-worker"))

    for _ in range(2):
        remind_deciders(claims=claims, policy=policy, holidays=frozenset(), now=MORNING)

    kept = claims.kept[claim.id]
    event = Event(kind=EventKind.CLAIM, about=claim.id, seq=kept.version, action=kept.journal[-1].action)
    letters = claim_letters(event, claims=claims, policy=policy, now=MORNING)
    assert kept.turn.is_of(NEW)
    assert [letter.to for letter in letters if letter.member] == ["new@example.org"]


@HOW
def test_their_complaints_go_to_who_acts_and_may_handle_them(how: str) -> None:
    """A handler's, and an answer that waits for their signature."""
    case, policy = OnFile().at_stage_2(), then(INVESTIGATOR, how)
    complaints = FakeComplaints(case.one)
    stores = fake_stores(complaints=complaints)
    handed = [VoiceJobs(stores=stores, policy=policy, now=MORNING).hand_on() for _ in range(2)]
    kept = complaints.kept[case.one.id]
    event = Event(kind=EventKind.COMPLAINT, about=kept.id, seq=kept.version, action=kept.journal[-1].action)
    letters = list(LettersDue(stores=stores, policy=policy, now=MORNING).of(event))

    assert handed == [1, 0]
    assert kept.handler == NEW
    assert [(each.kind, each.to) for each in letters] == [(VoiceLetter.COMPLAINT_YOURS, "new@example.org")]


@HOW
def test_an_alert_that_they_had_is_with_who_acts_and_told_to_them(how: str) -> None:
    """Nobody's danger waits for somebody who is not there."""
    policy = then("duty-social-worker", how)
    one = alerts.take(an_alert(), a_press("duty-social-worker"))
    kept = FakeAlerts(one)
    stores = fake_stores(alerts=kept)
    handed = [VoiceJobs(stores=stores, policy=policy, now=MORNING).hand_on() for _ in range(2)]
    last = kept.kept[one.id].journal[-1]
    event = Event(kind=EventKind.ALERT, about=one.id, seq=last.seq, action=last.action)

    assert handed == [1, 0]
    assert kept.kept[one.id].taken_by == NEW
    assert Queue.VOICE in ROUTES[EventKind.ALERT][last.action]
    assert [each.to for each in LettersDue(stores=stores, policy=policy, now=MORNING).of(event)] == ["new@example.org"]


@HOW
def test_what_they_said_is_mine_to_is_with_who_acts(how: str) -> None:
    """Feedback that they took, answered or asked back."""
    policy = then("participation-worker", how)
    one = feedbacks.send(
        Step(journals.Actor("system:form"), MORNING - timedelta(days=3), StepId("send")),
        id=FeedbackId("ab" * 20),
        venue="",
        words="Nobody called me back.",
        sender=None,
        signs=Signs(),
        reply_by=MONDAY,
    )
    kept = FakeFeedbacks(feedbacks.take(one, a_press("participation-worker")))
    handed = [VoiceJobs(stores=fake_stores(feedbacks=kept), policy=policy, now=MORNING).hand_on() for _ in range(2)]

    assert handed == [1, 0]
    assert kept.kept[one.id].taken_by == NEW


def test_nothing_is_read_where_everybody_is_there() -> None:
    """The job costs nothing on a usual day."""
    complaints = FakeComplaints(OnFile().at_stage_2().one)

    assert VoiceJobs(stores=fake_stores(complaints=complaints), policy=WIRRAL, now=MORNING).hand_on() == 0


@HOW
def test_letters_about_what_they_own_reach_who_acts(how: str) -> None:
    """An action to reach a missing group stays theirs by name, and is never lost."""
    policy, outreaches = then("participation-worker", how), FakeOutreaches(an_action(due=MONDAY))
    remind_owners(outreaches=outreaches, now=MORNING)
    (action,) = outreaches.kept.values()
    event = Event(kind=EventKind.OUTREACH, about=action.id, seq=action.version, action=action.journal[-1].action)
    policy = replace(policy, equality=None)

    assert [each.to for each in outreach_letters(event, outreaches=outreaches, policy=policy)] == ["new@example.org"]


@HOW
def test_promises_and_actions_of_an_audit_are_of_who_acts(how: str) -> None:
    """What was handed to them by name goes on with who acts, not back to whoever gave it away."""
    worker = KeeperId("participation-worker")
    named = an_assurance(a_team(contributors=(worker,)))
    rules = promises_on(named, (record("participation-worker", how), NEWCOMER), SATURDAY)
    (commitment,), team = named.commitments, rules.team(TeamId("fostering"))
    handed = duties.hand_over(
        Duty(team=team.id, commitment=commitment.id, year=2026), a_press("head"), worker, "They know them"
    )
    answer = AuditAnswer(action=AuditPlan(what="Ask them", owner=worker, by=FRIDAY))
    answered = Answered(answer=answer, edit=1, by=journals.Actor("staff:lead"), at=MORNING)
    audit = Audit(team=team.id, year=2026, state=AuditState.SIGNED_OFF, answers={StatementId("culture-1"): answered})
    found = standings(team, {(CommitmentId(commitment.id), 2026): handed}, rules=rules, today=SATURDAY)

    assert {each.keeper for each in found if each.slot.year == 2026} == {"new"}
    assert set(team.contributors) == ({"new"} if how == "leaves" else {"new", worker})
    assert [people.split(",")[0] for people in actions_due(audit, team, SATURDAY, rules=rules).values()] == ["new"]
    assert rules.is_theirs(worker, KeeperId(NEW))
    assert rules.name_of(worker) == WIRRAL.staff_name("participation-worker")
