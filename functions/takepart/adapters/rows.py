"""Rows: what an item in a table looks like. A row never leaves this package, and never overrides ``save``.

Every table has the same two keys, ``pk`` and ``sk``. An aggregate is one item: its version, its state, its journal, and
the rest as one map. Its sparse index keys are written with it, so that no list ever needs a scan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, TypeVar

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from takepart.adapters.answering import ConditionFailed, answering
from takepart.adapters.clients import client

_Row = TypeVar("_Row", bound="Row")
DAMAGED_RECORD: Final = "DamagedRecord"
"""The constant message of every log line about a damaged record: template.yaml's alarm counts it."""


class Row(Model):
    """Any item."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class BoardIndex(GlobalSecondaryIndex[Any]):
    """Where things stand: by kind and state, then by whose turn it is and since when."""

    class Meta:
        """Named in template.yaml."""

        index_name = "board"
        projection = KeysOnlyProjection()

    board = UnicodeAttribute(hash_key=True)
    board_at = UnicodeAttribute(range_key=True)


class MailboxIndex(GlobalSecondaryIndex[Any]):
    """What one mailbox's people claimed, by day."""

    class Meta:
        """Named in template.yaml."""

        index_name = "mailbox"
        projection = KeysOnlyProjection()

    mailbox = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)


class FingerprintIndex(GlobalSecondaryIndex[Any]):
    """Things that share a bank account or a receipt."""

    class Meta:
        """Named in template.yaml."""

        index_name = "fingerprint"
        projection = KeysOnlyProjection()

    fingerprint = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class DueIndex(GlobalSecondaryIndex[Any]):
    """Payments that are due, by the ways they go out, the earliest promise first."""

    class Meta:
        """Named in template.yaml."""

        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_on = UnicodeAttribute(range_key=True)


class AggregateRow(Row):
    """One aggregate: state, audit trail and outbox in one item."""

    version = NumberAttribute()
    state = UnicodeAttribute()
    journal: ListAttribute[Any] = ListAttribute()
    body: MapAttribute[Any, Any] = MapAttribute()
    board = UnicodeAttribute(null=True)
    board_at = UnicodeAttribute(null=True)
    mailbox = UnicodeAttribute(null=True)
    day = UnicodeAttribute(null=True)
    fingerprint = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    due_on = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Any:
        """What was read, as DynamoDB spells it: to make a row of it first would take four times as long."""
        return data

    by_board = BoardIndex()
    by_mailbox = MailboxIndex()
    by_fingerprint = FingerprintIndex()
    by_due = DueIndex()


class GuardRow(Row):
    """Says that one kind of line, of one person and session, is paid for by one claim, and by no other ever."""

    claim = UnicodeAttribute()


class ThingRow(Row):
    """Something without a journal: a receipt's facts, a draft, a session, a letter that was sent."""

    body: MapAttribute[Any, Any] = MapAttribute()
    version = NumberAttribute(default=1)
    fingerprint = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)

    by_fingerprint = FingerprintIndex()


class _OneClient(Connection):
    """PynamoDB makes a client for each row and each transaction; one serves them all, with our short time limits."""

    @property
    def client(self) -> Any:
        """The function's own client."""
        return client("dynamodb")


def bound(row: type[_Row], table: str) -> type[_Row]:
    """The row, bound to one table."""
    meta = type("Meta", (), {"table_name": table})
    made: type[_Row] = type(row.__name__, (row,), {"Meta": meta, "__module__": row.__module__})
    to_table, connection = made._get_connection(), _OneClient()
    connection.add_meta_table(to_table.get_meta_table())
    to_table.connection = connection
    return made


@answering()
def item(row: type[_Row], pk: str, sk: str) -> _Row | None:
    """One item as it is now (a consistent read); None when it is not there. Raises StoreUnavailable."""
    try:
        return row.get(pk, sk, consistent_read=True)
    except row.DoesNotExist:
        return None


def put_new(row: Row) -> None:
    """Keep an item; quiet when there is one under its key. Raises StoreUnavailable."""
    with suppress(ConditionFailed), answering():
        row.save(condition=type(row).pk.does_not_exist())


def connection_of(row: type[Row]) -> Connection:
    """What a transaction on the row's table goes through."""
    return row._get_connection().connection


def value_in(typed: Mapping[str, Any]) -> Any:
    """The plain value of one that DynamoDB spells with its type. Raises ValueError, TypeError for one that is none."""
    ((kind, inner),) = typed.items()
    if kind == "S" or kind == "B" or kind == "BOOL":
        return inner
    if kind == "M":
        return {name: value_in(each) for name, each in inner.items()}
    if kind == "L":
        return [value_in(each) for each in inner]
    return json.loads(inner) if kind == "N" else None


def plain(value: Any) -> Any:
    """What was read, as plain dicts, lists, strings and numbers."""
    if isinstance(value, MapAttribute):
        return {name: plain(each) for name, each in value.as_dict().items()}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


def without_nothing(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say something: an empty one is not stored."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [], {})}
