"""Extra time is paid where a budget holder agreed to it before the session, on our own record, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.parts import Claimant
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import DraftId
from takepart.domain.lines import Flag
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.programme.session import SessionAction
from takepart.use_cases.claims.submit_claim import ClaimForm, ClaimWorld, submit_claim
from takepart.use_cases.programme import prepared_claim
from takepart.use_cases.programme.run_sessions import Attendance
from takepart.web.forms.base import Rules
from takepart.web.forms.claim import everything_typed, read_quote
from takepart.web.requests import Typed
from tests.fakes import FakeIdentities
from tests.fakes_claims import FakeClaims, FakeDrafts, FakeReceipts, FakeSafe
from tests.policies import WIRRAL
from tests.programme_builders import STARTS, WORKER, a_person, a_session, a_step
from tests.unit.web.office.test_programme_office import DECEMBER, Desk

BUDGET_HOLDER = "participation-manager"
DRAFT = DraftId("a-prepared-draft-nobody-guesses")
ADDRESS = "/office/sessions/december"
AGREE = f"{ADDRESS}/longer"


def a_long_day(*people: object, staff: str = BUDGET_HOLDER, hours: int = 4) -> Desk:
    """A meeting of four hours; the fee of £20 covers two."""
    desk = Desk(*people, staff=staff, places=10)  # type: ignore[arg-type]
    desk.sessions.kept[DECEMBER] = a_session(ends=STARTS + timedelta(hours=hours))
    return desk


def somebody() -> object:
    return a_person(FakeIdentities().person(email="participant.one@example.com", name="Participant One"))


def test_a_budget_holder_agrees_and_every_offer_from_then_on_says_so() -> None:
    """The page says what it would pay; the press is in the journal, and a second one changes nothing."""
    person = somebody()
    desk = a_long_day(person)

    page = desk.get(ADDRESS).words
    desk.post(AGREE, seen="1")
    again = desk.post(AGREE, seen="1")
    desk.joins(person)  # type: ignore[arg-type]

    session = desk.sessions.kept[DECEMBER]
    [entry] = [each for each in session.journal if each.action == SessionAction.AGREE_TIME.value]
    offer = desk.sign_ups.kept[DECEMBER, person.id].offer  # type: ignore[attr-defined]
    assert "Agree to pay £40 to each person" in page
    assert again.status == 303
    assert (entry.by, entry.facts["units"], entry.facts["minutes"]) == (journals.staff(BUDGET_HOLDER), 2, 240)  # type: ignore[arg-type]
    assert (offer.fee, offer.basis) == (
        Money(40_00),
        "2 sessions of up to 2 hours at £20 each, as agreed before, travel included",
    )
    assert "Agree to pay" not in desk.get(ADDRESS).words


@pytest.mark.parametrize("staff", ["participation-worker", "panel-manager"])
def test_a_worker_or_who_holds_another_budget_does_not(staff: str) -> None:
    desk = a_long_day(staff=staff)

    answer = desk.post(AGREE, seen="1")

    assert answer.status in (403, 409)
    assert desk.sessions.kept[DECEMBER].paid_units == 1
    assert "Agree to pay" not in desk.get(ADDRESS).words


def test_once_it_has_started_or_where_the_fee_covers_all_of_it_there_is_nothing_to_agree() -> None:
    late, short = a_long_day(), a_long_day(hours=2)
    late.now = STARTS + timedelta(minutes=1)

    assert "It has started" in late.post(AGREE, seen="1").words
    assert "no extra time" in short.post(AGREE, seen="1").words
    assert "Agree to pay" not in late.get(ADDRESS).words + short.get(ADDRESS).words
    assert late.sessions.kept[DECEMBER].paid_units == short.sessions.kept[DECEMBER].paid_units == 1


@pytest.mark.parametrize(("agreed", "pence", "state"), [(True, 40_00, "with-finance"), (False, 20_00, "with-worker")])
def test_the_claim_of_who_came_pays_what_was_agreed_and_not_what_is_said(agreed: bool, pence: int, state: str) -> None:
    """Somebody says that extra time was agreed: it pays where our own record says so."""
    person = somebody()
    desk = a_long_day(person)
    if agreed:
        desk.post(AGREE, seen="1")
    desk.joins(person)  # type: ignore[arg-type]
    door = Attendance(desk.sessions.kept[DECEMBER], draft=DRAFT, kept=desk.kept)
    at = STARTS + timedelta(hours=5)
    step = a_step("there", by=journals.staff(WORKER), at=at)
    sign_up = door.record(person.id, step, was_there=True, reason="")  # type: ignore[attr-defined]
    drafts = FakeDrafts()
    prepared_claim.prepare(sign_up, person, method=PaymentMethod.CASH, drafts=drafts)  # type: ignore[arg-type]
    draft = drafts.kept[DRAFT]
    typed = Typed([*everything_typed(draft.without("extra-time")).items(), ("extra_time_agreed", "yes")])

    rules = Rules(policy=WIRRAL, today=at.date(), agreed=draft.agreed)
    form = ClaimForm(
        draft_id=DRAFT,
        claimant=Claimant(name="Participant One", email="participant.one@example.com"),
        facts=read_quote(typed, rules).facts,
        fee_choice=FeeChoice.as_offered(),
        method=PaymentMethod.CASH,
        bank=None,
    )
    world = ClaimWorld(
        claims=FakeClaims(),
        receipts=FakeReceipts(),
        identities=FakeIdentities(),
        safe=FakeSafe(),
        policy=WIRRAL,
        holidays=frozenset(),
    )
    claim = submit_claim(
        form,
        world=world,
        now=at,
        recorded=prepared_claim.recorded(sign_up),
        recorded_by=prepared_claim.recorder(sign_up, policy=WIRRAL, claimant_email=form.claimant.email),
        confirmed=lambda claim: prepared_claim.confirmed_by_attendance(claim, sign_up, policy=WIRRAL),
    ).claim

    assert (claim.claimed, claim.state) == (Money(pence), ClaimState(state))
    flags = {flag for line in claim.lines for flag in line.flags}
    assert flags == ({Flag.MORE_AGREED} if agreed else {Flag.OVER_LIMIT, Flag.EXTRA_ASKED})


def test_what_is_typed_never_agrees_to_extra_time() -> None:
    """Nor for another activity or day than the record is about."""
    typed = {
        "activity_type": "meeting",
        "date": STARTS.date().isoformat(),
        "part_of_day": "evening",
        "hours": "4",
        "offer_what": "meeting",
        "offer_day": STARTS.date().isoformat(),
        "offer_units": "9",
        "agreed_units": "9",
        "extra_time_agreed": "yes",
    }

    quote = read_quote(Typed(typed), Rules(policy=WIRRAL, today=STARTS.date())).quote

    assert quote.fee == Money(20_00)
