"""The monthly letters: one a person, nothing to those with nothing to do, late ones also to the next person up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.assurance import duty as duties
from takepart.domain.assurance import notices
from takepart.domain.assurance.duty import Duty
from takepart.domain.assurance.notices import Item, NoticeKind
from takepart.domain.assurance.rules import KeeperId, Place, TeamId
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.links import Purpose
from takepart.letters.claims import ClaimWriter
from takepart.use_cases.assurance.letters import ask_for_promises_link, notice_letters
from takepart.use_cases.assurance.monthly_job import MonthOutcome, month_due, run_monthly
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.ports import Event, EventKind, Letter
from tests.assurance_builders import a_commitment, a_team, an_assurance
from tests.assurance_steps import a_signed_audit, kept
from tests.fakes_assurance import FakePromises
from tests.policies import WIRRAL
from tests.reading_age import grade

RULES = an_assurance(
    a_team(lead=KeeperId("fostering-lead")),
    a_team("adoption", lead=KeeperId("adoption-lead")),
    commitments=(a_commitment(), a_commitment("newsletter", times=2, remind=Place.MANAGER)),
)


def run(store: FakePromises, day: date) -> MonthOutcome:
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    return run_monthly(today=day, promises=Promises(RULES, store), holidays=frozenset(), now=at)


def told(store: FakePromises, month: str) -> dict[str, list[tuple[str, str, str]]]:
    return {
        notice.to: [(item.team, item.about, item.stage) for item in notice.items]
        for id, notice in store.notices.items()
        if id.startswith(month)
    }


def letter(store: FakePromises, id: str) -> Letter:
    event = Event(kind=EventKind.NOTICE, about=id, seq=1, action="promises-monthly")
    (due,) = notice_letters(event, promises=Promises(RULES, store))
    assert due.link is not None
    assert due.link.purpose is Purpose.PROMISES
    return ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example").write(due, token="a-token")


@pytest.mark.parametrize(
    ("today", "month", "day"),
    [
        (date(2026, 6, 1), "2026-06", date(2026, 6, 1)),
        (date(2026, 8, 1), "2026-07", date(2026, 7, 1)),  # a Saturday: August has not begun for us
        (date(2026, 8, 3), "2026-08", date(2026, 8, 3)),
        (date(2027, 1, 1), "2026-12", date(2026, 12, 1)),  # a bank holiday
        (date(2027, 1, 29), "2027-01", date(2027, 1, 4)),
    ],
)
def test_a_month_is_due_from_its_first_working_day(today: date, month: str, day: date) -> None:
    """However late the job runs, it judges as of that day."""
    assert month_due(today, frozenset({date(2027, 1, 1)})) == (month, day)


def test_each_hears_of_their_own_and_of_nothing_else() -> None:
    """Fostering kept its drop-in; so its lead gets no letter at all."""
    store = FakePromises()
    store.save(kept("fostering", ("2026-06-30", "2026-05-12")))

    run(store, date(2026, 6, 1))

    assert told(store, "2026-06") == {
        "adoption-lead": [("adoption", "drop-ins", "soon")],
        "participation-lead": [],
    }


def test_what_is_late_goes_to_the_next_person_up_too() -> None:
    """Once each."""
    store = FakePromises()

    run(store, date(2026, 7, 1))
    run(store, date(2026, 7, 20))
    run(store, date(2026, 8, 3))

    july, august = told(store, "2026-07"), told(store, "2026-08")
    assert july["fostering-lead"] == [("fostering", "drop-ins", "late")]
    assert july["manager"] == [("adoption", "drop-ins", "late"), ("fostering", "drop-ins", "late")]
    assert august["fostering-lead"] == [("fostering", "drop-ins", "plan")]


def test_three_missed_months_skip_nothing_that_is_still_to_be_told() -> None:
    """The late drop-in of June is told in October, and the one of September with it."""
    store = FakePromises()

    run(store, date(2026, 10, 14))

    stages = told(store, "2026-10")["fostering-lead"]
    assert stages == [("fostering", "drop-ins", "late"), ("fostering", "drop-ins", "late")]


def test_a_pause_is_quiet_and_a_new_keeper_hears_of_it() -> None:
    """Both were written down with a reason."""
    store, by = FakePromises(), staff(StaffId("participation-manager"))
    at = datetime(2026, 5, 20, 8, tzinfo=UTC)
    for team in RULES.teams:
        duty = Duty(team=team.id, commitment=a_commitment().id, year=2026)
        if team.id == "fostering":
            store.save(duties.pause(duty, Step(by, at, StepId("pause")), date(2026, 8, 1), "Leave"))
        else:
            store.save(duties.hand_over(duty, Step(by, at, StepId("over")), KeeperId("head"), "Left"))

    run(store, date(2026, 6, 1))

    assert told(store, "2026-06") == {"head": [("adoption", "drop-ins", "soon")], "participation-lead": []}


def test_an_action_of_an_audit_comes_back_each_month_until_it_is_done() -> None:
    """Soon once, then late each month, to the manager too."""
    store = FakePromises()
    audit = a_signed_audit(owner=KeeperId("fostering-lead"))
    store.audits[audit.team, audit.year] = audit

    for day in (date(2026, 11, 2), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)):
        run(store, day)

    actions = {
        month: sorted(who for who, items in told(store, month).items() if any("culture-1" in item for item in items))
        for month in ("2026-11", "2026-12", "2027-01", "2027-02")
    }
    assert actions == {
        "2026-11": ["fostering-lead"],
        "2026-12": [],
        "2027-01": ["fostering-lead", "manager"],
        "2027-02": ["fostering-lead", "manager"],
    }


def test_what_somebody_looked_after_who_left_the_policy_comes_to_those_who_are_there() -> None:
    """A promise to whom the policy says, an action to the team's lead; nothing is told to nobody."""
    store, gone = FakePromises(), KeeperId("somebody-who-left")
    at = datetime(2026, 5, 20, 8, tzinfo=UTC)
    duty = Duty(team=TeamId("adoption"), commitment=a_commitment().id, year=2026)
    by = staff(StaffId("participation-manager"))
    store.save(duties.hand_over(duty, Step(by, at, StepId("over")), gone, "Cover"))
    audit = a_signed_audit(owner=gone)
    store.audits[audit.team, audit.year] = audit

    run(store, date(2026, 11, 2))

    letters = told(store, "2026-11")
    assert gone not in letters
    assert ("fostering", "culture-1", "soon") in letters["fostering-lead"]
    assert any(team == "adoption" for team, _, _ in letters["adoption-lead"])


def test_the_letters_can_be_read_by_everyone_and_say_what_to_do() -> None:
    """One press to the list; the summary goes to the participation lead."""
    store = FakePromises()
    run(store, date(2026, 7, 1))

    mine, summary = letter(store, "2026-07~fostering-lead"), letter(store, "2026-07~participation-lead")

    assert mine.subject == "1 promise late"
    assert "Drop ins (Fostering), by Tuesday 30 June 2026" in " ".join(mine.text.split())
    assert "https://takepart.example/assurance?t=a-token" in mine.text
    assert "How all our promises stand" in summary.text
    assert "Late: 2" in summary.text
    assert grade(mine.text.partition("Press the button")[2].partition("https")[0]) <= 6


def test_who_manages_very_many_teams_gets_a_letter_of_a_bounded_size_that_says_how_many_more() -> None:
    """Two and a half thousand items were more than an item of the table can hold: nobody got any letter then."""
    teams = [a_team(f"team-{number}", lead=KeeperId("fostering-lead")) for number in range(2_500)]
    rules = an_assurance(*teams, commitments=(a_commitment(),))
    store = FakePromises()
    for day in (date(2026, 6, 1), date(2026, 7, 1)):
        at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        run_monthly(today=day, promises=Promises(rules, store), holidays=frozenset(), now=at)

    notice = store.notices["2026-07~fostering-lead"]
    assert (len(notice.items), dict(notice.left)) == (notices.MOST_ITEMS, {"late": 2_500 - notices.MOST_ITEMS})

    event = Event(kind=EventKind.NOTICE, about=notice.id, seq=1, action="promises-monthly")
    (due,) = notice_letters(event, promises=Promises(rules, store))
    sent = ClaimWriter(holidays=frozenset(), policy=WIRRAL, site="https://takepart.example").write(due, token="a-token")
    assert sent.subject == "2500 promises late"
    assert "There are 2300 more. All of them are on your list." in sent.text


def test_the_other_letters_say_what_they_are_for() -> None:
    """A fresh link, and an audit to sign: neither does anything by being opened."""
    store = FakePromises()
    at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    item = Item(team=TeamId("fostering"), about="audit", slot="audit", year=2026, due=at.date(), stage="ready")
    store.save(notices.notice("audit~x", NoticeKind.AUDIT_READY, KeeperId("manager"), at=at, items=[item]))
    for _ in range(2):
        ask_for_promises_link(KeeperId("manager"), promises=Promises(RULES, store), now=at)

    ready, fresh = letter(store, "audit~x"), letter(store, "link~2026-07-01~manager")

    assert "The team Fostering has answered its yearly audit" in " ".join(ready.text.split())
    assert "Opening the link signs nothing." in ready.text
    assert fresh.subject == "Your link to our promises"
    assert len(store.notices) == 2


def test_somebody_whom_the_policy_no_longer_names_gets_nothing() -> None:
    """Their address is not ours any more."""
    store = FakePromises()
    run(store, date(2026, 7, 1))
    event = Event(kind=EventKind.NOTICE, about="2026-07~fostering-lead", seq=1, action="promises-monthly")

    assert notice_letters(event, promises=Promises(an_assurance(), store)) == ()
    assert (
        notice_letters(Event(kind=EventKind.NOTICE, about="none", seq=1, action="x"), promises=Promises(RULES, store))
        == ()
    )
