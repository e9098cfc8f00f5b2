"""A deployment asks nothing, says in words what it changes, and leaves no data behind unless it is told to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from infra.deploy import ENOUGH_AT_ONCE, NotDeployed, deploy, outside_command
from infra.local.translate import parse
from infra.places import ROOT
from infra.stages import Stage
from tests.template import resources

TO = Stage(
    name="production",
    stack="takepart",
    policy="wirral",
    site_url="https://takepart.council.gov.uk",
    sender="participation@council.gov.uk",
    alarm_email="digital@council.gov.uk",
)
NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)


def change(action: str, kind: str, name: str, replacement: str = "False") -> dict[str, Any]:
    """One change, as CloudFormation lists it."""
    its = {"Action": action, "ResourceType": kind, "LogicalResourceId": name, "Replacement": replacement}
    return {"ResourceChange": its}


@dataclass
class Aws:
    """CloudFormation, and what else a deployment looks at, as far as it does."""

    status: str = "CREATE_COMPLETE"
    changes: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 1_000
    fails: str = ""
    did: list[str] = field(default_factory=list)
    commands: list[Sequence[str]] = field(default_factory=list)

    def client(self, service: str) -> Aws:
        """One for all."""
        assert service in {"cloudformation", "sts", "lambda", "dynamodb"}
        return self

    def run(self, command: Sequence[str]) -> None:
        """What `sam deploy` does: it makes a change set, and for a first one a stack to be."""
        self.commands.append(command)
        self.status = self.status or "REVIEW_IN_PROGRESS"

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "111122223333"}

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": {"ConcurrentExecutions": self.at_once}}

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803 - as AWS spells it
        if not self.status:
            why = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": why}}, "DescribeStacks")
        outputs = [{"OutputKey": "ApiEndpoint", "OutputValue": "https://x", "Description": "Point your name here."}]
        return {"Stacks": [{"StackStatus": self.status, "Outputs": outputs}]}

    def list_change_sets(self, **_: str) -> dict[str, Any]:
        old = {"ExecutionStatus": "AVAILABLE", "CreationTime": NOW - timedelta(days=1), "ChangeSetId": "old"}
        new = {"ExecutionStatus": "AVAILABLE", "CreationTime": NOW, "ChangeSetId": "new"}
        return {"Summaries": [new, old] if self.changes and self.commands else [old]}

    def get_paginator(self, operation: str) -> Aws:
        self.asked = operation
        return self

    def paginate(self, **named: str) -> list[dict[str, Any]]:
        if self.asked == "describe_change_set":
            assert named == {"ChangeSetName": "new"}
            return [{"Changes": [each]} for each in self.changes]
        kept = {"ResourceType": "AWS::DynamoDB::Table", "PhysicalResourceId": "kept", "ResourceStatus": "DELETE_FAILED"}
        gone = kept | {"PhysicalResourceId": "gone", "ResourceStatus": "DELETE_COMPLETE"}
        return [{"StackResourceSummaries": [kept, gone]}]

    def get_waiter(self, name: str) -> Aws:
        self.did.append(f"waits: {name}")
        return self

    def wait(self, **_: str) -> None:
        if self.fails and "stack" in self.did[-1] and "delete" not in self.did[-1]:
            raise WaiterError("x", "failed", {})

    def describe_stack_events(self, **_: str) -> dict[str, Any]:
        why = {
            "ResourceStatus": "CREATE_FAILED",
            "LogicalResourceId": "SenderIdentity",
            "ResourceStatusReason": self.fails,
        }
        after = {
            "ResourceStatus": "CREATE_FAILED",
            "LogicalResourceId": "X",
            "ResourceStatusReason": "Creation cancelled",
        }
        return {"StackEvents": [after, why]}

    def __getattr__(self, operation: str) -> Any:
        return lambda **named: self.did.append(f"{operation}: {sorted(map(str, named.values()))}")


def test_what_an_earlier_run_left_behind_is_not_done_in_place_of_nothing() -> None:
    """A run that was stopped leaves its changes ready; they are of another version than this one."""
    aws = Aws(changes=[])

    assert deployed(aws)[-1] == "Nothing is different: it stays as it is."
    assert not any("execute" in each for each in aws.did)


def test_a_kind_of_change_that_is_new_to_us_is_told_as_one() -> None:
    """CloudFormation adds to its list."""
    aws = Aws(changes=[change("SyncWithActual", "AWS::Lambda::Function", "RelayFunction")])

    assert "  changed: Lambda Function: RelayFunction" in deployed(aws)


def deployed(aws: Aws, *, replace: bool = False) -> list[str]:
    """What was said."""
    said: list[str] = []
    deploy(TO, version="1.2", aws=aws.client, run=aws.run, replace=replace, say=said.append)
    return said


def test_a_first_deployment_asks_nothing_and_says_what_is_new() -> None:
    """Every parameter comes from the stage, and the version from the checkout; nothing is executed by the command."""
    aws = Aws(
        status="", changes=[change("Add", "AWS::DynamoDB::Table", "ClaimsTable"), change("Add", "AWS::IAM::Role", "R")]
    )

    said = deployed(aws)

    command, outside = aws.commands
    assert {"Version=1.2", "SiteUrl=https://takepart.council.gov.uk", "Stage=prod", "Protect=yes"} <= set(command)
    assert {"--no-execute-changeset", "--no-confirm-changeset"} <= set(command)
    assert "--guided" not in command
    assert {"us-east-1", "takepart-outside", "AlarmEmail=digital@council.gov.uk"} <= set(outside)
    assert all(command[-3:] == ["--tags", "service=takepart", "stage=production"] for command in aws.commands)
    assert aws.did == ["execute_change_set: ['new']", "waits: stack_create_complete"]
    assert "  new: DynamoDB Table: ClaimsTable" in said
    assert said[-1] == "  Point your name here. https://x"


def test_nothing_that_is_different_changes_nothing() -> None:
    """And is said to be so."""
    aws = Aws()

    assert deployed(aws)[-1] == "Nothing is different: it stays as it is."
    assert aws.did == []


def test_a_stage_whose_alarms_nobody_gets_is_not_looked_at_from_outside() -> None:
    """A copy to try things out may be down, and nobody is woken by it."""
    assert outside_command(replace(TO, alarm_email="")) == []


def test_what_looks_from_outside_comes_after_the_service() -> None:
    """Else it would ring before there is anything to answer; and not at all when nothing was deployed."""
    lost = Aws(changes=[change("Remove", "AWS::DynamoDB::Table", "ClaimsTable")])

    with pytest.raises(NotDeployed):
        deployed(lost)

    assert len(lost.commands) == 1


def test_it_is_given_all_that_it_asks_for_and_its_page_answers() -> None:
    """Each parameter, and no other. The page is one that is there, and says the word that is looked for."""
    outside = parse(ROOT / "infra" / "outside.yaml")
    looked = outside["Resources"]["Canary"]["Properties"]["HealthCheckConfig"]

    assert set(outside["Parameters"]) == set(TO.outside())
    assert looked["FullyQualifiedDomainName"] == {"Ref": "SiteDomain"}
    assert TO.outside()["SiteDomain"] == "takepart.council.gov.uk"
    assert (looked["ResourcePath"], looked["SearchString"]) == ("/health", "version")


def test_the_dashboard_draws_what_alarms_look_at_and_no_log() -> None:
    """It is JSON that CloudWatch takes; each line of the log that is counted is drawn."""
    told = parse(ROOT / "infra" / "outside.yaml")["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    drawn = json.loads(told)["widgets"]
    counted = {m["MetricTransformations"][0]["MetricName"] for m in resources("AWS::Logs::MetricFilter").values()}

    assert {each["type"] for each in drawn} == {"metric"}
    assert all(each["properties"]["region"] in {"us-east-1", "${ServiceRegion}"} for each in drawn)
    assert {metric[1] for each in drawn for metric in each["properties"]["metrics"] if len(metric) == 2} == counted


@pytest.mark.parametrize("kind", ["AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::SQS::Queue"])
@pytest.mark.parametrize(
    ("action", "replacement"), [("Remove", "False"), ("Modify", "True"), ("Modify", "Conditional")]
)
def test_what_holds_data_is_not_left_behind_by_a_slip(kind: str, action: str, replacement: str) -> None:
    """A renamed table is an empty one. Only whoever says so means it."""
    changes = [change(action, kind, "Kept", replacement)]
    aws, meant = Aws(changes=changes), Aws(changes=changes)

    with pytest.raises(NotDeployed, match=r"Kept .* would|Kept .* may"):
        deployed(aws)
    deployed(meant, replace=True)

    assert aws.did == ["delete_change_set: ['new']"]
    assert meant.did == ["execute_change_set: ['new']", "waits: stack_update_complete"]


def test_a_function_may_be_replaced() -> None:
    """It holds nothing."""
    aws = Aws(changes=[change("Modify", "AWS::Lambda::Function", "WebsiteFunction", "True")])

    assert deployed(aws)[-2] == "Deployed."


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS"])
def test_a_first_deployment_that_failed_does_not_stop_the_next(status: str) -> None:
    """What it left is taken away, protected tables too: nobody has used it."""
    aws = Aws(status=status)

    assert "did not succeed" in deployed(aws)[1]
    assert aws.did[:4] == [
        "update_table: ['False', 'kept']",
        "waits: table_exists",
        "delete_table: ['kept']",
        "delete_stack: ['takepart']",
    ]


@pytest.mark.parametrize("status", ["DELETE_FAILED", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE"])
def test_a_stack_that_stood_once_is_never_cleared_away(status: str) -> None:
    """Its tables hold what people told us."""
    aws = Aws(status=status)

    deployed(aws)

    assert not [each for each in aws.did if "delete" in each]


def test_an_account_that_is_too_small_is_told_how_to_grow() -> None:
    """Before anything is sent: ten functions at once are taken by letters alone."""
    aws = Aws(at_once=ENOUGH_AT_ONCE - 1)

    with pytest.raises(NotDeployed, match="Service Quotas"):
        deployed(aws)

    assert aws.commands == []


def test_what_aws_took_back_says_why() -> None:
    """The reason, and not what was cancelled because of it."""
    aws = Aws(changes=[change("Add", "AWS::SES::EmailIdentity", "SenderIdentity")], fails="already exists")

    with pytest.raises(NotDeployed) as said:
        deployed(aws)

    assert "SenderIdentity: already exists" in str(said.value)
    assert "cancelled" not in str(said.value)
