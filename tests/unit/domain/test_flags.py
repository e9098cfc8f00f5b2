"""Reasons to look twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.adapters.bank_holidays import england
from takepart.domain.fee_choice import QuotedLine
from takepart.domain.flags import Match, Neighbour, flags_of_claim, flags_of_line, matches
from takepart.domain.ids import ActivityTypeId, ClaimId, PersonId, SessionKey
from takepart.domain.lines import Flag, LineKind
from takepart.domain.money import Money
from takepart.domain.part_of_day import PartOfDay, session_key
from takepart.domain.policy import Policy
from takepart.domain.policy.rates import PaidAs
from takepart.domain.policy.rules import SchoolHours, Term
from tests.policies import WIRRAL, a_policy

THURSDAY = date(2026, 5, 14)
TERM = Term(starts=date(2026, 4, 20), ends=date(2026, 5, 22))


def own(policy: Policy = WIRRAL, **changes: Any) -> frozenset[Flag]:
    facts: dict[str, Any] = {
        "day": THURSDAY,
        "part_of_day": PartOfDay.MORNING,
        "under_16": False,
        "sent_on": THURSDAY,
        "policy": policy,
        "holidays": england(),
    }
    return flags_of_claim(**{**facts, **changes})


def a_line(kind: LineKind, pence: int) -> QuotedLine:
    return QuotedLine(
        kind=kind,
        amount=Money(pence),
        paid_as=PaidAs.MONEY,
        basis="",
        description="",
        flags=frozenset({Flag.OVER_RATE}),
    )


def a_claim(reference: str = "ONE", **changes: Any) -> Neighbour:
    claim = Neighbour(
        claim=ClaimId(reference),
        person=PersonId("person-1"),
        activity_type=ActivityTypeId("meeting"),
        day=THURSDAY,
        part_of_day=PartOfDay.MORNING,
        amount=Money(24_50),
        kinds=frozenset({LineKind.FEE, LineKind.BUS}),
        account="fingerprint-1",
        receipts=frozenset({"sha-1"}),
    )
    claim = replace(claim, **changes)
    if claim.session is None and claim.activity_type and claim.day and claim.part_of_day:
        return replace(claim, session=session_key(claim.activity_type, claim.day, claim.part_of_day))
    return claim


def flags_against(claim: Neighbour, others: Iterable[Neighbour]) -> frozenset[Flag]:
    """What other claims say about this one."""
    return frozenset(match.flag for match in matches(claim, others))


@pytest.mark.parametrize(("days", "late"), [(0, False), (90, False), (91, True), (365, True)])
def test_a_claim_sent_late_is_flagged(days: int, late: bool) -> None:
    """The policy says from when; it is still decided like any other."""
    assert (Flag.LATE in own(sent_on=THURSDAY + timedelta(days=days))) == late


@pytest.mark.parametrize(
    ("changes", "flagged"),
    [
        ({}, True),
        ({"part_of_day": PartOfDay.AFTERNOON}, True),
        ({"part_of_day": PartOfDay.ALL_DAY}, True),
        ({"part_of_day": PartOfDay.EVENING}, False),
        ({"under_16": False}, False),
        ({"day": date(2026, 5, 16)}, False),  # a Saturday
        ({"day": date(2026, 5, 4)}, False),  # a bank holiday
    ],
)
def test_school_hours_are_flagged_for_those_under_16(changes: dict[str, Any], flagged: bool) -> None:
    """Evenings, weekends and bank holidays take nobody out of lessons."""
    assert (Flag.SCHOOL_HOURS in own(**{"under_16": True, **changes})) == flagged


@pytest.mark.parametrize(
    ("day", "flagged"),
    [
        (date(2026, 4, 20), True),
        (date(2026, 5, 22), True),
        (date(2026, 4, 17), False),
        (date(2026, 5, 25), False),
        (date(2026, 5, 26), False),
    ],
)
def test_a_policy_with_terms_flags_days_in_term_alone(day: date, flagged: bool) -> None:
    """Both ends of a term are school days."""
    policy = a_policy(school_hours=SchoolHours(start=time(9), end=time(15, 30), terms=(TERM,)))

    assert (Flag.SCHOOL_HOURS in own(policy, day=day, under_16=True)) == flagged


def test_schools_that_end_at_noon_leave_the_afternoon_free() -> None:
    """The hours are the policy's."""
    policy = a_policy(school_hours=SchoolHours(start=time(8), end=time(12), terms=()))

    assert own(policy, under_16=True) == {Flag.SCHOOL_HOURS}
    assert own(policy, under_16=True, part_of_day=PartOfDay.AFTERNOON) == frozenset()


def test_a_policy_without_school_hours_flags_none() -> None:
    """An organisation of adults need not have them."""
    assert own(a_policy(school_hours=None), under_16=True) == frozenset()


@pytest.mark.parametrize(
    ("kind", "pence", "has_receipt", "flagged"),
    [
        (LineKind.BUS, 5_00, False, False),
        (LineKind.BUS, 5_01, False, True),
        (LineKind.BUS, 5_01, True, False),
        (LineKind.CHILDCARE, 30_00, False, True),
        (LineKind.OTHER, 30_00, False, True),
        (LineKind.CAR, 30_00, False, False),
        (LineKind.FEE, 30_00, False, False),
        (LineKind.ADJUSTMENT, 30_00, False, False),
    ],
)
def test_a_dear_fare_or_cost_without_a_receipt_is_flagged(
    kind: LineKind, pence: int, has_receipt: bool, flagged: bool
) -> None:
    """Small sums are paid on a person's word, and miles and fees have no receipt. What it was priced with stays."""
    flags = flags_of_line(a_line(kind, pence), has_receipt=has_receipt, policy=WIRRAL)

    assert flags == ({Flag.OVER_RATE, Flag.NO_RECEIPT} if flagged else {Flag.OVER_RATE})


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, {Flag.SAME_SESSION, Flag.SAME_RECEIPT}),
        ({"receipts": frozenset()}, {Flag.SAME_SESSION}),
        ({"receipts": frozenset({"sha-1", "sha-2"}), "day": date(2026, 1, 1)}, {Flag.SAME_RECEIPT}),
        # Two places at one time, or nearly the same twice.
        ({"receipts": frozenset(), "part_of_day": PartOfDay.ALL_DAY}, {Flag.NEAR_DUPLICATE}),
        ({"receipts": frozenset(), "activity_type": ActivityTypeId("conference")}, {Flag.NEAR_DUPLICATE}),
        ({"receipts": frozenset(), "part_of_day": PartOfDay.EVENING}, {Flag.NEAR_DUPLICATE}),
        ({"receipts": frozenset(), "part_of_day": PartOfDay.EVENING, "amount": Money(20_00)}, set()),
        ({"receipts": frozenset(), "day": THURSDAY + timedelta(days=3)}, {Flag.NEAR_DUPLICATE}),
        ({"receipts": frozenset(), "day": THURSDAY - timedelta(days=3)}, {Flag.NEAR_DUPLICATE}),
        ({"receipts": frozenset(), "day": THURSDAY + timedelta(days=4)}, set()),
        ({"receipts": frozenset(), "day": THURSDAY + timedelta(days=7)}, set()),  # a weekly meeting
        ({"receipts": frozenset(), "day": THURSDAY + timedelta(days=1), "amount": Money(1)}, set()),
        ({"receipts": frozenset(), "day": THURSDAY + timedelta(days=1), "kinds": frozenset({LineKind.FEE})}, set()),
        # Somebody else.
        ({"person": PersonId("person-2"), "receipts": frozenset(), "account": "fingerprint-2"}, set()),
        ({"person": PersonId("person-2"), "receipts": frozenset()}, {Flag.SHARED_BANK_ACCOUNT}),
        ({"person": PersonId("person-2"), "account": ""}, {Flag.SAME_RECEIPT}),
        ({"person": PersonId("person-2")}, {Flag.SAME_RECEIPT, Flag.SHARED_BANK_ACCOUNT}),
    ],
)
def test_a_claim_is_held_against_its_neighbours(changes: dict[str, Any], flags: set[Flag]) -> None:
    """The same session, nearly the same, the same receipt, the same account: each says with which claim."""
    found = matches(a_claim(), [a_claim("TWO", **changes)])

    assert set(found) == {Match(flag, ClaimId("TWO")) for flag in flags}


def test_a_family_does_not_drown_in_flags_of_its_own_account() -> None:
    """None where it shares a mailbox; where each has their own, one for each person however many claims they have."""
    one = a_claim(mailbox="family")
    sisters = [a_claim(f"S{n}", person=PersonId("sister"), mailbox="family", receipts=frozenset()) for n in range(20)]
    aunts = [a_claim(f"A{n}", person=PersonId(f"aunt-{n % 2}"), receipts=frozenset()) for n in range(20)]

    assert Flag.SHARED_BANK_ACCOUNT not in {match.flag for match in matches(one, sisters)}
    shared = [match.claim for match in matches(one, aunts) if match.flag is Flag.SHARED_BANK_ACCOUNT]
    assert shared == ["A0", "A1"]


def test_two_claims_of_nobody_known_match_by_their_receipt_alone() -> None:
    """What is not known is never taken for the same."""
    nobody = Neighbour(claim=ClaimId("ONE"), receipts=frozenset({"sha-1"}))
    other = Neighbour(claim=ClaimId("TWO"), receipts=frozenset({"sha-1"}))

    assert flags_against(nobody, [other]) == {Flag.SAME_RECEIPT}
    assert flags_against(replace(nobody, receipts=frozenset()), [other]) == frozenset()


def test_a_claim_is_not_its_own_neighbour() -> None:
    """A list of the person's claims may hold the claim itself."""
    assert flags_against(a_claim(), [a_claim()]) == frozenset()


claims = st.builds(
    Neighbour,
    claim=st.sampled_from(["ONE", "TWO"]).map(ClaimId),
    person=st.sampled_from([None, PersonId("person-1"), PersonId("person-2")]),
    session=st.none(),
    activity_type=st.sampled_from([None, ActivityTypeId("meeting"), ActivityTypeId("conference")]),
    day=st.none() | st.dates(date(2026, 5, 1), date(2026, 5, 8)),
    part_of_day=st.none() | st.sampled_from(PartOfDay),
    amount=st.sampled_from([Money(0), Money(1)]),
    account=st.sampled_from(["", "fingerprint-1"]),
    receipts=st.frozensets(st.sampled_from(["sha-1", "sha-2"])),
)


@given(claims, claims)
def test_a_likeness_is_the_same_from_either_side(one: Neighbour, other: Neighbour) -> None:
    """Whichever claim comes to be decided first, its decider is told."""
    assert flags_against(one, [other]) == flags_against(other, [one])


def test_every_flag_has_words() -> None:
    """A decider reads a sentence, never a code."""
    assert all(flag.plain.endswith(".") for flag in Flag)
    assert all(kind.plain for kind in LineKind)
    assert all(part.plain for part in PartOfDay)


def test_two_sessions_that_attendance_knows_are_not_one_and_a_typed_claim_may_be_either() -> None:
    """The decider looks twice only where it may be the same morning's session."""
    typed = a_claim("ONE")
    first = a_claim("TWO", session=SessionKey(f"{typed.session}/3f9a"))
    second = a_claim("THREE", session=SessionKey(f"{typed.session}/77c0"), receipts=frozenset())

    assert Flag.SAME_SESSION in flags_against(typed, [first])
    assert Flag.SAME_SESSION in flags_against(second, [typed])
    assert flags_against(second, [first]) == frozenset()


def test_a_day_inside_several_days_in_a_row_looks_like_one_of_them() -> None:
    """Whichever of the two claims was sent first; the day after the last is another matter."""
    three = a_claim(receipts=frozenset(), days=3, amount=Money(150_00), activity_type=ActivityTypeId("conference"))
    last = a_claim("TWO", receipts=frozenset(), day=THURSDAY + timedelta(days=2), session=None)
    after = a_claim("TWO", receipts=frozenset(), day=THURSDAY + timedelta(days=3), session=None)

    assert flags_against(three, [last]) == flags_against(last, [three]) == {Flag.NEAR_DUPLICATE}
    assert flags_against(three, [after]) == set()
