"""A stack as CloudFormation lists it: a resource of the real template on each page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from tests.template import template

NAME = "takepart"


def deployed(names: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the account's CloudFormation says these physical names, by the template's."""
    kinds = {name: resource["Type"] for name, resource in template()["Resources"].items()}

    class CloudFormation:
        """Nothing but the list of a stack's resources."""

        def get_paginator(self, operation: str) -> CloudFormation:
            assert operation == "list_stack_resources"
            return self

        def paginate(self, *, StackName: str) -> Any:  # noqa: N803 - as AWS spells it
            assert StackName == NAME
            for name, its in names.items():
                listed = {"LogicalResourceId": name, "PhysicalResourceId": its, "ResourceType": kinds[name]}
                yield {"StackResourceSummaries": [listed]}

    make = boto3.client
    monkeypatch.setattr(
        boto3, "client", lambda service: CloudFormation() if service == "cloudformation" else make(service)
    )
