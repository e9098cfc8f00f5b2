"""The doctor looks at a whole copy of the service and says what is not right, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import boto3
import pytest

from infra.doctor import Patient, counted, examine, report
from infra.local.jobs import event_for
from takepart.use_cases.jobs import LONGEST
from tests.service import SENDER, Served, a_service
from tests.template import resources

LINES = [each["MetricTransformations"][0] for each in resources("AWS::Logs::MetricFilter").values()]
"""What the template counts in the log."""
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service, with each of its jobs run at eight in the morning."""
    with a_service(tmp_path_factory.mktemp("doctor") / "here") as front:
        for job in front.service.jobs.values():
            front.service.run(job, event_for(job, TODAY))
        yield front


@pytest.fixture
def patient(served: Served) -> Patient:
    """That copy, as on a machine of ours."""
    return Patient(
        aws=boto3.client,
        names=served.service.names,
        site=served.instance.url,
        sender=SENDER,
        now=datetime.combine(TODAY, time(8, 30), UTC),
        on_aws=False,
    )


def wrong(patient: Patient) -> dict[str, str]:
    """What is not right, and what to do."""
    return {each.what: each.wrong for each in examine(patient) if each.wrong}


def test_a_copy_that_is_well_is_said_to_be(patient: Patient) -> None:
    """Each failure queue, job, key and table of the template is among what was looked at."""
    said: list[str] = []

    assert report(patient, say=said.append) == 0

    told = "\n".join(said)
    queues = [name for name in resources("AWS::SQS::Queue") if name.endswith("Failures")]
    for each in (*queues, *LONGEST, *resources("AWS::KMS::Key"), *resources("AWS::DynamoDB::Table")):
        assert f" {each} " in told
    assert "version here" in told


def test_what_lies_among_failures_is_told_with_its_page(patient: Patient) -> None:
    """By the name of its alarm."""
    sqs, queue = boto3.client("sqs"), patient.names["MailFailures"]
    sqs.send_message(QueueUrl=queue, MessageBody="x")

    found = wrong(patient)
    sqs.purge_queue(QueueUrl=queue)

    assert found == {"MailFailures is empty": "it holds 1; see MailStuck in the runbook"}


def test_a_job_that_did_not_run_is_told(patient: Patient) -> None:
    """Two days on, each that is due every day; and not those of a month."""
    later = replace(patient, now=patient.now + timedelta(days=2))

    late = {what.partition(" ")[0] for what in wrong(later)}

    assert {"remind-deciders", "escalate-alerts"} <= late
    assert "check-pay-promises" not in late


def test_a_site_that_does_not_answer_is_told(patient: Patient) -> None:
    """With where to look."""
    (why,) = wrong(replace(patient, site="http://127.0.0.1:9")).values()

    assert "DNS" in why


def test_a_key_that_is_to_be_deleted_is_told_today(patient: Patient) -> None:
    """It can be cancelled for some days, and never afterwards."""
    kms, key = boto3.client("kms"), patient.names["BankKey"]
    kms.disable_key(KeyId=key)

    found = wrong(patient)
    kms.enable_key(KeyId=key)

    assert list(found) == ["BankKey can be used"]


class Answers:
    """What AWS says of an account, where the copy of ours in these tests cannot."""

    def __init__(self, **told: Any) -> None:
        self._told = told

    def __getattr__(self, operation: str) -> Any:
        return lambda **_: self._told[operation]

    def paginate(self, **_: str) -> list[Any]:
        """The one page."""
        return [self._told["describe_alarms"]]

    def get_paginator(self, _operation: str) -> Answers:
        """Itself."""
        return self


def on_aws(patient: Patient, **changed: Any) -> Patient:
    """The same on an account where all is right, but for what is said."""
    told: dict[str, Any] = {
        "get_email_identity": {"VerifiedForSendingStatus": True},
        "get_account": {
            "ProductionAccessEnabled": True,
            "SendingEnabled": True,
            "SendQuota": {"Max24HourSend": 50_000.0},
        },
        "list_subscriptions_by_topic": {
            "Subscriptions": [{"Endpoint": "x@council.example", "SubscriptionArn": "arn:x"}]
        },
        "describe_alarms": {"MetricAlarms": [{"AlarmName": "somebody-elses"}]},
        "get_account_settings": {"AccountLimit": {"ConcurrentExecutions": 1_000}},
        "get_metric_statistics": {"Datapoints": []},
    }
    account = Answers(**(told | changed))
    here = {"sqs", "dynamodb", "kms"}
    names = {**patient.names, "Alarms": "arn:topic", "MailStuck": "takepart-MailStuck-1"}
    return replace(patient, on_aws=True, names=names, aws=lambda each: boto3.client(each) if each in here else account)


@pytest.mark.parametrize("line", sorted(m["MetricName"] for m in LINES))
def test_a_line_of_the_log_that_alarms_count_is_told_for_a_day(patient: Patient, line: str) -> None:
    """Each of the template, a damaged record above all: its alarm is quiet again after five minutes."""

    class Counts(Answers):
        def get_metric_statistics(self, *, Namespace: str, MetricName: str, **_: Any) -> Any:  # noqa: N803 - as AWS spells it
            return {"Datapoints": [{"Sum": 2.0}] if (Namespace, MetricName) == ("takepart", line) else []}

    account, counts = on_aws(patient), Counts()
    said = list(counted(replace(account, stack="takepart", aws=lambda _: counts)))

    assert [each.wrong for each in said if each.wrong] == [f"2: see {line} in the runbook"]


def test_an_account_where_all_is_right_is_said_to_be(patient: Patient) -> None:
    """Another service's alarms are not ours."""
    assert wrong(on_aws(patient)) == {}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"get_email_identity": {"VerifiedForSendingStatus": False}}, "verify the domain"),
        ({"get_account": {"SendingEnabled": True, "SendQuota": {"Max24HourSend": 200.0}}}, "out of the sandbox"),
        ({"get_account": {"ProductionAccessEnabled": True, "SendQuota": {"Max24HourSend": 9e4}}}, "has paused it"),
        (
            {
                "get_account": {
                    "ProductionAccessEnabled": True,
                    "SendingEnabled": True,
                    "SendQuota": {"Max24HourSend": 9.0},
                }
            },
            "ask for more",
        ),
        ({"list_subscriptions_by_topic": {"Subscriptions": []}}, "alarm_email"),
        (
            {
                "list_subscriptions_by_topic": {
                    "Subscriptions": [{"Endpoint": "x@council.example", "SubscriptionArn": "PendingConfirmation"}]
                }
            },
            "x@council.example must follow the link",
        ),
        ({"describe_alarms": {"MetricAlarms": [{"AlarmName": "takepart-MailStuck-1"}]}}, "see the runbook"),
        ({"get_account_settings": {"AccountLimit": {"ConcurrentExecutions": 10}}}, "Service Quotas"),
    ],
)
def test_each_thing_that_is_not_right_in_the_account_is_told(
    patient: Patient, changed: dict[str, Any], why: str
) -> None:
    """One at a time, with what to do."""
    (found,) = wrong(on_aws(patient, **changed)).values()

    assert why in found
