"""Answers to the equality questions are apart from everything that knows who somebody is."""

from __future__ import annotations

import pytest

from tests.template import functions, resources, rights, who_may

APART = {"equality", "reach"}
KNOWS_PEOPLE = ("PeopleTable", "ProgrammeTable", "ClaimsTable", "VoiceTable", "MailTable", "IdentityKey", "BankKey")


def test_what_counts_answers_cannot_read_them_and_what_reads_cannot_change_them() -> None:
    """Nor can anything else do either."""
    on_table = {(each.function, each.action) for each in rights() if "EqualityTable" in each.resource}

    assert on_table == {
        ("equality", "dynamodb:PutItem"),
        ("equality", "dynamodb:UpdateItem"),
        ("reach", "dynamodb:Query"),
    }


@pytest.mark.parametrize("right", rights(), ids=lambda r: f"{r.function}-{r.action}-{r.resource}")
def test_no_function_knows_answers_and_people(right: object) -> None:
    """What knows people hands out tickets, and can do no more with the key of the tickets."""
    function, action, resource = right.function, right.action, str(right.resource)  # type: ignore[attr-defined]

    assert function not in APART or not any(name in resource for name in KNOWS_PEOPLE)
    if "EqualityKey" in resource:
        assert (function, action) in {("programme", "kms:GenerateMac"), ("equality", "kms:VerifyMac")}


def test_what_takes_answers_keeps_no_session_draft_or_letter() -> None:
    """Its one table is its own."""
    assert not [each for each in rights() if each.function == "equality" and "Transient" in each.resource]
    assert who_may("dynamodb:PutItem", "EqualityTable") == {"equality"}


@pytest.mark.parametrize("function", sorted(APART))
def test_its_functions_leave_no_trace_of_when_somebody_came(function: str) -> None:
    """No X-Ray trace, and no START and REPORT lines in the log."""
    properties = functions()[function]

    assert properties["Tracing"] == "PassThrough"
    assert properties["LoggingConfig"]["SystemLogLevel"] == "WARN"


def test_its_table_tells_no_second_to_anybody() -> None:
    """No stream and no restore points, since each would say when a count moved; and no index, so nothing to list."""
    properties = resources("AWS::DynamoDB::Table")["EqualityTable"]

    assert "StreamSpecification" not in properties
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}
    assert "GlobalSecondaryIndexes" not in properties
