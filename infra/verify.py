"""`make verify`: check every journal, and say which was changed after it was written.

python -m infra.verify                 every table of the copy that runs at PORT on this machine
python -m infra.verify --stack NAME    every table of a stack in the AWS account that you are signed in to
python -m infra.verify --table NAME    one table there, such as one that was restored
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.aws_stack import names_of
from takepart.adapters.aggregates import read_journal
from takepart.domain.journal import BrokenJournal

JOURNALS = "pk, sk, version, journal"
TABLE = "AWS::DynamoDB::Table"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was found: how many journals and entries, and what is wrong with which."""

    journals: int
    entries: int
    broken: tuple[str, ...]


def verify(dynamodb: Any, table: str) -> Checked:
    """Read every journal in the table once, and check its chain and its length."""
    journals = entries = 0
    broken = []
    for item in _items(dynamodb, table):
        journals += 1
        stored = [_plain(entry) for entry in item["journal"]["L"]]
        entries += len(stored)
        about = item["pk"]["S"]
        try:
            read_journal(stored)
        except BrokenJournal as error:
            broken.append(f"{about}: {error}")
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            broken.append(f"{about}: not as it was written ({type(error).__name__})")
        else:
            if int(item["version"]["N"]) != len(stored):
                broken.append(f"{about}: version {item['version']['N']}, but {len(stored)} entries")
    return Checked(journals=journals, entries=entries, broken=tuple(broken))


def together(parts: Sequence[Checked]) -> Checked:
    """What was found in several tables."""
    return Checked(
        journals=sum(part.journals for part in parts),
        entries=sum(part.entries for part in parts),
        broken=tuple(line for part in parts for line in part.broken),
    )


def _items(dynamodb: Any, table: str) -> Iterator[dict[str, Any]]:
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        ProjectionExpression=JOURNALS,
        FilterExpression="attribute_exists(journal)",
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]


def _plain(value: Any) -> Any:
    ((kind, inner),) = value.items()
    if kind == "M":
        return {name: _plain(each) for name, each in inner.items()}
    if kind == "L":
        return [_plain(each) for each in inner]
    return int(inner) if kind == "N" else inner


def main() -> None:
    """Check, and end with 1 when a journal is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stack", help="a stack on AWS; with neither, the copy that runs at PORT")
    where.add_argument("--table", help="one table on AWS")
    chosen = parser.parse_args()
    if chosen.stack or chosen.table:
        import boto3

        tables = [chosen.table] if chosen.table else sorted(names_of(chosen.stack, kind=TABLE).values())
        checked = together([verify(boto3.client("dynamodb"), table) for table in tables])
    else:
        from botocore.exceptions import EndpointConnectionError

        from infra.local.clients import client
        from infra.local.deploy import deployed
        from infra.local.instance import on_port

        instance = on_port(int(os.environ.get("PORT") or "8000"))
        try:
            tables = [name for key, name in sorted(deployed(instance).outputs.items()) if key.endswith("TableName")]
            checked = together([verify(client("dynamodb", instance), table) for table in tables])
        except EndpointConnectionError as error:
            raise SystemExit(f"takepart: nothing runs at {instance.url}; start it with: make run") from error
    for line in checked.broken:
        print(line)
    print(f"{checked.journals} journals, {checked.entries} entries, {len(checked.broken)} broken")
    if checked.broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
