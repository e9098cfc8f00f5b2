"""After a restore: whether the table knows every file that was made for the bank. A file that it does not know may be
with the bank already, and whoever is in it would be paid a second time by the next run.

    python -m infra.reconcile --stack takepart    a stack in the AWS account that you are signed in to
    python -m infra.reconcile                     the copy that runs at PORT
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.aws_stack import names_of

FILE = re.compile(r"batches/(?P<batch>(?P<day>\d{4}-\d\d-\d\d)-\d+)-(?P<sha>[0-9a-f]{12})\.csv")
"""How `payment_file_key` names a file."""


def unknown_files(dynamodb: Any, s3: Any, *, table: str, bucket: str) -> Iterator[str]:
    """A line for each of the bank's files that the table does not know, with what to do."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="batches/")
    for key in sorted(each["Key"] for page in pages for each in page.get("Contents", ())):
        match = FILE.fullmatch(key)
        if match is None:
            yield f"{key}: is no file of the service"
            continue
        kept = sha_of(dynamodb, table, match["batch"])
        again = f"run payment-run as of {match['day']} before any other, then look once more"
        if kept is None:
            yield f"{match['batch']}: the bank may have this file, and the table knows no such batch: {again}"
        elif not kept:
            yield f"{match['batch']}: the bank may have this file, and the table says that it is not made yet: {again}"
        elif not kept.startswith(match["sha"]):
            yield f"{match['batch']}: the table knows another file of this batch: ask the bank which of them it has"


def sha_of(dynamodb: Any, table: str, batch: str) -> str | None:
    """The SHA-256 of the file that a batch was sealed with: empty before it is, none without such a batch."""
    key = {"pk": {"S": f"BATCH#{batch}"}, "sk": {"S": "BATCH"}}
    item = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    return None if item is None else str(item["body"]["M"].get("sha256", {}).get("S", ""))


def main() -> None:
    """Compare, and end with 1 when a file is not known."""
    parser = argparse.ArgumentParser(description="Whether the table knows every file that was made for the bank.")
    parser.add_argument("--stack", help="a stack on AWS; left out, the copy that runs at PORT")
    chosen = parser.parse_args()
    dynamodb, s3, names = _on_aws(chosen.stack) if chosen.stack else _on_this_machine()
    found = list(unknown_files(dynamodb, s3, table=names["ClaimsTable"], bucket=names["PaymentsBucket"]))
    for line in found:
        print(line)
    if found:
        raise SystemExit(1)
    print("The table knows every file that was made for the bank.")


def _on_aws(stack: str) -> tuple[Any, Any, Mapping[str, str]]:
    import boto3

    return boto3.client("dynamodb"), boto3.client("s3"), names_of(stack)


def _on_this_machine() -> tuple[Any, Any, Mapping[str, str]]:
    from botocore.exceptions import EndpointConnectionError

    from infra.local.clients import client
    from infra.local.deploy import deployed
    from infra.local.instance import on_port

    instance = on_port(int(os.environ.get("PORT") or "8000"))
    try:
        return client("dynamodb", instance), client("s3", instance), deployed(instance).names
    except EndpointConnectionError as error:
        raise SystemExit(f"takepart: nothing runs at {instance.url}; start it with: make run") from error


if __name__ == "__main__":
    main()
