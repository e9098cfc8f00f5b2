"""Send the events of every journal to the queues again: after a restore, or a stop in which the stream was lost.

Consumers are safe to run twice, so nothing happens that had happened before; letters about what is older than a month
are not asked for again. It reads the whole table, with the rights
of whoever runs it; no function of the service may.

    python -m infra.replay --table NAME --mail-queue URL --payments-queue URL --records-queue URL
                           [--newsletter-queue URL]
"""

import argparse
from datetime import UTC, datetime
from typing import Any

import boto3

import infra.functions_path  # noqa: F401 - first, so that takepart is found
from takepart.adapters.sqs_queues import SqsQueues
from takepart.adapters.stream_events import events_of
from takepart.use_cases.ports import Event, Queue
from takepart.use_cases.relay_events import relay_events


def events_in_table(dynamodb: Any, table: str) -> list[Event]:
    """Every event there has ever been, journal by journal."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        ProjectionExpression="pk, sk, journal",
        FilterExpression="attribute_exists(journal)",
    )
    return [
        event
        for page in pages
        for item in page["Items"]
        for event in events_of(
            item["pk"]["S"],
            item["journal"]["L"],
            sk=item["sk"]["S"],
        )
    ]


def replay(
    dynamodb: Any,
    sqs: Any,
    *,
    table: str,
    mail_queue: str,
    payments_queue: str,
    records_queue: str,
    now: datetime,
    newsletter_queue: str = "",
    since: datetime | None = None,
) -> int:
    """Put every event on its queues; how many there were. Raises SystemExit when some were not taken.

    ``since`` leaves out what happened before.
    """
    addresses = {
        Queue.MAIL: mail_queue,
        Queue.PAYMENTS: payments_queue,
        Queue.RECORDS: records_queue,
        Queue.NEWSLETTER: newsletter_queue,
    }
    return _relay(dynamodb, table, SqsQueues(sqs, addresses), now, since)


def replay_voice(
    dynamodb: Any,
    sqs: Any,
    *,
    table: str,
    queue: str,
    records_queue: str,
    now: datetime,
    since: datetime | None = None,
) -> int:
    """The same for what people say, which has a table and a queue of its own."""
    return _relay(dynamodb, table, SqsQueues(sqs, {Queue.VOICE: queue, Queue.RECORDS: records_queue}), now, since)


def _relay(dynamodb: Any, table: str, queues: SqsQueues, now: datetime, since: datetime | None) -> int:
    every = events_in_table(dynamodb, table)
    events = [event for event in every if since is None or event.at is None or event.at >= since]
    left = relay_events(events, queues=queues, now=now)
    if left:
        raise SystemExit(f"takepart: {len(left)} of {len(events)} events were not taken; run it again")
    return len(events)


def main() -> None:
    """Replay in the account that the caller is signed in to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--table", required=True)
    parser.add_argument("--mail-queue", required=True)
    parser.add_argument("--payments-queue", required=True)
    parser.add_argument("--records-queue", required=True)
    parser.add_argument("--newsletter-queue", default="", help="for the table of newsletters")
    chosen = parser.parse_args()
    sent = replay(
        boto3.client("dynamodb"),
        boto3.client("sqs"),
        table=chosen.table,
        mail_queue=chosen.mail_queue,
        payments_queue=chosen.payments_queue,
        records_queue=chosen.records_queue,
        now=datetime.now(UTC),
        newsletter_queue=chosen.newsletter_queue,
    )
    print(f"{sent} events sent again")


if __name__ == "__main__":
    main()
