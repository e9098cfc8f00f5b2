"""Whatever a function that a queue feeds could not do comes again: no event that it gets is ever swallowed."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from infra.handlers import environment
from takepart.adapters.sqs_queues import spelled
from takepart.use_cases.ports import Event, EventKind
from takepart.use_cases.relay_events import ROUTES
from tests.integration.conftest import make_table
from tests.policies import WIRRAL
from tests.template import mappings, named

FED = {
    function: named(properties["EventSourceArn"]).removesuffix("Queue").lower()
    for function, _, properties in mappings("sqs")
}
"""Which queue feeds which function."""
REPORTS = {
    "bounces": {
        "a letter that came back": {
            "eventType": "Bounce",
            "mail": {"messageId": "m", "tags": {"letter": ["YQ"], "kind": ["YQ"]}},
            "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "them@example.com"}]},
        },
        "a letter that is to go again": {"again": "x"},
    }
}
"""What comes on a queue that takes no events."""
SOMEBODY = WIRRAL.staff[0].id
ABOUT = {EventKind.SIGN_IN: SOMEBODY, EventKind.DUTY: "fostering/2026/b", EventKind.AUDIT: "fostering/2026"}
"""Where a name that means nothing would not do."""
ASKS_NOTHING = {"sign-up absent", "duty show", "audit sign-off"}
"""What the records are told of and nothing is counted from, so that no store is asked."""
CONTEXT = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=1,
    invoked_function_arn="arn",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 60_000,
)


@pytest.fixture(params=sorted(FED))
def function(aws: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The function in an account in which it finds who works here, and nothing else: no table, no key, no bucket."""
    for name, value in environment().items():
        if not name.startswith("AWS_") and name != "PATH":
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("POLICY", "wirral")
    monkeypatch.setenv("ORGANISATION_TABLE", make_table("OrganisationTable"))
    sys.modules.pop(request.param, None)
    yield importlib.import_module(request.param)
    sys.modules.pop(request.param, None)


def test_an_event_whose_store_does_not_answer_comes_again(function: ModuleType) -> None:
    """Every kind of event that its queue gets."""
    queue = FED[function.__name__]
    told = {
        f"{kind} {action}": spelled(Event(kind=kind, about=ABOUT.get(kind, "a/b"), seq=1, action=action))
        for kind, routes in ROUTES.items()
        for action, queues in routes.items()
        if queue in {each.value for each in queues}
    } | {name: json.dumps(report) for name, report in REPORTS.get(function.__name__, {}).items()}
    more = {"eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}
    records = [{"messageId": name, "body": body, **more} for name, body in told.items()]

    answer: dict[str, Any] = function.handler({"Records": records}, CONTEXT)

    again = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
    assert again
    assert {each["messageId"] for each in records} - again <= ASKS_NOTHING
