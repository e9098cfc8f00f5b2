"""Where is my money? Only the participant's own link opens it, and each thing they do is one step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims import deciding, told
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import ClaimRefusal
from takepart.domain.ids import ClaimId, DraftId, StepId
from takepart.domain.links import Link, Purpose
from takepart.domain.refused import Refused
from takepart.use_cases.claims import track_claim
from takepart.use_cases.claims.claim_letters import personal_link
from takepart.use_cases.opened_links import LinkClosed, NothingToDecide
from tests.builders import WORKER, a_claim, an_approved_claim
from tests.fakes import FakeLinks
from tests.fakes_claims import FakeClaims, FakeSafe
from tests.policies import WIRRAL

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BANK = BankDetails.parse(name="Participant One", sort_code="654321", account_number="87654321")


def open_with(link: Link, claims: FakeClaims, claim_id: str = "K7M4-9QXR") -> Claim:
    links = FakeLinks()
    return track_claim.open_own_claim(links.make(link), ClaimId(claim_id), links=links, claims=claims, now=NOW)


def test_a_personal_link_opens_its_claim_and_no_other() -> None:
    """It outlives every decision, since it names no turn."""
    claim, other = an_approved_claim(), a_claim(id=ClaimId("BBBB-BBBB"))
    claims = FakeClaims(claim, other)

    assert open_with(personal_link(claim, now=NOW), claims) == claim
    with pytest.raises(NothingToDecide) as closed:
        open_with(personal_link(claim, now=NOW), claims, "BBBB-BBBB")
    assert closed.value.why is LinkClosed.GONE


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.TRACK])
def test_no_other_kind_of_link_opens_it(purpose: Purpose) -> None:
    """A decision link shows a decision, not somebody's page."""
    link = Link(purpose=purpose, about="K7M4-9QXR", turn=0, who="participant", expires=NOW + timedelta(days=1))

    with pytest.raises(NothingToDecide):
        open_with(link, FakeClaims(a_claim()))


def test_an_answer_goes_back_to_the_one_who_asked() -> None:
    """And opens a new turn, so that they get a fresh link."""
    asked = deciding.ask(
        a_claim(), Step(journals.staff(WORKER.id), NOW, StepId("ask")), by=WORKER, question="Which bus was it?"
    )
    claims = FakeClaims(asked)

    after = track_claim.answer_question(asked, text="The 42", claims=claims, step=StepId("answer"), now=NOW)

    assert after.state is ClaimState.WITH_WORKER
    assert after.turn.is_of(WORKER.id)
    assert after.turn.seq == after.version
    assert after.notes[after.version] == "The 42"
    assert "The 42" not in repr(after.journal)


def test_an_empty_answer_is_no_answer() -> None:
    """The question stays."""
    asked = deciding.ask(
        a_claim(), Step(journals.staff(WORKER.id), NOW, StepId("ask")), by=WORKER, question="Which bus was it?"
    )

    with pytest.raises(Refused) as refused:
        track_claim.answer_question(asked, text="  ", claims=FakeClaims(asked), step=StepId("answer"), now=NOW)

    assert refused.value.reason is ClaimRefusal.NO_REASON


def test_a_claim_can_be_taken_back_while_no_money_is_on_its_way() -> None:
    """You can say no at any time."""
    claim = a_claim()
    claims = FakeClaims(claim)

    after = track_claim.withdraw_claim(claim, claims=claims, step=StepId("withdraw"), now=NOW)

    assert after.state is ClaimState.WITHDRAWN
    with pytest.raises(Refused) as refused:
        track_claim.withdraw_claim(after, claims=claims, step=StepId("again"), now=NOW)
    assert refused.value.reason is ClaimRefusal.NOT_IN_THIS_STATE


def test_new_bank_details_wait_until_the_known_mailbox_says_yes() -> None:
    """Somebody who has only the link cannot turn the money round (domain: changed bank details are held)."""
    claim = an_approved_claim()
    claims = FakeClaims(claim)

    offered = track_claim.offer_bank_details(
        claim, bank=BANK, safe=FakeSafe(), claims=claims, step=StepId("offer"), now=NOW
    )

    assert offered.bank == claim.bank
    assert offered.bank_held is not None
    confirmed = track_claim.confirm_bank_details(offered, claims=claims, policy=WIRRAL, step=StepId("yes"), now=NOW)
    assert confirmed.bank == offered.bank_held
    assert confirmed.bank_held is None


def test_whoever_is_paid_into_the_new_account_is_of_the_household_from_then_on() -> None:
    """A member of staff who claims for themselves into it does not release this payment."""
    theirs = FakeSafe().seal(BANK, owner=ClaimId("BBBB-BBBB"))
    beside = a_claim(
        id=ClaimId("BBBB-BBBB"),
        draft=DraftId("b"),
        claimant=replace(a_claim().claimant, email=WORKER.email),
        bank=theirs,
    )
    claims = FakeClaims(an_approved_claim(), beside)
    offered = track_claim.offer_bank_details(
        an_approved_claim(), bank=BANK, safe=FakeSafe(), claims=claims, step=StepId("offer"), now=NOW
    )

    confirmed = track_claim.confirm_bank_details(offered, claims=claims, policy=WIRRAL, step=StepId("yes"), now=NOW)

    assert confirmed.household == (WORKER.id,)
    told.check(confirmed)


def test_only_the_latest_bank_details_can_be_confirmed_and_only_once() -> None:
    """An older letter's link opens nothing."""
    claims, links, safe = FakeClaims(an_approved_claim()), FakeLinks(), FakeSafe()

    def offer(step: str) -> Claim:
        claim = claims.kept[ClaimId("K7M4-9QXR")]
        return track_claim.offer_bank_details(claim, bank=BANK, safe=safe, claims=claims, step=StepId(step), now=NOW)

    def open_confirmation(claim: Claim) -> Claim:
        link = Link(
            purpose=Purpose.CONFIRM_BANK,
            about=claim.id,
            turn=claim.version,
            who="participant",
            expires=NOW + timedelta(days=1),
        )
        return track_claim.open_bank_confirmation(links.make(link), claim.id, links=links, claims=claims, now=NOW)

    first, second = offer("first"), offer("second")

    with pytest.raises(NothingToDecide):
        open_confirmation(first)
    opened = open_confirmation(second)
    track_claim.confirm_bank_details(opened, claims=claims, policy=WIRRAL, step=StepId("yes"), now=NOW)
    with pytest.raises(NothingToDecide):
        open_confirmation(second)


def test_of_two_tabs_the_second_is_held_against_the_claim_as_it_is_now() -> None:
    """Nothing half-done, and nothing done twice."""
    claim = a_claim()
    claims = FakeClaims(claim)
    track_claim.withdraw_claim(claim, claims=claims, step=StepId("tab-1"), now=NOW)

    with pytest.raises(Refused) as refused:
        track_claim.withdraw_claim(claim, claims=claims, step=StepId("tab-2"), now=NOW)

    assert refused.value.reason is ClaimRefusal.NOT_IN_THIS_STATE
