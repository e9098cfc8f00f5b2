"""What a deployed stack is made of, by the rights of whoever is signed in to the AWS account."""

from collections.abc import Mapping
from typing import Any


def names_of(stack: str, *, kind: str = "", cloudformation: Any = None) -> Mapping[str, str]:
    """The physical name of each of its resources by the template's: of all, or of one type."""
    import boto3

    cloudformation = cloudformation or boto3.client("cloudformation")
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    return {
        each["LogicalResourceId"]: each.get("PhysicalResourceId", "")
        for page in pages
        for each in page["StackResourceSummaries"]
        if kind in ("", each["ResourceType"])
    }
