"""The roles of a stack as AWS would have them: the template expanded by AWS's translator, each reference spelled out.

AWS's own managed policies, which the translator names, are in `managed.json` as AWS publishes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.local.translate import expand
from infra.places import TEMPLATE

ACCOUNT, REGION, STACK = "111122223333", "eu-west-2", "takepart"
PARAMETERS = {
    "Stage": "prod",
    "SiteUrl": "https://takepart.example.org",
    "Sender": "participation@council.example",
    "AlarmEmail": "alarms@council.example",
}
PSEUDO = {"AWS::Partition": "aws", "AWS::StackName": STACK, "AWS::AccountId": ACCOUNT, "AWS::Region": REGION}
MANAGED: Mapping[str, Any] = json.loads(Path(__file__).with_name("managed.json").read_text())
ARNS = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{}}",
    "AWS::KMS::Key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{{}}",
    "AWS::Lambda::Function": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{}}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SNS::Topic": f"arn:aws:sns:{REGION}:{ACCOUNT}:{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
}
OF_AN_INDEX = {"dynamodb:Query", "dynamodb:Scan"}
"""IAM knows an index for these actions alone: with another one, a grant on it is none."""
STREAM = "/stream/2026-11-28T10:00:00.000"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """The least that a role can be given: one action on one resource, under the condition of its statement."""

    role: str
    statement: str
    action: str
    resource: str
    condition: Mapping[str, Any]
    ours: bool
    """Whether it stands in the template; else it is of a managed policy of AWS or from its translator."""

    @property
    def id(self) -> str:
        """The same grant has the same id, in letters that a statement may be called by."""
        return re.sub(r"[^A-Za-z0-9]", "", f"{self.statement}X{self.action}X{self.resource}")

    def statement_of_its_own(self) -> dict[str, Any]:
        """As a policy says it."""
        said = {"Sid": self.id, "Effect": "Allow", "Action": self.action, "Resource": self.resource}
        return said | ({"Condition": dict(self.condition)} if self.condition else {})

    def __str__(self) -> str:
        return f"{self.role}: {self.statement}: {self.action} on {self.resource.rpartition(':')[2]}"


class Account:
    """The template's resources in an account that nobody has."""

    def __init__(self, template: Path = TEMPLATE, parameters: Mapping[str, str] = PARAMETERS) -> None:
        self._expanded = expand(template, parameters=parameters, code="s3://bucket/key")
        self.resources: Mapping[str, Mapping[str, Any]] = self._expanded["Resources"]
        defaults = {name: each.get("Default", "") for name, each in self._expanded["Parameters"].items()}
        self._parameters = {**defaults, **parameters}

    def of_type(self, kind: str) -> dict[str, Any]:
        """The properties of every resource of one type, by its name; references are spelled out."""
        found = self.resources.items()
        return {name: self.spelled(each.get("Properties", {})) for name, each in found if each["Type"] == kind}

    def name(self, logical: str) -> str:
        """What a resource is called in the account."""
        its = self.resources[logical]
        own = {"AWS::S3::Bucket": "BucketName"}.get(its["Type"])
        if own:
            return str(self.spelled(its["Properties"][own]))
        return logical.ljust(36, "0") if its["Type"] == "AWS::KMS::Key" else f"{STACK}-{logical}-ABC123"

    def arn(self, logical: str) -> str:
        """The ARN of a resource."""
        return ARNS[self.resources[logical]["Type"]].format(self.name(logical))

    def spelled(self, value: Any) -> Any:
        """A value of the template with every reference in it spelled out."""
        if isinstance(value, list):
            return [self.spelled(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            ((function, what),) = value.items()
            if function == "Ref":
                return self._referred(what)
            if function == "Fn::GetAtt":
                return self._attribute(*what)
            if function == "Fn::Sub":
                return re.sub(r"\$\{([\w:.]+)\}", lambda match: self._substituted(match[1]), what)
            if function == "Fn::Join":
                return what[0].join(self.spelled(each) for each in what[1])
            if function == "Fn::If":
                return self.spelled(what[1])
        return {name: self.spelled(each) for name, each in value.items()}

    def _referred(self, what: str) -> str:
        known = PSEUDO | self._parameters
        return str(known[what]) if what in known else self.name(what)

    def _attribute(self, logical: str, attribute: str) -> str:
        if attribute in {"Arn", "TopicArn"}:
            return self.arn(logical)
        return f"{self.arn(logical)}{STREAM}" if attribute == "StreamArn" else self.name(logical)

    def _substituted(self, what: str) -> str:
        logical, _, attribute = what.partition(".")
        return self._attribute(logical, attribute) if attribute else self._referred(what)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Everything that every role is given."""
        return tuple(grant for role, its in self.of_type("AWS::IAM::Role").items() for grant in _grants(role, its))

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Every function's name in the template."""
        return tuple(sorted(self.of_type("AWS::Lambda::Function")))

    def role_of(self, function: str) -> str:
        """The role that a function has."""
        role: str = self.resources[function]["Properties"]["Role"]["Fn::GetAtt"][0]
        return role

    def policies_of_resources(self) -> dict[str, Any]:
        """What keys and buckets themselves say, by their ARN."""
        keys = {self.arn(name): its["KeyPolicy"] for name, its in self.of_type("AWS::KMS::Key").items()}
        buckets = self.of_type("AWS::S3::BucketPolicy").values()
        return keys | {f"arn:aws:s3:::{its['Bucket']}": its["PolicyDocument"] for its in buckets}


def _grants(role: str, its: Mapping[str, Any]) -> Iterator[Grant]:
    for arn in its.get("ManagedPolicyArns", ()):
        name = arn.rpartition("/")[2]
        yield from _split(role, MANAGED[name]["Statement"], name=name, ours=False)
    for policy in its.get("Policies", ()):
        yield from _split(role, policy["PolicyDocument"]["Statement"], name=policy["PolicyName"], ours=True)


def _split(role: str, statements: Any, *, name: str, ours: bool) -> Iterator[Grant]:
    for statement in statements:
        if statement["Effect"] != "Allow":
            raise ValueError(f"{role}: a statement that denies cannot be split")
        for action in _all(statement["Action"]):
            for resource in _all(statement["Resource"]):
                if "/index/" in resource and action not in OF_AN_INDEX:
                    continue
                yield Grant(
                    role=role,
                    statement=statement.get("Sid", name),
                    action=action,
                    resource=resource,
                    condition=statement.get("Condition", {}),
                    ours=ours and "Sid" in statement,
                )


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
