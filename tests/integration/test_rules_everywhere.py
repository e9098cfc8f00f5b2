"""An edition of the rules counts in every function within a minute, without a deployment, whatever was made before."""

from __future__ import annotations

import ast
import importlib
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.organisation import LIFE
from takepart.adapters.organisation_rules import EditionsTable
from takepart.adapters.policy.compiled import pack
from takepart.adapters.policy.live import become, own
from takepart.adapters.settings import Settings
from takepart.domain.aggregate import Step
from takepart.domain.ids import StaffId, StepId
from takepart.domain.journal import staff
from takepart.domain.organisation import edition as steps
from takepart.domain.organisation.edition import Edition, EditionId
from takepart.use_cases.organisation import keep_rules
from takepart.use_cases.ports import StoreUnavailable
from takepart.use_cases.stores import DamagedRecord
from takepart.web.app import App
from tests.integration.test_staff_everywhere import GOES_BY_IT, begins, settings_of
from tests.policies import POLICIES, WIRRAL
from tests.template import functions
from tests.unit.web.calls import call

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
FUNCTIONS = POLICIES.parent
TEXT = (POLICIES / "wirral.toml").read_text()


def new_text(version: str = "2027-01") -> str:
    """The same rules with another name on each page, another notice, and letters that are kept for another time."""
    text = TEXT.replace(f'version = "{WIRRAL.version}"', f'version = "{version}"', 1)
    text = text.replace(f'site_name = "{WIRRAL.organisation.site_name}"', f'site_name = "Ours {version}"', 1)
    text = text.replace(f'brand_colour = "{WIRRAL.organisation.brand_colour}"', 'brand_colour = "#112233"', 1)
    return text.replace(f"mail_days = {WIRRAL.retention.mail_days}", "mail_days = 77", 1)


def publishes(now: datetime, text: str | None = None) -> Edition:
    """Two people do, from that day on."""
    settings = Settings({"POLICY": "wirral", "ORGANISATION_TABLE": "OrganisationTable"})
    book = settings.editions()
    ask = Step(staff(StaffId("service-manager")), now, StepId(f"asks-{now.timestamp()}"))
    made = keep_rules.ask(book, text or new_text(), now.date(), ask)
    publish = Step(staff(StaffId("finance-1")), now, StepId(f"publishes-{now.timestamp()}"))
    return keep_rules.publish(book, made.id, publish, seen=made.version)


def test_new_rules_are_in_every_function_within_a_minute(apps: dict[str, App], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a function holds, what it was made with, and what is promised; the people stay those of the records.

    A page that is open to everyone shows them too; its colour is let through by what guards the page.
    """
    times = [NOW]
    monkeypatch.setattr(clock, "now", lambda: times[0])
    modules = {name: importlib.import_module(name) for name in GOES_BY_IT}
    for module in modules.values():
        begins(module)
    held = {name: (settings_of(each).policy(), settings_of(each).assurance()) for name, each in modules.items()}
    parts = {name: (policy.organisation, policy.retention) for name, (policy, _) in held.items()}
    page = call(apps["website"], "GET", "/")

    publishes(NOW)
    times[0] += LIFE
    for module in modules.values():
        begins(module)

    for name, (policy, promises) in held.items():
        organisation, retention = parts[name]
        assert (policy.version, policy.organisation.site_name) == ("2027-01", "Ours 2027-01"), name
        assert (organisation.site_name, retention.mail_days) == ("Ours 2027-01", 77), name
        assert policy.staff == WIRRAL.staff, name
        assert promises.teams, name
    assert WIRRAL.organisation.site_name in page.body
    changed = call(apps["website"], "GET", "/")
    assert "Ours 2027-01" in changed.body
    assert "--tp-brand:#112233" in changed.body
    assert page.headers["Content-Security-Policy"] != changed.headers["Content-Security-Policy"]


def test_whoever_holds_a_policy_goes_by_the_records() -> None:
    """No function is left with the rules that it was built with."""
    holding = {name for name in functions() if "settings.policy" in source(name) or "settings.frame" in source(name)}
    holding |= {name for name in functions() if "settings.assurance" in source(name)}

    assert holding <= set(GOES_BY_IT)


def source(function: str) -> str:
    return (FUNCTIONS / f"{function}.py").read_text()


def held_at_the_start() -> Iterator[tuple[str, str]]:
    """Each part of the policy that a function takes when it is loaded, and not in a call."""
    for name in functions():
        tree = ast.parse(source(name))
        own_parts = [each for each in tree.body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
        within = {
            inner.value
            for statement in own_parts
            for inner in ast.walk(statement)
            if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Attribute)
        }
        tested = {test.test for statement in own_parts for test in ast.walk(statement) if isinstance(test, ast.IfExp)}
        for statement in own_parts:
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and node not in within and node not in tested:
                    written = ast.unparse(node)
                    if written.startswith(("policy.", "rules.")):
                        yield name, written


def test_what_functions_are_made_with_follows_the_rules() -> None:
    """A number or a word that is taken at the start would stay as it was: who needs one is handed the part it is in."""
    stays = []
    for name, written in held_at_the_start():
        value: Any = WIRRAL
        for part in written.split(".")[1:]:
            value = getattr(value, part)
        if not is_dataclass(value) or not hasattr(value, "__dict__"):
            stays.append((name, written))

    assert not stays
    assert ("mailer", "policy.organisation") in set(held_at_the_start())


@pytest.fixture
def settings(aws: None, monkeypatch: pytest.MonkeyPatch) -> Settings:
    times = iter(NOW + LIFE * number for number in range(99))
    monkeypatch.setattr(clock, "now", lambda: next(times))
    return Settings({"POLICY": "wirral", "ORGANISATION_TABLE": "OrganisationTable"})


def test_the_last_good_rules_hold_while_the_store_is_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """And those after them as soon as it is back."""
    policy = settings.policy()
    publishes(NOW)
    settings.renew()

    def away(_: Aggregates, key: str) -> Any:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(Aggregates, "of_key", away)
        settings.renew()
        assert policy.version == "2027-01"
    publishes(NOW + timedelta(days=1), new_text("2027-02"))
    settings.renew()
    assert policy.version == "2027-01"
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    settings.renew()
    assert policy.version == "2027-02"


def test_the_list_of_staff_is_held_against_the_rules_of_the_day(settings: Settings) -> None:
    """Also by an office that looked at the list before: who confirms what may have changed."""
    staff_list = settings.staff()
    settings.renew()
    publishes(NOW)
    settings.renew()

    assert staff_list.policy.version == "2027-01"
    assert staff_list.policy.staff == WIRRAL.staff


@pytest.mark.parametrize("starts_anew", [False, True])
@pytest.mark.parametrize(
    "data",
    [
        b"no data",
        pack({"version": "2027-09"}),
        pack({"what": "is this"}),
        pack(tomllib.loads(new_text("2027-02")) | {"assurance": {"what": "is this"}}),
    ],
    ids=["damaged", "too little", "another key", "another key in its promises"],
)
def test_rules_that_cannot_be_read_leave_the_ones_before_them(
    settings: Settings, data: bytes, starts_anew: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Damaged, or of a release that had other keys: it is logged as a damaged record, which is alarmed.

    A function that starts goes by the same rules as one that was there before, and all that is held by the same ones.
    """
    policy, _ = settings.policy(), settings.assurance()
    publishes(NOW)
    settings.renew()
    made = publishes(NOW + timedelta(days=1), new_text("2027-02"))
    boto3.client("dynamodb").update_item(
        TableName="OrganisationTable",
        Key={"pk": {"S": "RULES"}, "sk": {"S": made.id}},
        UpdateExpression="SET #data = :data",
        ExpressionAttributeNames={"#data": "data"},
        ExpressionAttributeValues={":data": {"B": data}},
    )
    if starts_anew:
        settings = Settings({"POLICY": "wirral", "ORGANISATION_TABLE": "OrganisationTable"})
        policy, _ = settings.policy(), settings.assurance()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOW + timedelta(days=1))
        settings.renew()
        settings.renew()

    assert policy.version == "2027-01"
    assert caplog.messages.count("DamagedRecord") == 1


def test_where_no_edition_is_left_the_built_rules_hold(settings: Settings) -> None:
    """As after a restore to a day before the first one: whoever was there before goes by them too."""
    policy = settings.policy()
    made = publishes(NOW)
    settings.renew()
    assert policy.version == "2027-01"

    key = {"pk": {"S": "STAFF"}, "sk": {"S": f"RULES#{made.id}"}}
    boto3.client("dynamodb").delete_item(TableName="OrganisationTable", Key=key)
    settings.renew()

    assert policy.version == WIRRAL.version


@pytest.mark.parametrize("packed", [b"damaged", zlib.compress(b"\xff")])
def test_a_text_that_cannot_be_read_is_a_damaged_record(aws: None, packed: bytes) -> None:
    """As its data are: whoever downloads it reads that, and it is alarmed."""
    table, id = EditionsTable("OrganisationTable"), EditionId("1a2b3c4d5e6f")
    key = {"pk": {"S": "RULES"}, "sk": {"S": id}}
    boto3.client("dynamodb").put_item(
        TableName="OrganisationTable", Item={**key, "written": {"B": packed}, "data": {"B": packed}}
    )

    for read in (table.text, table.data):
        with pytest.raises(DamagedRecord):
            read(id)


def test_a_text_is_kept_once_and_read_as_it_was_sent(aws: None) -> None:
    """Nothing overwrites it, whoever sends another under its name."""
    table, id = EditionsTable("OrganisationTable"), EditionId("1a2b3c4d5e6f")
    table.keep_text(id, TEXT, pack({"a": [NOW.date(), {"b": "ü"}]}))
    table.keep_text(id, "another", pack({}))
    new = Edition(id=id)
    table.add(steps.ask(new, Step(staff(StaffId("x")), NOW, StepId("asks")), name="n", since=NOW.date()))

    assert (table.text(id), table.data(id)) == (TEXT, {"a": [NOW.date(), {"b": "ü"}]})
    assert [each.id for each in table.all()] == [id]


def test_what_becomes_another_keeps_its_parts_and_shares_none() -> None:
    """The policy that was read stays as it is, whatever a copy of it becomes."""
    live = own(WIRRAL)
    part = live.organisation
    become(live, own(WIRRAL))
    vars(part)["name"] = "Changed"

    assert live.organisation is part
    assert WIRRAL.organisation.name != "Changed"
