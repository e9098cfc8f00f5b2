"""Whoever leaves is out of every function within a minute, without a deployment; whoever comes is in."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.batch.exceptions import UnexpectedBatchTypeError

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.organisation import LIFE, InForce, KeptOrganisation, MembersTable
from takepart.adapters.organisation_teams import TeamsTable
from takepart.adapters.policy.live import own
from takepart.adapters.settings import Settings
from takepart.domain.aggregate import Step
from takepart.domain.assurance.rules import Assurance, TeamKind
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.organisation import member as members
from takepart.domain.organisation.in_force import policy_on, promises_on
from takepart.domain.organisation.member import Member
from takepart.domain.organisation.team_record import TeamHeld
from takepart.domain.policy import Policy
from takepart.use_cases.organisation.keep_teams import Teams, begin
from takepart.use_cases.ports import StoreUnavailable
from takepart.web.app import App
from takepart.web.static import FILES
from tests.assurance_builders import LEAD, MANAGER, a_team, an_assurance
from tests.policies import WIRRAL
from tests.template import as_list, functions
from tests.unit.web.calls import SITE, call

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=1,
    invoked_function_arn="arn",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 60_000,
)
GOES_BY_IT = sorted(
    name
    for name, properties in functions().items()
    for policy in properties.get("Policies", ())
    for statement in as_list(policy["Statement"])
    if statement["Sid"] == "KnowWhoWorksHere"
)
LEAVER, HEIR = StaffId("participation-worker"), StaffId("participation-manager")


def leaves(now: datetime = NOW) -> None:
    """Their last day was yesterday."""
    member = next(Member.of(each) for each in WIRRAL.staff if each.id == LEAVER)
    step = Step(staff(StaffId("service-manager")), now, StepId("leaves"))
    table = MembersTable(Aggregates("OrganisationTable"))
    table.save(members.leave(member, step, last_day=now.date() - timedelta(days=1), takes_over=HEIR))


def begins(module: ModuleType) -> None:
    """One call of a function, of whichever kind it is; what comes of it does not matter here."""
    if isinstance(module.handler, App):
        method, rule = [each for each in module.handler.known if not each[1].startswith(FILES)][-1]
        address = f"{rule.replace('<', '').replace('>', '')}?t=a-link"
        call(module.handler, method, address, form={} if method == "POST" else None, cookie="", origin=SITE)
        return
    if hasattr(module, "one"):
        with suppress(UnexpectedBatchTypeError):  # no message is in it
            module.handler({"Records": []}, CONTEXT)
    else:
        module.jobs._named["nothing"] = lambda _: {}
        module.handler({"job": "nothing", "at": "2026-11-27T12:00:00.000Z"}, CONTEXT)


def settings_of(module: ModuleType) -> Settings:
    settings = vars(module)["settings"]
    assert isinstance(settings, Settings)
    return settings


def test_a_leaver_is_out_of_every_function_within_a_minute(
    apps: dict[str, App], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that may read the list does so as a call begins, and whatever was made with its policy goes by it."""
    times = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: times[0])
    modules = {name: importlib.import_module(name) for name in GOES_BY_IT}
    held = {name: (settings_of(each).policy(), settings_of(each).assurance()) for name, each in modules.items()}
    for module in modules.values():
        begins(module)
    before = {name for name, (policy, _) in held.items() if LEAVER in {each.id for each in policy.staff}}
    cookie = f"__Host-takepart-office={LEAVER}"
    let_in = call(apps["programme_office"], "GET", "/office/opportunities", cookie=cookie)

    leaves(times[0])
    times[0] += LIFE
    for module in modules.values():
        begins(module)
    gone = call(apps["programme_office"], "GET", "/office/opportunities", cookie=cookie)

    assert before == set(GOES_BY_IT)
    for name, (policy, promises) in held.items():
        assert policy.acting(LEAVER).id == HEIR, name
        assert LEAVER not in {each.id for each in policy.staff}, name
        assert str(LEAVER) not in {str(each.id) for each in promises.keepers}, name
    assert let_in.status == 200
    assert (gone.status, gone.headers["Location"]) == (303, "/office/sign-in")


@pytest.fixture
def holding(aws: None) -> tuple[InForce, Policy, list[KeptOrganisation]]:
    live = own(WIRRAL)
    return InForce("OrganisationTable"), live, [KeptOrganisation(live, WIRRAL, policy_on)]


def test_a_list_that_was_read_is_good_for_half_a_minute(
    holding: tuple[InForce, Policy, list[KeptOrganisation]],
) -> None:
    """However many calls there are, the store is asked twice a minute."""
    in_force, live, kept = holding
    in_force.bring_up_to_date(kept, NOW)
    leaves()
    in_force.bring_up_to_date(kept, NOW + LIFE - timedelta(seconds=1))
    assert LEAVER in {each.id for each in live.staff}
    in_force.bring_up_to_date(kept, NOW + LIFE)
    assert LEAVER not in {each.id for each in live.staff}


def test_a_store_that_does_not_answer_leaves_what_was_read_last(
    holding: tuple[InForce, Policy, list[KeptOrganisation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And lets nobody in before it was read once."""
    in_force, live, kept = holding

    def away(_: Aggregates, key: str) -> Any:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(Aggregates, "of_key", away)
        with pytest.raises(StoreUnavailable):
            in_force.bring_up_to_date(kept, NOW)
    leaves()
    in_force.bring_up_to_date(kept, NOW)
    monkeypatch.setattr(Aggregates, "of_key", away)
    in_force.bring_up_to_date(kept, NOW + LIFE)
    assert LEAVER not in {each.id for each in live.staff}


def test_a_record_that_cannot_be_read_lets_nobody_back_in(
    holding: tuple[InForce, Policy, list[KeptOrganisation]],
) -> None:
    """The list of the policy file is where everybody starts, not where a damaged record ends."""
    in_force, live, kept = holding
    leaves()
    boto3.client("dynamodb").update_item(
        TableName="OrganisationTable",
        Key={"pk": {"S": "STAFF"}, "sk": {"S": LEAVER}},
        UpdateExpression="SET version = :many",
        ExpressionAttributeValues={":many": {"N": "7"}},
    )
    in_force.bring_up_to_date(kept, NOW)

    assert LEAVER not in {each.id for each in live.staff}


def test_a_team_that_the_office_made_is_in_what_functions_hold(aws: None) -> None:
    """Beside the records of staff, by the same one query; and a damaged one of them touches no other."""
    written = an_assurance(a_team())
    live, policy = own(written), own(WIRRAL)
    in_force = InForce("OrganisationTable")
    kept = [KeptOrganisation(policy, WIRRAL, policy_on), KeptOrganisation(live, written, promises_on)]
    in_force.bring_up_to_date(kept, NOW)
    step = Step(staff(StaffId("service-manager")), NOW, StepId("begins"))
    teams = Teams(written=written, kept=TeamsTable(Aggregates("OrganisationTable")))
    held = TeamHeld(since=NOW.date(), name="Adoption", lead=LEAD, manager=MANAGER)
    begin(teams, TeamKind.SERVICE, held, step)
    leaves()
    in_force.bring_up_to_date(kept, NOW + LIFE)

    assert [team.name for team in live.teams] == ["Fostering", "Adoption"]
    assert ("adoption", "Adoption") in policy.teams
    assert LEAVER not in {each.id for each in policy.staff}
    assert [each.id for each in teams.kept.all()] == ["adoption"]
    assert [each.id for each in MembersTable(Aggregates("OrganisationTable")).all()] == [LEAVER]


@pytest.mark.parametrize("read", [Settings.assurance, partial(Settings.policy, questions_too=True)])
def test_what_is_read_during_a_call_is_of_the_day_too(
    aws: None, monkeypatch: pytest.MonkeyPatch, read: Callable[[Settings], Policy | Assurance]
) -> None:
    """A part of the policy that the first letter about it asks for names nobody who has left."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    leaves()
    settings = Settings({"POLICY": "wirral", "ORGANISATION_TABLE": "OrganisationTable"})
    settings.policy()
    settings.renew()
    assert read(settings).stand_ins[LEAVER] == HEIR


def test_whatever_goes_by_the_list_may_read_it(apps: dict[str, App]) -> None:
    """Each function is called once: none asks for the list without the right to, and none has it for nothing."""
    asked = set()
    for name in functions():
        module = importlib.import_module(name)
        if isinstance(module.handler, App) or hasattr(module, "jobs") or hasattr(module, "one"):
            begins(module)
            asked |= {name} if settings_of(module)._in_force is not None else set()

    assert asked == set(GOES_BY_IT)
