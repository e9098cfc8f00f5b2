"""What is kept is kept safe: tables, keys, files and logs."""

from __future__ import annotations

import json
import re

import pytest

from infra.places import FUNCTIONS
from tests.template import Resource, functions, named, resources, template

TABLES = sorted(resources("AWS::DynamoDB::Table"))
KEYS = sorted(resources("AWS::KMS::Key"))
BUCKETS = sorted(resources("AWS::S3::Bucket"))
ENDS_BY_ITSELF = {"TransientTable", "MailTable", "EqualityTable", "NewsletterTable"}
COUNTS_ONLY = {"EqualityTable"}
"""Restored to a second before and a second after, its counts would tell what one person answered (decision 14)."""
KEPT = "RetainExceptOnCreate"
"""Kept when the stack goes, but not when a first deployment fails: what it left behind would stop the next one."""
ALLOWED_IN_ACCESS_LOG = {
    "$context.requestId",
    "$context.httpMethod",
    "$context.routeKey",
    "$context.status",
    "$context.responseLatency",
}


def whole(name: str) -> Resource:
    found: Resource = template()["Resources"][name]
    return found


@pytest.mark.parametrize("table", TABLES)
def test_a_table_can_be_restored_and_not_lost(table: str) -> None:
    """To any second of the last 35 days; encrypted; not deleted by a slip, nor with the stack."""
    properties = resources("AWS::DynamoDB::Table")[table]
    restores = table not in COUNTS_ONLY

    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": restores}
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["DeletionProtectionEnabled"] == {"Fn::If": ["Protected", True, False]}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert whole(table)["DeletionPolicy"] == KEPT
    assert whole(table)["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_one_key_schema(table: str) -> None:
    """`pk` and `sk`; indexes hold keys only, so that a list costs a query and a batch of reads."""
    properties = resources("AWS::DynamoDB::Table")[table]

    assert [key["AttributeName"] for key in properties["KeySchema"]] == ["pk", "sk"]
    for index in properties.get("GlobalSecondaryIndexes", ()):
        assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_what_ends_by_itself_has_a_time_to_live_and_claims_have_none() -> None:
    """A draft, a session, a note that a letter went out and a used ticket are cleared away; a claim never is."""
    found = {
        name
        for name, properties in resources("AWS::DynamoDB::Table").items()
        if properties.get("TimeToLiveSpecification", {}).get("Enabled")
    }

    assert found == ENDS_BY_ITSELF


def test_the_stream_tells_what_was_before_and_after() -> None:
    """The relay takes the entries that the new image has and the old one had not."""
    claims = resources("AWS::DynamoDB::Table")["ClaimsTable"]

    assert claims["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_protection_is_on_unless_somebody_turns_it_off() -> None:
    """A parameter, so that the local run and the tests can be thrown away."""
    assert template()["Parameters"]["Protect"]["Default"] == "yes"


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_kept_when_the_stack_goes(key: str) -> None:
    """Without it every link dies, every person is a stranger and no bank details open."""
    assert whole(key)["DeletionPolicy"] == KEPT
    assert whole(key)["UpdateReplacePolicy"] == "Retain"


def test_macs_are_made_by_keys_that_can_do_nothing_else() -> None:
    """And what seals bank details is renewed every year by AWS."""
    keys = resources("AWS::KMS::Key")
    macs = {name for name, properties in keys.items() if properties.get("KeyUsage") == "GENERATE_VERIFY_MAC"}

    assert macs == {
        "LinkKey",
        "VoiceLinkKey",
        "NewsletterLinkKey",
        "ApprovalKey",
        "MailboxKey",
        "IdentityKey",
        "FormKey",
        "EqualityKey",
    }
    assert keys["BankKey"]["EnableKeyRotation"] is True


@pytest.mark.parametrize("bucket", BUCKETS)
def test_files_are_private_encrypted_and_only_sent_over_tls(bucket: str) -> None:
    """Nobody reaches a receipt or a payment file but through a signed address or a role."""
    properties = resources("AWS::S3::Bucket")[bucket]
    denied = [
        statement
        for policy in resources("AWS::S3::BucketPolicy").values()
        if named(policy["Bucket"]) == bucket
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    ]

    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert properties["BucketEncryption"]
    assert {named(each) for each in denied[0]["Resource"]} == {bucket, f"${{{bucket}.Arn}}/*"}
    assert whole(bucket)["DeletionPolicy"] == KEPT


def test_payment_files_keep_every_version() -> None:
    """What was sent to the bank can always be shown."""
    assert resources("AWS::S3::Bucket")["PaymentsBucket"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_the_access_log_tells_nothing_of_who_or_what_for() -> None:
    """No query string (it can hold a one-time link), no path with one's own reference, no address, no browser."""
    written = json.loads(resources("AWS::Serverless::HttpApi")["Api"]["AccessLogSettings"]["Format"])

    assert set(written.values()) <= ALLOWED_IN_ACCESS_LOG


def test_logs_end() -> None:
    """Every log has its last day, the functions' own included."""
    assert all(properties["RetentionInDays"] <= 90 for properties in resources("AWS::Logs::LogGroup").values())
    assert named(template()["Globals"]["Function"]["LoggingConfig"]["LogGroup"]) == "FunctionLogs"
    own = [properties["LoggingConfig"] for properties in functions().values() if "LoggingConfig" in properties]
    assert all(named(each["LogGroup"]) == "FunctionLogs" for each in own)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_no_file_stays_for_ever(bucket: str) -> None:
    """About money, until the policy's years are over; sent and never used, some days. What is kept as evidence, and a
    photo, go when somebody says so.
    """
    rules = resources("AWS::S3::Bucket")[bucket]["LifecycleConfiguration"]["Rules"]

    assert all(rule["Status"] == "Enabled" and rule["ExpirationInDays"] for rule in rules)
    if bucket in {"ReceiptsBucket", "PaymentsBucket"}:
        assert [rule["ExpirationInDays"] for rule in rules] == [{"Ref": "KeepDays"}]
        assert "Prefix" not in rules[0]


KEY = re.compile(r"""\bf["']([a-z][a-z-]*)/\{""")
"""How a key of a file is put together, wherever that is: ``f"receipts/{draft}/{receipt}"``."""
NO_FILES = {"text", "image", "claim", "mine", "components"}
"""What is put together in the same way and is no key of a file: types, names of links and of pages."""
OF_BUCKET = {
    "ReceiptsBucket": {"receipts"},
    "PaymentsBucket": {"batches"},
    "EvidenceBucket": {"incoming", "evidence"},
    "PhotosBucket": {"sent", "shown", "shown-to-staff"},
}
"""Which of them lie in which bucket."""
GOES_WHEN_SAID = {
    ("EvidenceBucket", "evidence"): "what shows that a promise was kept stays",
    ("PhotosBucket", "shown"): "a picture goes with its consent, by the office or the nightly job",
    ("PhotosBucket", "shown-to-staff"): "a paper goes with its complaint, by the nightly job",
}
"""Prefixes that no day ends, each with what does."""


def prefixes() -> set[str]:
    """The first word of each key under which the service writes a file: read from its code."""
    sources = (path.read_text("utf-8") for path in sorted((FUNCTIONS / "takepart").rglob("*.py")))
    return {found for text in sources for found in KEY.findall(text)} - NO_FILES


def test_each_prefix_has_a_day_on_which_it_ends_or_what_else_ends_it() -> None:
    """A new kind of file is not kept for ever by forgetting it, and no rule is for what nobody writes."""
    ruled = {
        (bucket, prefix.rstrip("/"))
        for bucket in BUCKETS
        for rule in resources("AWS::S3::Bucket")[bucket]["LifecycleConfiguration"]["Rules"]
        if (prefix := rule.get("Prefix"))
    }
    whole = {
        bucket
        for bucket in BUCKETS
        for rule in resources("AWS::S3::Bucket")[bucket]["LifecycleConfiguration"]["Rules"]
        if "Prefix" not in rule
    }

    every = {(bucket, prefix) for bucket, its in OF_BUCKET.items() for prefix in its}

    assert set(OF_BUCKET) == set(BUCKETS)
    assert {prefix for _, prefix in every} == prefixes()
    assert {each for each in every if each not in ruled and each[0] not in whole} == set(GOES_WHEN_SAID)
    assert ruled <= every


def test_what_was_written_over_ends_too() -> None:
    """Only one bucket keeps versions."""
    kept = [b for b in BUCKETS if "VersioningConfiguration" in resources("AWS::S3::Bucket")[b]]
    (rule,) = resources("AWS::S3::Bucket")["PaymentsBucket"]["LifecycleConfiguration"]["Rules"]

    assert kept == ["PaymentsBucket"]
    assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] >= 365
