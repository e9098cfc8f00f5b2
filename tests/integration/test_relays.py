"""Every relay as Lambda calls it: what a queue did not take comes again, from the first of it on."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import boto3
import pytest

from takepart.domain.claims.claim import ClaimAction
from takepart.domain.voice.feedback import FeedbackAction
from takepart.use_cases.ports import EventKind
from takepart.use_cases.relay_events import ROUTES
from tests.template import functions, mappings

RELAYS = sorted({function for function, _, _ in mappings("dynamodb")})
TOLD: Mapping[str, tuple[EventKind, str]] = {
    "relay": (EventKind.CLAIM, ClaimAction.ASK.value),
    "voice_relay": (EventKind.FEEDBACK, FeedbackAction.ASK.value),
}
"""Something that each of them puts on one queue."""


@pytest.fixture(params=RELAYS)
def relay(aws: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The function as at its cold start, with the queues that the template gives it."""
    variables = functions()[request.param]["Environment"]["Variables"]
    for name in variables:
        assert name.endswith("_QUEUE")
        monkeypatch.setenv(name, boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"])
    monkeypatch.setenv("POLICY", "wirral")
    sys.modules.pop(request.param, None)
    yield importlib.import_module(request.param)
    sys.modules.pop(request.param, None)


class PickyQueues:
    """SQS that takes some messages of a batch and refuses others."""

    def __init__(self, *refused: str) -> None:
        self.refused, self.taken = refused, []  # type: ignore[var-annotated]  # names of what messages are about

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> dict[str, Any]:  # noqa: N803 - boto's own names
        about = {each["Id"]: json.loads(each["MessageBody"])["about"] for each in Entries}
        self.taken += [name for name in about.values() if name not in self.refused]
        return {"Failed": [{"Id": id, "SenderFault": False} for id, name in about.items() if name in self.refused]}


def record(relay: ModuleType, number: int, *, entries: int = 1) -> dict[str, Any]:
    """One new item in the stream: its sequence number, and what it is about, is ``number``."""
    kind, action = TOLD[relay.__name__]
    journal = [{"M": {"seq": {"N": str(seq)}, "action": {"S": action}}} for seq in range(1, entries + 1)]
    image = {"pk": {"S": f"{kind.value.upper()}#{number}"}, "sk": {"S": "x"}, "journal": {"L": journal}}
    return {"dynamodb": {"SequenceNumber": str(number), "NewImage": image}}


def damaged(relay: ModuleType, number: int) -> dict[str, Any]:
    """A record that no version of ours wrote."""
    found = record(relay, number)
    found["dynamodb"]["NewImage"]["journal"]["L"][0]["M"]["seq"] = {"S": "one"}
    return found


def again(relay: ModuleType, *records: dict[str, Any]) -> list[str]:
    """From which record on they come again."""
    answer = relay.handler({"Records": list(records)}, None)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_what_each_relay_is_tried_with_goes_to_one_queue() -> None:
    """And every relay is tried."""
    assert sorted(TOLD) == RELAYS
    assert {len(ROUTES[kind][action]) for kind, action in TOLD.values()} == {1}


def test_what_was_taken_does_not_come_again(relay: ModuleType) -> None:
    """Every entry of a record, of more records than a request to a queue holds."""
    records = [record(relay, number, entries=2) for number in range(1, 8)]

    assert again(relay, *records) == []

    urls = boto3.client("sqs").list_queues()["QueueUrls"]
    counts = [
        int(boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"][name])
        for url in urls
        for name in ("ApproximateNumberOfMessages",)
    ]
    assert sum(counts) == 14


def test_a_queue_that_does_not_answer_gets_all_of_it_again(relay: ModuleType) -> None:
    """There is no such queue any more."""
    for url in boto3.client("sqs").list_queues()["QueueUrls"]:
        boto3.client("sqs").delete_queue(QueueUrl=url)

    assert again(relay, *(record(relay, number) for number in (1, 2, 3))) == ["1"]


def test_from_the_first_that_was_not_taken_they_come_again_in_order(relay: ModuleType) -> None:
    """Not from the last: what lies between would never be told."""
    queues = PickyQueues("2", "3")
    relay.queues._sqs = queues

    assert again(relay, *(record(relay, number) for number in (1, 2, 3, 4))) == ["2"]
    assert queues.taken == ["1", "4"]


def test_a_record_that_cannot_be_read_holds_up_none_before_it(relay: ModuleType) -> None:
    """It comes again itself, until it is put aside; those after it wait their turn, in order."""
    relay.queues._sqs = queues = PickyQueues()

    assert again(relay, record(relay, 1), damaged(relay, 2), record(relay, 3)) == ["2"]
    assert queues.taken == ["1"]


def test_what_was_not_taken_before_a_damaged_record_comes_first(relay: ModuleType) -> None:
    """Else it is passed over."""
    relay.queues._sqs = PickyQueues("1")

    assert again(relay, record(relay, 1), damaged(relay, 2)) == ["1"]
