"""Queues and streams deliver twice, late and out of order; people click many times at once. Each thing happens once."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.stack import RunningStack, until
from tests.e2e.wire import LAST, Wire, a_claim, hidden, how_many, items, send


@pytest.fixture(scope="module")
def wire(stack: RunningStack) -> Wire:
    """Requests to the deployed stack."""
    return Wire(stack)


def messages(*bodies: Any) -> dict[str, Any]:
    """A batch as SQS hands it to a function."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": "r",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-2:000000000000:queue",
                "awsRegion": "eu-west-2",
            }
            for number, body in enumerate(bodies)
        ]
    }


def event(reference: str, seq: int, action: str) -> dict[str, Any]:
    """A message about one entry of a claim's journal."""
    return {"kind": "claim", "about": reference, "seq": seq, "action": action}


def test_twenty_clicks_send_one_claim(wire: Wire) -> None:
    """All of them lead to the same receipt."""
    draft = wire.draft_at("check", email=f"p{secrets.token_hex(6)}@example.org")
    before = {key for key in items(wire.stack, "ClaimsTable") if key[1] == "CLAIM"}

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: wire.post(f"{draft}/check", LAST), range(20)))

    assert {(answer.status, answer.location) for answer in answers} == {(303, f"{draft}/sent")}
    after = {key for key in items(wire.stack, "ClaimsTable") if key[1] == "CLAIM"}
    assert len(after - before) == 1


def test_twenty_calls_with_one_key_send_one_claim(wire: Wire) -> None:
    """A program that retries at once gets one claim, and the same answer each time."""
    value, key = a_claim(email=f"p{secrets.token_hex(6)}@example.org"), f"key-{secrets.token_hex(8)}"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: wire.api("/api/claims", value, Idempotency_Key=key), range(20)))

    assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}


def test_two_pages_of_a_draft_saved_at_once_are_both_kept(wire: Wire) -> None:
    """Nothing typed is lost, in whatever order the two arrive."""
    draft = wire.draft_at("check")

    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda page: wire.post(f"{draft}/{page[0]}", page[1]),
                [
                    ("you", {"name": "Bea Bond", "email": "bea@example.org", "phone": "", "under_16": "no"}),
                    ("payment", {"fee_choice": "as-offered", "method": "cash"}),
                ],
            )
        )

    assert [answer.status for answer in answers] == [303, 303]
    page = wire.get(f"{draft}/check").text
    assert "Bea Bond" in page
    assert "Sort code" not in page


def test_a_message_that_comes_again_sends_no_second_letter(wire: Wire) -> None:
    """Twice in a batch, again later, and after the claim has moved on."""
    stack, sent = wire.stack, send(wire)
    link = sent.decision()
    until(lambda: stack.mails(to=sent.email))
    asked = event(sent.reference, 1, "sent")
    letters = len([m for m in stack.mails() if sent.reference in m["text"]])

    for batch in (messages(asked, asked), messages(asked)):
        assert stack.invoke("MailerFunction", batch) == {"batchItemFailures": []}
    assert len([m for m in stack.mails() if sent.reference in m["text"]]) == letters

    wire.post(link, hidden(wire.get(link)) | {"answer": "agree"})
    sent.decision("Please approve")
    letters = len([m for m in stack.mails() if sent.reference in m["text"]])
    late = messages(event(sent.reference, 2, "confirmed"), asked, event(sent.reference, 99, "approved"))
    assert stack.invoke("MailerFunction", late) == {"batchItemFailures": []}
    assert len([m for m in stack.mails() if sent.reference in m["text"]]) == letters


def test_a_message_that_nobody_can_read_does_not_hold_up_the_others(wire: Wire) -> None:
    """Only the bad ones come again; an event of something that is not there is done with."""
    bad = ["{", "[]", '{"kind": "claim"}', '{"kind": "moon", "about": "x", "seq": 1, "action": "y"}']
    good = event("2222-2222", 1, "sent")

    for function in ("MailerFunction", "PaymentsFunction"):
        told = wire.stack.invoke(function, messages(good, *bad, good))
        assert [each["itemIdentifier"] for each in told["batchItemFailures"]] == ["m1", "m2", "m3", "m4"]


def test_a_payment_message_pays_nothing_that_is_not_approved(wire: Wire) -> None:
    """Out of order, twice, or made up: money follows the claim's own state, not the message."""
    sent = send(wire)
    before, batches = sent.stored, how_many(wire.stack, "ClaimsTable")

    for seq, action in ((1, "approved"), (2, "approved"), (1, "sent")):
        told = wire.stack.invoke("PaymentsFunction", messages(*[event(sent.reference, seq, action)] * 2))
        assert told == {"batchItemFailures": []}

    assert sent.stored == before
    assert how_many(wire.stack, "ClaimsTable") == batches


def a_record(number: str, reference: str, *, poison: bool = False) -> dict[str, Any]:
    """A change of a claim as the table's stream tells it."""
    entry: dict[str, Any] = {"M": {"seq": {"N": "1"}, "action": {"S": "sent"}}}
    if poison:
        entry = {"M": {"seq": {"N": "one"}}}
    return {
        "eventID": number,
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "SequenceNumber": number,
            "NewImage": {"pk": {"S": f"CLAIM#{reference}"}, "sk": {"S": "CLAIM"}, "journal": {"L": [entry]}},
        },
    }


def test_the_relay_names_the_first_record_that_it_cannot_read(wire: Wire) -> None:
    """Those before it went out; it and what follows come again, in order."""
    records = [a_record("100", "2222-2222"), a_record("101", "2222-2223", poison=True), a_record("102", "2222-2224")]

    told = wire.stack.invoke("RelayFunction", {"Records": records})

    assert told == {"batchItemFailures": [{"itemIdentifier": "101"}]}
    assert wire.stack.invoke("RelayFunction", {"Records": [records[0], records[2]]}) == {"batchItemFailures": []}


def test_the_relay_knows_what_is_no_journal(wire: Wire) -> None:
    """A receipt, a guard, a removed item, and one that did not change call for nothing."""
    receipt = a_record("1", "x")
    receipt["dynamodb"]["NewImage"] = {"pk": {"S": "RECEIPTS#x"}, "sk": {"S": "1"}}
    removed = {"eventName": "REMOVE", "dynamodb": {"SequenceNumber": "2", "OldImage": {"pk": {"S": "CLAIM#x"}}}}
    same = a_record("3", "2222-2222")
    same["dynamodb"]["OldImage"] = same["dynamodb"]["NewImage"]

    assert wire.stack.invoke("RelayFunction", {"Records": [receipt, removed, same]}) == {"batchItemFailures": []}
