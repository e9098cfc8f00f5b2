"""Sending a claim: priced, promised a day, with the right worker, and kept once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters import bank_holidays
from takepart.domain.bank_details import BankDetails
from takepart.domain.claims import duties, told
from takepart.domain.claims.claim import ClaimState
from takepart.domain.claims.duties import ClaimDuty
from takepart.domain.claims.parts import Claimant
from takepart.domain.fee_choice import FeeChoice
from takepart.domain.ids import ActivityTypeId, CharityId, ClaimId, DraftId, ReceiptId
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money, PaymentMethod
from takepart.domain.part_of_day import PartOfDay
from takepart.domain.policy import Policy
from takepart.domain.policy.rates import Mileage
from takepart.domain.policy.rules import EarningsLimit, Per, PersonLimit
from takepart.domain.pricing import Cost, Facts, Journey, price
from takepart.domain.references import claim_reference
from takepart.use_cases.claims.assignment import decider
from takepart.use_cases.claims.drafts import NoSuchDraft, find_claim
from takepart.use_cases.claims.ports import Receipt
from takepart.use_cases.claims.submit_claim import ClaimForm, ClaimWorld, Sent, submit_claim
from takepart.use_cases.ports import ChangedMeanwhile
from tests.builders import a_claim
from tests.fakes import FakeIdentities
from tests.fakes_claims import FakeClaims, FakeDrafts, FakeReceipts, FakeSafe
from tests.policies import WIRRAL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BUS = Journey(kind=LineKind.BUS, fare=Money(4_20), description="Home to the town hall")


FACTS = {each.name for each in fields(Facts)}


def a_form(**changes: Any) -> ClaimForm:
    """Participant's form for a two-hour meeting and a bus fare."""
    person = {"name": "Participant One", "email": "participant@example.com"}
    facts: dict[str, Any] = {
        "activity_type": ActivityTypeId("meeting"),
        "day": date(2026, 11, 19),
        "part_of_day": PartOfDay.EVENING,
        "minutes": 120,
        "journeys": (BUS,),
    }
    values: dict[str, Any] = {
        "draft_id": DraftId("draft-of-participant"),
        "claimant": Claimant(**{name: changes.pop(name, text) for name, text in person.items()}),
        "facts": Facts(**facts | {name: changes.pop(name) for name in FACTS & changes.keys()}),
        "fee_choice": FeeChoice.as_offered(),
        "method": PaymentMethod.BANK,
        "bank": BankDetails.parse(name="Participant One", sort_code="123456", account_number="12345678"),
    }
    return ClaimForm(**values | changes)


WORKER_1 = WIRRAL.confirmers(ActivityTypeId("meeting"))[0]
PARTICIPANT_ID = FakeIdentities().person(email="participant@example.com", name="Participant One")


def a_world(
    *, claims: FakeClaims | None = None, receipts: FakeReceipts | None = None, policy: Policy = WIRRAL
) -> ClaimWorld:
    """The council, in memory."""
    return ClaimWorld(
        claims=claims if claims is not None else FakeClaims(),
        receipts=receipts or FakeReceipts(),
        identities=FakeIdentities(),
        safe=FakeSafe(),
        policy=policy,
        holidays=bank_holidays.england(),
    )


def send(
    form: ClaimForm,
    *,
    claims: FakeClaims | None = None,
    receipts: FakeReceipts | None = None,
    policy: Policy = WIRRAL,
) -> Sent:
    """Send a form to the council."""
    return submit_claim(form, world=a_world(claims=claims, receipts=receipts, policy=policy), now=NOW)


def test_a_claim_is_worth_what_the_quote_said() -> None:
    """One function prices both, so they agree to the penny (Wirral policy, section 7)."""
    form = a_form()

    claim = send(form).claim

    assert claim.claimed == price(form.facts, policy=WIRRAL).total == Money(24_20)
    assert [(line.kind, line.claimed) for line in claim.lines] == [
        (LineKind.FEE, Money(20_00)),
        (LineKind.BUS, Money(4_20)),
    ]
    assert claim.policy_version == WIRRAL.recorded_version


def test_a_claim_goes_to_the_worker_of_its_activity() -> None:
    """And the journal says who sent it, by an id and not by a name."""
    claim = send(a_form()).claim

    assert claim.state is ClaimState.WITH_WORKER
    assert claim.turn.who == f"staff:{WIRRAL.confirmers(claim.activity_type)[0].id}"
    assert "Participant" not in repr(claim.journal)
    assert "participant@" not in repr(claim.journal)
    assert "town hall" not in repr(claim.journal)


def test_a_worker_who_claims_does_not_confirm_their_own_claim() -> None:
    """Another spelling of the same mailbox is the same person."""
    worker = WIRRAL.confirmers(ActivityTypeId("meeting"))[0]
    mailbox, _, host = worker.email.partition("@")

    claim = send(a_form(email=f"{mailbox.upper()}+me@{host}")).claim

    assert claim.turn.who != f"staff:{worker.id}"


HOUSEHOLDS: dict[str, Callable[[Any, ClaimForm], object]] = {
    "parent or carer": lambda world, _: world.identities.names.parents.update({PARTICIPANT_ID: WORKER_1.email.upper()}),
    "paid into the same account": lambda world, form: world.claims.add(
        a_claim(
            claimant=replace(a_claim().claimant, email=WORKER_1.email),
            bank=world.safe.seal(form.bank, owner=a_claim().id),
        )
    ),
    "their name is on the account": lambda world, form: None,
}


@pytest.mark.parametrize("how", HOUSEHOLDS)
def test_a_worker_of_the_household_does_not_confirm_the_claim(how: str) -> None:
    """And has had the claimant's part from then on; what the record of attendance says of them is not taken either."""
    named = WORKER_1.name if how == "their name is on the account" else "Participant One"
    form = a_form(bank=BankDetails.parse(name=named, sort_code="123456", account_number="12345678"))
    world = a_world()
    HOUSEHOLDS[how](world, form)

    claim = submit_claim(form, world=world, now=NOW, recorded_by=WORKER_1).claim

    assert claim.household == (WORKER_1.id,)
    assert not claim.turn.is_of(WORKER_1.id) and claim.recorded_by is None
    assert not duties.may_take(claim, ClaimDuty.APPROVE, decider(WORKER_1))
    assert WORKER_1.id not in repr(claim.journal)
    told.check(claim)


def test_who_is_paid_into_the_account_is_seen_behind_a_years_claims_of_somebody_else() -> None:
    """However many claims go into one account, a member of staff who is paid into it is of the household."""
    world = a_world()
    bank = world.safe.seal(a_form().bank or pytest.fail("no account"), owner=a_claim().id)
    emails = [*(f"child{number}@example.com" for number in range(4) for _ in range(26)), WORKER_1.email]
    for number, email in enumerate(emails):
        draft = DraftId(f"beside-{number}")
        who = replace(a_claim().claimant, email=email)
        world.claims.add(a_claim(id=claim_reference(draft), draft=draft, claimant=who, bank=bank))

    assert submit_claim(a_form(), world=world, now=NOW).claim.household == (WORKER_1.id,)


def test_a_form_sent_twice_is_one_claim() -> None:
    """A double click, a reload, or a retry after a lost answer."""
    claims = FakeClaims()

    first, second = send(a_form(), claims=claims), send(a_form(), claims=claims)

    assert first.reference == second.reference
    assert first.promised == second.promised
    assert len(claims.kept) == claims.writes == 1


def test_two_forms_that_fall_on_one_reference_are_two_claims() -> None:
    """The second takes its next reference, and both are found by their drafts."""
    draft = DraftId("draft-of-participant")
    taken = a_claim(id=claim_reference(draft), draft=DraftId("somebody-elses"))
    claims = FakeClaims(taken)

    sent = send(a_form(), claims=claims)

    assert sent.reference == claim_reference(draft, attempt=1)
    found = find_claim(draft, claims=claims)
    assert found is not None and found.id == sent.reference
    assert claims.kept[taken.id] is taken


def test_of_two_sends_at_the_same_moment_one_claim_is_kept() -> None:
    """The other finds it when its own write is refused."""

    class Racing(FakeClaims):
        def get(self, claim_id: ClaimId) -> Any:
            if not self.kept:
                send(a_form(), claims=others)
                self.kept = dict(others.kept)
                return None
            return super().get(claim_id)

        def add(self, claim: Any) -> None:
            raise ChangedMeanwhile(claim.id)

    others = FakeClaims()

    assert send(a_form(), claims=Racing()).reference in others.kept


def test_bank_details_are_sealed_for_this_claim_alone() -> None:
    """What is kept shows the last digits and nothing else."""
    claim = send(a_form()).claim

    assert claim.bank is not None
    assert "12345678" not in repr(claim)
    assert claim.bank.last_digits in "12345678"


def test_the_promise_is_the_day_of_the_slowest_part() -> None:
    """A voucher may come sooner than the bus fare; the day that is promised holds for all of it."""
    focus = a_form(activity_type=ActivityTypeId("volunteer-session"), minutes=120)
    voucher = replace(focus, facts=replace(focus.facts, journeys=()), bank=None, method=PaymentMethod.CASH)
    voucher_only = send(voucher).promised
    with_fare = send(focus).promised

    assert voucher_only <= with_fare
    assert with_fare == send(a_form()).promised


def test_a_receipt_that_came_with_the_draft_clears_the_flag() -> None:
    """A cost without one is flagged, never refused; a file that is no receipt does not count."""
    childcare = Cost(kind=LineKind.CHILDCARE, amount=Money(40_00))
    form = a_form(costs=(childcare,))
    receipt = Receipt(
        id=ReceiptId("r"),
        draft=form.draft_id,
        key="k",
        content_type="image/png",
        size=1,
        sha256="a" * 64,
        received_on=date(2026, 11, 23),
    )

    def flags(receipts: FakeReceipts) -> frozenset[Flag]:
        return send(form, receipts=receipts).claim.lines[-1].flags

    assert Flag.NO_RECEIPT in flags(FakeReceipts())
    assert Flag.NO_RECEIPT in flags(FakeReceipts(replace(receipt, problem="This file is empty.")))
    assert Flag.NO_RECEIPT not in flags(FakeReceipts(receipt))


def test_a_fee_given_to_charity_is_no_line_of_the_participant() -> None:
    """So that it never counts as their earnings."""
    charity = WIRRAL.charities[0].id

    claim = send(a_form(fee_choice=FeeChoice.to_charity(CharityId(charity)))).claim

    assert [line.kind for line in claim.lines] == [LineKind.BUS]
    assert claim.gift is not None and claim.gift.amount == Money(20_00)
    assert claim.to_approve == Money(24_20)


@pytest.mark.parametrize(
    ("driven_before", "pence"),
    [("0", 5500), ("9950", 50 * 55 + 50 * 25), ("10000", 2500), ("12000", 2500)],
)
def test_miles_of_the_tax_year_count_towards_the_threshold(driven_before: str, pence: int) -> None:
    """The first 10,000 miles by car at 55p, then 25p; what was refused, or another person's, does not count."""
    car = Journey(kind=LineKind.CAR, miles=Decimal(100))
    claims = FakeClaims()
    day, days = date(2026, 4, 6), 0
    left = Decimal(driven_before)
    while left:
        miles = min(left, Decimal(2000))
        drove = Journey(kind=LineKind.CAR, miles=miles)
        send(
            a_form(draft_id=DraftId(f"before-{days}"), day=day.replace(day=6 + days), journeys=(drove,)), claims=claims
        )
        left, days = left - miles, days + 1
    send(a_form(draft_id=DraftId("last-year"), day=date(2026, 4, 5), journeys=(car,)), claims=claims)
    send(a_form(draft_id=DraftId("sister"), name="Sibling One", journeys=(car,)), claims=claims)

    claim = send(a_form(journeys=(car,)), claims=claims).claim

    assert claim.lines[-1].claimed == Money(pence)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_years_miles_come_to_the_same_sum_in_whatever_order_the_claims_arrive(order: tuple[int, ...]) -> None:
    """Three long drives in one tax year, the threshold within them: claimed late or early, they pay the same."""
    claims, days = FakeClaims(), [date(2026, 4, 6), date(2026, 9, 1), date(2026, 11, 20)]
    policy = replace(
        WIRRAL, mileage=Mileage(rates=tuple(replace(r, car_threshold=Decimal(500)) for r in WIRRAL.mileage.rates))
    )
    total = Money(0)

    for place in order:
        drive = Journey(kind=LineKind.CAR, miles=Decimal(200 + place))
        form = a_form(draft_id=DraftId(f"drive-{place}"), day=days[place], journeys=(drive,))
        total += send(form, claims=claims, policy=policy).claim.lines[-1].claimed

    assert total == Money(500 * 55 + 103 * 25)


@given(
    minutes=st.integers(1, 600),
    fares=st.lists(st.integers(1, 50_00), max_size=4),
    wish=st.sampled_from([FeeChoice.as_offered(), FeeChoice.decline(), FeeChoice.less(Money(5_00))]),
    activity=st.sampled_from([each.id for each in WIRRAL.activity_types]),
)
def test_lines_always_add_up_and_are_all_allowed_at_first(
    minutes: int, fares: list[int], wish: FeeChoice, activity: ActivityTypeId
) -> None:
    """Whatever is claimed, nothing is cut before a person has looked at it."""
    journeys = tuple(Journey(kind=LineKind.BUS, fare=Money(pence)) for pence in fares)

    claim = send(a_form(minutes=minutes, journeys=journeys, fee_choice=wish, activity_type=activity)).claim

    assert claim.allowed == claim.claimed == Money.total(line.claimed for line in claim.lines)
    assert [line.id for line in claim.lines] == [str(n) for n in range(1, len(claim.lines) + 1)]
    assert claim.journal[0].facts["pence"] == claim.claimed.pence


def test_a_claim_whose_draft_ended_meanwhile_is_not_kept() -> None:
    """Its person was forgotten between reading the form and keeping the claim."""
    claims, drafts = FakeClaims(), FakeDrafts()
    claims.drafts = drafts
    drafts.end(a_form().draft_id)

    with pytest.raises(NoSuchDraft):
        send(a_form(), claims=claims)

    assert claims.kept == {}


def test_a_fee_that_takes_somebody_past_what_matters_for_benefits_is_flagged_before_it_is_approved() -> None:
    """Permitted work is counted by the week, with all that is claimed and not yet approved; not for a child."""
    weekly = EarningsLimit(name="Permitted work", amount=Money(30_00), weekly=True)
    policy = replace(WIRRAL, participation=replace(WIRRAL.participation, limits=(weekly,)))
    claims = FakeClaims()

    def flagged(draft: str, day: int, **changes: Any) -> bool:
        form = a_form(draft_id=DraftId(draft), day=date(2026, 11, day), **changes)
        return Flag.OVER_THRESHOLD in send(form, claims=claims, policy=policy).claim.flags

    assert not flagged("first", 16)
    assert not flagged("costs alone", 17, fee_choice=FeeChoice.decline())
    assert not flagged("less", 17, fee_choice=FeeChoice.less(Money(10_00)))
    assert flagged("past it", 18)
    assert not flagged("next week", 23)
    child = Claimant(name="Sibling One", email="participant@example.com", under_16=True)
    assert not flagged("a child", 18, claimant=child)
    assert not flagged("the child again", 19, claimant=child)


def test_a_second_fee_in_a_week_is_flagged_where_the_policy_pays_one() -> None:
    """Their own, in that week, with a fee: a brother's, one without a fee, and another week's are nothing to it."""
    once = PersonLimit(per=Per.WEEK, fees=None, times=1)
    policy = replace(WIRRAL, claims=replace(WIRRAL.claims, person_limits=(once,)))
    claims = FakeClaims()

    def flagged(draft: str, day: int, **changes: Any) -> bool:
        form = a_form(draft_id=DraftId(draft), day=date(2026, 11, day), **changes)
        return Flag.OVER_PERSON_LIMIT in send(form, claims=claims, policy=policy).claim.flags

    assert not flagged("sunday before", 15)
    assert not flagged("unpaid", 16, fee_choice=FeeChoice.decline())
    assert not flagged("brother", 17, name="Sibling One")
    assert not flagged("first", 17)
    assert flagged("second", 19)
    assert not flagged("costs alone", 18, fee_choice=FeeChoice.decline())
    assert Flag.OVER_PERSON_LIMIT not in send(a_form(draft_id=DraftId("no such rule")), claims=claims).claim.flags
