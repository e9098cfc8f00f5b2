"""How counts are told: one row a step, and what it asked of DynamoDB under it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

COLUMNS = ["requests", "writes", "to claims", "w.units", "r.units", "invoked", "SQS", "KMS", "S3", "emails"]
WIDTH = 9
HEADINGS = f"{'step':<28}" + "".join(f"{name:>{WIDTH + 1}}" for name in COLUMNS)
CLAIMS = "ClaimsTable"
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}
_DYNAMODB = re.compile(r"DynamoDB (\w+)(?: .*?-(\w+Table)-.*)?$")


def starting(counted: Mapping[str, int], word: str) -> int:
    """How often anything that starts with a word was counted."""
    return sum(number for what, number in counted.items() if what.startswith(word))


def operations(counted: Mapping[str, int]) -> Counter[tuple[str, str]]:
    """Requests to DynamoDB by operation and table; a transaction or a batch may be on several tables."""
    found: Counter[tuple[str, str]] = Counter()
    for what, number in counted.items():
        match = _DYNAMODB.fullmatch(what)
        if match:
            found[match[1], match[2] or ""] += number
    return found


def writes_to_claims(counted: Mapping[str, int]) -> int:
    """Write requests to the table of claims. A transaction that names no single table is on claims, too."""
    return sum(
        number
        for (operation, table), number in operations(counted).items()
        if operation in WRITES and (table == CLAIMS or (operation == "TransactWriteItems" and not table))
    )


def row(name: str, counted: Mapping[str, int]) -> str:
    """One row of the table."""
    writes, reads = counted.get("DynamoDB write requests", 0), counted.get("DynamoDB read requests", 0)
    units = [f"{counted.get(f'DynamoDB {kind} units x10', 0) / 10:.1f}" for kind in ("write", "read")]
    rest = [counted.get("invocations", 0), *(starting(counted, f"{name} ") for name in ("SQS", "KMS", "S3"))]
    cells = [writes + reads, writes, writes_to_claims(counted), *units, *rest, counted.get("emails", 0)]
    return f"{name:<28}" + "".join(f"{cell:>{WIDTH + 1}}" for cell in cells)


def details(counted: Mapping[str, int]) -> Iterator[str]:
    """The requests to DynamoDB, operation by operation: `GetItem Claims 4, Transient 2`."""
    by_operation: dict[str, list[str]] = {}
    for (operation, table), number in sorted(operations(counted).items()):
        by_operation.setdefault(operation, []).append(f"{table.removesuffix('Table')} {number}".strip())
    for operation, tables in by_operation.items():
        yield f"    {operation:<20}{', '.join(tables)}"
