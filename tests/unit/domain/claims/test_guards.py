"""Paid once: two sessions of one morning are two, and a claim that was typed stands for whichever there was."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takepart.domain.claims.paying import Holder, PaidBefore, holders_in, joined, spelled
from takepart.domain.ids import ActivityTypeId, ClaimId, PersonId, first_id
from takepart.domain.part_of_day import PartOfDay, id_in, may_be_one, session_key, without_id

sessions = st.sampled_from(["", "", "3f9a", "77c0", "b1d2"])
TYPED = session_key(ActivityTypeId("focus-group"), date(2026, 5, 14), PartOfDay.MORNING)
FIRST = session_key(ActivityTypeId("focus-group"), date(2026, 5, 14), PartOfDay.MORNING, session="3f9a")
SECOND = session_key(ActivityTypeId("focus-group"), date(2026, 5, 14), PartOfDay.MORNING, session="77c0")


def holder(number: int, session: str = "") -> Holder:
    return Holder(claim=ClaimId(f"K7M4-9QX{number}"), session=session)


def never(_claim: ClaimId) -> bool:
    return False


def test_a_session_is_named_by_its_own_id_where_attendance_knows_it() -> None:
    """A claim that was typed may be about either of two; those two are not one."""
    assert (TYPED, FIRST) == ("focus-group/2026-05-14/morning", "focus-group/2026-05-14/morning/3f9a")
    assert (without_id(FIRST), id_in(FIRST), id_in(TYPED)) == (TYPED, "3f9a", "")
    assert may_be_one(TYPED, FIRST) and may_be_one(SECOND, TYPED) and may_be_one(FIRST, FIRST)
    assert not may_be_one(FIRST, SECOND)


def test_two_sessions_share_the_guard_and_a_typed_claim_shares_with_nobody() -> None:
    """Whichever comes first."""
    both = joined(joined("", holder(1, "3f9a"), was_withdrawn=never), holder(2, "77c0"), was_withdrawn=never)

    assert both == "K7M4-9QX1@3f9a+K7M4-9QX2@77c0"
    for text, who in ((both, holder(3)), (both, holder(3, "77c0")), ("K7M4-9QX1", holder(2, "3f9a"))):
        with pytest.raises(PaidBefore):
            joined(text, who, was_withdrawn=never)


@given(st.lists(st.tuples(st.integers(0, 5), sessions, st.booleans()), max_size=14))
def test_whoever_holds_a_guard_can_all_be_paid_and_nobody_is_refused_for_nothing(
    tries: list[tuple[int, str, bool]],
) -> None:
    """Claims approved in any order, some of them withdrawn: no two that may be one session hold it at once."""
    held, own, gone = "", dict[int, str](), set[ClaimId]()
    for number, session, withdraws in tries:
        mine = holder(number, own.setdefault(number, session))
        if mine.claim in gone:
            continue
        live = [each for each in holders_in(held) if each.claim not in gone]
        try:
            held = joined(held, mine, was_withdrawn=gone.__contains__)
        except PaidBefore as before:
            assert before.claim in {each.claim for each in live}
            assert any(each.is_in_the_way_of(mine) for each in live)
            continue
        assert not any(each.is_in_the_way_of(mine) for each in live)
        live = [each for each in holders_in(held) if each.claim not in gone]
        assert all(not one.is_in_the_way_of(two) for one in live for two in live)
        assert {each.claim for each in live} >= {mine.claim}
        assert spelled(*holders_in(held)) == held
        if withdraws:
            gone.add(mine.claim)


@pytest.mark.parametrize(
    ("id", "first"),
    [
        ("0123456789abcdef01234567.0123456789ab", "0123456789abcdef01234567.0123456789ab"),
        ("0123456789abcdef01234567.0123456789ab-2", "0123456789abcdef01234567.0123456789ab"),
        ("person-1", "person-1"),
    ],
)
def test_who_was_forgotten_and_comes_again_is_the_same_to_what_is_paid_once(id: str, first: str) -> None:
    """The number after the id counts how often they came."""
    assert first_id(PersonId(id)) == first
