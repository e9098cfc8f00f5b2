"""Newsletters, subscribers and the one sender of a letter: kept in the template's own tables and read back the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from takepart.adapters.aggregates import Aggregates
from takepart.adapters.clients import client
from takepart.adapters.mail_log import MailTable
from takepart.adapters.newsletter.newsletters_table import NewslettersTable, SqsPages, SubscribersTable, read_page
from takepart.domain import journal as journals
from takepart.domain.aggregate import Step
from takepart.domain.ids import StepId
from takepart.domain.newsletter import newsletter as newsletters_domain
from takepart.domain.newsletter import subscriber as subscribers_domain
from takepart.domain.newsletter.newsletter import NewsletterId
from takepart.use_cases.newsletter.ports import PageToSend
from takepart.use_cases.ports import Taken
from tests.integration.conftest import make_table
from tests.newsletters import MONDAY, WORKER, a_draft, a_part, one_going_out, somebody_asked, somebody_on
from tests.policies import WIRRAL


@pytest.fixture
def table(aws: None) -> str:
    """The table of newsletters."""
    return make_table("NewsletterTable")


def test_a_newsletter_is_read_back_as_it_was(table: str) -> None:
    """In every state, with all of its parts; drafts and what is public are listed apart."""
    store = NewslettersTable(Aggregates(table))
    draft = a_draft("BCDF-2346", a_part(path="/x", picked=False), a_part(id="2", text=""))
    store.add(draft)
    store.add(a_draft())
    store.save(
        going := newsletters_domain.send(
            a_draft(), Step(journals.staff(WORKER), MONDAY, StepId("send")), seen_version=1
        )
    )

    assert store.get(draft.id) == draft
    assert store.get(going.id) == going == one_going_out()
    assert store.drafts() == [draft]
    assert store.public() == ([going], None)

    store.save(
        done := newsletters_domain.finish(
            going, Step(journals.Job.MAILER.actor, MONDAY, StepId("all-sent")), letters=3, refused=0
        )
    )
    assert store.get(going.id) == done


def test_a_subscriber_ends_by_itself_until_they_say_yes_and_after_they_left(table: str) -> None:
    """The table's own time to live clears it away, the address included."""
    store = SubscribersTable(Aggregates(table))
    raw = boto3.client("dynamodb")

    def ends() -> int | None:
        item = raw.get_item(TableName=table, Key={"pk": {"S": "SUBSCRIBER#reader"}, "sk": {"S": "SUBSCRIBER"}})["Item"]
        return int(item["expires"]["N"]) if "expires" in item else None

    store.add(somebody_asked())
    assert ends() == int((MONDAY + timedelta(days=7)).timestamp())

    store.save(somebody_on())
    assert store.get(somebody_on().id) == somebody_on()
    assert ends() is None

    store.save(left := subscribers_domain.leave(somebody_on(), at=MONDAY))
    assert store.get(left.id) == left
    assert ends() == int((MONDAY + timedelta(days=40)).timestamp())
    assert "example.com" not in json.dumps(raw.scan(TableName=table)["Items"], default=str)


def test_those_who_get_it_are_read_by_pages_without_a_gap(table: str) -> None:
    """However many there are; who has not said yes is not among them."""
    store = SubscribersTable(Aggregates(table))
    for number in range(7):
        name = f"reader-{number}"
        store.add(somebody_asked(name))
        store.save(somebody_on(name))
    store.add(somebody_asked("silent"))

    found, start = [], None
    while True:
        some, start = store.on(start=start, limit=3)
        found += [each.id for each in some]
        if start is None:
            break

    assert found == [f"reader-{number}" for number in range(7)]
    assert store.count(most=100) == 7


def test_a_letter_has_one_sender_at_a_time(mail_table: str) -> None:
    """Taken, let go, taken again, sent; what was taken and never finished goes to the next after a while."""
    log, stale = MailTable(mail_table, retention=WIRRAL.retention, mark=str), MONDAY - timedelta(minutes=10)

    assert [log.take("one", at=MONDAY, stale=stale) for _ in range(2)] == [Taken.OURS, Taken.BUSY]
    log.let_go("one", at=MONDAY)
    assert log.take("one", at=MONDAY, stale=stale) is Taken.OURS
    later = MONDAY + timedelta(minutes=11)
    assert log.take("one", at=later, stale=later - timedelta(minutes=10)) is Taken.OURS
    log.sent("one", at=later)
    assert log.take("one", at=later + timedelta(days=1), stale=later + timedelta(hours=1)) is Taken.DONE
    log.rejected("two", at=MONDAY)
    assert log.take("two", at=MONDAY, stale=stale) is Taken.REFUSED


def test_a_page_travels_as_a_message(aws: None) -> None:
    """And an event on the same queue is not taken for one."""
    queue = boto3.client("sqs").create_queue(QueueName="newsletter")["QueueUrl"]
    page = PageToSend(newsletter=NewsletterId("K7M4-9QXR"), start="a~b~c", letters=50, refused=1)

    SqsPages(client("sqs"), queue).put(replace(page, tries=2))

    (message,) = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert read_page(message["Body"]) == replace(page, tries=2)
    assert read_page('{"kind": "newsletter", "about": "x", "seq": 2, "action": "sending"}') is None
