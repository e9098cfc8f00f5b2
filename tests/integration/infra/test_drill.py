"""`make drill`: a table is lost after the bank got its file, and brought back. Nothing is lost, nothing paid twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest

from infra.local.jobs import event_for
from infra.local.person import Person
from infra.local.programme_story import ProgrammeStory
from infra.local.story import RELEASER, Story, found, next_weekday, says_it_was_sent
from infra.local.voice_story import VoiceStory
from infra.rebuild import compare
from infra.reconcile import unknown_files
from infra.replay import journals, replay
from infra.restore import restore
from infra.verify import verify
from tests.service import Served, Service, a_service
from tests.template import template

RESTORED = "Restored"
Item = dict[str, Any]


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of its own."""
    with a_service(tmp_path_factory.mktemp("drill") / "here") as front:
        yield front


def items(table: str) -> dict[tuple[str, str], Item]:
    """All that a table holds."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}


def lose(table: str) -> None:
    """Nothing is left of it."""
    for pk, sk in items(table):
        boto3.client("dynamodb").delete_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}})


def bring_back(table: str, as_it_was: dict[tuple[str, str], Item]) -> None:
    """As the runbook says: from a table that was restored beside the live one."""
    dynamodb = boto3.client("dynamodb")
    its = template()["Resources"][table]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    dynamodb.create_table(TableName=RESTORED, **{name: its[name] for name in wanted if name in its})
    for item in as_it_was.values():
        dynamodb.put_item(TableName=RESTORED, Item=item)
    assert verify(dynamodb, RESTORED).broken == ()
    restore(dynamodb, restored=RESTORED, table=table)
    dynamodb.delete_table(TableName=RESTORED)


def again(service: Service) -> None:
    """Every journal to its queues, and all that follows."""
    sent = replay(boto3.client("dynamodb"), boto3.client("sqs"), service.names, now=datetime.now(UTC))
    assert [each.left for each in sent] == [0] * len(journals())
    service.settle()


def not_known(service: Service) -> list[str]:
    """Files of the bank's that the table does not know."""
    names = service.names
    clients = boto3.client("dynamodb"), boto3.client("s3")
    return list(unknown_files(*clients, table=names["ClaimsTable"], bucket=names["PaymentsBucket"]))


def files(service: Service) -> list[str]:
    """What was ever made for the bank."""
    s3, bucket = boto3.client("s3"), service.names["PaymentsBucket"]
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", ())
    return [s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read().decode() for each in listed]


def test_claims_are_lost_after_the_bank_got_its_file_and_nobody_is_paid_twice(served: Served) -> None:
    """Restored to a moment before the run; the file in the bucket says what the table forgot."""
    service, story = served.service, Story(served.instance.url)
    claims = service.names["ClaimsTable"]
    *before, run, sends, _ = story.steps()
    for step in before:
        step.act()
    as_it_was = items(claims)
    run.act()
    sends.act()
    letters = {mail["id"] for mail in story.mails()}

    lose(claims)
    bring_back(claims, as_it_was)

    day = date.fromisoformat(story.batch.rpartition("-")[0])
    assert not_known(service) == [
        f"{story.batch}: the bank may have this file, and the table knows no such batch: "
        f"run payment-run as of {day} before any other, then look once more"
    ]
    job = service.jobs["payment-run"]
    service.run(job, event_for(job, day))
    assert not_known(service) == []
    again(service)
    finance = Person(served.instance.url)
    mail = story.letter(RELEASER, f"A payment file is ready: batch {story.batch}", about_claim=False)
    finance.open(found(r"https?://\S+/decide/batch\S+", mail["text"]))
    says_it_was_sent(finance)
    later = next_weekday(day + timedelta(days=1))
    ran = service.run(job, event_for(job, later))
    story.sees_the_money()

    assert ran["batches"] == []
    assert [file.count(story.reference) for file in files(service)] == [1]
    assert verify(boto3.client("dynamodb"), claims).broken == ()
    compare(boto3.client("dynamodb"), service.names, policy="wirral", write=True)
    assert compare(boto3.client("dynamodb"), service.names, policy="wirral").none
    assert [m["subject"] for m in story.mails() if m["id"] not in letters] == [], "nobody is told anything twice"


def test_each_table_comes_back_as_it_was(served: Served) -> None:
    """And being told again of all that ever happened changes nothing and tells nobody anything."""
    service, site = served.service, served.instance.url
    for story in (ProgrammeStory(site), VoiceStory(site)):
        for step in story.steps():
            step.act()
    letters = len(story.mails())

    for table in sorted({each.table for each in journals()}):
        as_it_was = items(service.names[table])
        lose(service.names[table])
        bring_back(table, as_it_was)
        again(service)

        assert items(service.names[table]) == as_it_was, table
        assert len(story.mails()) == letters, table
