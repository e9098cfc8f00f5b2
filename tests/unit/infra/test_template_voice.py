"""What people say is apart from everything that handles money: its table, its key, its queue."""

from __future__ import annotations

import pytest

from tests.template import functions, resources, rights, who_may

PUBLIC = "records"
"""Reads "You said, we did" and consultations by their keys; see below."""
COUNTS = "assurance_office"
"""Reads how much was said and answered in a month, by its key; see below."""
VOICE = {"voice", "voice_office", "voice_relay", "voice_work"}
READS = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
ITS_OWN = ("VoiceTable", "VoiceQueue", "FormKey")
RAISE_ALERTS = {"website", "programme", "newsletter"}
"""Put alerts before those on duty, under a key of their own, and can read nothing there; see below."""
COUNTS_WHAT_WAITS = {"office"}
"""Counts keys of the indexes, so that its first page says what waits for whom; see below."""
PUTS_LETTERS_BACK = ("bounces", "sqs:SendMessage", "VoiceQueue")
"""Somebody's address is right after all: the event that their letter was for goes on its queue again."""
WHAT_IS_PUBLIC = {"newsletter_office"}
"""Reads published items and public figures, by the keys that its role names (test_template_newsletter.py)."""


@pytest.mark.parametrize("action", READS)
def test_what_people_say_is_read_by_its_own_functions_alone(action: str) -> None:
    """Three of them: the relay reads its stream, and no item. What is public is read by the records, too."""
    others = {"dynamodb:GetItem": {PUBLIC}, "dynamodb:BatchGetItem": {COUNTS}}.get(action, set())

    assert (
        who_may(action, "VoiceTable") - WHAT_IS_PUBLIC - COUNTS_WHAT_WAITS
        == {"voice", "voice_office", "voice_work"} | others
    )


def test_the_reports_read_how_much_was_answered_and_no_words_of_anybody() -> None:
    """The condition is on the partition key: a month's public figures, and nothing that somebody said."""
    (right,) = [each for each in rights() if each.function == COUNTS and each.resource.startswith("VoiceTable")]

    assert right.action == "dynamodb:BatchGetItem"
    assert right.condition == str({"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["MONTH#*"]}})


def test_the_records_read_what_is_public_by_its_key_and_no_words_of_anybody() -> None:
    """The condition is on the partition key: feedback and complaints have others. It cannot list, and cannot write."""
    (right,) = [each for each in rights() if each.function == PUBLIC and each.resource.startswith("VoiceTable")]

    assert right.action == "dynamodb:GetItem"
    assert right.condition == str(
        {
            "ForAllValues:StringLike": {
                "dynamodb:LeadingKeys": ["YOU-SAID#*", "CONSULTATION#*", "QUESTIONNAIRE#*", "VENUE#*"]
            }
        }
    )


@pytest.mark.parametrize("function", sorted(RAISE_ALERTS))
def test_where_people_write_an_alert_can_be_put_and_nothing_be_read(function: str) -> None:
    """The wall stands: money does not learn what anybody says, and what somebody writes to it in need gets over."""
    (right,) = [each for each in rights() if each.function == function and each.resource.startswith("VoiceTable")]

    assert right.action == "dynamodb:PutItem"
    assert right.condition == str({"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ALERT#*"]}})


def test_the_office_counts_keys_and_reads_nothing_that_anybody_said() -> None:
    """Of two indexes that hold keys alone, and there the lists that wait for somebody."""
    found = [each for each in rights() if each.function == "office" and each.resource.startswith("VoiceTable")]

    assert {(each.action, each.resource) for each in found} == {
        ("dynamodb:Query", "VoiceTable/index/board"),
        ("dynamodb:Query", "VoiceTable/index/due"),
    }
    assert all("dynamodb:LeadingKeys" in each.condition for each in found)
    for index in resources("AWS::DynamoDB::Table")["VoiceTable"]["GlobalSecondaryIndexes"]:
        assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


@pytest.mark.parametrize("right", rights(), ids=lambda r: f"{r.function}-{r.action}-{r.resource}")
def test_no_function_has_rights_on_both_sides(right: object) -> None:
    """Money on one side, voices on the other."""
    function, resource = right.function, str(right.resource)  # type: ignore[attr-defined]

    narrowed = function in WHAT_IS_PUBLIC and "dynamodb:LeadingKeys" in right.condition  # type: ignore[attr-defined]
    raises = function in RAISE_ALERTS and right.action == "dynamodb:PutItem" and "ALERT#*" in right.condition  # type: ignore[attr-defined]
    counts = function in COUNTS_WHAT_WAITS and "VoiceTable/index/" in resource  # nothing of it lies there
    assert (
        function in {PUBLIC, COUNTS} | VOICE
        or narrowed
        or raises
        or counts
        or (function, right.action, resource) == PUTS_LETTERS_BACK  # type: ignore[attr-defined]
        or not any(name in resource for name in ITS_OWN)
    )
    assert function not in VOICE | WHAT_IS_PUBLIC or not any(
        name in resource
        for name in ("ClaimsTable", "BankKey", "IdentityKey", "PaymentsQueue", "payments-", "receipts-")
    )


@pytest.mark.parametrize("function", sorted(VOICE | {PUBLIC}))
def test_its_functions_leave_no_trace_of_when_somebody_came(function: str) -> None:
    """No X-Ray trace, and no START and REPORT lines in the log."""
    properties = functions()[function]

    assert properties["Tracing"] == "PassThrough"
    assert properties["LoggingConfig"]["SystemLogLevel"] == "WARN"


def test_its_table_has_no_index_that_names_a_person() -> None:
    """Only where things stand, and what is due."""
    names = [each["IndexName"] for each in resources("AWS::DynamoDB::Table")["VoiceTable"]["GlobalSecondaryIndexes"]]

    assert names == ["board", "due"]


def test_of_the_promises_it_reaches_invitations_to_answer_an_audit_alone() -> None:
    """Whoever was invited is served here, where nothing says when they came; a condition on the key keeps the rest."""
    found = [r for r in rights() if r.function in VOICE and "AssuranceTable" in str(r.resource)]

    assert {(r.function, r.action) for r in found} == {("voice", "dynamodb:GetItem"), ("voice", "dynamodb:UpdateItem")}
    assert all("dynamodb:LeadingKeys" in r.condition and "ASKED#*" in r.condition for r in found)
