"""The real template, as tests read it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.translate import parse
from infra.places import TEMPLATE

Resource = Mapping[str, Any]


@functools.cache
def template() -> dict[str, Any]:
    """The whole template, read once."""
    return parse(TEMPLATE)


def resources(kind: str) -> dict[str, Resource]:
    """The properties of every resource of one type, by logical id."""
    found = template()["Resources"].items()
    return {name: each.get("Properties", {}) for name, each in found if each["Type"] == kind}


def functions() -> dict[str, Resource]:
    """Every function, by the name of its module: ``website``."""
    return {
        properties["Handler"].partition(".")[0]: properties
        for properties in resources("AWS::Serverless::Function").values()
    }


def logical_id(function: str) -> str:
    """The function's name in the template: ``WebsiteFunction``, ``VoiceWorkFunction``."""
    return f"{function.title().replace('_', '')}Function"


def events(kind: str) -> list[tuple[str, str, Resource]]:
    """Every event source of one type: the function, the event's name, its properties."""
    return [
        (function, name, event["Properties"])
        for function, properties in functions().items()
        for name, event in properties.get("Events", {}).items()
        if event["Type"] == kind
    ]


def mappings(kind: str) -> list[tuple[str, str, Resource]]:
    """Every queue (``sqs``) or stream (``dynamodb``) that feeds a function: the function, the mapping, what it says."""
    attribute = {"sqs": "Arn", "dynamodb": "StreamArn"}[kind]
    by_id = {logical_id(function): function for function in functions()}
    return [
        (by_id[each["FunctionName"]["Ref"]], name, each)
        for name, each in resources("AWS::Lambda::EventSourceMapping").items()
        if each["EventSourceArn"]["Fn::GetAtt"][1] == attribute
    ]


def time_limit(function: str) -> int:
    """Seconds until Lambda ends the function."""
    return int(functions()[function].get("Timeout", template()["Globals"]["Function"]["Timeout"]))


def named(value: object) -> str:
    """What a reference points at, in one spelling: ``ClaimsTable``, ``ClaimsTable/index/*``, ``receipts bucket/*``."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        if "Ref" in value:
            return str(value["Ref"])
        if "Fn::GetAtt" in value:
            name, attribute = value["Fn::GetAtt"]
            return f"stream of {name}" if attribute == "StreamArn" else str(name)
        text = str(value["Fn::Sub"])
        for bucket in ("receipts", "payments", "photos"):
            text = text.replace(
                f"arn:${{AWS::Partition}}:s3:::${{AWS::StackName}}-{bucket}-${{AWS::AccountId}}",
                f"{bucket.capitalize()}Bucket",
            )
        return re.sub(r"^\$\{(\w+Table)\.Arn\}", r"\1", text)
    raise TypeError(value)


def as_list(value: object) -> Sequence[Any]:
    """A value that may be one or several, as several."""
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True, kw_only=True)
class Right:
    """One action on one resource that a function's role allows."""

    function: str
    action: str
    resource: str
    condition: str = ""


def rights() -> list[Right]:
    """Everything that every role allows, spelled out."""
    return [
        Right(
            function=function,
            action=action,
            resource=named(resource),
            condition=str(statement.get("Condition", "")),
        )
        for function, properties in functions().items()
        for policy in properties.get("Policies", ())
        for statement in policy["Statement"]
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]


def who_may(action: str, resource: str) -> set[str]:
    """The functions that may do this to a resource or a part of it."""
    return {
        r.function
        for r in rights()
        if r.action == action and (r.resource == resource or r.resource.startswith(f"{resource}/"))
    }
