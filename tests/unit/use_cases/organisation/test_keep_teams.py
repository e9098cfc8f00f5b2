"""Teams come, change their names and people, and close; reports of a year keep the names of that year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Assurance, KeeperId, TeamId, TeamKind
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.organisation.in_force import policy_on, promises_on
from takepart.domain.organisation.team_record import TeamHeld, TeamRefusal
from takepart.domain.refused import Refused
from takepart.use_cases.assurance.ports import Promises
from takepart.use_cases.assurance.reports import audits_report, promises_report
from takepart.use_cases.organisation import keep_teams
from takepart.use_cases.organisation.keep_teams import Teams
from takepart.use_cases.ports import ChangedMeanwhile
from tests.assurance_builders import LEAD, MANAGER, a_commitment, a_team, an_assurance, an_audit_commitment
from tests.assurance_steps import a_signed_audit
from tests.fake_store import FakeTeams
from tests.fakes_assurance import FakePromises
from tests.policies import WIRRAL

TODAY = date(2027, 6, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FOSTERING = TeamId("fostering")
presses = count(1)


def step(day: date = TODAY) -> Step:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Step(staff(StaffId("service-manager")), at, StepId(f"press-{next(presses)}"))


def the_teams() -> Teams:
    written = an_assurance(a_team(), commitments=(a_commitment(), an_audit_commitment()))
    return Teams(written=written, kept=FakeTeams())


def held(name: str = "Adoption", **changes: Any) -> TeamHeld:
    usual: dict[str, Any] = {"since": TODAY, "name": name, "lead": LEAD, "manager": MANAGER}
    return TeamHeld(**(usual | changes))


def on(teams: Teams, day: date) -> Assurance:
    return promises_on(teams.written, (), day, teams.kept.all())


def refusal(doing: Callable[[], object]) -> TeamRefusal:
    with pytest.raises(Refused) as refused:
        doing()
    assert isinstance(refused.value.reason, TeamRefusal)
    return refused.value.reason


def test_a_new_team_owes_from_its_first_day_and_can_be_chosen_everywhere() -> None:
    """In the promises, and in every list of teams."""
    teams = the_teams()
    made = keep_teams.begin(teams, TeamKind.TEAM, held("Früh & young"), step())
    now = on(teams, TODAY)
    team = now.team(made.id)

    assert (made.id, team.name, team.starts) == ("fruh-young", "Früh & young", TODAY)
    assert now.owed_by(team) == teams.written.commitments
    assert (made.id, team.name) in policy_on(WIRRAL, (), TODAY, teams.kept.all()).teams


def test_a_double_press_makes_one() -> None:
    """And somebody else's press of the same name is refused beside the box."""
    teams, pressed = the_teams(), step()
    first = keep_teams.begin(teams, TeamKind.TEAM, held(), pressed)

    assert keep_teams.begin(teams, TeamKind.TEAM, held(), pressed) == first
    assert refusal(lambda: keep_teams.begin(teams, TeamKind.TEAM, held(), step())) is TeamRefusal.TAKEN
    assert refusal(lambda: keep_teams.begin(teams, TeamKind.TEAM, held("fostering"), step())) is TeamRefusal.TAKEN
    assert refusal(lambda: keep_teams.begin(teams, TeamKind.TEAM, held("Organisation"), step())) is TeamRefusal.TAKEN


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"since": YESTERDAY}, TeamRefusal.PAST_DAY),
        ({"since": date(2031, 1, 1)}, TeamRefusal.TOO_FAR),
        ({"manager": LEAD}, TeamRefusal.ONE_PERSON),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], reason: TeamRefusal) -> None:
    """Who leads cannot sign what they wrote."""
    teams = the_teams()

    assert refusal(lambda: keep_teams.change(teams, FOSTERING, held(**changes), step(), seen=0)) is reason
    assert teams.kept.all() == []


def test_a_report_of_last_year_keeps_the_name_of_last_year() -> None:
    """The year ended on 31 March 2027; the team has another name since 1 June."""
    teams, store = the_teams(), FakePromises()
    store.audits[FOSTERING, 2026] = a_signed_audit()
    keep_teams.change(teams, FOSTERING, held("Fostering and kinship"), step(), seen=0)
    promises = Promises(on(teams, TODAY), store)

    assert [each.name for each in audits_report(2026, promises=promises).signed] == ["Fostering"]
    assert "Fostering" in {each.team.name for each in promises_report(2026, promises=promises, today=TODAY).teams}
    assert "Fostering and kinship" in {
        each.team.name for each in promises_report(2027, promises=promises, today=TODAY).teams
    }


def test_a_planned_change_waits_for_its_day() -> None:
    """Until then the old lead is reminded."""
    teams = the_teams()
    keep_teams.change(teams, FOSTERING, held("Fostering", lead=KeeperId("new"), since=TOMORROW), step(), seen=0)

    assert on(teams, TODAY).team(FOSTERING).lead == LEAD
    assert on(teams, TOMORROW).team(FOSTERING).lead == "new"


def test_a_closed_team_owes_nothing_more_and_its_past_stays() -> None:
    """It can stay open after all until its last day is over."""
    teams = the_teams()
    keep_teams.close(teams, FOSTERING, TODAY, step(), seen=0)
    assert on(teams, TOMORROW).team(FOSTERING).is_closed(TOMORROW)
    assert FOSTERING not in {id for id, _ in policy_on(WIRRAL, (), TOMORROW, teams.kept.all()).teams}

    keep_teams.stay_open(teams, FOSTERING, step(), seen=1)
    assert not on(teams, TOMORROW).team(FOSTERING).is_closed(TOMORROW)

    keep_teams.close(teams, FOSTERING, YESTERDAY, step(), seen=2)
    assert refusal(lambda: keep_teams.stay_open(teams, FOSTERING, step(), seen=3)) is TeamRefusal.CLOSED
    assert refusal(lambda: keep_teams.change(teams, FOSTERING, held("X"), step(), seen=3)) is TeamRefusal.CLOSED


def test_two_at_once_do_not_overwrite_each_other() -> None:
    """The second is asked to look."""
    teams = the_teams()
    keep_teams.change(teams, FOSTERING, held("One"), step(), seen=0)

    with pytest.raises(ChangedMeanwhile):
        keep_teams.change(teams, FOSTERING, held("Two"), step(), seen=0)
