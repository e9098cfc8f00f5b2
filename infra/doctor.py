"""`make doctor STAGE=production`: what is not right with a copy of the service, and what to do about each thing.

Without a stage it looks at the copy that runs at PORT. It changes nothing and reads nothing that anybody said. Its exit
code is 1 when something is not right.
"""

from __future__ import annotations

import argparse
import json
import os
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

import infra.functions_path  # noqa: F401 - so that takepart is found
from infra.deploy import ENOUGH_AT_ONCE, PLACES
from infra.local.translate import parse
from infra.places import TEMPLATE
from takepart.adapters.mail_log import LETTERS_HELD
from takepart.adapters.rows import DAMAGED_RECORD
from takepart.domain.journal import from_instant
from takepart.use_cases.jobs import JOB_MISSED, LONGEST, missed_jobs

FAILURES = "Failures"
"""How every queue is called that keeps what could not be done."""
LEAST_A_DAY = 1_000
"""Letters. A council's youngest participants alone cause some hundreds on a busy day."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    wrong: str = ""
    """What is not right and what to do; empty when it is right."""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A copy: its clients, its resources' names, and what it was deployed with."""

    aws: Callable[[str], Any]
    names: Mapping[str, str]
    site: str
    sender: str
    now: datetime
    on_aws: bool
    stack: str = ""
    """Its stack on AWS, in whose space lines of the log are counted."""

    def of_type(self, kind: str) -> list[tuple[str, str]]:
        """The template's name and the copy's of each resource of a kind that is there."""
        found = parse(TEMPLATE)["Resources"].items()
        return [(name, self.names[name]) for name, each in found if each["Type"] == kind and name in self.names]


def examine(patient: Patient) -> Iterator[Finding]:
    """Everything; what the emulator has no answer for is looked at on AWS alone."""
    checks = [site, letters_lie, jobs_ran, keys, tables]
    if patient.on_aws:
        checks += [sender, sending, alarms_reach_somebody, alarms_ring, counted, places]
    for check in checks:
        try:
            yield from check(patient)
        except ClientError as error:
            refused = error.response["Error"]["Code"]
            yield Finding(what=str(check.__doc__).partition("\n")[0], wrong=f"AWS would not say ({refused})")


def site(patient: Patient) -> Iterator[Finding]:
    """The site answers, at the address that letters name"""
    what = f"{patient.site} answers"
    try:
        with urllib.request.urlopen(f"{patient.site}/health", timeout=20) as answer:
            version = json.load(answer)["version"]
        yield Finding(what=f"{what}, version {version}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = f"{error}; look at the custom domain name and its certificate in API Gateway, and at your DNS"
        yield Finding(what=what, wrong=why)


def letters_lie(patient: Patient) -> Iterator[Finding]:
    """Nothing lies among what could not be done"""
    sqs = patient.aws("sqs")
    for name, address in patient.of_type("AWS::SQS::Queue"):
        if name.endswith(FAILURES):
            asked = {"QueueUrl": address, "AttributeNames": ["ApproximateNumberOfMessages"]}
            number = int(sqs.get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"])
            stuck = f"it holds {number}; see {name.removesuffix(FAILURES)}Stuck in the runbook"
            yield Finding(what=f"{name} is empty", wrong=stuck if number else "")


class LastRuns:
    """The port ``Runs``, for who only looks."""

    def __init__(self, patient: Patient) -> None:
        self._dynamodb, self._table = patient.aws("dynamodb"), patient.names["TransientTable"]

    def finished(self, job: str, *, at: datetime) -> None:
        """A doctor writes nothing."""

    def last(self, jobs: Iterable[str]) -> Mapping[str, datetime]:
        """As of when each last ran."""
        keys = [{"pk": {"S": f"JOB#{job}"}, "sk": {"S": "JOB"}} for job in jobs]
        asked = {self._table: {"Keys": keys, "ConsistentRead": True}}
        items = self._dynamodb.batch_get_item(RequestItems=asked)["Responses"][self._table]
        return {item["pk"]["S"].removeprefix("JOB#"): from_instant(item["as_of"]["S"]) for item in items}


def jobs_ran(patient: Patient) -> Iterator[Finding]:
    """Every job ran when it was due"""
    runs = LastRuns(patient)
    last, missed = runs.last(LONGEST), {each.job for each in missed_jobs(runs=runs, now=patient.now)}
    for job in sorted(LONGEST):
        ran = f"{job} ran on {last[job]:%d %B at %H:%M}" if job in last else f"{job} has not been due yet"
        yield Finding(what=ran, wrong="that is too long ago: see JobMissed in the runbook" if job in missed else "")


def keys(patient: Patient) -> Iterator[Finding]:
    """Every key can be used"""
    for name, key in patient.of_type("AWS::KMS::Key"):
        state = patient.aws("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
        usable = state == "Enabled"
        yield Finding(what=f"{name} can be used", wrong="" if usable else f"it is {state}: cancel that today, in KMS")


def tables(patient: Patient) -> Iterator[Finding]:
    """Every table is there"""
    for name, table in patient.of_type("AWS::DynamoDB::Table"):
        status = patient.aws("dynamodb").describe_table(TableName=table)["Table"]["TableStatus"]
        yield Finding(what=f"{name} is there", wrong="" if status == "ACTIVE" else f"it is {status}")


def sender(patient: Patient) -> Iterator[Finding]:
    """SES knows the sender"""
    ses, domain = patient.aws("sesv2"), patient.sender.rpartition("@")[2]
    for identity in (patient.sender, domain):
        try:
            verified = ses.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "NotFoundException":
                raise
            verified = False
        if verified:
            yield Finding(what=f"SES has verified {identity}")
            return
    yield Finding(
        what=f"SES has verified {domain}", wrong="no letter leaves before: verify the domain in SES, in this region"
    )


def sending(patient: Patient) -> Iterator[Finding]:
    """SES sends to everybody"""
    told = patient.aws("sesv2").get_account()
    out = told.get("ProductionAccessEnabled", False)
    yield Finding(what="SES sends to everybody", wrong="" if out else "ask AWS to move the account out of the sandbox")
    allowed = told.get("SendingEnabled", False)
    yield Finding(
        what="SES lets us send", wrong="" if allowed else "AWS has paused it: read what it wrote to the account"
    )
    most = int(told.get("SendQuota", {}).get("Max24HourSend", 0))
    little = out and most < LEAST_A_DAY
    yield Finding(what=f"SES takes {most} letters a day", wrong="ask for more in Service Quotas" if little else "")


def alarms_reach_somebody(patient: Patient) -> Iterator[Finding]:
    """Somebody hears of alarms"""
    told = patient.aws("sns").list_subscriptions_by_topic(TopicArn=patient.names["Alarms"])["Subscriptions"]
    ready = [each["Endpoint"] for each in told if each["SubscriptionArn"].startswith("arn:")]
    waiting = [each["Endpoint"] for each in told if not each["SubscriptionArn"].startswith("arn:")]
    why = (
        f"{', '.join(waiting)} must follow the link that AWS sent" if waiting else "set alarm_email in the stage's file"
    )
    yield Finding(what="somebody hears of alarms", wrong="" if ready else why)


def alarms_ring(patient: Patient) -> Iterator[Finding]:
    """No alarm rings"""
    ours = {physical for _, physical in patient.of_type("AWS::CloudWatch::Alarm")}
    pages = patient.aws("cloudwatch").get_paginator("describe_alarms").paginate(StateValue="ALARM")
    ringing = [each["AlarmName"] for page in pages for each in page["MetricAlarms"] if each["AlarmName"] in ours]
    by_name = {physical: name for name, physical in patient.of_type("AWS::CloudWatch::Alarm")}
    for name in ringing:
        yield Finding(what=f"{by_name[name]} is quiet", wrong="it rings: see the runbook under its name")
    if not ringing:
        yield Finding(what="no alarm rings")


COUNTED = {
    DAMAGED_RECORD: "no record was found that cannot be read",
    JOB_MISSED: "no job was missed",
    LETTERS_HELD: "no letter was held back for strangers",
}
"""Lines of the log that alarms count, and what is right when there are none. Their alarms are quiet after minutes."""


def counted(patient: Patient) -> Iterator[Finding]:
    """Nothing was written to the log that somebody must look at"""
    for line, right in COUNTED.items():
        asked = {"Namespace": patient.stack, "MetricName": line, "Statistics": ["Sum"], "Period": 86_400}
        day = {"StartTime": patient.now - timedelta(days=1), "EndTime": patient.now}
        told = patient.aws("cloudwatch").get_metric_statistics(**asked, **day)["Datapoints"]
        number = int(sum(each["Sum"] for each in told))
        yield Finding(what=f"{right} since yesterday", wrong=f"{number}: see {line} in the runbook" if number else "")


def places(patient: Patient) -> Iterator[Finding]:
    """Enough functions run at once"""
    at_once = patient.aws("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    yield Finding(what=f"{at_once} functions run at once", wrong=PLACES if at_once < ENOUGH_AT_ONCE else "")


def report(patient: Patient, *, say: Callable[[str], None]) -> int:
    """Tell each finding, what is wrong last; how many things are."""
    found = list(examine(patient))
    for each in (each for each in found if not each.wrong):
        say(f"  fine   {each.what}")
    wrong = [each for each in found if each.wrong]
    for each in wrong:
        say(f"  WRONG  {each.what}: {each.wrong}")
    return len(wrong)


def on_aws(name: str) -> Patient:
    """A stage's stack, by the rights of whoever is signed in."""
    import boto3

    from infra.aws_stack import names_of
    from infra.stages import stage

    of = stage(name)
    session = boto3.Session(region_name=of.region)
    return Patient(
        aws=session.client,
        names=names_of(of.stack, cloudformation=session.client("cloudformation")),
        site=of.site_url,
        sender=of.sender,
        now=datetime.now(UTC),
        on_aws=True,
        stack=of.stack,
    )


def on_this_machine() -> Patient:
    """The copy that runs at PORT. Raises SystemExit when none does."""
    from botocore.exceptions import EndpointConnectionError

    from infra.local.clients import client
    from infra.local.deploy import deployed
    from infra.local.instance import on_port

    instance = on_port(int(os.environ.get("PORT") or "8000"))
    try:
        names = deployed(instance).names
    except EndpointConnectionError as error:
        raise SystemExit(f"takepart: nothing runs at {instance.url}; start it with: make run") from error
    return Patient(
        aws=lambda service: client(service, instance),
        names=names,
        site=instance.url,
        sender="",
        now=datetime.now(UTC),
        on_aws=False,
    )


def main() -> None:
    """Examine one copy."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stage", help="a stage on AWS; left out, the copy that runs at PORT")
    chosen = parser.parse_args()
    wrong = report(on_aws(chosen.stage) if chosen.stage else on_this_machine(), say=print)
    if wrong:
        raise SystemExit(f"takepart: {wrong} things are not right")


if __name__ == "__main__":
    main()
