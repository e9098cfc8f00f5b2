"""From attendance to a claim: filled in from the offer, equal to it, and confirmed by the attendance itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims.claim import ClaimState
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, DraftId, SessionId, StaffId, StepId
from takepart.domain.lines import LineKind
from takepart.domain.money import Money
from takepart.domain.part_of_day import id_in
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.refusals import ProgrammeRefusal
from takepart.domain.programme.sign_up import SignUp
from takepart.domain.refused import Refused
from takepart.use_cases.claims.drafts import change_draft
from takepart.use_cases.claims.submit_claim import ClaimForm, ClaimWorld, Sent, submit_claim
from takepart.use_cases.programme import prepared_claim, take_part
from takepart.use_cases.programme.run_sessions import Attendance
from takepart.web.forms.base import Rules
from takepart.web.forms.claim import everything_typed, read_claim
from takepart.web.requests import Typed
from tests.fakes import FakeIdentities
from tests.fakes_claims import FakeClaims, FakeDrafts, FakeReceipts, FakeSafe
from tests.policies import WIRRAL
from tests.programme_builders import NOW, STARTS, WORKER, a_person, a_session, a_step
from tests.programme_fakes import FakeSessions, FakeSignUps, stores

DRAFT = DraftId("prepared-draft-that-nobody-guesses")
DECEMBER = SessionId("december")
AFTER = STARTS + timedelta(hours=3)
BANK = {
    "bank-name": "Participant One",
    "bank-sort_code": "12-34-56",
    "bank-account_number": "12345678",
    "bank-whose": "own",
}


class Meeting:
    """Participant said yes to a meeting in December."""

    def __init__(self, choice: FeeChoice | None = None, **session: Any) -> None:
        self.sign_ups, self.drafts, self.claims = FakeSignUps(), FakeDrafts(), FakeClaims()
        self.sessions = FakeSessions(self.sign_ups)
        self.kept = stores(self.sessions)
        self.session = a_session(**session)
        self.sessions.plan(self.session, 10)
        self.participant = a_person(
            FakeIdentities().person(email="participant.one@example.com", name="Participant One")
        )
        me = self.participant
        seen = take_part.look(DECEMBER, me, kept=self.kept)
        take_part.ask_for_offer(seen, me, take_part.theirs(me.id, NOW, "offer"), support="", kept=self.kept)
        step = take_part.theirs(me.id, NOW, "yes")
        take_part.say_yes(seen, me, step, choice=choice or FeeChoice.as_offered(), kept=self.kept)

    def attend(self, by: StaffId = WORKER, *, was_there: bool = True, at: datetime = AFTER) -> None:
        door = Attendance(self.session, draft=DRAFT, kept=self.kept)
        step = a_step("attendance", by=journals.staff(by), at=at)
        door.record(self.participant.id, step, was_there=was_there, reason="")

    @property
    def sign_up(self) -> SignUp:
        return self.sign_ups.kept[DECEMBER, self.participant.id]

    def prepare(self) -> DraftId:
        return prepared_claim.prepare(self.sign_up, self.participant, method=None, drafts=self.drafts)

    def send(self, at: datetime = AFTER, **more: str) -> Sent:
        """What the website does when the last button is pressed."""
        draft = self.drafts.kept[DRAFT]
        typed = Typed([*everything_typed(draft).items(), *BANK.items(), ("declared", "yes"), *more.items()])
        form: ClaimForm = read_claim(typed, Rules(policy=WIRRAL, today=at.date()), DRAFT)
        attendance = prepared_claim.attendance_of(draft, sign_ups=self.sign_ups)
        return submit_claim(
            form,
            world=ClaimWorld(
                claims=self.claims,
                receipts=FakeReceipts(),
                identities=FakeIdentities(),
                safe=FakeSafe(),
                policy=WIRRAL,
                holidays=frozenset(),
            ),
            now=at,
            recorded=prepared_claim.recorded(attendance) if attendance else None,
            recorded_by=prepared_claim.recorder(attendance, policy=WIRRAL, claimant_email=form.claimant.email)
            if attendance
            else None,
            confirmed=lambda claim: (
                prepared_claim.confirmed_by_attendance(claim, attendance, policy=WIRRAL) if attendance else claim
            ),
        )


def test_a_claim_that_follows_the_offer_goes_straight_to_finance() -> None:
    """The worker has said once that the person was there, and is not asked again."""
    meeting = Meeting()
    meeting.attend()
    meeting.prepare()

    claim = meeting.send(method="bank").claim

    assert claim.state is ClaimState.WITH_FINANCE
    assert claim.claimed == meeting.sign_up.offer.fee
    assert claim.confirmed_by is not None
    assert claim.confirmed_by.id == WORKER
    assert claim.notes[2] == prepared_claim.ATTENDED
    assert meeting.claims.writes == 1


def test_a_claim_with_a_cost_added_is_confirmed_as_any_other() -> None:
    """What was not in the offer needs somebody's eyes."""
    meeting = Meeting()
    meeting.attend()
    draft = meeting.prepare()
    change_draft(
        draft,
        lambda d: d.answered("costs/1", {"kind": "childcare", "amount": "12", "description": "Two hours"}),
        drafts=meeting.drafts,
    )

    claim = meeting.send(method="bank").claim

    assert claim.state is ClaimState.WITH_WORKER
    assert claim.turn.is_of(WORKER)
    assert LineKind.CHILDCARE in {line.kind for line in claim.lines}


def test_less_was_chosen_and_less_is_claimed() -> None:
    """Only the chosen amount is recorded, from the offer on."""
    meeting = Meeting(FeeChoice.less(Money(5_00)))
    meeting.attend()
    meeting.prepare()

    claim = meeting.send(method="bank").claim

    assert (claim.claimed, claim.state) == (Money(5_00), ClaimState.WITH_FINANCE)


def test_nobody_is_claimed_for_who_was_not_there() -> None:
    """Being absent prepares no claim."""
    meeting = Meeting()
    meeting.attend(was_there=False)

    with pytest.raises(Refused) as refused:
        meeting.prepare()

    assert refused.value.reason is ProgrammeRefusal.NOT_IN_THIS_STATE


def test_somebody_else_under_the_same_draft_is_not_confirmed() -> None:
    """Another name on the form is another person."""
    meeting = Meeting()
    meeting.attend()
    draft = meeting.prepare()
    change_draft(
        draft,
        lambda d: d.answered("you", {**d.answers("you"), "name": "Somebody Else"}),
        drafts=meeting.drafts,
    )

    claim = meeting.send(method="bank").claim

    assert claim.state is ClaimState.WITH_WORKER
    assert id_in(claim.session) == ""


def test_a_claim_names_the_session_that_was_attended_and_no_other_day() -> None:
    """Two of one kind in one evening are two; once the day is changed on the form, nothing is known of a session."""
    meeting, other = Meeting(), Meeting()
    for each in (meeting, other):
        each.attend()
        each.prepare()
    change_draft(
        DRAFT,
        lambda d: d.answered("session", {**d.answers("session"), "date-day": "2"}),
        drafts=other.drafts,
    )

    assert meeting.send(method="bank").claim.session == "meeting/2026-12-03/evening/december"
    assert other.send(method="bank").claim.session == "meeting/2026-12-02/evening"


def test_pressing_twice_prepares_one_form() -> None:
    """What was changed in it stays."""
    meeting = Meeting()
    meeting.attend()
    first = meeting.prepare()
    change_draft(first, lambda d: d.answered("payment", {"method": "cash"}), drafts=meeting.drafts)

    assert meeting.prepare() == first
    assert meeting.drafts.kept[first].answers("payment") == {"method": "cash"}


def test_a_session_that_was_moved_is_claimed_for_by_its_new_day() -> None:
    """The claim names the day on which the person was there, and follows the offer for that day."""
    meeting = Meeting()
    meeting.session = sessions_domain.move(
        meeting.session,
        Step(journals.staff(WORKER), NOW, StepId("move")),
        starts=STARTS + timedelta(days=1),
        ends=STARTS + timedelta(days=1, hours=2),
        where="Example Library",
        why="The hall is shut",
    )
    meeting.attend(at=STARTS + timedelta(days=1, hours=1))
    meeting.prepare()

    claim = meeting.send(method="bank", at=STARTS + timedelta(days=1, hours=3)).claim

    assert (claim.day, claim.state) == ((STARTS + timedelta(days=1)).date(), ClaimState.WITH_FINANCE)


def test_several_days_in_a_row_are_one_claim_for_all_of_them_that_the_attendance_confirms() -> None:
    """Filled in with how many days and how long each was; paid as offered, once the last of them is over."""
    over = STARTS + timedelta(days=2, hours=2)
    meeting = Meeting(activity_type=ActivityTypeId("conference"), ends=over)
    meeting.attend(at=over)
    meeting.prepare()

    claim = meeting.send(at=over + timedelta(hours=1), method="bank").claim

    assert (claim.days, claim.minutes, claim.claimed.pence) == (3, 120, 150_00)
    assert claim.state is ClaimState.WITH_FINANCE
