"""The roles of the template, enforced: they are enough for a claim from form to bank, and not for anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.clients import client
from infra.local.demo import a_copy_of_our_own, play
from infra.local.deploy import Stack, deployed
from infra.local.instance import REGION, Instance
from infra.local.programme_story import ProgrammeStory
from infra.local.story import Story

EXEMPT = {
    "RelayFunctionRole": ("sqs:SendMessageBatch", "on AWS the right to send one message is the right to send ten"),
    "OfficeFunctionRole": ("sqs:SendMessageBatch", "as for the relay"),
    "RemindersFunctionRole": ("sqs:SendMessageBatch", "as for the relay"),
}
"""What the emulator refuses and AWS would not, with the reason."""
UNKNOWN_CONDITION = "ses:FromAddress"
"""The emulator refuses whatever has it. It alone is taken out of the roles: the actions stay those of the template."""
SENDS = ("MailerFunctionRole", "VoiceWorkFunctionRole", "NewsletterWorkFunctionRole")
ITEM = {"pk": {"S": "CLAIM#K7M4-9QXR"}, "sk": {"S": "CLAIM"}}


@pytest.fixture(scope="module")
def enforcing() -> Iterator[tuple[Instance, Stack]]:
    """A copy of its own whose emulator enforces every role."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AUTH", "true")
        with a_copy_of_our_own() as instance:
            stack = deployed(instance)
            exempt(instance, stack)
            yield instance, stack


def exempt(instance: Instance, stack: Stack) -> None:
    """Put right where the emulator is stricter than AWS."""
    for role, (action, _) in EXEMPT.items():
        allowed = {"Effect": "Allow", "Action": action, "Resource": "*"}
        client("iam", instance).put_role_policy(
            RoleName=stack.names[role],
            PolicyName="emulator",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
        )
    for role in SENDS:
        without_the_condition(client("iam", instance), stack.names[role])
    for bucket in ("ReceiptsBucket", "PaymentsBucket"):  # they refuse plain HTTP, and the emulator speaks nothing else
        client("s3", instance).delete_bucket_policy(Bucket=stack.names[bucket])


def without_the_condition(iam: Any, role: str) -> None:
    """Put the role's own policies in place again, without the condition that the emulator does not know."""
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for statement in policy["Statement"]:
            if UNKNOWN_CONDITION in str(statement.get("Condition", "")):
                del statement["Condition"]
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))


def acting_as(instance: Instance, stack: Stack, function: str, service: str) -> Any:
    """A client with the rights of a function, and no others."""
    role = client("iam", instance).get_role(RoleName=stack.names[f"{function}FunctionRole"])["Role"]["Arn"]
    given = client("sts", instance).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(  # type: ignore[call-overload, unused-ignore]
        service,
        region_name=REGION,
        endpoint_url=instance.emulator_url,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def is_refused(call: Any, **arguments: Any) -> bool:
    """Whether IAM says no; another error is an answer."""
    try:
        call(**arguments)
    except ClientError as error:
        return "AccessDenied" in error.response["Error"]["Code"]
    return False


def test_a_claim_goes_from_form_to_bank_with_no_more_rights_than_these(
    enforcing: tuple[Instance, Stack], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every step, receipt and letter included: no role is too narrow."""
    instance, _ = enforcing
    story = Story(instance.url)

    play(story)

    assert story.reference in capsys.readouterr().out


def test_an_opportunity_goes_from_publishing_to_the_bank_with_no_more_rights_than_these(
    enforcing: tuple[Instance, Stack], capsys: pytest.CaptureFixture[str]
) -> None:
    """Places, waiting list, attendance and the claim that is filled in included."""
    instance, _ = enforcing
    story = ProgrammeStory(instance.url)

    play(story)

    assert story.reference in capsys.readouterr().out


def test_the_mailer_reads_claims_and_changes_none(enforcing: tuple[Instance, Stack]) -> None:
    """It writes down only what it sent."""
    instance, stack = enforcing
    dynamodb = acting_as(instance, stack, "Mailer", "dynamodb")

    assert not is_refused(dynamodb.get_item, TableName=stack.names["ClaimsTable"], Key=ITEM)
    assert not is_refused(dynamodb.put_item, TableName=stack.names["MailTable"], Item=ITEM)
    assert is_refused(dynamodb.put_item, TableName=stack.names["ClaimsTable"], Item=ITEM)
    assert is_refused(dynamodb.scan, TableName=stack.names["ClaimsTable"])


@pytest.mark.parametrize(
    "function", ["Website", "Programme", "Decisions", "Office", "Mailer", "Relay", "Receipts", "Reminders", "Places"]
)
def test_only_payments_opens_bank_details(enforcing: tuple[Instance, Stack], function: str) -> None:
    """Sealed as the website seals them."""
    instance, stack = enforcing
    context = {"owner": "K7M4-9QXR"}
    sealed = acting_as(instance, stack, "Website", "kms").encrypt(
        KeyId=stack.names["BankKey"], Plaintext=b"sealed", EncryptionContext=context
    )["CiphertextBlob"]
    asked = {"KeyId": stack.names["BankKey"], "CiphertextBlob": sealed, "EncryptionContext": context}

    assert is_refused(acting_as(instance, stack, function, "kms").decrypt, **asked)
    assert acting_as(instance, stack, "Payments", "kms").decrypt(**asked)["Plaintext"] == b"sealed"


def test_what_checks_links_cannot_make_one(enforcing: tuple[Instance, Stack]) -> None:
    """And what makes them cannot check."""
    instance, stack = enforcing
    asked = {"KeyId": stack.names["LinkKey"], "MacAlgorithm": "HMAC_SHA_256", "Message": b"words"}
    mac = acting_as(instance, stack, "Mailer", "kms").generate_mac(**asked)["Mac"]

    for function in ("Website", "Decisions", "Office"):
        assert is_refused(acting_as(instance, stack, function, "kms").generate_mac, **asked)
        assert acting_as(instance, stack, function, "kms").verify_mac(**asked, Mac=mac)["MacValid"]
    assert is_refused(acting_as(instance, stack, "Mailer", "kms").verify_mac, **asked, Mac=mac)
