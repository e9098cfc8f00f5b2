"""What AWS asks IAM: for each call that a function made, and for what AWS itself does in a role's name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.rights.roles import Account

READ_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords")
"""What Lambda does with the function's role (AWS Lambda, developer guide: permissions of event source mappings)."""
LIST_STREAMS = "dynamodb:ListStreams"
LOG = ("logs:CreateLogStream", "logs:PutLogEvents")
TRACE = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
ENCRYPTED = {"aws:SecureTransport": "true"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One question to IAM."""

    role: str
    action: str
    resource: str
    context: Mapping[str, Any] = field(default_factory=dict)

    def asked(self) -> dict[str, Any]:
        """As the engine takes it."""
        context = ENCRYPTED | dict(self.context)
        return {"role": self.role, "action": self.action, "resource": self.resource, "context": context}

    def __str__(self) -> str:
        keys = f" {dict(self.context)}" if self.context else ""
        return f"{self.role}: {self.action} on {self.resource.split(':', 5)[-1]}{keys}"


def of_calls(account: Account, calls: Iterable[Mapping[str, Any]]) -> list[Request]:
    """What was written down by `calls.py`, as requests to IAM; each once."""
    named = {name: its.get("Environment", {}).get("Variables", {}) for name, its in _functions(account).items()}
    distinct = {json.dumps(call, sort_keys=True): call for call in calls}.values()
    return [_of_call(account, call, named[_logical(account, call["function"])]) for call in distinct]


def recorded(folders: Iterable[Path]) -> list[dict[str, Any]]:
    """Every call that was written down in folders."""
    files = [file for folder in folders for file in sorted(folder.glob("*.jsonl"))]
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def _functions(account: Account) -> dict[str, Mapping[str, Any]]:
    return {name: account.resources[name]["Properties"] for name in account.functions}


def _logical(account: Account, called: str) -> str:
    """The template's name of a function, of what a copy of the stack calls it."""
    return max((name for name in account.functions if name in called.split("-")), key=len, default=called)


def _of_call(account: Account, call: Mapping[str, Any], variables: Mapping[str, Any]) -> Request:
    role = account.role_of(_logical(account, call["function"]))
    context: dict[str, Any] = {}
    if "table" in call:
        table = account.arn(variables[call["table"]]["Ref"])
        resource = f"{table}/index/{call['index']}" if call.get("index") else table
        context = {"dynamodb:LeadingKeys": call["leading"]} if call["leading"] else {}
    elif "kms" in call:
        resource = account.arn(variables[call["kms"]]["Ref"])
        context = {f"kms:EncryptionContext:{name}": "x" for name in call["context"]}
    elif "queue" in call:
        resource = account.arn(variables[call["queue"]]["Ref"])
    elif "bucket" in call:
        resource = f"arn:aws:s3:::{account.spelled(variables[call['bucket']])}/{call['key']}"
    elif "texts" in call:
        resource = "arn:aws:sms-voice:eu-west-2:111122223333:sender-id/Takepart/GB"
    elif "sender" in call:
        sender = str(account.spelled(variables[call["sender"]]))
        resource = f"arn:aws:ses:eu-west-2:111122223333:identity/{sender.partition('@')[2]}"
        context = {"ses:FromAddress": sender}
    else:
        raise ValueError(f"{call['function']}: {call['action']} on nothing that is known")
    return Request(role=role, action=call["action"], resource=resource, context=context)


def of_aws(account: Account) -> list[Request]:
    """What AWS does in the names of roles: it feeds functions, keeps what failed, writes logs and starts schedules."""
    return list(_of_aws(account))


def _of_aws(account: Account) -> Iterator[Request]:
    streams = account.of_type("AWS::Lambda::EventSourceMapping").values()
    roles = {account.name(name): account.role_of(name) for name in account.functions}
    for each in streams:
        role, source = roles[each["FunctionName"]], each["EventSourceArn"]
        if ":dynamodb:" in source:
            yield from (Request(role=role, action=action, resource=source) for action in READ_STREAM)
            yield Request(role=role, action=LIST_STREAMS, resource="*")
        else:
            yield from (Request(role=role, action=action, resource=source) for action in READ_QUEUE)
        yield from _failures(role, each)
    for each in account.of_type("AWS::Lambda::EventInvokeConfig").values():
        yield from _failures(roles[each["FunctionName"]], each)
    for name, its in account.of_type("AWS::Lambda::Function").items():
        group = f"arn:aws:logs:eu-west-2:111122223333:log-group:{its['LoggingConfig']['LogGroup']}:log-stream:x"
        yield from (Request(role=account.role_of(name), action=action, resource=group) for action in LOG)
        if its.get("TracingConfig", {}).get("Mode") == "Active":
            yield from (Request(role=account.role_of(name), action=action, resource="*") for action in TRACE)
    for its in account.of_type("AWS::Scheduler::Schedule").values():
        role = its["Target"]["RoleArn"].rpartition("/")[2].split("-")[1]
        yield Request(role=role, action="lambda:InvokeFunction", resource=its["Target"]["Arn"])
        yield Request(role=role, action="sqs:SendMessage", resource=its["Target"]["DeadLetterConfig"]["Arn"])


def _failures(role: str, its: Mapping[str, Any]) -> Iterator[Request]:
    kept = its.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if kept:
        yield Request(role=role, action="sqs:SendMessage", resource=kept)
