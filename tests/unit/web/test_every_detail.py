"""Whatever somebody told us about themselves is in what they can take away, and no form wipes it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from takepart.domain.asking import asked, in_words
from takepart.domain.claims.claim import Claim, ClaimState
from takepart.domain.claims.parts import Claimant
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, ClaimId, SessionId
from takepart.domain.lines import LineKind
from takepart.domain.money import PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.people.details import Contact, Details, PersonRole
from takepart.domain.programme.agenda import Suggestion
from takepart.domain.programme.offer import offer_for
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.domain.programme.sign_up import SignUp, SignUpState, Supporter, make_offer
from takepart.web.forms.asked import typed_of
from takepart.web.forms.base import Rules
from takepart.web.programme.forms import ChangeForm, RegisterForm
from takepart.web.programme.my_details import everything_about
from takepart.web.requests import Typed
from tests.builders import a_line, an_approved_claim
from tests.money_builders import a_gift
from tests.policies import WIRRAL
from tests.programme_builders import NOW, STARTS, a_person, a_session, a_step
from tests.unit.web.programme_sites import ProgrammeBrowser, a_desk

RULES = Rules(policy=WIRRAL, today=date(2026, 11, 24))

SAMPLES: dict[str, Any] = {
    "role": PersonRole.YOUNG_PERSON,
    "born": date(2010, 2, 3),
    "interests": (OpportunityKind.FEEDBACK.value,),
    "benefits": True,
    "email": "me@example.org",
    "guardian_email": "guardian@example.org",
    "phone": "07700 900123",
    "channel": Contact.TEXT,
    "school_hours": "yes",
}
"""Where any words would not do."""
OTHERWISE: dict[str, Any] = {
    "role": PersonRole.PARENT,
    "channel": Contact.POST,
    "born": None,
    "interests": (),
    "benefits": False,
}
NAMES = [each.name for each in fields(Details)]
A_CLAIM = an_approved_claim()
A_SIGN_UP = make_offer(
    None,
    a_step(),
    session=SessionId("december"),
    person=a_person().id,
    offer=offer_for(a_session(), policy=WIRRAL, holidays=frozenset(), now=NOW),
    starts=STARTS,
    support="",
)
CHANGED_CLAIM: dict[str, Any] = {
    "id": ClaimId("GGGG-GGGG"),
    "claimant": Claimant(name="Another", email="another@example.com"),
    "activity_type": ActivityTypeId("training"),
    "day": A_CLAIM.day + timedelta(days=1),
    "part_of_day": PartOfDay.EVENING,
    "minutes": 59,
    "days": 3,
    "lines": (a_line(LineKind.TRAIN, 7_00),),
    "method": PaymentMethod.CASH,
    "promised": A_CLAIM.promised + timedelta(days=1),
    "car_miles": Decimal("12.5"),
    "gift": a_gift(),
    "bank": None,
    "bank_held": A_CLAIM.bank,
    "payments": (),
    "notes": MappingProxyType({2: "Thank you"}),
    "state": ClaimState.PAID,
    "journal": A_CLAIM.journal[:1],
}
OF_CLAIMS_NOT_TOLD = {
    "draft": "a name of ours that opens a form",
    "person": "their id, which stands at the top",
    "also": "their id, which stands at the top",
    "session": "day, part of the day and activity, in one word",
    "policy_version": "ours",
    "flags": "what deciders are to look at twice",
    "household": "members of staff who live with them or share an account: who may not decide",
    "recorded_by": "a member of staff: the history has who did what",
    "turn": "a member of staff: the history has who did what",
    "confirmed_by": "a member of staff: the history has who did what",
    "approved_by": "a member of staff: the history has who did what",
    "approval": "a seal of ours over what was approved, which is told line by line",
}
CHANGED_SIGN_UP: dict[str, Any] = {
    "session": SessionId("another"),
    "state": SignUpState.ABSENT,
    "offer": replace(A_SIGN_UP.offer, words=("Other words",)),
    "starts": A_SIGN_UP.starts + timedelta(days=1),
    "choice": FeeChoice.decline(),
    "support": "A lift",
    "suggestions": (Suggestion(number=2, text="The buses"),),
    "supporters": MappingProxyType({Supporter.ADVOCATE: 1}),
    "journal": (),
}
OF_SIGN_UPS_NOT_TOLD = {
    "person": "their id, which stands at the top",
    "ticket": "their place in a line, which changes with others",
    "kept_until": "how long a place is held: the letter says it",
    "draft": "a name of ours that opens a form",
    "attended_by": "a member of staff: the history has who did what",
}


def told() -> Details:
    """Every field filled, each with words of its own."""
    return Details(**{name: SAMPLES.get(name, f"words of {name}") for name in NAMES})


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_in_what_they_take_away(name: str) -> None:
    """A field that is added and left out of the export is named here."""
    person = replace(a_person(), details=told())
    without = replace(person, details=replace(told(), **{name: OTHERWISE.get(name, "")}))

    assert everything_about(person, (), ()) != everything_about(without, (), ()), f"{name} is left out of the export"


def test_every_field_of_what_they_did_is_told_or_is_not_for_a_reason() -> None:
    """A field that is added is decided here."""
    assert {each.name for each in fields(Claim)} == {*CHANGED_CLAIM, *OF_CLAIMS_NOT_TOLD}
    assert {each.name for each in fields(SignUp)} == {*CHANGED_SIGN_UP, *OF_SIGN_UPS_NOT_TOLD}


@pytest.mark.parametrize("name", CHANGED_CLAIM)
def test_everything_of_a_claim_is_in_what_they_take_away(name: str) -> None:
    """What they typed, which way they are paid, and what was."""
    other = replace(A_CLAIM, **{name: CHANGED_CLAIM[name]})

    assert everything_about(a_person(), (), (A_CLAIM,)) != everything_about(a_person(), (), (other,))


@pytest.mark.parametrize("name", CHANGED_SIGN_UP)
def test_everything_of_a_sign_up_is_in_what_they_take_away(name: str) -> None:
    """What they asked for, what they want to talk about, and who came along."""
    other = replace(A_SIGN_UP, **{name: CHANGED_SIGN_UP[name]})

    assert everything_about(a_person(), (A_SIGN_UP,), ()) != everything_about(a_person(), (other,), ())


@pytest.mark.parametrize("name", NAMES)
def test_no_detail_is_wiped_by_a_change_of_another(name: str) -> None:
    """The form starts from what is there, and what it does not ask for stays."""
    before = told()

    after = replace(before, **ChangeForm.starting_from(before, RULES, before=before).values())

    assert getattr(after, name) == getattr(before, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_can_be_typed(name: str) -> None:
    """Where somebody registers; else nobody could ever tell us."""
    assert name in RegisterForm(Typed(), RULES), f"give {name} an Ask in its type"
    shown = ProgrammeBrowser(a_desk()).get("/register").body

    assert f'name="{name}"' in shown or f'name="{name}-day"' in shown, f"{name} has no box on the page"


def test_what_is_wrong_is_listed_in_the_order_of_the_boxes() -> None:
    """So that who puts it right goes down the page once."""
    shown = ProgrammeBrowser(a_desk()).get("/register").body
    wrong = [each.field for each in RegisterForm(Typed(), RULES).problems()]

    places = [
        min(at for at in (shown.find(f'id="{name}"'), shown.find(f'id="{name}-day"')) if at >= 0) for name in wrong
    ]
    assert len(wrong) > 3 and places == sorted(places), wrong


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_kept_as_it_was_typed(name: str) -> None:
    """From its box into its field, whatever its type is."""
    typed = replace(told(), born=date(2015, 2, 3))  # a child's: the parent or carer is kept for nobody else

    form = RegisterForm(Typed([*typed_of(typed), ("agreed", "yes")]), RULES)

    assert not form.problems()
    assert getattr(Details(**form.values()), name) == getattr(typed, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_detail_is_shown_to_whose_it_is(name: str) -> None:
    """Under a name that people read, on "My part"."""
    called = asked(Details)[name].ask.told
    words = dict(in_words(told()))

    assert called, f"say what {name} is called: told="
    assert words[called]


def test_what_is_told_of_benefits_is_shown_to_no_worker() -> None:
    """It is asked for the right advice alone."""
    assert {"Email", "Phone", "Needs"} <= dict(in_words(told(), staff=True)).keys()
    assert "Benefits" not in dict(in_words(told(), staff=True))
