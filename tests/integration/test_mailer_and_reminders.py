"""The mailer and the reminders as Lambda calls them: partial failures, once each, and the day from the event."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.domain.claims.claim import ClaimAction, ClaimState
from takepart.domain.ids import ClaimId, DraftId
from takepart.use_cases.ports import Queue
from takepart.use_cases.relay_events import ROUTES
from tests.builders import a_claim, a_confirmed_claim
from tests.integration.conftest import make_key, make_table

SENT_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=1,
    invoked_function_arn="arn",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 60_000,
)


@pytest.fixture
def claims(claims_table: str) -> ClaimsTable:
    return ClaimsTable(Aggregates(claims_table))


@pytest.fixture
def settings(claims_table: str, mail_table: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The environment of both functions; the address of the mail queue."""
    queue = str(boto3.client("sqs").create_queue(QueueName="mail")["QueueUrl"])
    sender = "Takepart <takepart@example.org>"
    boto3.client("sesv2").create_email_identity(EmailIdentity="takepart@example.org")
    for name, value in {
        "POLICY": "wirral",
        "SITE_URL": "https://takepart.example",
        "CLAIMS_TABLE": claims_table,
        "MAIL_TABLE": mail_table,
        "TRANSIENT_TABLE": make_table("TransientTable"),
        "PEOPLE_TABLE": "no-people",
        "PROGRAMME_TABLE": make_table("ProgrammeTable"),
        "ASSURANCE_TABLE": "no-promises",
        "MAIL_QUEUE": queue,
        "LINK_KEY": make_key(mac=True),
        "MAILBOX_KEY": make_key(mac=True),
        "SENDER": sender,
        "LETTERS_SET": "letters",
        "BOUNCES_QUEUE": queue,
        "POWERTOOLS_SERVICE_NAME": "takepart",
    }.items():
        monkeypatch.setenv(name, value)
    yield queue
    for module in ("mailer", "reminders"):
        sys.modules.pop(module, None)


def started(name: str) -> ModuleType:
    """A handler's module as at its cold start."""
    sys.modules.pop(name, None)
    return importlib.import_module(name)


def record(place: int, body: str) -> dict[str, Any]:
    return {"messageId": f"m{place}", "body": body, "eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}


def about(claim_id: str, seq: int, action: str) -> str:
    return json.dumps({"kind": "claim", "about": claim_id, "seq": seq, "action": action})


def failed(answer: Any) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def sent_emails() -> int:
    """How many emails went out of this account."""
    return int(boto3.client("ses", region_name="eu-west-2").get_send_quota()["SentLast24Hours"])


def test_only_the_messages_that_failed_come_again_and_no_letter_goes_out_twice(
    claims: ClaimsTable, settings: str
) -> None:
    """One broken message does not hold up or repeat the others."""
    claims.add(a_claim())
    mailer = started("mailer")
    batch = {"Records": [record(1, about("K7M4-9QXR", 1, "sent")), record(2, "no json")]}

    first, again = mailer.handler(batch, CONTEXT), mailer.handler(batch, CONTEXT)

    assert failed(first) == failed(again) == ["m2"]
    assert sent_emails() == 2


def test_the_reminders_take_their_day_from_the_event_and_run_once(claims: ClaimsTable, settings: str) -> None:
    """As of day 3, twice: one reminder."""
    claims.add(a_claim())
    reminders = started("reminders")
    event = {"job": "remind-deciders", "at": "2026-11-26T08:00:00Z"}

    first, again = reminders.handler(event, CONTEXT), reminders.handler(event, CONTEXT)
    claim = claims.get(ClaimId("K7M4-9QXR"))

    assert (first["nudged"], again["nudged"]) == (1, 0)
    assert claim is not None
    assert [entry.action for entry in claim.journal] == ["sent", ClaimAction.NUDGE.value]
    assert claim.journal[-1].at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def test_counting_stops_where_it_would_cost_more(claims: ClaimsTable) -> None:
    """The same for a hundred and for a million: the index counts no further than it is asked to."""
    for number in range(7):
        claims.add(a_claim(id=ClaimId(f"BBBB-BBB{number}"), draft=DraftId(str(number)), at=SENT_AT + timedelta(number)))

    assert claims.count(ClaimState.WITH_WORKER) == 7
    assert claims.count(ClaimState.WITH_WORKER, most=5) == 5
    assert claims.count(ClaimState.WITH_WORKER, who="staff:participation-worker") == 7
    assert claims.count(ClaimState.WITH_WORKER, who="staff:participation") == 0
    assert claims.count(ClaimState.PAID) == 0


def test_a_page_of_the_board_starts_where_the_last_one_ended(claims: ClaimsTable) -> None:
    """Every claim on one page, the longest waiting first."""
    for number in range(7):
        claims.add(a_claim(id=ClaimId(f"BBBB-BBB{number}"), draft=DraftId(str(number)), at=SENT_AT - timedelta(number)))
    seen: list[str] = []
    start: str | None = None

    for _ in range(4):
        page = claims.in_state(ClaimState.WITH_WORKER, start=start, limit=2)
        seen += [claim.id for claim in page.claims]
        start = page.next
        if start is None:
            break

    assert seen == [f"BBBB-BBB{number}" for number in reversed(range(7))]
    assert a_confirmed_claim().id not in seen


def test_whatever_goes_to_the_mail_queue_has_somebody_who_writes_about_it(settings: str) -> None:
    """Both ways round: no message fails because nobody knows its kind, and nothing is known that never comes."""
    mailed = {kind for kind, routes in ROUTES.items() if any(Queue.MAIL in queues for queues in routes.values())}

    assert set(started("mailer").letters_of) == mailed
