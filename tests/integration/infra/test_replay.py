"""Replay: every event that there ever was, on its queues again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import boto3
import pytest

from infra import replay
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import stored_claim
from takepart.adapters.sqs_queues import read_event
from takepart.use_cases.ports import Event
from tests.builders import an_approved_claim


@pytest.fixture
def queues(claims_table: str) -> dict[str, str]:
    """The queues of the relay, by name."""
    sqs = boto3.client("sqs")
    return {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("mail", "payments", "records")}


def events_on(url: str) -> list[Event]:
    """What lies on a queue, in the order of the journal."""
    found: list[Event] = []
    while messages := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [read_event(message["Body"]) for message in messages]
    return sorted(found, key=lambda event: event.seq)


def send_again(table: str, queues: dict[str, str]) -> int:
    return replay.replay(
        boto3.client("dynamodb"),
        boto3.client("sqs"),
        table=table,
        mail_queue=queues["mail"],
        payments_queue=queues["payments"],
        records_queue=queues["records"],
        now=datetime(2026, 12, 1, tzinfo=UTC),
    )


def test_every_entry_goes_to_the_queues_that_care(claims_table: str, queues: dict[str, str]) -> None:
    """As the relay sends them: an approval to all, the rest to letters and records; the same ids as the first time."""
    claim = an_approved_claim()
    Aggregates(claims_table).add(stored_claim(claim))

    assert send_again(claims_table, queues) == 3

    assert [event.action for event in events_on(queues["mail"])] == ["sent", "confirmed", "approved"]
    assert [event.id for event in events_on(queues["payments"])] == [f"claim:{claim.id}#3"]
    assert [event.action for event in events_on(queues["records"])] == ["sent", "confirmed", "approved"]


def test_what_has_no_journal_is_passed_over(claims_table: str, queues: dict[str, str]) -> None:
    """Guards, receipts and the like are not events."""
    item = {"pk": {"S": "RECEIPTS#draft"}, "sk": {"S": "1"}, "body": {"M": {}}}
    boto3.client("dynamodb").put_item(TableName=claims_table, Item=item)

    assert send_again(claims_table, queues) == 0
    assert events_on(queues["mail"]) == []


def test_events_that_were_not_taken_are_told(claims_table: str, queues: dict[str, str]) -> None:
    """A queue that is gone ends the command with a line that says to run it again."""
    Aggregates(claims_table).add(stored_claim(an_approved_claim()))

    with pytest.raises(SystemExit, match="1 of 3 events were not taken; run it again"):
        send_again(claims_table, queues | {"payments": queues["payments"] + "-gone"})


def test_the_command_says_how_many(
    claims_table: str, queues: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the names that the stack's outputs give."""
    Aggregates(claims_table).add(stored_claim(an_approved_claim()))
    given = ["--table", claims_table, *(word for name in queues for word in (f"--{name}-queue", queues[name]))]
    monkeypatch.setattr(sys, "argv", ["replay", *given])

    replay.main()

    assert capsys.readouterr().out == "3 events sent again\n"
