"""Restore: what was lost comes back, and nothing newer is lost for it."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from infra.restore import restore
from infra.verify import verify
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId
from tests.builders import a_claim, a_confirmed_claim, an_approved_claim
from tests.integration.conftest import template

EARLIER = "claims-as-they-were"


@pytest.fixture
def earlier(claims_table: str) -> str:
    """A table as point-in-time recovery leaves it: the same keys under another name."""
    properties = template()["Resources"][claims_table]["Properties"]
    wanted = {
        name: properties[name]
        for name in ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    }
    boto3.client("dynamodb").create_table(TableName=EARLIER, **wanted)
    return EARLIER


@pytest.fixture
def dynamodb(aws: None) -> Any:
    """The client that the tool is given."""
    return boto3.client("dynamodb")


def keep(table: str, claim: Claim) -> None:
    Aggregates(table).add(ClaimsTable.shape.stored(claim))


def found(table: str, claim: Claim) -> Claim | None:
    return ClaimsTable(Aggregates(table)).get(claim.id)


def test_what_is_missing_comes_back_once(claims_table: str, earlier: str, dynamodb: Any) -> None:
    """As it was, its journal whole; a second run finds nothing to do."""
    keep(earlier, claim := an_approved_claim())

    assert restore(dynamodb, restored=earlier, table=claims_table) == 1
    assert restore(dynamodb, restored=earlier, table=claims_table) == 0
    assert found(claims_table, claim) == claim
    assert verify(dynamodb, claims_table).broken == ()


def test_what_went_on_since_is_left_alone(claims_table: str, earlier: str, dynamodb: Any) -> None:
    """Somebody confirmed it after the moment that was restored."""
    keep(earlier, a_claim())
    keep(claims_table, now := a_confirmed_claim())

    assert restore(dynamodb, restored=earlier, table=claims_table) == 0
    assert found(claims_table, now) == now


def test_one_that_was_spoilt_is_put_back_by_name(claims_table: str, earlier: str, dynamodb: Any) -> None:
    """The same version with another content: only a person can say which is right."""
    right, other = a_claim(), a_claim(id=ClaimId("22XX-33YY"))
    keep(earlier, right)
    keep(earlier, other)
    keep(claims_table, a_claim(minutes=999))

    assert restore(dynamodb, restored=earlier, table=claims_table, only=f"CLAIM#{right.id}") == 1
    assert found(claims_table, right) == right
    assert found(claims_table, other) is None


def test_a_guard_or_a_receipt_is_never_overwritten(claims_table: str, earlier: str, dynamodb: Any) -> None:
    """They have no version: what is there stays."""
    for table, owner in ((earlier, "22XX-33YY"), (claims_table, "K7M4-9QXR")):
        item = {"pk": {"S": "PAID#person#session"}, "sk": {"S": "fee"}, "claim": {"S": owner}}
        dynamodb.put_item(TableName=table, Item=item)

    assert restore(dynamodb, restored=earlier, table=claims_table) == 0
