"""How to import each function's module as Lambda does: from the artefact alone, with the template's variables."""

import os
from functools import cache
from typing import Any

from infra.local.translate import parse
from infra.places import TEMPLATE

CLEAN = ["-E", "-s", "-S", "-P"]
"""Python's options for an interpreter that sees no other packages and no settings of this machine."""


def handlers() -> list[str]:
    """Each function's handler in the template, as `website.handler`."""
    resources = parse(TEMPLATE)["Resources"].values()
    return sorted({r["Properties"]["Handler"] for r in resources if r["Type"] == "AWS::Serverless::Function"})


def module_of(function: str) -> str:
    """The module of a function, by the template's name for it."""
    handler: str = parse(TEMPLATE)["Resources"][function]["Properties"]["Handler"]
    return handler.rpartition(".")[0]


@cache
def answering_people() -> frozenset[str]:
    """The modules of the functions that answer people: those with a route of the HTTP API."""
    resources = parse(TEMPLATE)["Resources"].values()
    functions = [each["Properties"] for each in resources if each["Type"] == "AWS::Serverless::Function"]
    return frozenset(
        function["Handler"].rpartition(".")[0]
        for function in functions
        if any(event["Type"] == "HttpApi" for event in function.get("Events", {}).values())
    )


def environment() -> dict[str, str]:
    """Every variable that any function gets: the template's own words and defaults, else a stand-in."""
    template = parse(TEMPLATE)
    defaults = {name: str(p.get("Default", "x")) for name, p in template.get("Parameters", {}).items()}
    functions = [r["Properties"] for r in template["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    found: dict[str, str] = {}
    for properties in [template.get("Globals", {}).get("Function", {}), *functions]:
        variables: dict[str, Any] = properties.get("Environment", {}).get("Variables", {})
        for name, value in variables.items():
            found[name] = defaults.get(value.get("Ref", ""), "x") if isinstance(value, dict) else str(value)
    return found | {
        "PATH": os.environ["PATH"],
        "AWS_REGION": "eu-west-2",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
