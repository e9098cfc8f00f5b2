"""`make deploy STAGE=production`: check, send, say in words what will change, change it, and say how it ended.

It asks nothing. What would delete or replace something that holds data is not done, unless `REPLACE=yes` says so. A
first deployment that failed is cleared away before the next: nothing in it holds data yet.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.places import ROOT
from infra.stages import Stage, stage

OUTSIDE, ITS_REGION = "outside", "us-east-1"
"""What looks at the service from outside: how its stack's name ends, and the one region where it can be."""
SAM = ROOT / ".venv-deploy" / "bin" / "sam"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
HOLDS_DATA = {
    "AWS::DynamoDB::Table": "a table",
    "AWS::KMS::Key": "a key",
    "AWS::S3::Bucket": "a bucket",
    "AWS::SQS::Queue": "a queue",
}
"""What cannot be made again from the template."""
NEVER_STOOD = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS"}
"""States that a stack has only when its first deployment did not succeed: nobody has used it."""
ENOUGH_AT_ONCE = 100
"""Functions at once. New accounts have 10, of which letters and payments alone may take all."""
PLACES = "ask AWS for 1,000 in Service Quotas (Lambda, Concurrent executions); it costs nothing"
VERBS = {"Add": "new", "Remove": "taken away", "Import": "taken in"}
Run = Callable[[Sequence[str]], None]


class NotDeployed(SystemExit):
    """Nothing was changed, or not all; says why."""


def deploy(
    to: Stage, *, version: str, aws: Callable[[str], Any], run: Run, replace: bool, say: Callable[[str], None]
) -> None:
    """Bring a stage's stack up to date, and what looks at it from outside after it.

    ``aws`` gives a client of a service, ``run`` runs a command. Raises NotDeployed.
    """
    bring_up(to, version=version, aws=aws, run=run, replace=replace, say=say)
    if outside := outside_command(to):
        run(outside)


def bring_up(
    to: Stage, *, version: str, aws: Callable[[str], Any], run: Run, replace: bool, say: Callable[[str], None]
) -> None:
    """Bring the service's own stack up to date. Raises NotDeployed."""
    cloudformation = aws("cloudformation")
    account = aws("sts").get_caller_identity()["Account"]
    say(f"{to.name}: stack {to.stack} in account {account}, {to.region}, version {version}")
    at_once = aws("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if at_once < ENOUGH_AT_ONCE:
        raise NotDeployed(
            f"takepart: this account runs {at_once} functions at once: pages would be refused while letters go out; "
            f"{PLACES}"
        )
    clear_away(cloudformation, aws("dynamodb"), to.stack, say=say)
    left = ready(cloudformation, to.stack)  # by a run that was stopped: of another version than this one
    run(sam_command(to, version=version))
    change_set = next((each for each in ready(cloudformation, to.stack) if each not in left), None)
    if change_set is None:
        say("Nothing is different: it stays as it is.")
        return
    changes = changes_of(cloudformation, change_set)
    for line in in_words(changes):
        say(f"  {line}")
    if (lost := list(losses(changes))) and not replace:
        cloudformation.delete_change_set(ChangeSetName=change_set)
        told = "\n".join(f"  {line}" for line in lost)
        raise NotDeployed(
            f"takepart: nothing was changed, since data would be left behind:\n{told}\nIf that is meant: REPLACE=yes"
        )
    execute(cloudformation, to.stack, change_set)
    say("Deployed.")
    for output in cloudformation.describe_stacks(StackName=to.stack)["Stacks"][0].get("Outputs", ()):
        if "Description" in output:
            say(f"  {output['Description']} {output['OutputValue']}")


def sam_command(to: Stage, *, version: str) -> list[str]:
    """What sends the built functions and the template, and stops before anything is changed."""
    parameters = [f"{name}={value}" for name, value in to.parameters(version=version).items() if value]
    options = ["--no-execute-changeset", "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--resolve-s3"]
    named = ["--stack-name", to.stack, "--region", to.region, "--capabilities", *CAPABILITIES]
    return [str(SAM), "deploy", *options, *named, "--parameter-overrides", *parameters, *tags(to)]


def outside_command(to: Stage) -> list[str]:
    """What deploys infra/outside.yaml; nothing where nobody would be told. It holds no data: it is changed at once."""
    given = [f"{name}={value}" for name, value in to.outside().items()]
    options = ["--template-file", str(ROOT / "infra" / "outside.yaml"), "--no-confirm-changeset"]
    named = ["--no-fail-on-empty-changeset", "--stack-name", f"{to.stack}-{OUTSIDE}", "--region", ITS_REGION]
    return [str(SAM), "deploy", *options, *named, "--parameter-overrides", *given, *tags(to)] if given else []


def tags(to: Stage) -> list[str]:
    """What every resource of a stage is found by, and its costs told apart."""
    return ["--tags", "service=takepart", f"stage={to.name}"]


def status_of(cloudformation: Any, name: str) -> str:
    """The state of a stack; empty when there is none."""
    try:
        return str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return ""
        raise


def clear_away(cloudformation: Any, dynamodb: Any, name: str, *, say: Callable[[str], None]) -> None:
    """Take away what is left of a first deployment that failed: tables too, which refused to go by themselves."""
    if status_of(cloudformation, name) not in NEVER_STOOD:
        return
    say("An earlier first deployment did not succeed: clearing away what is left of it.")
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    for each in (each for page in pages for each in page["StackResourceSummaries"]):
        table = each.get("PhysicalResourceId", "")
        if each["ResourceType"] == "AWS::DynamoDB::Table" and table and each["ResourceStatus"] != "DELETE_COMPLETE":
            dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
            dynamodb.get_waiter("table_exists").wait(TableName=table)
            dynamodb.delete_table(TableName=table)
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name)


def ready(cloudformation: Any, name: str) -> list[str]:
    """The change sets that could be done, the newest first; none of a stack that is not there yet."""
    if not status_of(cloudformation, name):
        return []
    every = cloudformation.list_change_sets(StackName=name)["Summaries"]
    every.sort(key=lambda each: each["CreationTime"], reverse=True)
    return [str(each["ChangeSetId"]) for each in every if each["ExecutionStatus"] == "AVAILABLE"]


def changes_of(cloudformation: Any, change_set: str) -> list[Mapping[str, Any]]:
    """Each resource that is new, changed or taken away."""
    pages = cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
    return [each["ResourceChange"] for page in pages for each in page["Changes"]]


def in_words(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How many of each kind are new, changed or taken away; by name, what holds data."""
    counted: dict[tuple[str, str], list[str]] = {}
    for each in changes:
        counted.setdefault((VERBS.get(each["Action"], "changed"), each["ResourceType"]), []).append(
            each["LogicalResourceId"]
        )
    for (verb, kind), names in sorted(counted.items()):
        told = ", ".join(sorted(names)) if kind in HOLDS_DATA or len(names) <= 3 else f"{len(names)} of them"
        yield f"{verb}: {kind.removeprefix('AWS::').replace('::', ' ')}: {told}"


def losses(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What holds data and would go, or be left behind by another in its place."""
    for each in changes:
        what = HOLDS_DATA.get(each["ResourceType"])
        if what and each["Action"] == "Remove":
            yield f"{each['LogicalResourceId']} ({what}) would be taken away"
        elif what and each["Action"] == "Modify" and each.get("Replacement") in {"True", "Conditional"}:
            sure = "would" if each["Replacement"] == "True" else "may"
            yield f"{each['LogicalResourceId']} ({what}) {sure} be replaced by an empty one"


def execute(cloudformation: Any, name: str, change_set: str) -> None:
    """Change it, and wait until it is done. Raises NotDeployed with the reasons."""
    first = status_of(cloudformation, name) == "REVIEW_IN_PROGRESS"
    cloudformation.execute_change_set(ChangeSetName=change_set)
    waiter = cloudformation.get_waiter("stack_create_complete" if first else "stack_update_complete")
    try:
        waiter.wait(StackName=name)
    except WaiterError as error:
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        failed = [e for e in events if e["ResourceStatus"].endswith("_FAILED")]
        reasons = [f"  {e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}" for e in reversed(failed)]
        told = "\n".join(each for each in reasons if "cancelled" not in each)
        raise NotDeployed(f"takepart: AWS took the changes back:\n{told}") from error


def version_of_checkout() -> str:
    """What /health will say: the release or the commit. Raises NotDeployed for a checkout that is not committed."""
    said = subprocess.run(
        ["git", "describe", "--tags", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    version = said.stdout.strip()
    if not version or version.endswith("-dirty"):
        raise NotDeployed("takepart: commit first: what runs must be a version that can be rolled back to")
    return version


def main() -> None:
    """Deploy the stage that is named, to the account of whoever is signed in."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("stage")
    parser.add_argument("--replace", action="store_true", help="also what would leave data behind")
    parser.add_argument("--check", action="store_true", help="read the stage's file, and stop")
    chosen = parser.parse_args()
    to = stage(chosen.stage)
    if chosen.check:
        return

    import boto3

    session = boto3.Session(region_name=to.region)

    def run(command: Sequence[str]) -> None:
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise NotDeployed("takepart: the functions could not be sent; see above")

    deploy(
        to,
        version=version_of_checkout(),
        aws=session.client,
        run=run,
        replace=chosen.replace,
        say=lambda line: print(line, flush=True),
    )


if __name__ == "__main__":
    main()
