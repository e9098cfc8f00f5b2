"""On each day every place that a policy names is that of whoever does it then: no leaver is left in any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from takepart.adapters.policy.file import load_assurance
from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Assurance
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.organisation import member as members
from takepart.domain.organisation.in_force import policy_on, promises_on
from takepart.domain.organisation.member import Away, Held, Member
from takepart.domain.policy import Policy, Role, UnknownStaff
from tests.policies import POLICIES, WIRRAL

FRIDAY = date(2026, 11, 27)
MONDAY = FRIDAY + timedelta(days=3)
PROMISES = load_assurance(POLICIES / "wirral.toml")
STAYS = {"former", "stand_ins"}
"""Where a policy says on purpose who has left, or is away."""


def step(day: date = FRIDAY, by: str = "service-manager") -> Step:
    return Step(staff(StaffId(by)), datetime(day.year, day.month, day.day, 12, tzinfo=UTC), StepId(f"{by}-{day}"))


def seed(id: str) -> Member:
    named = next((each for each in WIRRAL.staff if each.id == id), None)
    if named is not None:
        return Member.of(named)
    assert PROMISES is not None
    keeper = next(each for each in PROMISES.keepers if each.id == id)
    return Member(id=StaffId(id), held=(Held(since=date.min, name=keeper.name, email=keeper.email),))


def newcomer(id: str, *roles: Role) -> Member:
    held = Held(since=FRIDAY, name="New colleague", email=f"{id}@example.org", roles=frozenset(roles))
    return Member(id=StaffId(id), held=(held,))


def left(id: str, heir: str = "new") -> Member:
    return members.leave(seed(id), step(), last_day=FRIDAY, takes_over=StaffId(heir))


def everyone_in(thing: Any) -> Iterator[str]:
    """Every text anywhere in it, whatever field holds it: a place that is added later is looked at as well."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for each in fields(thing):
            if each.name not in STAYS:
                yield from everyone_in(getattr(thing, each.name))
    elif isinstance(thing, list | tuple | frozenset):
        for one in thing:
            yield from everyone_in(one)


IDS = sorted({each.id for each in WIRRAL.staff} | {each.id for each in (PROMISES.keepers if PROMISES else ())})


def rules() -> Assurance:
    assert PROMISES is not None
    return PROMISES


def on(day: date, *records: Member) -> Policy:
    return policy_on(WIRRAL, records, day)


@pytest.mark.parametrize("id", IDS)
def test_who_has_left_is_in_no_place_and_who_took_over_is_in_each(id: str) -> None:
    """Whoever it is: in the policy, in what people say, and around each team."""
    records = (left(id), newcomer("new", *Role))
    before, promised = list(everyone_in(WIRRAL)), list(everyone_in(rules()))

    assert id not in {*everyone_in(on(MONDAY, *records)), *everyone_in(promises_on(rules(), records, MONDAY))}
    assert ("new" in everyone_in(on(MONDAY, *records))) == ("new" not in before)
    if id in promised:
        assert "new" in everyone_in(promises_on(rules(), records, MONDAY))


@pytest.mark.parametrize("id", IDS)
def test_on_the_last_day_everything_is_as_it_was(id: str) -> None:
    """They work until midnight."""
    heir = replace(newcomer("new"), held=())
    now = on(FRIDAY, left(id), heir)

    assert set(now.staff) == set(WIRRAL.staff)
    assert now.activity_types == WIRRAL.activity_types
    assert now.voice == WIRRAL.voice
    assert promises_on(rules(), (left(id), heir), FRIDAY).teams == rules().teams


def test_who_took_over_and_left_too_is_followed_to_the_end() -> None:
    """Two leave on the same day, one after the other."""
    first = left("participation-worker", "second")
    second = members.leave(newcomer("second", Role.WORKER), step(), last_day=FRIDAY, takes_over=StaffId("third"))
    now = on(MONDAY, first, second, newcomer("third", Role.WORKER))

    assert now.acting(StaffId("participation-worker")).id == "third"
    assert now.acting(StaffId("second")).id == "third"


def test_who_is_away_comes_after_who_decides_for_them_and_is_first_again_on_the_day_after() -> None:
    """They keep their place and their way in."""
    away = Away(first=MONDAY, last=MONDAY, deputy=StaffId("participation-manager"))
    record = members.go_away(seed("participation-worker"), step(), away)
    then, after = on(MONDAY, record), on(MONDAY + timedelta(days=1), record)
    assert WIRRAL.voice is not None
    assert then.voice is not None

    assert then.staff[-1].id == "participation-worker"
    assert then.acting(StaffId("participation-worker")).id == "participation-manager"
    assert then.activity_types[0].confirmers[0] == "participation-manager"
    assert then.activity_types[0].confirmers[-1] == "participation-worker"
    assert then.voice.staff >= WIRRAL.voice.staff
    assert after.acting(StaffId("participation-worker")).id == "participation-worker"
    assert after.activity_types == WIRRAL.activity_types


def test_two_who_decide_for_each_other_and_are_both_away_end_nothing() -> None:
    """What is theirs stays with one of them, and nothing goes round for ever."""
    one = Away(first=MONDAY, last=MONDAY, deputy=StaffId("finance-2"))
    other = Away(first=MONDAY, last=MONDAY, deputy=StaffId("finance-1"))
    now = on(
        MONDAY,
        members.go_away(seed("finance-1"), step(), one),
        members.go_away(seed("finance-2"), step(), other),
    )

    assert now.acting(StaffId("finance-1")).id in {"finance-1", "finance-2"}
    assert now.finance()[0].id == "finance-3"


def test_a_leaver_keeps_their_name_in_what_they_did_and_is_no_member_any_more() -> None:
    """Histories show who it was; nothing lets them in."""
    now = on(MONDAY, left("participation-worker"), newcomer("new", *Role))

    assert now.staff_name("participation-worker") == "Participation worker"
    assert now.staff_name("nobody-ever") == "a former colleague"
    with pytest.raises(UnknownStaff):
        now.staff_member(StaffId("participation-worker"))


def test_a_new_name_holds_from_its_day_and_the_old_one_stays_for_the_days_before() -> None:
    """A report of last year names whom it was then."""
    held = Held(since=MONDAY, name="Lead for taking part", email="lead@example.org", roles=frozenset({Role.WORKER}))
    record = members.change(seed("recruitment-lead"), step(), held)

    assert on(FRIDAY, record).staff_name("recruitment-lead") == "Recruitment lead"
    assert on(MONDAY, record).staff_name("recruitment-lead") == "Lead for taking part"


def test_without_records_the_policy_is_the_file() -> None:
    """Nothing is made anew for an organisation that changed nobody."""
    assert policy_on(WIRRAL, (), MONDAY) is WIRRAL
    assert promises_on(rules(), (), MONDAY) is rules()
