"""A list of staff as a file is tried first, told line by line, done once, and goes by the rules of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.organisation.member import Away, Member
from takepart.domain.policy import Role
from takepart.use_cases.organisation import keep_staff
from takepart.use_cases.organisation.bring_in_staff import Came, Told, bring_in, try_staff
from tests.fake_store import FakeMembers
from tests.unit.use_cases.organisation.test_keep_staff import TODAY, WORKER, a_list, now, step

LIST = """Name,Work email,Roles,Deputy
Session worker,sessions@example.org,Runs sessions,worker@example.org
New payer,payer@example.org,finance,
Participation worker,worker@example.org,worker; office,
Recruitment officer,recruitment@example.org,worker and budget-holder,
Lost soul,nothing,worker,
Twice,sessions@example.org,worker,
No role,norole@example.org,,
Odd role,odd@example.org,dancer,
Their deputy,deputy@example.org,worker,stranger@example.org
Not in finance,panels@example.org,voice,
"""


def came(told: tuple[Told, ...]) -> list[tuple[int, Came]]:
    return [(each.line, each.came) for each in told]


EXPECTED = [
    (2, Came.ADDED),
    (3, Came.WAITS),
    (4, Came.SAME),
    (5, Came.CHANGED),
    (6, Came.REFUSED),
    (7, Came.REFUSED),
    (8, Came.REFUSED),
    (9, Came.REFUSED),
    (10, Came.REFUSED),
    (11, Came.REFUSED),
]


def test_a_trial_says_what_would_come_of_each_line_and_keeps_nothing() -> None:
    """Then the same comes of it."""
    staff = a_list()
    tried = try_staff(LIST, staff=staff, step=step())

    assert came(tried) == EXPECTED
    assert staff.kept.all() == []
    assert bring_in(LIST, staff=staff, step=step()) == tried


def test_a_line_that_is_refused_says_why_and_keeps_back_no_other() -> None:
    """In the words of the page."""
    staff = a_list()
    told = {each.line: each.why for each in bring_in(LIST, staff=staff, step=step())}

    assert "is no email address" in told[6]
    assert "on line 2 too" in told[7]
    assert "Give one role or more" in told[8]
    assert "“dancer” is no role" in told[9]
    assert "nobody's address on the list" in told[10]
    assert "The rules name this person" in told[11]
    assert "sessions@example.org" in {each.email for each in staff.on(TODAY).with_role(Role.WORKER)}
    assert "payer@example.org" not in {each.email for each in staff.on(TODAY).staff}


def test_sent_again_nothing_is_there_twice() -> None:
    """By another press as well, and also while somebody waits to be confirmed."""
    staff = a_list()
    bring_in(LIST, staff=staff, step=step())
    kept = {each.id: each.version for each in staff.kept.all()}
    again = came(bring_in(LIST, staff=staff, step=step()))

    assert {each.id: each.version for each in staff.kept.all()} == kept
    assert again[:4] == [(2, Came.SAME), (3, Came.WAITS), (4, Came.SAME), (5, Came.SAME)]


@pytest.mark.parametrize("bring", [try_staff, bring_in])
def test_the_records_are_read_once_however_long_the_list_is(bring: Callable[..., tuple[Told, ...]]) -> None:
    """A line is judged by all of them, and reading them for each would take longer than an answer may."""
    kept = FakeMembers()
    bring(LIST, staff=replace(a_list(), kept=kept), step=step())

    assert kept.reads == 1


def test_a_line_goes_on_from_what_somebody_changed_at_the_same_moment() -> None:
    """They say that they are away while the list comes in: both are done."""
    staff = a_list()

    class Quicker(FakeMembers):
        def save(self, thing: Member) -> None:
            if not self.kept:
                first = TODAY + timedelta(days=7)
                away = Away(first=first, last=first, deputy=StaffId("participation-manager"))
                keep_staff.go_away(staff, WORKER, away, step(by=WORKER))
                super().save(now(staff, WORKER))
            super().save(thing)

    kept = Quicker()
    worker = now(staff, WORKER).held[-1]
    line = f"Another name,{worker.email},{'; '.join(role.value for role in worker.roles)},"
    told = bring_in(line, staff=replace(staff, kept=kept), step=step())

    assert came(told) == [(1, Came.CHANGED)]
    assert (kept.kept[WORKER].held[-1].name, len(kept.kept[WORKER].away)) == ("Another name", 1)


@pytest.mark.parametrize("divider", [";", "\t", "|"])
def test_other_dividers_and_no_headings_are_read(divider: str) -> None:
    """Whatever a spreadsheet writes."""
    line = divider.join(("Session worker", "sessions@example.org", "worker", ""))

    assert came(try_staff(line, staff=a_list(), step=step())) == [(1, Came.ADDED)]
