"""Turn `template.yaml` into the plain CloudFormation that the emulator deploys.

AWS's own translator expands the serverless resources. Two steps are ours. MiniStack 1.5.33 ignores the OpenAPI `Body`
into which it puts the routes of an HTTP API (such an API deploys and then answers 404 to everything), so each operation
of the body becomes a route and an integration of its own. And it refuses alarms that compute with metrics: they are
left out, since nobody is paged by this machine.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.local.instance import REGION

Resources = dict[str, dict[str, Any]]


class NoManagedPolicies:
    """Names of managed policies are looked up in an account; locally there is none."""

    def load(self) -> dict[str, str]:
        """No names are known."""
        return {}


def parse(template: Path) -> dict[str, Any]:
    """Read a template with CloudFormation's short forms (`!Ref` …) in it."""
    from samtranslator.yaml_helper import yaml_parse

    parsed: dict[str, Any] = yaml_parse(template.read_text())
    return parsed


def translate(template: Path, *, parameters: Mapping[str, str], code: str) -> str:
    """The template as the emulator takes it, with every function's code at `code` (`s3://bucket/key`)."""
    expanded = expand(template, parameters=parameters, code=code)
    for name, resource in list(expanded["Resources"].items()):
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and "Body" in resource["Properties"]:
            spell_out_routes(name, expanded["Resources"])
        elif resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            del expanded["Resources"][name]
    return json.dumps(expanded)


def expand(template: Path, *, parameters: Mapping[str, str], code: str) -> dict[str, Any]:
    """The template as AWS expands it, to the letter: roles and their policies, mappings of streams, schedules."""
    os.environ["AWS_DEFAULT_REGION"] = REGION
    from samtranslator.translator.transform import transform

    source = parse(template)
    for resource in source["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = code
    expanded: dict[str, Any] = transform(source, dict(parameters), NoManagedPolicies())
    expanded.pop("Transform", None)
    return expanded


def spell_out_routes(api: str, resources: Resources) -> None:
    """Replace the OpenAPI body of `api` by routes and integrations among `resources`."""
    properties = resources[api]["Properties"]
    body = properties.pop("Body")
    properties.pop("FailOnWarnings", None)
    properties |= {"Name": api, "ProtocolType": "HTTP"}
    for number, (route, integration) in enumerate(operations(body), 1):
        target = f"{api}Integration{number}"
        resources[target] = {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": api},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": integration["uri"],
                "PayloadFormatVersion": integration.get("payloadFormatVersion", "2.0"),
            },
        }
        resources[f"{api}Route{number}"] = {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": api},
                "RouteKey": route,
                "Target": {"Fn::Sub": f"integrations/${{{target}}}"},
            },
        }


def operations(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each route key (`POST /claims`, `ANY /office/{proxy+}`, `$default`) of an OpenAPI body with its integration."""
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
            key = "$default" if path in {"/$default", "$default"} else f"{verb} {path}"
            yield key, operation["x-amazon-apigateway-integration"]
