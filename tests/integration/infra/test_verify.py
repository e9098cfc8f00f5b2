"""`make verify`: a journal that was changed behind the service's back is found and named."""

from __future__ import annotations

import sys
from typing import Any

import boto3
import pytest

from infra import verify
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.domain.claims.claim import Claim
from takepart.domain.ids import ClaimId
from tests.builders import a_claim, a_confirmed_claim
from tests.integration.conftest import make_table
from tests.integration.infra.a_stack import deployed
from tests.template import resources

UNTOUCHED, CHANGED = ClaimId("K7M4-9QXR"), ClaimId("22XX-33YY")


@pytest.fixture
def dynamodb(aws: None) -> Any:
    """The client that the tool is given."""
    return boto3.client("dynamodb")


def keep(table: str, *claims: Claim) -> None:
    for claim in claims:
        Aggregates(table).add(ClaimsTable.shape.stored(claim))


def change(dynamodb: Any, table: str, expression: str, names: dict[str, str], value: dict[str, str]) -> None:
    """An edit by hand, as somebody with too many rights could make it."""
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": f"CLAIM#{CHANGED}"}, "sk": {"S": "CLAIM"}},
        UpdateExpression=expression,
        ExpressionAttributeNames=names,
        ExpressionAttributeValues={":value": value},
    )


def test_journals_that_nobody_touched_are_fine(claims_table: str, dynamodb: Any) -> None:
    """Counted, journals and entries."""
    keep(claims_table, a_claim(id=UNTOUCHED), a_confirmed_claim(id=CHANGED))

    checked = verify.verify(dynamodb, claims_table)

    assert (checked.journals, checked.entries, checked.broken) == (2, 3, ())


def test_an_amount_changed_in_an_entry_is_found(claims_table: str, dynamodb: Any) -> None:
    """The hash beside the entry no longer fits what it says; the other claim is left alone."""
    keep(claims_table, a_claim(id=UNTOUCHED), a_claim(id=CHANGED))

    names = {"#journal": "journal", "#facts": "facts", "#pence": "pence"}
    change(dynamodb, claims_table, "SET #journal[0].#facts.#pence = :value", names, {"N": "99999"})

    (problem,) = verify.verify(dynamodb, claims_table).broken
    assert problem == f"CLAIM#{CHANGED}: entry 1 was changed"


def test_an_entry_taken_from_the_end_is_found(claims_table: str, dynamodb: Any) -> None:
    """What is left still chains, and the version tells that something is gone."""
    keep(claims_table, a_confirmed_claim(id=CHANGED))

    names = {"#version": "version"}
    change(dynamodb, claims_table, "SET #version = :value REMOVE journal[1]", names, {"N": "2"})

    (problem,) = verify.verify(dynamodb, claims_table).broken
    assert problem == f"CLAIM#{CHANGED}: version 2, but 1 entries"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("journal", {"S": "gone"}),
        ("journal", {"L": [{"S": "gone"}]}),
        ("version", {"S": "one"}),
        ("state", {"S": "nonsense"}),
        ("body", {"M": {}}),
        ("body", {"S": "gone"}),
    ],
)
def test_whatever_is_wrong_with_one_record_is_named_and_the_others_are_checked(
    claims_table: str, dynamodb: Any, field: str, value: dict[str, Any]
) -> None:
    """A field of another type, a state that there is not, and a body that is gone."""
    keep(claims_table, a_claim(id=UNTOUCHED), a_claim(id=CHANGED))
    change(dynamodb, claims_table, "SET #field = :value", {"#field": field}, value)

    checked = verify.verify(dynamodb, claims_table)

    (problem,) = checked.broken
    assert problem.startswith(f"CLAIM#{CHANGED}: not as it was written")
    assert checked.journals == 2


def test_a_journal_that_is_gone_is_found(claims_table: str, dynamodb: Any) -> None:
    """Nothing is left that chains: its version and its state tell that there was one."""
    keep(claims_table, a_claim(id=CHANGED))
    dynamodb.update_item(
        TableName=claims_table,
        Key={"pk": {"S": f"CLAIM#{CHANGED}"}, "sk": {"S": "CLAIM"}},
        UpdateExpression="REMOVE journal",
    )

    (problem,) = verify.verify(dynamodb, claims_table).broken
    assert problem.startswith(f"CLAIM#{CHANGED}: not as it was written")


def test_the_command_ends_with_1_when_a_journal_is_broken(
    claims_table: str, dynamodb: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that a script can stop on it; the last line sums up."""
    keep(claims_table, a_claim(id=CHANGED))
    change(dynamodb, claims_table, "SET journal[0].#by = :value", {"#by": "by"}, {"S": "staff:finance-1"})
    monkeypatch.setattr(sys, "argv", ["verify", "--table", claims_table])

    with pytest.raises(SystemExit) as ended:
        verify.main()

    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 journals, 1 entries, 1 broken"


def test_every_table_of_a_stack_is_checked(
    aws: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Claims are one of several: what was changed in any of them is found, by the name of the stack alone."""
    tables = {name: make_table(name) for name in resources("AWS::DynamoDB::Table")}
    deployed({**tables, "MailQueue": "https://sqs.example.org/mail"}, monkeypatch)
    for table in tables:
        keep(table, a_claim(id=CHANGED))
        change(boto3.client("dynamodb"), table, "SET #version = :value", {"#version": "version"}, {"N": "7"})
    monkeypatch.setattr(sys, "argv", ["verify", "--stack", "takepart"])

    with pytest.raises(SystemExit):
        verify.main()

    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [f"CLAIM#{CHANGED}: version 7, but 1 entries"] * len(tables)
    assert lines[-1] == f"{len(tables)} journals, {len(tables)} entries, {len(tables)} broken"
