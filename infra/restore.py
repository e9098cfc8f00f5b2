"""Bring back what was lost or spoilt, from a table that was restored to an earlier moment, into the live one.

    python -m infra.restore --restored NAME --table NAME             what is missing, and what has gone back in version
    python -m infra.restore --restored NAME --table NAME --only PK   this one as it was, whatever it is now

Nothing newer is overwritten unless it is named: an item goes back on condition that the live table has none, or one
with fewer steps. So it is safe to run twice, and beside people who are at work. The live table's stream tells what came
back to whoever cares, and consumers are safe to be told twice.
"""

import argparse
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError

Item = dict[str, Any]


def items(dynamodb: Any, table: str, only: str | None) -> Iterator[Item]:
    """Every item, or those with one key; with the rights of whoever runs this."""
    if only is None:
        pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    else:
        pages = dynamodb.get_paginator("query").paginate(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": only}},
            ConsistentRead=True,
        )
    for page in pages:
        yield from page["Items"]


def bring_back(dynamodb: Any, item: Item, *, table: str, whatever_it_is_now: bool) -> bool:
    """Put one item back; whether it was needed."""
    condition: dict[str, Any] = {}
    if not whatever_it_is_now:
        condition["ConditionExpression"] = "attribute_not_exists(pk)"
        if "version" in item:
            condition["ConditionExpression"] += " OR #version < :version"
            condition["ExpressionAttributeNames"] = {"#version": "version"}
            condition["ExpressionAttributeValues"] = {":version": item["version"]}
    try:
        dynamodb.put_item(TableName=table, Item=item, **condition)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def restore(dynamodb: Any, *, restored: str, table: str, only: str | None = None) -> int:
    """Bring everything back that is missing or older, or what is named; how many items."""
    found = items(dynamodb, restored, only)
    return sum(bring_back(dynamodb, item, table=table, whatever_it_is_now=only is not None) for item in found)


def main() -> None:
    """Restore in the account that the caller is signed in to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--restored", required=True, help="the table that was restored to an earlier moment")
    parser.add_argument("--table", required=True, help="the live table")
    parser.add_argument("--only", metavar="PK", help="one key, such as CLAIM#K7M4-9QXR")
    chosen = parser.parse_args()
    brought = restore(boto3.client("dynamodb"), restored=chosen.restored, table=chosen.table, only=chosen.only)
    print(f"{brought} items brought back")


if __name__ == "__main__":
    main()
