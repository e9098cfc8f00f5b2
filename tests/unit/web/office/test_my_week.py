"""A worker sees their week on one page: what is full or thin, who needs something first, and who must be called."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from takepart.domain.ids import StaffId
from takepart.domain.programme.places import Places
from takepart.domain.programme.session import SessionState
from takepart.use_cases.programme.my_week import Filling, Meeting, my_week
from tests.programme_builders import STARTS, WORKER, a_person, a_session, an_opportunity
from tests.unit.web.office.test_acting_for_people import Telephone
from tests.unit.web.office.test_programme_office import DECEMBER
from tests.unit.web.programme_sites import participant

POSTAL = a_person("postal.person", name="Pat Postal", email="", phone="07700 900456")
WEEK = "/office/opportunities/week"


def before_the_day(desk: Telephone, days: int = 2) -> Telephone:
    desk.now = STARTS - timedelta(days=days)
    return desk


def test_the_week_shows_what_is_to_be_done_and_for_whom() -> None:
    """Who asked for something stays until a cost is agreed; who has no email, until the day."""
    desk, me = before_the_day(Telephone(participant(), POSTAL)), participant()
    desk.says_yes(me)
    desk.says_yes(POSTAL)
    before = desk.get(WEEK).body
    for person in (me, POSTAL):
        desk.does("agree", person, kind="taxi", most="12")
    after = desk.get(WEEK).body

    assert "Full." in before and before.count("A taxi") == 2 and "07700 900456" in before
    assert after.count("A taxi") == 0 and "07700 900456" in after
    assert "Participant One" not in after


def test_a_session_of_next_week_is_none_of_this_week_but_its_help_is_agreed_now() -> None:
    """In time for an interpreter. What is over, called off, or another worker's is not there."""
    desk, me = before_the_day(Telephone(participant()), days=10), participant()
    desk.does("offer", me, support="Someone who signs")

    page = desk.get(WEEK).body
    others = my_week(StaffId("somebody-else"), kept=desk.kept, now=desk.now)
    desk.sessions.kept[DECEMBER] = replace(desk.sessions.kept[DECEMBER], state=SessionState.CANCELLED)

    assert "You have no session this week" in page and "Someone who signs" in page
    assert (others.meetings, others.support) == ((), ())
    assert "Someone who signs" not in desk.get(WEEK).body


def test_somebody_who_is_gone_or_cannot_be_read_holds_up_nobody() -> None:
    """The others are there all the same."""
    desk, me = before_the_day(Telephone(participant(), POSTAL)), participant()
    desk.says_yes(me)
    desk.says_yes(POSTAL)
    del desk.people.kept[me.id]

    week = my_week(WORKER, kept=desk.kept, now=desk.now)

    assert [each.person.id for each in week.support] == [POSTAL.id]


@pytest.mark.parametrize(
    ("taken", "total", "filling"),
    [(6, 6, Filling.FULL), (2, 6, Filling.GOING), (1, 6, Filling.THIN), (0, 1, Filling.THIN), (7, 6, Filling.FULL)],
)
def test_full_and_thin(taken: int, total: int, filling: Filling) -> None:
    """Fewer than a third of the places taken is thin."""
    places = Places(session=DECEMBER, total=total, taken=taken)

    assert Meeting(session=a_session(), opportunity=an_opportunity(), places=places).filling is filling


def test_only_who_runs_sessions_has_a_week() -> None:
    """Finance has none."""
    assert Telephone(staff="finance-3").get(WEEK).status == 403
