"""The local run loses nothing, however it is stopped."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import processes
from infra.local.clients import client
from infra.local.instance import Instance, free_port

SAVED_WITHIN = 0.5
"""Seconds from a write to its being on disk: 0.15 s of quiet, the snapshot, and room for a busy machine."""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An emulator's place, without a template."""
    yield Instance(port=free_port(), emulator_port=free_port(), home=tmp_path)


def fill(instance: Instance) -> dict[str, Any]:
    """One thing in each service that holds data, the email last."""
    dynamodb, sqs = client("dynamodb", instance), client("sqs", instance)
    s3, ses, kms = client("s3", instance), client("sesv2", instance), client("kms", instance)
    dynamodb.create_table(
        TableName="claims",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    secret = kms.encrypt(KeyId=key, Plaintext=b"12-34-56", EncryptionContext={"owner": "K7M49QXR"})["CiphertextBlob"]
    s3.create_bucket(Bucket="receipts", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    s3.put_object(Bucket="receipts", Key="bus.pdf", Body=b"%PDF")
    queue = sqs.create_queue(QueueName="mail")["QueueUrl"]
    ses.create_email_identity(EmailIdentity="desk@council.example")
    dynamodb.put_item(TableName="claims", Item={"pk": {"S": "K7M49QXR"}, "bank": {"B": secret}})
    sqs.send_message(QueueUrl=queue, MessageBody="K7M49QXR#1")
    ses.send_email(
        FromEmailAddress="desk@council.example",
        Destination={"ToAddresses": ["participant@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Your claim"}, "Body": {"Text": {"Data": "It is here"}}}},
    )
    return {"queue": queue, "key": key}


def assert_all_there(instance: Instance, made: dict[str, Any]) -> None:
    """Everything `fill` made."""
    item = client("dynamodb", instance).get_item(TableName="claims", Key={"pk": {"S": "K7M49QXR"}})["Item"]
    opened = client("kms", instance).decrypt(CiphertextBlob=item["bank"]["B"], EncryptionContext={"owner": "K7M49QXR"})
    assert opened["Plaintext"] == b"12-34-56"
    assert client("s3", instance).get_object(Bucket="receipts", Key="bus.pdf")["Body"].read() == b"%PDF"
    (message,) = client("sqs", instance).receive_message(QueueUrl=made["queue"])["Messages"]
    assert message["Body"] == "K7M49QXR#1"
    assert len(list(instance.mail.glob("*.json"))) == 1


def test_a_killed_emulator_has_kept_every_table_queue_key_file_and_email(instance: Instance) -> None:
    """`kill -9`, half a second after the last write."""
    emulator = processes.start(instance)
    made = fill(instance)
    time.sleep(SAVED_WITHIN)
    os.killpg(emulator.pid, signal.SIGKILL)
    emulator.wait()

    with processes.running(instance):
        assert_all_there(instance, made)


def test_a_stopped_emulator_has_kept_what_was_written_last(instance: Instance) -> None:
    """Ctrl-C, straight after the last write."""
    with processes.running(instance):
        made = fill(instance)

    with processes.running(instance):
        assert_all_there(instance, made)


def test_the_emulator_goes_when_the_one_who_started_it_has_gone(instance: Instance) -> None:
    """Its standard input closes, as it does when its parent is killed: nothing is left behind to hold the port."""
    emulator = processes.start(instance)
    assert emulator.stdin is not None

    emulator.stdin.close()

    emulator.wait(10)
