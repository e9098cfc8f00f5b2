"""Nothing that happened is lost on its way: queues, streams and schedules all end where somebody is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from infra.local.translate import parse
from infra.places import ROOT
from takepart.use_cases.stuck import Work
from tests.template import Resource, events, functions, logical_id, mappings, named, resources, template, time_limit

VISIBILITY = 6
"""AWS's advice: a message stays hidden for 6 times the time limit of the function that reads it."""


def queues() -> dict[str, Resource]:
    return resources("AWS::SQS::Queue")


def failures() -> set[str]:
    """Every queue that takes what could not be done."""
    found = {named(p["RedrivePolicy"]["deadLetterTargetArn"]) for p in queues().values() if "RedrivePolicy" in p}
    found |= {named(event["DeadLetterConfig"]["Arn"]) for _, _, event in events("ScheduleV2")}
    found |= {named(event["DestinationConfig"]["OnFailure"]["Destination"]) for _, _, event in mappings("dynamodb")}
    for properties in functions().values():
        if "EventInvokeConfig" in properties:
            found.add(named(properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]))
    return found


def alarms_on(namespace: str, metric: str) -> Iterator[Resource]:
    for alarm in resources("AWS::CloudWatch::Alarm").values():
        if (alarm.get("Namespace"), alarm.get("MetricName")) == (namespace, metric):
            yield alarm


def watched(namespace: str, metric: str) -> set[str]:
    """What alarms on a metric look at, by the template's names."""
    return {named(each["Value"]) for alarm in alarms_on(namespace, metric) for each in alarm["Dimensions"]}


@pytest.mark.parametrize(("function", "name", "source"), mappings("sqs"))
def test_a_queue_that_feeds_a_function_can_be_trusted(function: str, name: str, source: Resource) -> None:
    """Hidden long enough, tried more than once, then kept for two weeks; one bad message holds up no other."""
    queue = queues()[named(source["EventSourceArn"])]
    kept = queues()[named(queue["RedrivePolicy"]["deadLetterTargetArn"])]

    assert queue["VisibilityTimeout"] >= VISIBILITY * time_limit(function)
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5
    assert kept["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert named(source["EventSourceArn"]) in watched("AWS/SQS", "ApproximateAgeOfOldestMessage")


@pytest.mark.parametrize("queue", ["MailQueue", "VoiceQueue", "NewsletterQueue"])
def test_letters_outlast_half_a_day_without_ses(queue: str) -> None:
    """They go again by themselves when it is back. That they wait is told after a quarter of an hour."""
    its = queues()[queue]

    assert its["RedrivePolicy"]["maxReceiveCount"] * its["VisibilityTimeout"] >= 12 * 3600
    assert queue in watched("AWS/SQS", "ApproximateAgeOfOldestMessage")


@pytest.mark.parametrize(("function", "name", "source"), mappings("dynamodb"))
def test_a_stream_goes_on_and_loses_nothing(function: str, name: str, source: Resource) -> None:
    """Retries, halves a batch that fails, reports which records failed, and gives up into a queue."""
    assert source["MaximumRetryAttempts"] > 0
    assert source["MaximumRecordAgeInSeconds"] >= 3600
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert named(source["DestinationConfig"]["OnFailure"]["Destination"]) in queues()
    assert logical_id(function) in watched("AWS/Lambda", "IteratorAge")


@pytest.mark.parametrize(("function", "name", "source"), events("ScheduleV2"))
def test_a_schedule_keeps_our_time_and_tries_again(function: str, name: str, source: Resource) -> None:
    """London's clock, so that eight is eight in summer too; retries within the day; a queue for what was never run."""
    assert source["ScheduleExpressionTimezone"] == "Europe/London"
    assert source["RetryPolicy"]["MaximumRetryAttempts"] > 0
    assert source["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 24 * 3600
    assert named(source["DeadLetterConfig"]["Arn"]) in queues()
    assert source["OmitName"] is True, "a fixed name keeps a second stack out of the account"
    assert "<aws.scheduler.scheduled-time>" in source["Input"], "a retry must act as of the day it was due"


@pytest.mark.parametrize(("function", "name", "source"), events("S3"))
def test_what_s3_tells_is_kept_when_it_fails(function: str, name: str, source: Resource) -> None:
    """An asynchronous event is retried, and then kept."""
    invoked = functions()[function]["EventInvokeConfig"]

    assert invoked["MaximumRetryAttempts"] == 2
    assert named(invoked["DestinationConfig"]["OnFailure"]["Destination"]) in queues()


def test_every_queue_for_failures_has_an_alarm() -> None:
    """One message there is somebody's letter, payment or receipt."""
    assert failures() == watched("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert all(a["Threshold"] == 0 for a in alarms_on("AWS/SQS", "ApproximateNumberOfMessagesVisible"))


def test_whatever_could_not_be_done_is_shown_in_one_office_and_goes_again_where_it_can() -> None:
    """Each queue for failures is a kind of work with a name for people. What people said is not shown beside money."""
    shown = {
        place: {name.removesuffix("_FAILURES") for name in variables if name.endswith("_FAILURES")}
        for place in functions()
        if (variables := functions()[place].get("Environment", {}).get("Variables", {}))
    }
    words = {work.name: "".join(part.capitalize() for part in work.split("-")) for work in Work}

    assert {f"{word}Failures" for word in words.values()} == failures()
    assert {place for place, works in shown.items() if works} == {"office", "voice_office"}
    assert shown["office"] | shown["voice_office"] == set(words)
    assert shown["voice_office"] == {name for name in words if name.startswith("VOICE")}
    assert not shown["office"] & shown["voice_office"]


def test_every_queue_is_sealed_and_read_or_kept_for_failures() -> None:
    """No queue is there for nothing."""
    read = {named(source["EventSourceArn"]) for _, _, source in mappings("sqs")}

    assert read | failures() == set(queues())
    assert all(properties["SqsManagedSseEnabled"] is True for properties in queues().values())


def test_what_fails_has_an_alarm_whatever_it_is() -> None:
    """Errors and throttles are counted over the whole account, so that no function can be forgotten.

    What Scheduler starts has an alarm of its own on one error beside it: see test_template_jobs.py.
    """
    assert watched("AWS/ApiGateway", "5xx") == {"Api"}
    assert [alarm["Dimensions"] for alarm in alarms_on("AWS/Lambda", "Errors") if not alarm["Dimensions"]] == [[]]
    assert [alarm["Dimensions"] for alarm in alarms_on("AWS/Lambda", "Throttles")] == [[]]


OUTSIDE = {
    name: each["Properties"]
    for name, each in parse(ROOT / "infra" / "outside.yaml")["Resources"].items()
    if each["Type"] == "AWS::CloudWatch::Alarm"
}
"""Alarms of what looks at the service from outside."""


@pytest.mark.parametrize("name", sorted({*resources("AWS::CloudWatch::Alarm"), *OUTSIDE}))
def test_an_alarm_reaches_somebody_who_can_read_what_to_do(name: str) -> None:
    """Its topic, an all-clear afterwards, and a section of the runbook under its name.

    No data is no news, but for an alarm that rings when there is too little of something.
    """
    alarm = {**resources("AWS::CloudWatch::Alarm"), **OUTSIDE}[name]

    assert [named(topic) for topic in alarm["AlarmActions"]] == ["Alarms"]
    assert [named(topic) for topic in alarm["OKActions"]] == ["Alarms"]
    too_much = alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert alarm["TreatMissingData"] == ("notBreaching" if too_much else "breaching")
    assert re.search(rf"^### .*\b{name}\b", (ROOT / "infra" / "runbook.md").read_text("utf-8"), re.MULTILINE)


def test_letters_that_come_back_are_told_before_aws_stops_them() -> None:
    """AWS reviews an account at 5 bounces in 100, and 1 complaint in 1,000 (Amazon SES, sending review process)."""
    (bounces,) = alarms_on("AWS/SES", "Reputation.BounceRate")
    (complaints,) = alarms_on("AWS/SES", "Reputation.ComplaintRate")

    assert bounces["Threshold"] < 0.05
    assert complaints["Threshold"] < 0.001
    assert bounces["Dimensions"] == complaints["Dimensions"] == []


def test_alarms_can_be_published() -> None:
    """CloudWatch may not use the key of the account's own for SNS: such a topic stays silent for ever."""
    topic = template()["Resources"]["Alarms"]

    assert "alias/aws/sns" not in str(topic.get("Properties", {}))
