"""`make verify`: check every journal and every approval's seal, and read every record as the service does; say which is
not as it was written.

python -m infra.verify                 every table of the copy that runs at PORT on this machine
python -m infra.verify --stack NAME    every table of a stack in the AWS account that you are signed in to
python -m infra.verify --table NAME    one table there, such as one that was restored; with --stack, its seals as well
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from infra.aws_stack import names_of
from takepart import adapters
from takepart.adapters.aggregates import Stored, stored_of
from takepart.adapters.claims.kms_approvals import KmsApprovals
from takepart.adapters.money.batches_table import filled, rows_begin
from takepart.adapters.rows import value_in
from takepart.adapters.store import Shape, shapes
from takepart.domain.aggregate import Journalled
from takepart.domain.batches.batch import Batch
from takepart.domain.claims.claim import Claim
from takepart.domain.claims.told import approval_of
from takepart.domain.journal import BrokenJournal
from takepart.use_cases.claims.ports import Approvals
from takepart.use_cases.stores import DamagedRecord

for _module in pkgutil.walk_packages(adapters.__path__, f"{adapters.__name__}."):
    importlib.import_module(_module.name)  # every store says its shape

TABLE, KEY = "AWS::DynamoDB::Table", "AWS::KMS::Key"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was found: how many journals and entries, and what is wrong with which."""

    journals: int
    entries: int
    broken: tuple[str, ...]


def verify(dynamodb: Any, table: str, *, approvals: Approvals | None = None) -> Checked:
    """Read everything with a journal in the table once: its chain, its length, its state, its fields and its seal."""
    journals = entries = 0
    broken = []
    for item in _items(dynamodb, table):
        journals += 1
        about = item["pk"]["S"]
        try:
            entries += len(item["journal"]["L"])
            thing = _read(item, approvals)
            if isinstance(thing, Batch) and thing.sha256:
                filled(thing, _beside(dynamodb, table, item, rows_begin(thing)))
        except BrokenJournal as error:
            broken.append(f"{about}: {error}")
        except DamagedRecord as error:
            broken.append(str(error))
        except Exception as error:
            broken.append(f"{about}: not as it was written ({type(error).__name__}: {error})")
    return Checked(journals=journals, entries=entries, broken=tuple(broken))


def _read(item: Mapping[str, Any], approvals: Approvals | None) -> Journalled | None:
    """Read it as the service would: its journal, its length, its state, every field of its kind, and its seal."""
    stored = stored_of(item)
    for shape in shapes():
        if _lies_at(shape, stored):
            thing: Journalled = shape.read(stored)
            if approvals and isinstance(thing, Claim) and approval_of(thing):
                approvals.check(thing)
            return thing
    return None


def _beside(dynamodb: Any, table: str, item: Mapping[str, Any], begins: str) -> Iterator[Any]:
    """The bodies of the items that lie beside one, without a journal of their own."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :begins)",
        ExpressionAttributeValues={":pk": item["pk"], ":begins": {"S": begins}},
        ConsistentRead=True,
    )
    for page in pages:
        yield from (value_in(each["body"]) for each in page["Items"])


def _lies_at(shape: Shape[Any], stored: Stored) -> bool:
    return all(
        re.fullmatch(re.sub(r"\\{[^}]*\\}", ".+", re.escape(template)), key)
        for template, key in ((shape.pk, stored.pk), (shape.sk, stored.sk))
    )


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
        FilterExpression="attribute_exists(journal) OR attribute_exists(#state)",
        ExpressionAttributeNames={"#state": "state"},
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]


def main() -> None:
    """Check, and end with 1 when a journal is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stack", help="a stack on AWS; with neither, the copy that runs at PORT")
    parser.add_argument("--table", help="one table on AWS")
    chosen = parser.parse_args()
    if chosen.stack or chosen.table:
        import boto3

        tables = [chosen.table] if chosen.table else sorted(names_of(chosen.stack, kind=TABLE).values())
        key = names_of(chosen.stack, kind=KEY).get("ApprovalKey") if chosen.stack else None
        seals = KmsApprovals(boto3.client("kms"), key) if key else None
        checked = together([verify(boto3.client("dynamodb"), table, approvals=seals) for table in tables])
    else:
        from botocore.exceptions import EndpointConnectionError

        from infra.local.clients import client
        from infra.local.deploy import deployed
        from infra.local.instance import on_port

        instance = on_port(int(os.environ.get("PORT") or "8000"))
        try:
            stack = deployed(instance)
            tables = [name for key, name in sorted(stack.names.items()) if stack.types[key] == TABLE]
            seals = KmsApprovals(client("kms", instance), stack.names["ApprovalKey"])
            checked = together([verify(client("dynamodb", instance), table, approvals=seals) for table in tables])
        except EndpointConnectionError as error:
            raise SystemExit(f"takepart: nothing runs at {instance.url}; start it with: make run") from error
    for line in checked.broken:
        print(line)
    print(f"{checked.journals} journals, {checked.entries} entries, {len(checked.broken)} broken")
    if checked.broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
