"""Whoever keeps the list can give themselves no money, leave no gap that hurts, write no past."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import no_promises
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff as actor
from takepart.domain.organisation.member import NEEDS_TWO, Away, Held, Member, StaffRefusal
from takepart.domain.policy import Role, StaffMember
from takepart.domain.refused import Closed, Refused
from takepart.domain.voice.rules import VoiceRules
from takepart.use_cases.organisation import keep_staff
from takepart.use_cases.organisation.keep_staff import Staff
from takepart.use_cases.ports import ChangedMeanwhile
from tests.fake_store import FakeMembers
from tests.policies import WIRRAL

TODAY = date(2026, 11, 27)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
ADMINISTRATOR = "service-manager"
WORKER, FINANCE = StaffId("participation-worker"), StaffId("finance-1")
presses = count(1)


def step(by: str = ADMINISTRATOR, day: date = TODAY, press: str = "") -> Step:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Step(actor(StaffId(by)), at, StepId(press or f"press-{next(presses)}"))


def a_list(*records: Member) -> Staff:
    return Staff(policy=WIRRAL, people=WIRRAL.staff, promises=no_promises(), kept=FakeMembers(*records))


def held(*roles: Role, **changes: Any) -> Held:
    usual: dict[str, Any] = {"since": TODAY, "name": "New colleague", "email": "new@example.org"}
    return Held(**(usual | changes), roles=frozenset(roles))


def now(staff: Staff, id: str) -> Member:
    found = staff.get(StaffId(id))
    assert found is not None
    return found


def again(staff: Staff, id: StaffId, **changes: Any) -> Held:
    """What they are now, from today, with some of it changed."""
    last = now(staff, id).held[-1]
    was = {"name": last.name, "email": last.email, "roles": last.roles, "deputy": last.deputy, "since": TODAY}
    return Held(**(was | changes))


def refusal(doing: Callable[[], object]) -> StaffRefusal:
    with pytest.raises(Refused) as refused:
        doing()
    assert isinstance(refused.value.reason, StaffRefusal)
    return refused.value.reason


def test_a_worker_is_there_at_once_and_is_one_however_often_it_is_pressed() -> None:
    """A role that moves no money needs nobody else."""
    staff, pressed = a_list(), step()
    one = keep_staff.join(staff, held(Role.WORKER), pressed)
    two = keep_staff.join(staff, held(Role.WORKER), pressed)

    assert one == two
    assert one.id in {each.id for each in staff.on(TODAY).with_role(Role.WORKER)}


@pytest.mark.parametrize("role", sorted(NEEDS_TWO))
def test_a_role_that_moves_money_reads_words_or_keeps_the_list_waits_for_a_second_person(role: Role) -> None:
    """Until then nobody has it; who asked, and whom it is about, cannot be that person."""
    staff = a_list()
    asked = keep_staff.join(staff, held(role), step())

    assert asked.id not in {each.id for each in staff.on(TODAY).staff}
    confirm = keep_staff.confirm
    assert refusal(lambda: confirm(staff, asked.id, step(), seen=asked.version)) is StaffRefusal.SECOND_PERSON
    assert refusal(lambda: confirm(staff, asked.id, step(asked.id), seen=asked.version)) is StaffRefusal.SECOND_PERSON

    keep_staff.confirm(staff, asked.id, step("finance-2"), seen=asked.version)

    assert asked.id in {each.id for each in staff.on(TODAY).with_role(role)}


def test_the_address_of_who_moves_money_is_changed_by_two_as_well() -> None:
    """Whoever reads that mailbox can sign in."""
    staff = a_list()
    elsewhere = again(staff, FINANCE, email="somebody-else@example.org")
    asked = keep_staff.change(staff, FINANCE, elsewhere, step(), seen=0)

    assert asked.asked is not None
    assert staff.on(TODAY).staff_member(FINANCE).email == "finance-1@example.org"


def test_what_an_administrator_changes_of_themselves_waits_too() -> None:
    """Whatever role it is."""
    staff = a_list()
    more = again(staff, StaffId(ADMINISTRATOR), roles=frozenset({Role.ADMINISTRATOR, Role.WORKER}))

    assert keep_staff.change(staff, StaffId(ADMINISTRATOR), more, step(), seen=0).asked is not None


def test_a_name_or_a_deputy_is_no_power_and_waits_for_nobody() -> None:
    """A deputy has the role already."""
    staff = a_list()
    other = again(staff, FINANCE, name="Payments officer", deputy=StaffId("finance-3"))
    keep_staff.change(staff, FINANCE, other, step(), seen=0)

    assert staff.on(TODAY).staff_member(FINANCE).name == "Payments officer"


def test_a_change_that_waited_past_its_day_holds_from_the_day_on_which_it_is_confirmed() -> None:
    """Nothing is written into the past."""
    staff = a_list()
    asked = keep_staff.join(staff, held(Role.OFFICE), step())
    keep_staff.confirm(staff, asked.id, step("finance-1", TOMORROW), seen=asked.version)

    assert now(staff, asked.id).held[0].since == TOMORROW


def test_what_was_turned_down_never_was() -> None:
    """A later one can be asked for."""
    staff = a_list()
    asked = keep_staff.join(staff, held(Role.OFFICE), step())
    keep_staff.turn_down(staff, asked.id, step("finance-1"), seen=asked.version)

    assert now(staff, asked.id).held == ()
    assert refusal(lambda: keep_staff.confirm(staff, asked.id, step("finance-1"), seen=2)) is StaffRefusal.NOTHING_WAITS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"since": YESTERDAY}, StaffRefusal.PAST_DAY),
        ({"since": date(2031, 1, 1)}, StaffRefusal.TOO_FAR),
        ({"email": "Worker@example.org"}, StaffRefusal.TAKEN),
        ({"deputy": FINANCE}, StaffRefusal.DEPUTY),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_box(changes: dict[str, Any], reason: StaffRefusal) -> None:
    """And nothing is kept."""
    staff = a_list()

    assert refusal(lambda: keep_staff.join(staff, held(Role.WORKER, **changes), step())) is reason
    assert staff.kept.all() == []


@pytest.mark.parametrize(
    ("id", "roles", "reason"),
    [
        (StaffId("recruitment-lead"), {Role.VOICE}, StaffRefusal.IS_DEPUTY),
        (StaffId("panel-manager"), {Role.VOICE}, StaffRefusal.RULES),
        (StaffId(ADMINISTRATOR), {Role.VOICE}, StaffRefusal.SOMEBODY_ADMINISTERS),
    ],
)
def test_a_role_that_something_hangs_on_stays(id: StaffId, roles: set[Role], reason: StaffRefusal) -> None:
    """A deputy's, a confirmer's, the last administrator's: also when it would have waited for a second person."""
    staff = a_list()
    fewer = again(staff, id, roles=frozenset(roles))

    assert refusal(lambda: keep_staff.change(staff, id, fewer, step("finance-1"), seen=0)) is reason


def test_a_leaver_is_out_the_day_after_and_who_takes_over_has_each_of_their_roles() -> None:
    """Whoever has less cannot take over."""
    staff = a_list()

    def go(heir: str) -> Member:
        return keep_staff.leave(staff, WORKER, last_day=TODAY, takes_over=StaffId(heir), step=step(), seen=0)

    assert refusal(lambda: go("recruitment-lead")) is StaffRefusal.TAKES_OVER
    go("participation-manager")
    assert WORKER in {each.id for each in staff.on(TODAY).staff}
    assert WORKER not in {each.id for each in staff.on(TOMORROW).staff}
    assert [each.id for each in keep_staff.may_take_over(staff, WORKER, TODAY)] == ["participation-manager"]


def test_who_is_dismissed_is_out_at_once() -> None:
    """Yesterday was their last day."""
    staff = a_list()
    keep_staff.leave(
        staff, WORKER, last_day=YESTERDAY, takes_over=StaffId("participation-manager"), step=step(), seen=0
    )

    assert WORKER not in {each.id for each in staff.on(TODAY).staff}
    assert refusal(lambda: keep_staff.stay(staff, WORKER, step(), seen=1)) is StaffRefusal.NOT_LEAVING


def test_who_takes_over_must_be_there() -> None:
    """Not somebody who leaves before."""
    staff = a_list()
    manager = StaffId("participation-manager")
    keep_staff.join(staff, held(*Role), step(press="new"))
    new = staff.kept.all()[0].id
    keep_staff.confirm(staff, new, step("finance-1"), seen=1)
    keep_staff.leave(staff, manager, last_day=TODAY, takes_over=new, step=step(), seen=0)

    late = lambda: keep_staff.leave(  # noqa: E731 - what must be refused
        staff, WORKER, last_day=TOMORROW, takes_over=manager, step=step(), seen=0
    )
    assert refusal(late) is StaffRefusal.TAKES_OVER


def test_who_reads_what_people_say_is_stood_in_for_by_somebody_who_has_a_part_in_that() -> None:
    """An administrator cannot make themselves a reader by sending one away."""
    staff = a_list()
    away = Away(first=TODAY, last=TODAY, deputy=FINANCE)
    duty = StaffId("duty-social-worker")

    assert refusal(lambda: keep_staff.go_away(staff, duty, away, step())) is StaffRefusal.STANDS_IN
    assert FINANCE not in {each.id for each in keep_staff.may_stand_in(staff, duty, TODAY)}


def test_everybody_may_say_that_they_are_away_and_nobody_else_but_an_administrator() -> None:
    """A colleague cannot send somebody away."""
    staff = a_list()
    away = Away(first=TODAY, last=TOMORROW, deputy=StaffId("participation-manager"))
    with pytest.raises(Closed):
        keep_staff.go_away(staff, WORKER, away, step("finance-1"))
    keep_staff.go_away(staff, WORKER, away, step(WORKER))
    keep_staff.come_back(staff, WORKER, TODAY, step(WORKER))

    assert staff.on(TODAY).acting(WORKER).id == WORKER
    assert now(staff, WORKER).away == ()


def test_who_comes_back_early_was_away_until_yesterday() -> None:
    """What happened in those days stays as it was."""
    staff = a_list()
    away = Away(first=TODAY, last=TODAY + timedelta(days=9), deputy=StaffId("participation-manager"))
    keep_staff.go_away(staff, WORKER, away, step())
    keep_staff.come_back(staff, WORKER, TODAY, step(day=TODAY + timedelta(days=3)))

    assert [(each.first, each.last) for each in now(staff, WORKER).away] == [(TODAY, TODAY + timedelta(days=2))]


def test_two_at_once_do_not_overwrite_each_other() -> None:
    """The second is asked to look."""
    staff = a_list()
    keep_staff.change(staff, WORKER, again(staff, WORKER, name="Worker"), step(), seen=0)

    with pytest.raises(ChangedMeanwhile):
        keep_staff.change(staff, WORKER, again(staff, WORKER, name="Other"), step("finance-1"), seen=0)


def test_the_journal_holds_no_name_and_no_address() -> None:
    """It says that it was changed, by whom, and what roles they have."""
    staff = a_list()
    made = keep_staff.join(staff, held(Role.WORKER), step())

    assert "New colleague" not in str(made.journal)
    assert "new@example.org" not in str(made.journal)
    assert made.journal[0].facts["roles"] == "worker"


def test_a_keeper_of_promises_can_leave_as_well() -> None:
    """Who has no role is on the list, and is replaced in what they keep."""
    keeper = StaffMember(id=StaffId("lead"), name="Lead", email="lead@x.example", roles=frozenset(), deputy=None)
    staff = Staff(policy=WIRRAL, people=(*WIRRAL.staff, keeper), promises=no_promises(), kept=FakeMembers())
    keep_staff.leave(staff, keeper.id, last_day=TODAY, takes_over=WORKER, step=step(), seen=0)

    assert now(staff, "lead").has_left(TOMORROW)


def test_the_list_is_read_as_often_however_many_are_on_it_and_whatever_is_planned() -> None:
    """Not once for each person, nor for each day on which something changes."""
    kept = FakeMembers()
    staff = Staff(policy=WIRRAL, people=WIRRAL.staff, promises=no_promises(), kept=kept)
    (standing_in, *_) = keep_staff.may_stand_in(staff, WORKER, TODAY)
    assert kept.reads == 1

    often = []
    for weeks in range(1, 4):
        kept.reads, first = 0, TODAY + timedelta(weeks=weeks)
        days = Away(first=first, last=first + timedelta(days=4), deputy=standing_in.id)
        keep_staff.go_away(staff, WORKER, days, step())
        often.append(kept.reads)
    assert often == [3, 3, 3]


def _names_staff(kind: str) -> bool:
    return re.search(r"\bStaffId\b", kind) is not None


@pytest.mark.parametrize("part", [each.name for each in fields(VoiceRules) if _names_staff(str(each.type))])
def test_everything_that_the_rules_on_what_people_say_name_somebody_for_is_said(part: str) -> None:
    """A part that is added to the rules has its words, or this says which has none."""
    assert WIRRAL.voice is not None
    somebody = StaffId("somebody")
    named: dict[str, Any] = {part: (somebody,)}
    rules = replace(WIRRAL.voice, **named)

    assert keep_staff.places(somebody, replace(WIRRAL, voice=rules), no_promises())
