"""The records as Lambda calls them: what the relay sends becomes evidence in the table of promises, once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from takepart.adapters import clock
from takepart.adapters.aggregates import Aggregates
from takepart.adapters.assurance.figures_table import FiguresTable
from takepart.adapters.assurance.tables import AssuranceTable
from takepart.adapters.claims.claims_table import ClaimsTable
from takepart.adapters.clients import client
from takepart.adapters.programme.tables import OpportunitiesTable, ProgrammeSessionsTable
from takepart.adapters.sqs_queues import spelled
from takepart.adapters.stream_events import events_in
from takepart.adapters.voice.figures import HeardTable
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.claims import paying
from takepart.domain.claims.parts import MONEY
from takepart.domain.figures.figure import Period
from takepart.domain.ids import ClaimId, DraftId, FloatId, StepId
from takepart.domain.money import PaymentMethod
from takepart.domain.programme import session as sessions_domain
from takepart.domain.programme.opportunity import OpportunityKind
from takepart.domain.voice.figures import hear
from takepart.use_cases.ports import Event, EventKind
from tests.builders import CASHIER, an_approved_claim
from tests.integration.conftest import make_table
from tests.programme_builders import STARTS, WORKER, a_session, an_opportunity

CONTEXT = SimpleNamespace(function_name="f", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="r")
LATER = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def records(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The function as at its cold start, with every table that it is given."""
    names = (
        "ClaimsTable",
        "PeopleTable",
        "ProgrammeTable",
        "VoiceTable",
        "AssuranceTable",
        "NewsletterTable",
        "TransientTable",
    )
    for name in names:
        monkeypatch.setenv(f"{name.removesuffix('Table').upper()}_TABLE", make_table(name))
    monkeypatch.setenv("POLICY", "wirral")
    monkeypatch.setattr(clock, "now", lambda: LATER)
    sys.modules.pop("records", None)
    module = importlib.import_module("records")
    yield module
    sys.modules.pop("records", None)


def told(records: ModuleType, *bodies: str) -> list[str]:
    """Give the messages to the function; those that come again."""
    messages: list[dict[str, Any]] = [
        {"messageId": str(n), "body": body, "eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}
        for n, body in enumerate(bodies)
    ]
    answer = records.handler({"Records": messages}, CONTEXT)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def kept() -> dict[tuple[str, str], str]:
    store = AssuranceTable(Aggregates("AssuranceTable"))
    return {(each.team, each.commitment): str(each.day) for each in store.kept_in(2026) if each.day}


def hold_a_drop_in() -> str:
    """Held, as the tables keep it; the message that the relay makes of it."""
    programme = Aggregates("ProgrammeTable")
    draft = an_opportunity(kind=OpportunityKind.DROP_IN, team="fostering")
    opportunities, sessions = OpportunitiesTable(programme), ProgrammeSessionsTable(programme)
    opportunities.add(replace(draft, journal=draft.journal[:1]))
    opportunities.save(draft)
    planned = a_session()
    sessions.plan(planned, places=8)
    sessions.save(sessions_domain.hold(planned, Step(journals.staff(WORKER), STARTS, StepId("hold"))))
    return spelled(Event(kind=EventKind.SESSION, about=planned.id, seq=2, action="held"))


def test_a_session_that_was_held_is_kept_once_and_a_broken_message_comes_again(records: ModuleType) -> None:
    """Three times in one batch, and again: one piece of evidence and one session in the figures.

    What cannot be read holds up no other.
    """
    message = hold_a_drop_in()

    assert told(records, message, "no json", message) == ["1"]
    assert told(records, message) == []

    assert kept() == {("fostering", "drop-ins"): "2026-12-03"}
    figures = FiguresTable(client("dynamodb"), "AssuranceTable").totals([Period(2026, 3)])
    held = {"sessions": 1, "sessions|level|together": 1, "sessions|kind|drop-in": 1}
    assert figures == {(Period(2026, 3), scope): held for scope in ("everyone", "team:fostering")}
    duty = AssuranceTable(Aggregates("AssuranceTable")).of_team(records.rules.teams[0].id, (2026,)).duties
    (evidence,) = next(iter(duty.values())).evidence
    assert (evidence.by, evidence.found) == ("system:records", "a session took place")


def test_what_the_stream_says_of_a_team_and_of_a_place_is_an_event(records: ModuleType) -> None:
    """``PROMISES#fostering`` with its sort key, and ``VENUE#``."""
    told(records, hold_a_drop_in())
    HeardTable(Aggregates("VoiceTable")).add(hear("leaving-care", date(2026, 11, 4)))
    found = []
    for table in ("AssuranceTable", "VoiceTable"):
        for item in boto3.client("dynamodb").scan(TableName=table)["Items"]:
            found += events_in({"dynamodb": {"NewImage": item}})

    assert [(event.kind, event.about, event.action) for event in found] == [
        (EventKind.DUTY, "fostering/2026/drop-ins", "show"),
        (EventKind.VENUE, "leaving-care/2026-11", "heard"),
    ]
    told(records, spelled(found[1]))
    assert kept()["leaving-care", "anonymous-feedback"] == "2026-11-04"


def test_the_pay_promises_of_a_month_are_checked_by_the_clock(records: ModuleType) -> None:
    """One claim of November came late: October is kept, November is not."""
    claims = ClaimsTable(Aggregates("ClaimsTable"))
    for n, (promised, written) in enumerate(((date(2026, 10, 20), 18), (date(2026, 11, 20), 25))):
        paid_on = datetime(2026, promised.month, written, tzinfo=UTC)
        approved = an_approved_claim(
            id=ClaimId(f"BBBB-BBB{n}"),
            draft=DraftId(str(n)),
            promised=promised,
            at=paid_on - timedelta(days=7),
            method=PaymentMethod.CASH,
            bank=None,
        )
        claims.add(
            paying.pay_in_cash(
                approved,
                Step(journals.staff(CASHIER.id), paid_on, StepId(f"cash-{n}")),
                by=CASHIER,
                amount=approved.payment(MONEY).amount,
                float_id=FloatId("box"),
            )
        )
    event = {"job": "check-pay-promises", "at": "2026-12-01T06:00:00Z"}

    assert records.handler(event, CONTEXT) == records.handler(event, CONTEXT)
    assert records.handler(event, CONTEXT)["months"] == {"2026-09": "kept", "2026-10": "kept", "2026-11": "late"}
    store = AssuranceTable(Aggregates("AssuranceTable"))
    assert sorted(each.slot for each in store.kept_in(2026)) == ["2026-09-30", "2026-10-31"]


def test_a_store_that_does_not_answer_brings_the_message_back(records: ModuleType) -> None:
    """Nothing is lost: it is tried again."""
    message = hold_a_drop_in()
    boto3.client("dynamodb").delete_table(TableName="AssuranceTable")

    assert told(records, message) == ["0"]
    with pytest.raises(ClientError):
        boto3.client("dynamodb").describe_table(TableName="AssuranceTable")
