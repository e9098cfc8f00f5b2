"""Deploy the template to an emulator and put right what its CloudFormation leaves out."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.clients import client
from infra.local.instance import REGION, STACK, Instance
from infra.local.translate import parse, translate

ARTEFACTS = f"{STACK}-artefacts"
LONGEST = 600
"""Seconds after which a deployment has failed."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """What was deployed: the physical names of resources, and their types, by the template's names."""

    names: Mapping[str, str]
    types: Mapping[str, str]

    @property
    def api_id(self) -> str:
        """The id of the HTTP API."""
        return self.named_like("AWS::ApiGatewayV2::Api")

    def named_like(self, kind: str) -> str:
        """The physical name of the only resource of type `kind`."""
        (logical,) = (name for name, its in self.types.items() if its == kind)
        return self.names[logical]


class DeploymentFailed(SystemExit):
    """The emulator could not make a resource; says which and why."""


def deploy(instance: Instance, *, template: Path, artefact: Path, parameters: Mapping[str, str]) -> Stack:
    """Create or update the stack; only parameters that the template has are passed."""
    source = parse(template)
    known = {name: value for name, value in parameters.items() if name in source.get("Parameters", {})}
    s3 = client("s3", instance)
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=ARTEFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.upload_file(str(artefact), ARTEFACTS, artefact.name)
    body = translate(template, parameters=known, code=f"s3://{ARTEFACTS}/{artefact.name}")
    s3.put_object(Bucket=ARTEFACTS, Key="template.json", Body=body.encode())
    wanted = {
        "StackName": STACK,
        "TemplateURL": f"{instance.emulator_url}/{ARTEFACTS}/template.json",
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in known.items()],
    }
    cloudformation = client("cloudformation", instance)
    apply(cloudformation, wanted)
    stack = deployed(instance)
    repair_ttl(instance, source, stack)
    return stack


def apply(cloudformation: Any, wanted: dict[str, Any], *, name: str = STACK) -> None:
    """Create the stack, or update it where it exists; return when it is done."""
    try:
        cloudformation.describe_stacks(StackName=name)
    except ClientError:
        cloudformation.create_stack(**wanted)
    else:
        try:
            cloudformation.update_stack(**wanted)
        except ClientError as error:
            if "No updates" in str(error):
                return
            raise
    deadline = time.monotonic() + LONGEST
    while (status := cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]).endswith(
        "IN_PROGRESS"
    ):
        if time.monotonic() > deadline:
            raise DeploymentFailed(f"takepart: the deployment hangs in {status}")
        time.sleep(0.05)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
        failed = [e for page in pages for e in page["StackEvents"] if "FAILED" in e["ResourceStatus"]]
        reasons = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', 'no reason given')}" for e in failed]
        raise DeploymentFailed("takepart: the deployment failed: " + "; ".join(reasons or [status]))


def deployed(instance: Instance) -> Stack:
    """What the emulator has; for a copy that was deployed before."""
    cloudformation = client("cloudformation", instance)
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    return Stack(
        names={r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources},
        types={r["LogicalResourceId"]: r["ResourceType"] for r in resources},
    )


def repair_ttl(instance: Instance, source: Mapping[str, Any], stack: Stack) -> None:
    """Turn on each table's time to live: MiniStack's CloudFormation passes over TimeToLiveSpecification."""
    dynamodb = client("dynamodb", instance)
    for logical, resource in source["Resources"].items():
        wanted = resource.get("Properties", {}).get("TimeToLiveSpecification")
        if resource["Type"] != "AWS::DynamoDB::Table" or not wanted:
            continue
        now = dynamodb.describe_time_to_live(TableName=stack.names[logical])["TimeToLiveDescription"]
        if now["TimeToLiveStatus"] == "DISABLED":
            dynamodb.update_time_to_live(TableName=stack.names[logical], TimeToLiveSpecification=dict(wanted))
