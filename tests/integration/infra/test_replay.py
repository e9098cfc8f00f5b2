"""Replay: every event that there ever was, of every table with a stream, on its queues again."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from infra import replay
from infra.replay import Sent
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.sqs_queues import read_event
from takepart.adapters.stream_events import _KINDS
from takepart.domain.journal import instant
from takepart.domain.voice.feedback import FeedbackAction
from takepart.use_cases.ports import Event, EventKind, Queue
from takepart.use_cases.relay_events import ROUTES
from tests.builders import an_approved_claim
from tests.integration.conftest import make_table
from tests.integration.infra.a_stack import deployed
from tests.template import resources

NOW = datetime(2026, 12, 1, tzinfo=UTC)
STREAMED = sorted(name for name, each in resources("AWS::DynamoDB::Table").items() if "StreamSpecification" in each)
QUEUES = sorted({name for each in replay.journals() for name in each.queues.values()})
OF_TABLE = {
    "AssuranceTable": EventKind.OUTREACH,
    "ClaimsTable": EventKind.CLAIM,
    "NewsletterTable": EventKind.NEWSLETTER,
    "PeopleTable": EventKind.PERSON,
    "ProgrammeTable": EventKind.OPPORTUNITY,
    "VoiceTable": EventKind.FEEDBACK,
}
"""A kind of thing that lies in each table."""


@pytest.fixture
def names(aws: None) -> dict[str, str]:
    """Every table that has a stream, empty, and every queue of a relay: as a stack would name them."""
    sqs = boto3.client("sqs")
    queues = {name: str(sqs.create_queue(QueueName=f"stack-{name}")["QueueUrl"]) for name in QUEUES}
    return queues | {name: make_table(name) for name in STREAMED}


def events_on(url: str) -> list[Event]:
    """What lies on a queue, in the order of the journal."""
    found: list[Event] = []
    while messages := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [read_event(message["Body"]) for message in messages]
    return sorted(found, key=lambda event: event.seq)


def send_again(names: dict[str, str], since: datetime | None = None) -> dict[str, int]:
    """Replay all of it; how many events there were in each table that has any."""
    sent = list(replay.replay(boto3.client("dynamodb"), boto3.client("sqs"), names, now=NOW, since=since))
    assert not any(each.left for each in sent)
    return {each.table: each.events for each in sent if each.events}


def keep(table: str, kind: EventKind, actions: Iterable[str], at: datetime = NOW) -> None:
    """An item with a journal, as a stream would tell it."""
    (prefix,) = (prefix for prefix, its in _KINDS.items() if its is kind)
    entries: list[Any] = [
        {"M": {"seq": {"N": str(n)}, "action": {"S": action}, "at": {"S": instant(at)}}}
        for n, action in enumerate(actions, 1)
    ]
    item = {"pk": {"S": f"{prefix}#1"}, "sk": {"S": prefix}, "journal": {"L": entries}}
    boto3.client("dynamodb").put_item(TableName=table, Item=item)


def test_no_table_with_a_stream_is_left_out() -> None:
    """What people say has one of its own, and so has the newsletter."""
    assert sorted(each.table for each in replay.journals()) == STREAMED
    assert set(OF_TABLE) == set(STREAMED)


@pytest.mark.parametrize("table", STREAMED)
def test_the_events_of_each_table_go_to_every_queue_that_cares(names: dict[str, str], table: str) -> None:
    """As its relay sends them, and to no other queue."""
    kind = OF_TABLE[table]
    routes = {action: queues for action, queues in ROUTES[kind].items() if queues}
    keep(table, kind, routes)
    (queues,) = (each.queues for each in replay.journals() if each.table == table)

    assert send_again(names) == {table: len(routes)}

    for queue in Queue:
        due = [action for action, cared in routes.items() if queue in cared]
        lies = [event.action for event in events_on(names[queues[queue]])] if queue in queues else []
        assert lies == due, queue
    assert {name for name in QUEUES if name not in queues.values() and events_on(names[name])} == set()


def test_every_entry_goes_to_the_queues_that_care(names: dict[str, str]) -> None:
    """As the relay sends them: an approval to all, the rest to letters and records; the same ids as the first time."""
    claim = an_approved_claim()
    Aggregates("ClaimsTable").add(ClaimsTable.shape.stored(claim))

    assert send_again(names) == {"ClaimsTable": 3}

    assert [event.action for event in events_on(names["MailQueue"])] == ["sent", "confirmed", "approved"]
    assert [event.id for event in events_on(names["PaymentsQueue"])] == [f"claim:{claim.id}#3"]
    assert [event.action for event in events_on(names["RecordsQueue"])] == ["sent", "confirmed", "approved"]


def test_what_happened_before_can_be_left_out(names: dict[str, str]) -> None:
    """When it is known since when entries were lost."""
    keep("VoiceTable", EventKind.FEEDBACK, [FeedbackAction.SEND.value], at=datetime(2026, 11, 1, tzinfo=UTC))
    keep("ClaimsTable", EventKind.CLAIM, ["sent"], at=datetime(2026, 11, 30, tzinfo=UTC))

    assert send_again(names, since=datetime(2026, 11, 30, tzinfo=UTC)) == {"ClaimsTable": 1}


def test_what_has_no_journal_is_passed_over(names: dict[str, str]) -> None:
    """Guards, receipts and the like are not events."""
    item = {"pk": {"S": "RECEIPTS#draft"}, "sk": {"S": "1"}, "body": {"M": {}}}
    boto3.client("dynamodb").put_item(TableName="ClaimsTable", Item=item)

    assert send_again(names) == {}
    assert events_on(names["MailQueue"]) == []


def test_a_queue_that_is_gone_holds_up_no_other_table(names: dict[str, str]) -> None:
    """What it did not take is told, and everything else is sent."""
    Aggregates("ClaimsTable").add(ClaimsTable.shape.stored(an_approved_claim()))
    keep("VoiceTable", EventKind.FEEDBACK, [FeedbackAction.SEND.value])
    names["PaymentsQueue"] += "-gone"

    sent = list(replay.replay(boto3.client("dynamodb"), boto3.client("sqs"), names, now=NOW))

    assert {each for each in sent if each.events} == {Sent("ClaimsTable", 3, 1), Sent("VoiceTable", 1, 0)}
    assert [event.action for event in events_on(names["VoiceQueue"])] == [FeedbackAction.SEND.value]


@pytest.fixture
def a_stack(names: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The account's stack says these names, a page at a time."""
    deployed(names, monkeypatch)
    return names


def test_the_command_says_how_many_of_each_table(
    a_stack: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It needs the name of the stack, and finds the rest by itself."""
    Aggregates("ClaimsTable").add(ClaimsTable.shape.stored(an_approved_claim()))
    monkeypatch.setattr(sys, "argv", ["replay", "--stack", "takepart", "--since", "2000-01-01T00:00:00Z"])

    replay.main()

    lines = capsys.readouterr().out.splitlines()
    assert "ClaimsTable: 3 of 3 events sent again" in lines
    assert [line.partition(":")[0] for line in lines] == [each.table for each in replay.journals()]


def test_the_command_fails_when_something_was_not_taken(
    a_stack: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Aggregates("ClaimsTable").add(ClaimsTable.shape.stored(an_approved_claim()))
    boto3.client("sqs").delete_queue(QueueUrl=a_stack["PaymentsQueue"])
    monkeypatch.setattr(sys, "argv", ["replay", "--stack", "takepart"])

    with pytest.raises(SystemExit, match="1 events were not taken; run it again"):
        replay.main()
