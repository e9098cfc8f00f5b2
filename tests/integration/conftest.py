"""AWS in this process, by moto: the tables are those of the real template, each test in an empty account."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from samtranslator.yaml_helper import yaml_parse

from takepart.adapters import clients

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


@functools.cache
def template() -> dict[str, Any]:
    """The template, read once."""
    parsed: dict[str, Any] = yaml_parse(TEMPLATE.read_text("utf-8"))
    return parsed


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account that is not real."""
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
        yield
    clients.client.cache_clear()
    clients._session.cache_clear()


def make_table(logical_id: str) -> str:
    """One table of the template, by its logical id; its name."""
    properties = template()["Resources"][logical_id]["Properties"]
    wanted = {
        name: properties[name]
        for name in ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        if name in properties
    }
    boto3.client("dynamodb").create_table(TableName=logical_id, **wanted)
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
