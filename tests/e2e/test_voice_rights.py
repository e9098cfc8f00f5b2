"""With the emulator's IAM enforcement on: no role that handles money can read what people say, nor the other way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.clients import client, forget_real_accounts
from infra.local.deploy import Stack
from infra.local.instance import REGION, Instance, free_port
from infra.local.stack import up

MONEY = ("Website", "Decisions", "Office", "Mailer", "Payments", "Receipts", "Reminders", "Relay")
VOICE = ("Voice", "VoiceOffice", "VoiceWork", "VoiceRelay")
READS = {"Voice", "VoiceOffice", "VoiceWork"}
COUNTS = {"Office"}
RAISE_ALERTS = ("Website", "Programme", "Newsletter")


@pytest.fixture(scope="module")
def enforced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, Stack]]:
    """A stack of its own, on an emulator that checks every right."""
    forget_real_accounts()
    instance = Instance(port=free_port(), emulator_port=free_port(), home=tmp_path_factory.mktemp("enforced"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTH", "true")
        with up(instance, lambda _line: None) as front:
            yield instance, front.stack


def as_function(function: str, instance: Instance, stack: Stack) -> Any:
    """DynamoDB, with the rights of one function's role."""
    role = client("iam", instance).get_role(RoleName=stack.names[f"{function}FunctionRole"])["Role"]["Arn"]
    given = client("sts", instance).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        "dynamodb",
        region_name=REGION,
        endpoint_url=instance.emulator_url,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def tries(dynamodb: Any, table: str) -> list[bool]:
    """Whether it may get an item, list what stands somewhere, and read all: one answer each."""
    key = {"pk": {"S": "FEEDBACK#x"}, "sk": {"S": "FEEDBACK"}}
    asked = [
        lambda: dynamodb.get_item(TableName=table, Key=key),
        lambda: dynamodb.query(
            TableName=table,
            IndexName="board",
            KeyConditionExpression="board = :b",
            ExpressionAttributeValues={":b": {"S": "feedback:waiting"}},
        ),
        lambda: dynamodb.scan(TableName=table),
    ]
    return [_may(ask) for ask in asked]


def _may(ask: Any) -> bool:
    try:
        ask()
    except ClientError as error:
        assert error.response["Error"]["Code"] == "AccessDeniedException"
        return False
    return True


@pytest.mark.parametrize("function", MONEY)
def test_what_handles_money_cannot_read_what_people_say(enforced: tuple[Instance, Stack], function: str) -> None:
    """Not an item, not all of it; the office's first page alone counts the keys of what waits."""
    instance, stack = enforced
    counts = function in COUNTS

    assert tries(as_function(function, instance, stack), stack.names["VoiceTable"]) == [False, counts, False]


@pytest.mark.parametrize("function", RAISE_ALERTS)
def test_where_people_write_an_alert_can_be_put_and_nothing_be_read(
    enforced: tuple[Instance, Stack], function: str
) -> None:
    """Words of somebody in need get over the wall; nothing comes back.

    The emulator looks at no key in a condition: that no other kind is written is held in test_template_voice.py.
    """
    instance, stack = enforced
    dynamodb, table = as_function(function, instance, stack), stack.names["VoiceTable"]
    item = {"pk": {"S": f"ALERT#test-{function}"}, "sk": {"S": "ALERT"}}

    assert _may(lambda: dynamodb.put_item(TableName=table, Item=item))
    assert tries(dynamodb, table) == [False, False, False]


@pytest.mark.parametrize("function", VOICE)
def test_what_hears_people_cannot_read_claims(enforced: tuple[Instance, Stack], function: str) -> None:
    """And reads its own table only where it must; nothing ever reads all of one."""
    instance, stack = enforced
    dynamodb = as_function(function, instance, stack)
    reads = function in READS

    assert tries(dynamodb, stack.names["ClaimsTable"]) == [False, False, False]
    assert tries(dynamodb, stack.names["VoiceTable"]) == [reads, reads, False]


@pytest.mark.parametrize("function", ["Equality", "Reach", "Programme", "ProgrammeOffice", "Office", "Mailer", "Voice"])
def test_who_somebody_is_can_be_counted_by_one_and_summed_by_another(
    enforced: tuple[Instance, Stack], function: str
) -> None:
    """What counts cannot read what it counted, what sums cannot change it, and nothing else can do either."""
    instance, stack = enforced
    dynamodb, table = as_function(function, instance, stack), stack.names["EqualityTable"]
    key = {"pk": {"S": "QUARTER#x"}, "sk": {"S": "age#registered#old"}}
    one = {":one": {"N": "1"}}
    asked = {
        "count": lambda: dynamodb.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": table, "Item": {**key, "sk": {"S": function}}}},
                {
                    "Update": {
                        "TableName": table,
                        "Key": key,
                        "UpdateExpression": "ADD people :one",
                        "ExpressionAttributeValues": one,
                    }
                },
            ]
        ),
        "read": lambda: dynamodb.get_item(TableName=table, Key=key),
        "sum": lambda: dynamodb.query(
            TableName=table, KeyConditionExpression="pk = :q", ExpressionAttributeValues={":q": key["pk"]}
        ),
        "all": lambda: dynamodb.scan(TableName=table),
    }

    allowed = {name for name, ask in asked.items() if _may(ask)}

    assert allowed == {"Equality": {"count"}, "Reach": {"sum"}}.get(function, set())
