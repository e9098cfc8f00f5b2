"""AWS in this process, by moto: the tables are those of the real template, each test in an empty account."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from samtranslator.yaml_helper import yaml_parse

import tests.quick_moto  # noqa: F401 - moto answers faster
from infra.handlers import environment, handlers
from takepart.adapters import clients, clock
from takepart.adapters.sessions_table import SessionsTable
from takepart.domain.ids import StaffId
from takepart.web.app import App
from tests.unit.web.calls import SITE

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


@functools.cache
def template() -> dict[str, Any]:
    """The template, read once."""
    parsed: dict[str, Any] = yaml_parse(TEMPLATE.read_text("utf-8"))
    return parsed


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account that is not real, but for the table that every function looks into: who works here."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_REGION": "eu-west-2",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    clients.client.cache_clear()
    clients._session.cache_clear()
    with mock_aws():
        monkeypatch.setenv("ORGANISATION_TABLE", make_table("OrganisationTable"))
        yield
    clients.client.cache_clear()
    clients._session.cache_clear()


def make_table(logical_id: str) -> str:
    """One table of the template, by its logical id; its name. One that is there stays."""
    properties = template()["Resources"][logical_id]["Properties"]
    wanted = {
        name: properties[name]
        for name in ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        if name in properties
    }
    dynamodb = boto3.client("dynamodb")
    with suppress(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(TableName=logical_id, **wanted)
    return logical_id


@pytest.fixture
def claims_table(aws: None) -> str:
    """The table of claims."""
    return make_table("ClaimsTable")


@pytest.fixture
def assurance_table(aws: None) -> str:
    """The table of promises."""
    return make_table("AssuranceTable")


@pytest.fixture
def transient_table(aws: None) -> str:
    """The table of drafts and sessions."""
    return make_table("TransientTable")


@pytest.fixture
def mail_table(aws: None) -> str:
    """The table of what was sent."""
    return make_table("MailTable")


def make_key(*, mac: bool) -> str:
    """A KMS key, for MACs or for sealing; its id."""
    kms = boto3.client("kms")
    spec = {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"} if mac else {}
    return str(kms.create_key(**spec)["KeyMetadata"]["KeyId"])


STAFF = tuple(StaffId(each) for each in ("participation-worker", "finance-1"))


def _variables() -> dict[str, str]:
    """Each variable of the functions that names a resource, and which."""
    found: dict[str, str] = {}
    functions = (each for each in template()["Resources"].values() if each["Type"] == "AWS::Serverless::Function")
    for properties in (template()["Globals"]["Function"], *(each["Properties"] for each in functions)):
        variables = properties.get("Environment", {}).get("Variables", {})
        found |= {name: value["Ref"] for name, value in variables.items() if isinstance(value, dict) and "Ref" in value}
    return {name: resource for name, resource in found.items() if resource in template()["Resources"]}


@pytest.fixture
def apps(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, App]]:
    """Every function that shows pages, over empty tables, with a session for each of some staff."""
    values = {name: value for name, value in environment().items() if not name.startswith("AWS_") and name != "PATH"}
    values |= {"SITE_URL": SITE, "FILES_URL": "", "POWERTOOLS_SERVICE_NAME": "takepart"}
    values |= {name: name.lower().replace("_", "-") for name in values if name.endswith("_BUCKET")}
    for name, resource in _variables().items():
        kind = template()["Resources"][resource]["Type"]
        if kind == "AWS::DynamoDB::Table":
            values[name] = resource
        elif kind == "AWS::SQS::Queue":
            values[name] = boto3.client("sqs").create_queue(QueueName=resource)["QueueUrl"]
        elif kind == "AWS::KMS::Key":
            spec = template()["Resources"][resource]["Properties"].get("KeySpec", "")
            values[name] = make_key(mac=spec.startswith("HMAC"))
    tables = {r for r in _variables().values() if template()["Resources"][r]["Type"] == "AWS::DynamoDB::Table"}
    for resource in sorted(tables):
        make_table(resource)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    sessions = SessionsTable("TransientTable", clock=clock.now)
    for staff in STAFF:
        sessions.start(staff, staff=staff, until=clock.now() + timedelta(hours=1))
    names = [handler.rpartition(".")[0] for handler in handlers()]
    modules = {name: importlib.import_module(name) for name in names}
    yield {name: module.handler for name, module in modules.items() if isinstance(module.handler, App)}
    for name in names:
        sys.modules.pop(name, None)
