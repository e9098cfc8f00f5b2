"""The quicker way in which moto spells its answers changes none of them."""

from __future__ import annotations

import boto3

MEMBERS = {
    "text": {"S": ""},
    "number": {"N": "3.50"},
    "nothing": {"NULL": True},
    "no": {"BOOL": False},
    "bytes": {"B": b"x\0"},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1"]},
    "many bytes": {"BS": [b"q"]},
    "empty": {"L": [{"M": {}}, {"L": []}]},
    "named as types are": {"M": {"S": {"S": "s"}, "s": {"N": "2"}, "AttributeValue": {"BOOL": True}}},
}


def test_every_kind_of_value_comes_back_as_it_was_put(claims_table: str) -> None:
    """One by one, in a list, and as what an update left."""
    dynamodb, key = boto3.client("dynamodb"), {"pk": {"S": "a"}, "sk": {"S": "a"}}
    item = key | MEMBERS
    dynamodb.put_item(TableName=claims_table, Item=item)

    assert dynamodb.get_item(TableName=claims_table, Key=key)["Item"] == item
    assert dynamodb.scan(TableName=claims_table)["Items"] == [item]
    updated = dynamodb.update_item(
        TableName=claims_table,
        Key=key,
        UpdateExpression="SET pages = :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )
    assert updated["Attributes"] == item | {"pages": {"N": "1"}}
